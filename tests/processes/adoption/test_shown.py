"""A leader decides on the adoption that the page showed: an old page confirms nothing."""

from datetime import timedelta
from typing import Any

import pytest

from processes.adoption import services
from processes.adoption.binding import Bound
from processes.adoption.services import AdoptionError
from registry import canonical
from registry.adoption.models import Adoption
from registry.now import today
from registry.trail import events
from tests import factories
from tests.processes import adopted
from tests.processes.adopted import Below

pytestmark = pytest.mark.django_db


@pytest.fixture
def below() -> Below:
    return adopted.make()


def bound(below: Below, **changed: Bound) -> list[Bound]:
    """What would be bound by itself, but for some roles."""
    rows = {one.need: one for one in below.proposal()} | changed
    return [one for one in rows.values() if one.role]


def refused(below: Below, row: Adoption, seen: str) -> str:
    """What is said to a leader whose page showed something else, for yes and for no."""
    with pytest.raises(services.Outdated) as yes:
        services.confirm(below.leader, row, seen=seen, decision_no="15/QĐ-UBND")
    with pytest.raises(services.Outdated) as no:
        services.send_back(below.leader, row, "Gán lại", seen=seen)
    assert str(yes.value) == str(no.value)
    row.refresh_from_db()
    assert (row.state, row.decision_no == "15/QĐ-UBND") == ("prepared", False)
    return str(yes.value)


def test_a_newer_issue_is_not_adopted_unread(below: Below) -> None:
    row = below.prepare()
    seen = factories.adoption_shown(row)
    below.reissue(purpose="Mục đích khác")
    said = refused(below, row, seen)
    assert "nay có hiệu lực theo lần ban hành 02/00" in said
    assert factories.confirm(below.leader, row).confirmed


def test_what_was_prepared_anew_is_not_confirmed_by_the_page_of_before(below: Below) -> None:
    row = below.prepare()
    seen = factories.adoption_shown(row)
    below.prepare(bindings=bound(below, cv=Bound("cv", "clerk"), vt=Bound("vt", "", "")))
    said = refused(below, row, seen)
    assert "Trần Thị Thư Ký đã chuẩn bị lúc" in said
    assert "vai trò «Công chức» nay là Văn thư" in said
    assert "vai trò «Văn thư» chưa gán cho ai" in said
    assert "«Lãnh đạo»" not in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"decision_no": "09/QĐ"}, "quyết định áp dụng nay ghi là 09/QĐ"),
        ({"starts": today() + timedelta(days=40)}, "ngày bắt đầu áp dụng nay là"),
    ],
)
def test_all_that_the_page_shows_counts(below: Below, change: dict[str, Any], said: str) -> None:
    row = below.prepare()
    seen = factories.adoption_shown(row)
    below.prepare(**change)
    assert said in refused(below, row, seen)


def test_another_calendar_counts_too(below: Below) -> None:
    row = below.prepare()
    seen = factories.adoption_shown(row)
    own = factories.install(below.ward, "calendar", factories.calendar_body(), title="Lịch ca")
    below.prepare(calendar=own.document)
    assert "lịch tính thời hạn nay là" in refused(below, row, seen)


def test_a_role_that_the_issue_adds_is_named_and_one_it_drops_too(below: Below) -> None:
    row = below.prepare()
    seen = factories.adoption_shown(row)
    roles = [one for one in below.process.data["roles"] if one["id"] != "vt"]
    roles.append({"id": "tc", "label": "Kế toán", "by": "role", "role": "staff"})
    steps = [
        {**step, "role": "tc"} if step.get("role") == "vt" else step
        for step in below.process.data["steps"]
    ]
    below.reissue(roles=roles, steps=steps)
    said = refused(below, row, seen)
    assert "vai trò «Kế toán» chưa gán" in said and "có vai trò không còn" in said


def test_who_holds_a_role_today_is_no_part_of_it(below: Below) -> None:
    row = below.prepare()
    seen = factories.adoption_shown(row)
    factories.person(below.ward, role="clerk")
    done = services.confirm(below.leader, row, seen=seen, decision_no="15/QĐ-UBND")
    assert done.confirmed


def test_preparing_the_same_again_disturbs_no_page(below: Below) -> None:
    row = below.prepare()
    seen = factories.adoption_shown(row)
    below.prepare()
    assert services.confirm(below.leader, row, seen=seen, decision_no="15/QĐ-UBND").confirmed


def test_a_decision_that_does_not_name_what_was_seen_is_refused(below: Below) -> None:
    row = below.prepare()
    with pytest.raises(AdoptionError, match="đã xem nội dung áp dụng nào"):
        services.confirm(below.leader, row, seen="", decision_no="15/QĐ-UBND")
    for seen in ("x", "issue=0", "%", "=&&=", "a" * 9000, "&".join(["a=1"] * 9000)):
        refused(below, row, seen)


def test_a_second_press_of_the_same_page_answers_the_first(below: Below) -> None:
    row = below.prepare()
    seen = factories.adoption_shown(row)
    first = services.confirm(below.leader, row, seen=seen, decision_no="15/QĐ-UBND")
    below.reissue(purpose="Mục đích khác")
    again = services.confirm(below.leader, row, seen=seen, decision_no="15/QĐ-UBND")
    assert (again.confirmed_at, again.decision_no) == (first.confirmed_at, "15/QĐ-UBND")


def test_the_trail_keeps_what_was_seen(below: Below) -> None:
    row = below.prepare()
    seen = factories.adoption_shown(row)
    services.confirm(below.leader, row, seen=seen, decision_no="15/QĐ-UBND")
    told = events.data_of(events.read(f"agency:{below.ward.uid}").last())  # type: ignore[arg-type]
    assert told["seen"] == canonical.digest(seen)


def test_withdrawing_twice_says_who_did_it_and_changes_nothing(below: Below) -> None:
    row = below.prepare()
    services.withdraw(below.secretary, row)
    # As two presses at once find it: the row was read before the first had its lock.
    row.pk = row.pk or 1
    for act in (
        lambda: services.withdraw(below.secretary, row),
        lambda: services.confirm(below.leader, row, seen="x", decision_no="1/QĐ"),
        lambda: services.send_back(below.leader, row, "Sửa", seen="x"),
        lambda: services.end(below.leader, row, today(), reason="Thôi"),
    ):
        with pytest.raises(services.Withdrawn, match="đã được Trần Thị Thư Ký rút lúc"):
            act()
    told = [event.type for event in events.read(f"agency:{below.ward.uid}")]
    assert told == ["adoption.prepared", "adoption.withdrawn"]


def test_only_its_own_agency_is_told_that_it_was_withdrawn(below: Below) -> None:
    row = below.prepare()
    services.withdraw(below.secretary, row)
    assert services.withdrawn([below.ward], row.uid)
    assert services.withdrawn([below.province], row.uid) is None
