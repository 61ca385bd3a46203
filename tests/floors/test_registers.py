"""Every register keeps what it promises, each broken promise is told, and there is one way in."""

import ast
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from cms.shell.groups import PARTS, Entry, GroupPart
from formbuilder.fields import FIELD_TYPES, PLAIN
from processes.backtest.deciders import DECIDERS, rule
from processes.engine.steps import STEP_KINDS, StepKind
from processes.extensions.effects import EFFECTS, NOTHING, EffectType, Value
from processes.extensions.subjects import SUBJECTS, Subject
from registry.checks import registers_keep_their_promises
from registry.documents.models import Document, Rendition
from registry.editor.fields.leaves import LEAVES, SCRIPTS
from registry.handover.holdings import BARS, SECTIONS, Bar, Section
from registry.identity import DOOR, DOORS
from registry.kinds import KINDS, Kind
from registry.notices.services import THINGS, Thing
from registry.policy import INSIDE, POLICIES, WIDER, Inside, Wider
from registry.register import Register, registers
from registry.trail.models import StreamHead
from registry.trail.outbox import HANDLERS, Handler
from registry.trail.regular import JOBS, Regular, crontab
from registry.trail.types import TYPES, EventType
from tests.floors.sources import ROOT, sources

HOUR = timedelta(hours=1)


def told() -> list[str]:
    """What `manage.py check` says of registers."""
    return [message.msg for message in registers_keep_their_promises()]


@contextmanager
def without(register: Register[Any], name: str) -> Iterator[None]:
    """A register that nobody added this entry to."""
    there = register.items()
    with register.emptied():
        for known, entry in there:
            if known != name:
                register.add(known, entry)
        yield


def kind(**values: Any) -> Kind:
    return Kind(**{"code": "thu", "label": "Thử", "label_plural": "Thử", "schema": {}, **values})


def effect(name: str = "thu", label: str = "Thử", value: Value = NOTHING) -> EffectType:
    return EffectType(name, lambda request: None, label, value)


def job(
    every: timedelta | crontab = HOUR, label: str = "Thử", longest: timedelta = HOUR
) -> Regular:
    return Regular("thu", label, every, lambda: None, longest)


def subject(page: str = "/admin/", series: str = "THU") -> Subject:
    return Subject(
        lambda case: page,
        lambda user, cases: {},
        lambda user, case: "",
        lambda case: "",
        noun="việc thử",
        series=series,
    )


def part(group: str = "work", url: str = "/admin/") -> GroupPart:
    return GroupPart(group, lambda at, counts: [Entry("Thử", url)])


def section(label: str) -> Section:
    return Section("thu", label, 1, lambda person, agency: [], lambda act, item, receiver: None)


Broken = Callable[[], AbstractContextManager[Any]]
EDITOR = {"type": "object", "properties": {"a": {"type": "string", "x-editor": "bút"}}}
DAY = Value("ngày")  # type: ignore[arg-type]
WIDE = Wider(Rendition, lambda at: Q())

ODD = replace(PLAIN, code="thu", rule="thu")


def step_kind(**values: Any) -> StepKind:
    """A kind of step: what it says of itself is said of its class."""
    return type("Odd", (StepKind,), {"code": "thu", "label": "Thử", **values})()


def nothing(item: Any, receiver: Any) -> str:
    return ""


BROKEN: list[tuple[Register[Any], str, Broken]] = [
    (KINDS, "«thu» chưa có tên", lambda: KINDS.added(kind(label=""))),
    (KINDS, "lược đồ của «thu»", lambda: KINDS.added(kind(schema={"type": "xâu"}))),
    (LEAVES, "«thu» dùng ô nhập «bút» chưa ai", lambda: KINDS.added(kind(schema=EDITOR))),
    (LEAVES, "«process» dùng ô nhập «durations»", lambda: without(LEAVES, "durations")),
    (SCRIPTS, "không có tệp thu/thu.js", lambda: SCRIPTS.added("thu/thu.js")),
    (TYPES, "«thu.thu» chưa có lời", lambda: TYPES.added(EventType("thu.thu", ""))),
    (TYPES, "«document.issued» trong", lambda: without(TYPES, "document.issued")),
    (TYPES, "«account.locked» trong", lambda: without(TYPES, "account.locked")),
    (HANDLERS, "«thu» chưa có lời", lambda: HANDLERS.added("thu", Handler(print, " "))),
    (HANDLERS, "«thu» chưa có lời", lambda: HANDLERS.added("thu", Handler(print, "thu"))),
    (JOBS, "«thu» không có khoảng cách", lambda: JOBS.added(job(timedelta(0)))),
    (JOBS, "«thu» không có khoảng cách", lambda: JOBS.added(job(crontab(hour=24)))),
    (JOBS, "«thu» chưa có lời", lambda: JOBS.added(job(label=""))),
    (JOBS, "«thu» phải được chạy", lambda: JOBS.added(job(longest=timedelta(0)))),
    (POLICIES, "«registry.Unit» thuộc về", lambda: without(POLICIES, "registry.Unit")),
    (POLICIES, "«registry.Rendition» thuộc", lambda: without(INSIDE, "registry.Rendition")),
    (POLICIES, "vừa có quyền riêng", lambda: INSIDE.added(Inside(Document, Document))),
    (INSIDE, "«registry.StreamHead»", lambda: INSIDE.added(Inside(StreamHead, Rendition))),
    (WIDER, "«thu» mở rộng «registry.Rendition»", lambda: WIDER.added("thu", WIDE)),
    (DECIDERS, "không có loại tài liệu «thu»", lambda: DECIDERS.added("thu", rule)),
    (THINGS, "chưa nói ai được đọc «thu»", lambda: THINGS.added("thu", Thing(StreamHead))),
    (DOORS, "phải có đúng một", lambda: without(DOORS, DOOR)),
    (
        FIELD_TYPES,
        "loại giá trị «thu»",
        lambda: FIELD_TYPES.added(ODD),
    ),
    (SECTIONS, "«thu» chưa có tên để ghi", lambda: SECTIONS.added(section(""))),
    (BARS, "«thu» chặn loại việc «khác»", lambda: BARS.added("thu", Bar("khác", nothing))),
    (STEP_KINDS, "«Thử 1» không phải mã", lambda: STEP_KINDS.added(step_kind(code="Thử 1"))),
    (STEP_KINDS, "«thu» chưa có tên để", lambda: STEP_KINDS.added(step_kind(label=""))),
    (STEP_KINDS, "«thu» vừa có", lambda: STEP_KINDS.added(step_kind(performed=True, ends=True))),
    (STEP_KINDS, "đúng một loại", lambda: STEP_KINDS.added(step_kind(left_out=True))),
    (STEP_KINDS, "«thu» cần ô «x»", lambda: STEP_KINDS.added(step_kind(fields=("x",)))),
    (EFFECTS, "«thu» chưa có tên để chọn", lambda: EFFECTS.added(effect(label="thu"))),
    (EFFECTS, "«Thử 1» không phải tên", lambda: EFFECTS.added(effect(name="Thử 1"))),
    (EFFECTS, "cần giá trị loại «ngày»", lambda: EFFECTS.added(effect(value=DAY))),
    (EFFECTS, "không khớp", lambda: EFFECTS.added(effect(value=Value("choice")))),
    (EFFECTS, "chưa nói giá trị", lambda: EFFECTS.added(effect(value=Value("role", "")))),
    (SUBJECTS, "trang của «thu»", lambda: SUBJECTS.added("thu", subject("/khong-co/"))),
    (SUBJECTS, "«thu» chưa có tên gọi", lambda: SUBJECTS.added("thu", subject(series=""))),
    (SUBJECTS, "cùng đánh số «BTL»", lambda: SUBJECTS.added("thu", subject(series="BTL"))),
    (PARTS, "«Thử» dẫn đến /khong-co/", lambda: PARTS.added("thu", part(url="/khong-co/"))),
    (PARTS, "«thu» ở nhóm «khác»", lambda: PARTS.added("thu", part("khác"))),
]


def test_the_product_keeps_every_promise() -> None:
    assert told() == []


@pytest.mark.parametrize(("register", "said", "broken"), BROKEN)
def test_a_broken_promise_is_told(register: Register[Any], said: str, broken: Broken) -> None:
    with broken():
        found = [message for message in told() if message.startswith(f"{register.word}: ")]
        assert any(said in message for message in found)
    assert told() == []


def test_each_register_that_promises_something_is_broken_above() -> None:
    promising = {one.code for one in registers() if one._promises}
    assert promising == {register.code for register, _, _ in BROKEN}


@pytest.mark.django_db
def test_django_asks_and_no_query_is_made() -> None:
    with HANDLERS.added("thu", Handler(print, "")), CaptureQueriesContext(connection) as queries:
        found = [message.id for message in run_checks() if str(message.id).startswith("registers")]
    assert found == ["registers.handlers"]
    assert len(queries) == 0


def test_every_register_stands_on_the_page() -> None:
    page = (ROOT / "docs" / "registers.md").read_text(encoding="utf-8")
    missing = [
        f"{source.module}.{node.target.id}"
        for source in sources()
        for node in source.tree.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") == "Register"
        and f"`{source.module}.{node.target.id}`" not in page
    ]
    assert missing == []


def test_there_is_no_other_way_to_plug_in() -> None:
    """No list or dictionary of a module is filled by a function beside it."""
    wrong = []
    for source in sources():
        empty = {
            target.id
            for node in source.tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign)
            and isinstance(node.value, ast.Dict | ast.List)
            and not getattr(node.value, "keys", getattr(node.value, "elts", None))
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        wrong += [f"{source.path}: {name}" for name in sorted(empty)]
    assert wrong == ["registry/register.py: _registers"]
