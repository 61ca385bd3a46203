"""A step template in a process: a copy with its origin, and what a newer issue offers to it."""

import copy as copying
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.kinds.process import KIND as PROCESS
from processes.kinds.step_template.copying import insertion
from processes.kinds.step_template.updates import Copy, compare, copies, outdated, take
from registry.canonical import canonical, digest, dumps
from registry.kinds import Context, Resolved
from tests.processes.engine.samples import leave_request
from tests.registry.editor.test_round_trip import through_the_browser

UID = "7f0e5a52-6a0f-4c5e-9a51-0c1f30a7b3aa"
HOURS = {"amount": "2", "unit": "working_hour"}
TEMPLATE: dict[str, Any] = {
    "roles": [
        {"id": "vt", "label": "Văn thư cơ quan", "by": "role", "role": "clerk"},
        {"id": "gs", "label": "Người giám sát", "by": "role", "role": "auditor"},
    ],
    "steps": [
        {"id": "a", "title": "Vào sổ", "role": "vt", "time": HOURS, "next": "b",
         "enter": [{"effect": "notify", "value": "gs"}]},
        {"id": "b", "title": "Đóng dấu", "role": "vt", "return_to": "a",
         "actions": [{"id": "x", "label": "Hủy", "to": "a", "reason": True}]},
    ],
}  # fmt: skip


def issue(body: dict[str, Any], issue_no: int = 1) -> Resolved:
    text = dumps(body)
    return Resolved(
        UID, "step-template", "BMAU-01", "Đóng dấu", body, issue_no, digest(text), issue_no
    )


def with_copy(process: dict[str, Any] | None = None) -> dict[str, Any]:
    process = canonical(process or leave_request())
    made = insertion(issue(TEMPLATE), process)
    return {
        **process,
        "roles": [*process["roles"], *made.roles],
        "steps": [*process["steps"][:-2], *made.steps, *process["steps"][-2:]],
    }


def copied(process: dict[str, Any]) -> Copy:
    (only,) = copies(process)
    return only


def newer(**changes: Any) -> dict[str, Any]:
    """The template with its first step changed."""
    body = copying.deepcopy(TEMPLATE)
    body["steps"][0] |= changes
    return body


def step(process: dict[str, Any], origin: str) -> dict[str, Any]:
    return next(s for s in process["steps"] if s.get("origin", {}).get("step") == origin)


def test_the_copy_speaks_the_words_of_the_process() -> None:
    process = with_copy()
    first, second = step(process, "a"), step(process, "b")
    variants = [variant["id"] for variant in process["variants"]]
    assert first["times"] == dict.fromkeys(variants, HOURS)
    assert first["next"] == second["id"]
    assert second["return_to"] == first["id"]
    assert second["actions"][0]["to"] == first["id"]
    roles = {role["id"]: role for role in process["roles"]}
    assert roles[first["role"]]["role"] == "clerk"
    assert roles[first["enter"][0]["value"]]["label"] == "Người giám sát"


def test_a_role_that_the_process_has_is_used() -> None:
    process = canonical(leave_request())
    process["roles"].append({"id": "thu", "label": "Thư", "by": "role", "role": "clerk"})
    made = insertion(issue(TEMPLATE), process)
    assert {row["role"] for row in made.steps} == {"thu"}
    assert [role["label"] for role in made.roles] == ["Người giám sát"]


def test_a_new_role_never_takes_the_id_of_another() -> None:
    process = canonical(leave_request())
    process["roles"].append(
        {"id": "gs", "label": "Giám đốc Sở", "by": "role", "role": "top_leader"}
    )
    (made,) = (
        r for r in insertion(issue(TEMPLATE), process).roles if r["label"] != "Văn thư cơ quan"
    )
    assert made == {"id": "gs-m", "label": "Người giám sát", "by": "role", "role": "auditor"}


def test_the_origin_names_issue_hash_and_step_and_survives_the_editor() -> None:
    process = canonical(with_copy())
    assert PROCESS.compiled.problems(process) == []
    origin = step(process, "b")["origin"]
    told = (origin["template"], origin["issue_no"], origin["sha256"])
    assert told == (UID, 1, issue(TEMPLATE).sha256)
    assert dumps(through_the_browser(PROCESS.schema, process)) == dumps(process)
    relations = {ref.relation for ref in PROCESS.references_of(process) if ref.uid == UID}
    assert relations == {"copies"}


def test_two_copies_of_one_template_are_two() -> None:
    assert len(copies(with_copy(with_copy()))) == 2


def test_a_process_warns_of_a_newer_issue_only() -> None:
    process = with_copy()

    def context(issue_no: int) -> Context:
        return Context(1, resolve=lambda uid: issue(TEMPLATE, issue_no) if uid == UID else None)

    assert outdated(process, context(1)) == []
    assert len(outdated(process, context(2))) == 1
    said = [p for p in PROCESS.problems(process, context(2)) if "Bước mẫu" in p.message]
    assert [problem.severity for problem in said] == ["warning"]
    assert "Bước mẫu này có bản mới" in said[0].message


def test_only_what_the_template_changed_is_offered() -> None:
    process = with_copy()
    step(process, "b")["title"] = "Đóng dấu, phô tô"
    found = compare(process, copied(process), TEMPLATE, newer(title="Vào sổ điện tử"))
    assert [(o.step, o.field, o.clash) for o in found.offers] == [("a", "title", False)]


def test_where_both_changed_it_is_a_clash() -> None:
    process = with_copy()
    step(process, "a")["title"] = "Vào sổ tay"
    found = compare(process, copied(process), TEMPLATE, newer(title="Vào sổ điện tử"))
    assert [(o.base, o.mine, o.newer, o.clash) for o in found.offers] == [
        ("Vào sổ", "Vào sổ tay", "Vào sổ điện tử", True)
    ]


def test_what_the_drafter_did_already_is_not_offered() -> None:
    process = with_copy()
    step(process, "a")["title"] = "Vào sổ điện tử"
    assert compare(process, copied(process), TEMPLATE, newer(title="Vào sổ điện tử")).offers == []


def test_a_step_that_the_drafter_took_out_stays_out() -> None:
    process = with_copy()
    process["steps"].remove(step(process, "a"))
    assert compare(process, copied(process), TEMPLATE, newer(title="Khác")).offers == []


def test_without_the_copied_issue_every_difference_is_shown_and_none_is_chosen() -> None:
    process = with_copy()
    found = compare(process, copied(process), None, newer(title="Vào sổ điện tử"))
    assert [(o.field, o.clash) for o in found.offers] == [("title", True)]


def test_single_changes_are_taken_and_the_origin_moves_on() -> None:
    process = with_copy()
    after = issue(newer(title="Vào sổ điện tử", note="Ghi cả số phiếu"), 2)
    done = take(process, copied(process), TEMPLATE, after, ["changed:a:title"])
    assert step(done, "a")["title"] == "Vào sổ điện tử"
    assert "note" not in step(done, "a")
    assert {s["origin"]["issue_no"] for s in done["steps"] if "origin" in s} == {2}
    assert outdated(done, Context(1, resolve=lambda uid: after)) == []
    assert step(process, "a")["title"] == "Vào sổ"


def test_declining_keeps_every_word() -> None:
    process = with_copy()
    done = take(process, copied(process), TEMPLATE, issue(newer(title="Khác"), 2), [])
    bare = [{k: v for k, v in s.items() if k != "origin"} for s in done["steps"]]
    assert bare == [{k: v for k, v in s.items() if k != "origin"} for s in process["steps"]]


def test_a_new_step_comes_behind_the_one_it_follows_with_its_role() -> None:
    process = with_copy()
    body = copying.deepcopy(TEMPLATE)
    body["roles"].append({"id": "mc", "label": "Bộ phận một cửa", "by": "role", "role": "one_stop"})
    body["steps"].insert(1, {"id": "c", "title": "Quét văn bản", "role": "mc", "return_to": "a"})
    found = compare(process, copied(process), TEMPLATE, body)
    assert [offer.key for offer in found.offers] == ["added:c:"]
    done = canonical(take(process, copied(process), TEMPLATE, issue(body, 2), ["added:c:"]))
    titles = [s["title"] for s in done["steps"]]
    place = titles.index("Quét văn bản")
    assert titles[place - 1 : place + 2] == ["Vào sổ", "Quét văn bản", "Đóng dấu"]
    assert step(done, "c")["return_to"] == step(done, "a")["id"]
    assert step(done, "c")["role"] in {role["id"] for role in done["roles"]}
    assert PROCESS.compiled.problems(done) == []


def test_a_step_that_the_template_dropped_may_be_dropped() -> None:
    process = with_copy()
    body = {**TEMPLATE, "steps": TEMPLATE["steps"][:1]}
    found = compare(process, copied(process), TEMPLATE, body)
    removed = next(offer for offer in found.offers if offer.what == "removed")
    assert not removed.clash
    done = take(process, copied(process), TEMPLATE, issue(body, 2), [removed.key])
    assert [s["origin"]["step"] for s in done["steps"] if "origin" in s] == ["a"]


@pytest.mark.parametrize("changed", ["title", "note"])
def test_dropping_an_edited_step_is_a_clash(changed: str) -> None:
    process = with_copy()
    step(process, "b")[changed] = "Sửa tay"
    body = {**TEMPLATE, "steps": TEMPLATE["steps"][:1]}
    found = compare(process, copied(process), TEMPLATE, body)
    assert [o.clash for o in found.offers if o.what == "removed"] == [True]


WORDS = st.sampled_from(["Vào sổ", "Vào sổ điện tử", "Đóng dấu", "Quét", ""])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_taken_nothing_is_asked_twice(data: st.DataObject) -> None:
    """Any edit of the drafter, any newer issue, any choice: the outcome fits and is settled."""
    process = with_copy()
    for name in "ab":
        step(process, name)["title"] = data.draw(WORDS) or "Khác"
    body = newer(title=data.draw(WORDS) or "Khác", note=data.draw(WORDS))
    if data.draw(st.booleans()):
        body["steps"].pop()
        body["steps"][0].pop("next")
    if data.draw(st.booleans()):
        body["steps"].append({"id": "c", "title": "Thêm", "role": "gs", "return_to": "a"})
    after = issue(canonical(body), 2)
    offers = compare(process, copied(process), TEMPLATE, after.body).offers
    chosen = (
        data.draw(st.lists(st.sampled_from([o.key for o in offers]), unique=True)) if offers else []
    )
    done = canonical(take(process, copied(process), TEMPLATE, after, chosen))
    assert PROCESS.compiled.problems(done) == []
    assert outdated(done, Context(1, resolve=lambda uid: after)) == []
    left = compare(done, copied(done), after.body, after.body).offers if copies(done) else []
    assert left == []
    for offer in offers:
        if offer.key in chosen and offer.what == "changed":
            assert step(done, offer.step).get(offer.field) == offer.newer
    others = [s for s in process["steps"] if "origin" not in s]
    assert [s for s in done["steps"] if "origin" not in s] == others
