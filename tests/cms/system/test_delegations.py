"""«Ủy quyền, người thay»: dated, of held roles only; an appointed stand-in reviews at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from processes.control import reviews
from registry import policy
from registry.administration import delegations as services
from registry.now import today
from registry.organisation.models import Delegation, Membership, User
from registry.organisation.periods import OrganisationError
from registry.trail.models import Event
from tests import factories
from tests.cms.system.conftest import Place, client_of
from tests.processes.control.conftest import Office, office  # noqa: F401 - a fixture

HOME = "/admin/uy-quyen/"
WHEN = ("", "sap-toi", "da-xong")


def day(number: int) -> str:
    return f"{today() + timedelta(days=number):%d/%m/%Y}"


def asked(
    giver: User, receiver: User, role: str = "iso_secretary", **changes: Any
) -> dict[str, Any]:
    held = Membership.unscoped.get(user=giver, role=role)
    return {
        "held": held.pk,
        "receiver": receiver.pk,
        "kind": "stand_in",
        "signs": "KT.",
        "starts": day(0),
        "ends": day(90),
        "reason": "Thư ký ISO là người soạn thảo",
        "decision_no": "12/QĐ-UBND",
        **changes,
    }


def events(place: Place, type: str) -> int:
    return Event.objects.filter(agency=place.agency, type=type).count()


def test_a_stand_in_appointed_on_the_page_reviews_what_the_secretary_wrote(
    office: Office,  # noqa: F811
) -> None:
    Delegation.objects.of(office.agency).delete()
    policy.forget(office.stand_in)
    admin = factories.person(office.agency, role="agency_admin", name="Ngô Bá Thành")
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head)
    turn = reviews.current_step(reviews.case_of(dossier))
    assert turn is not None and turn.people == ()
    page = f"/admin/trinh-ban-hanh/{dossier.uid}/"
    deputy = client_of(office.stand_in)
    assert "Đồng ý, chuyển tiếp" not in deputy.get(page, follow=True).content.decode()
    answer = client_of(admin).post(
        f"{HOME}moi/", asked(office.secretary, office.stand_in), follow=True
    )
    assert "Đã giao Ngọc Hà thay Mai Lan ở vai trò Thư ký ISO" in answer.content.decode()
    text = deputy.get(page).content.decode()
    assert "Ngọc Hà (thay Mai Lan)" in text
    assert "Đồng ý, chuyển tiếp" in text
    deputy.post(page, {**factories.named(turn.task), "action": "forward", "key": "k"})
    said = reviews.verdicts_of(reviews.case_of(dossier))[-1]
    assert (said.who, said.for_whom) == ("Ngọc Hà", "Mai Lan")


def test_anybody_delegates_an_own_role_and_no_other(place: Place) -> None:
    client = client_of(place.secretary)
    assert client.post(f"{HOME}moi/", asked(place.secretary, place.deputy)).status_code == 302
    row = Delegation.objects.of(place.agency).get()
    assert (row.giver, row.receiver, row.ends) == (
        place.secretary,
        place.deputy,
        today() + timedelta(days=90),
    )
    answer = client.post(f"{HOME}moi/", asked(place.leader, place.deputy, "top_leader"))
    assert "không có trong danh sách" in answer.content.decode()
    with pytest.raises(policy.Forbidden):
        services.delegate(place.secretary, place.agency, place.leader, place.deputy, "top_leader")
    assert Delegation.objects.of(place.agency).count() == 1


def test_an_administrator_does_not_become_somebodys_deputy(place: Place) -> None:
    answer = client_of(place.admin).post(
        f"{HOME}moi/", asked(place.leader, place.admin, "top_leader")
    )
    assert "không tự nhận ủy quyền" in answer.content.decode()


def test_a_double_click_delegates_once(place: Place) -> None:
    client = client_of(place.secretary)
    for _ in range(2):
        assert client.post(f"{HOME}moi/", asked(place.secretary, place.deputy)).status_code == 302
    assert Delegation.objects.of(place.agency).count() == 1
    assert events(place, "delegation.changed") == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"starts": "01/01/2020", "ends": "02/01/2020"}, "Thời gian ủy quyền đã qua"),
        ({"starts": "02/01/2099", "ends": "01/01/2099"}, "trước ngày bắt đầu"),
        ({"ends": ""}, "Chưa nhập ngày"),
        ({"receiver": ""}, "Chưa chọn người thay"),
        ({"receiver": "self"}, "tự ủy quyền cho chính mình"),
        ({"kind": "zz"}, "zz"),
    ],
)
def test_what_cannot_be_delegated_is_explained(
    place: Place, changes: dict[str, Any], message: str
) -> None:
    if changes.get("receiver") == "self":
        changes = {"receiver": place.secretary.pk}
    answer = client_of(place.secretary).post(
        f"{HOME}moi/", asked(place.secretary, place.deputy) | changes
    )
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert "12/QĐ-UBND" in answer.content.decode()
    assert not Delegation.objects.of(place.agency).exists()


def test_a_role_that_is_not_held_on_the_first_day_is_not_delegated(place: Place) -> None:
    Membership.objects.of(place.agency).filter(role="iso_secretary").update(
        ends=today() + timedelta(days=5)
    )
    with pytest.raises(OrganisationError, match="không giữ vai trò này vào ngày"):
        services.delegate(
            place.secretary,
            place.agency,
            place.secretary,
            place.deputy,
            "iso_secretary",
            starts=today() + timedelta(days=6),
        )


def test_a_role_of_one_unit_is_delegated_in_that_unit_alone(place: Place) -> None:
    other = factories.unit(place.agency, "TP")
    head = factories.person(place.agency, role="department_leader", unit=place.desk)
    made = services.delegate(
        head, place.agency, head, place.deputy, "department_leader", ends=today()
    )
    assert made.unit == place.desk
    at = policy.standing(User.objects.get(pk=place.deputy.pk))
    assert at.holds(place.agency.pk, "department_leader", place.desk.pk)
    assert not at.holds(place.agency.pk, "department_leader", other.pk)
    with pytest.raises(OrganisationError, match="ở phòng ban đã chọn"):
        services.delegate(head, place.agency, head, place.deputy, "department_leader", unit=other)


def test_current_coming_and_past_stand_apart_and_the_past_stays(place: Place) -> None:
    client = client_of(place.secretary)
    client.post(f"{HOME}moi/", asked(place.secretary, place.deputy, ends=day(5)))
    client.post(f"{HOME}moi/", asked(place.secretary, place.deputy, starts=day(6), ends=day(9)))
    Delegation.objects.create(
        agency=place.agency,
        giver=place.secretary,
        receiver=place.leader,
        role="staff",
        starts=today() - timedelta(days=9),
        ends=today() - timedelta(days=2),
    )
    reader = client_of(place.deputy)
    pages = {when: reader.get(HOME, {"khi": when}).content.decode() for when in WHEN}
    assert day(5) in pages[""] and day(9) not in pages[""]
    assert day(6) in pages["sap-toi"] and day(9) in pages["sap-toi"]
    assert day(-2) in pages["da-xong"] and day(5) not in pages["da-xong"]
    assert not any("/ket-thuc/" in page for page in pages.values())
    assert "/ket-thuc/" in client_of(place.secretary).get(HOME).content.decode()


def test_a_person_is_found_on_either_side_without_accents(place: Place) -> None:
    factories.delegation(place.agency, place.secretary, place.deputy, "staff")
    reader = client_of(place.deputy)
    for words, there in (("mai lan", True), ("ngoc ha", True), ("minh duc", False)):
        page = reader.get(HOME, {"q": words}).content.decode()
        assert ("thay Trần Thị Mai Lan" in page) == there
    file = b"".join(reader.get(HOME, {"dang": "csv"}).streaming_content).decode("utf-8-sig")
    assert "Phạm Ngọc Hà" in file and "Trần Thị Mai Lan" in file


def test_it_is_ended_early_by_its_giver_and_at_once(place: Place) -> None:
    giver = client_of(place.secretary)
    giver.post(f"{HOME}moi/", asked(place.secretary, place.deputy))
    row = Delegation.objects.of(place.agency).get()
    url = f"{HOME}{row.pk}/ket-thuc/"
    for user in (place.deputy, place.leader, place.stranger):
        client_of(user).post(url, {"last_day": day(0)})
    row.refresh_from_db()
    assert row.ends == today() + timedelta(days=90)
    assert "sớm hơn" in giver.post(url, {"last_day": day(91)}).content.decode()
    for _ in range(2):
        assert giver.post(url, {"last_day": day(-1)}).status_code == 302
    at = policy.standing(User.objects.get(pk=place.deputy.pk))
    assert not at.holds(place.agency.pk, "iso_secretary")
    assert events(place, "delegation.ended") == 1
    assert "đã hủy trước khi bắt đầu" in giver.get(HOME, {"khi": "da-xong"}).content.decode()


def test_who_ends_it_after_somebody_else_did_reads_why_and_keeps_the_day(place: Place) -> None:
    giver, admin = client_of(place.secretary), client_of(place.admin)
    giver.post(f"{HOME}moi/", asked(place.secretary, place.deputy))
    url = f"{HOME}{Delegation.objects.of(place.agency).get().pk}/ket-thuc/"
    assert giver.post(url, {"last_day": day(-1)}).status_code == 302
    for client in (admin, giver):
        assert client.get(url).status_code == 200
        answer = client.post(url, {"last_day": day(5)})
        page = answer.content.decode()
        assert answer.status_code == 422 and f'value="{day(5)}"' in page
        assert f"đã kết thúc sớm hơn, ngày {day(-1)}" in page
    assert events(place, "delegation.ended") == 1


def test_an_absence_pressed_twice_gives_each_role_one_stand_in(place: Place) -> None:
    client = client_of(place.secretary)
    rows = Membership.objects.of(place.agency).filter(user=place.secretary)
    sent: dict[str, Any] = {f"role-{row.pk}": place.deputy.pk for row in rows}
    sent |= {"starts": day(0), "ends": day(5), "reason": "Nghỉ phép", "signs": "TUQ."}
    for _ in range(2):
        assert client.post(f"{HOME}vang-mat/", sent).status_code == 302
    assert Delegation.objects.of(place.agency).count() == len(rows)


def test_a_stranger_reads_and_ends_nothing(place: Place) -> None:
    client_of(place.secretary).post(f"{HOME}moi/", asked(place.secretary, place.deputy))
    row = Delegation.objects.of(place.agency).get()
    client = client_of(place.stranger)
    assert "Mai Lan" not in client.get(HOME).content.decode()
    assert "Mai Lan" not in client.get(f"{HOME}moi/").content.decode()
    assert client.get(HOME, {"co-quan": place.agency.pk}).status_code == 404
    assert client.get(f"{HOME}{row.pk}/ket-thuc/").status_code == 404


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(place: Place) -> None:
    client = client_of(place.admin)
    factories.delegation(place.agency, place.secretary, place.deputy, "staff")
    counts = []
    for _ in range(2):
        client.get(HOME)
        with CaptureQueriesContext(connection) as asked_:
            client.get(HOME)
        counts.append(len(asked_))
        for _number in range(20):
            receiver = factories.person(place.agency, unit=place.desk)
            factories.delegation(place.agency, place.secretary, receiver, "staff")
    assert counts[0] == counts[1] <= 12


def test_who_left_is_not_offered(place: Place) -> None:
    gone = factories.person(place.agency, role="drafter", name="Người Đã Nghỉ")
    page = client_of(place.admin).get("/admin/uy-quyen/moi/").content.decode()
    assert "Người Đã Nghỉ" in page
    gone.memberships.update(ends=today() - timedelta(days=1))
    page = client_of(place.admin).get("/admin/uy-quyen/moi/").content.decode()
    assert "Người Đã Nghỉ" not in page
