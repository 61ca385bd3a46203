"""Two cases to which everything happens that can happen, and all that is left to read of them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.forms.models import model_to_dict

from processes import casefile, services
from processes.casefile import attaching, slips, timeline
from processes.cases.answers import Answers
from processes.cases.projection import differences
from processes.citizens import following
from processes.citizens import services as citizens
from processes.handover import giving
from processes.models import Case
from processes.notices.followups import follow_up
from processes.pinned import process_of
from registry import canonical
from registry.documents import services as documents
from registry.handover import holdings
from registry.notices.models import Notice
from registry.now import frozen
from registry.organisation.models import User
from registry.trail import events
from registry.trail.models import Event
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import ANSWERS, FRIDAY, World
from tests.support import uploads

Json = dict[str, Any]
VERIFIED = {**ANSWERS, "xacminh": True}


@dataclass
class Course:
    """A commune whose procedure parts ways at its end, and the hour on its wall clock."""

    world: World
    second: User
    other_desk: User
    hours: float = 0
    asked: list[str] = field(default_factory=list)

    def at(self) -> datetime:
        return FRIDAY + timedelta(hours=self.hours)

    @contextmanager
    def later(self, hours: float) -> Iterator[None]:
        self.hours += hours
        with frozen(self.at()):
            yield

    def fresh(self, case: Case) -> Case:
        return Case.objects.of(self.world.agency).get(pk=case.pk)

    def done(self, case: Case) -> Case:
        """What follows, as the job of the outbox does it; what the citizen reads then."""
        last = events.read(case.stream).last()
        assert last is not None
        told = Event.objects.filter(stream=case.stream, at=last.at).order_by("seq").first()
        assert told is not None
        follow_up({"case": case.pk, "from": told.seq, "to": last.seq})
        case = self.fresh(case)
        page = following.told(case)
        self.asked.append(" | ".join((page.state, page.headline, page.asked)))
        return case


def make() -> Course:
    """The commune, one officer and one desk more, and a role for which a person is chosen."""
    world = worlds.make()
    form = factories.uid_of(
        factories.install(world.agency, "form", factories.small_form(), title="Tờ khai")
    )
    rule = factories.uid_of(factories.install(world.agency, "rule", factories.small_rule(form)))
    body = factories.small_process(form, rule)
    body["roles"].append({"id": "lu", "label": "Người lưu", "by": "person"})
    body["steps"][-2]["next"] = "re"
    body["steps"] += [
        {"id": "re", "title": "Có xác minh?", "kind": "decision", "otherwise": "xong",
         "branches": [{"id": "b", "when": {"==": [{"var": "xacminh"}, True]}, "to": "luu"}]},
        {"id": "luu", "title": "Lưu hồ sơ", "role": "lu", "next": "xong",
         "enter": [{"effect": "notify", "value": "mc"}]},
    ]  # fmt: skip
    world.process = documents.install(
        world.agency, "process", code="QT 34", title="Cấp trích lục hộ tịch", body=body,
        confidentiality="public", starts=factories.LONG_AGO,
    )  # fmt: skip
    justice, desk = factories.unit(world.agency, "TP"), factories.unit(world.agency, "MC")
    return Course(
        world,
        second=factories.person(world.agency, role="staff", unit=justice, name="Lý Thị Năm"),
        other_desk=factories.person(world.agency, role="one_stop", unit=desk, name="Ngô Văn Sáu"),
    )


def long_one(course: Course) -> Case:
    """Filed, verified, paused, extended, returned, handed over, given on, and closed."""
    world, done = course.world, course.done
    with course.later(0):
        case = world.open(people={"lu": world.clerk.pk}, applicant_phone="0905123456")
        case = done(case)
    with course.later(0.1):
        attaching.attach_file(world.desk, case, "Giấy khai sinh.pdf", uploads.PDF, paper="p1")
        case = done(case)
    with course.later(0.1):
        (file,) = canonical.loads(case.state)["files"]
        attaching.detach_file(world.desk, case, file, "Nhầm tệp")
        case = done(case)
    with course.later(0.1):
        case = done(services.complete_task(world.desk, world.task(case)))
    with course.later(0.1):
        services.start_task(world.officer, world.task(case))
        case = done(case)
    with course.later(0.1):
        giving.assign_task(world.leader, world.task(case), course.second, reason="Đi công tác")
        case = done(case)
    with course.later(0.1):
        case = done(factories.save(course.second, world.task(case), VERIFIED))
    with course.later(0.1):
        case = done(services.urge(world.leader, case, "Làm trong ngày"))
    with course.later(0.1):
        case = done(factories.act(world.leader, case, "suspend", "Chờ giấy khai sinh bản chính"))
    with course.later(96):
        case = done(factories.act(world.leader, case, "resume", "Đã có giấy"))
    with course.later(0.1):
        time = factories.days("2")
        case = done(factories.act(world.leader, case, "extend", time, "Hồ sơ phức tạp"))
    with course.later(24):
        case = done(factories.complete(course.second, world.task(case), VERIFIED))
    with course.later(1):
        case = done(services.return_task(world.leader, world.task(case), reason="Sai ngày sinh"))
    with course.later(1):
        case = done(factories.complete(course.second, world.task(case), VERIFIED))
    with course.later(1):
        case = done(services.complete_task(world.leader, world.task(case)))
    with course.later(1):
        hand_over(course, world.desk, course.other_desk)
        case = done(case)
    with course.later(1):
        case = done(services.complete_task(world.clerk, world.task(case)))
    with course.later(1):
        case = done(services.complete_task(world.clerk, world.task(case), reason="Đã lưu"))
    with course.later(1):
        citizens.renew_receipt(world.desk, case)
        citizens.give_feedback(case, 4, ["clear"], "Tốt")
    return course.fresh(case)


def stopped_one(course: Course) -> Case:
    """Paused, and stopped while it stood still."""
    world, done = course.world, course.done
    with course.later(1):
        case = world.open(at=course.at(), people={"lu": course.second.pk})
        case = done(case)
    with course.later(1):
        case = done(factories.act(world.leader, case, "suspend", "Chờ người nộp"))
    with course.later(1):
        return done(factories.act(world.leader, case, "stop", "Người nộp không đến"))


def hand_over(course: Course, person: User, receiver: User) -> None:
    held = holdings.of(person, course.world.agency)
    wanted = {
        one.address(item): receiver.pk
        for one in held
        if one.section.needs_receiver
        for item in one.items
    }
    factories.hand_over(course.world.leader, course.world.agency, person, wanted, reason="Nghỉ hưu")


_CHANCE = re.compile(r"[0-9a-f]{64}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
# Where people stand by number, and other rows, which another database counts otherwise.
_PEOPLE = {
    *("author", "past_authors", "people", "by", "to", "before"),
    *("assignee", "opened_by", "finished_by", "on_behalf_of"),
}
_NUMBERS = {"calendar", "unit", "feedback", "file", "files", "form_version", "agency", "pin"}


def read(course: Course, case: Case) -> Json:
    """Everything that can be read of a case: events, state, rows, and what people are told."""
    assert differences(case) == []
    definition, facts = process_of(case)[1], list(events.read(case.stream))
    told = {
        "events": [
            [fact.type, fact.at, timeline.who(fact), events.data_of(fact)] for fact in facts
        ],
        "state": canonical.loads(case.state),
        "case": _row(case),
        "tasks": [_row(task) for task in case.tasks.order_by("pk")],
        "clocks": [_row(clock) for clock in case.deadlines.order_by("key")],
        "history": [asdict(one) for one in timeline.history(case, definition, facts)],
        "appointments": [asdict(one) for one in timeline.appointments(definition, facts)],
        "held": timeline.held(facts),
        "slip": [asdict(row) for row in slips.control_slip(case, facts)],
        "file": [
            [item.title, item.who, item.at] for item in casefile.items(case, Answers(case), facts)
        ],
        "asked": course.asked,
        "notices": [
            [str(one.user), one.kind, one.text, "" if one.read_at else "waits"]
            for one in Notice.objects.of(course.world.agency).order_by("pk")
            if case.code in one.text
        ],
    }
    names = {str(user.pk): str(user) for user in User.objects.all()}
    read: Json = _said(told, "", names)
    return read


def _row(row: Any) -> Json:
    left = ("id", "case", "process", "version", "state", "task", "past_authors")
    return {name: value for name, value in model_to_dict(row).items() if name not in left}


def _said(value: Any, name: str, names: dict[str, str]) -> Any:
    """As JSON: names for numbers of people, and nothing for what another run draws otherwise."""
    if name in _NUMBERS and value and not (name == "unit" and str(value)[0].isalpha()):
        return "…"
    if isinstance(value, dict):
        below = {_CHANCE.sub("…", key): _said(one, key, names) for key, one in value.items()}
        return (
            {key: names.get(one, one) for key, one in below.items()} if name == "people" else below
        )
    if isinstance(value, list | tuple):
        return [_said(one, name, names) for one in value]
    if name in _PEOPLE and str(value) in names:
        return names[str(value)]
    if isinstance(value, datetime):
        return f"{value:%d %H:%M}"
    return _CHANCE.sub("…", value) if isinstance(value, str) else value
