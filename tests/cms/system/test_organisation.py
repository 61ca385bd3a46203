"""«Tổ chức, phân công»: who reads it, who gives and ends roles, what a second click does."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registry import policy
from registry.administration import services
from registry.now import today
from registry.organisation.models import Membership, Unit, User
from registry.organisation.periods import OrganisationError
from registry.trail.models import Event
from tests import factories
from tests.cms.system.conftest import Place, client_of

HOME = "/admin/to-chuc/"


def events(place: Place, type: str) -> int:
    return Event.objects.filter(agency=place.agency, type=type).count()


def given(place: Place, **changes: Any) -> dict[str, Any]:
    return {
        "user": place.deputy.pk,
        "role": "clerk",
        "unit": place.desk.pk,
        "position": "Văn thư",
        "starts": f"{today():%d/%m/%Y}",
        "ends": "",
        **changes,
    }


def test_everybody_of_the_agency_reads_units_people_and_roles(place: Place) -> None:
    page = client_of(place.deputy).get(HOME).content.decode()
    for text in ("Văn phòng - Thống kê", "Trần Thị Mai Lan", "Thư ký ISO", "Lãnh đạo cao nhất"):
        assert text in page
    assert "Giao vai trò" not in page
    assert "Cấp lại mật khẩu" not in page


def test_a_stranger_reads_nothing_of_it(place: Place) -> None:
    client = client_of(place.stranger)
    assert "Mai Lan" not in client.get(HOME).content.decode()
    assert client.get(HOME, {"co-quan": place.agency.pk}).status_code == 404
    row = Membership.objects.of(place.agency).get(user=place.leader)
    assert client.get(f"{HOME}phan-cong/{row.pk}/ket-thuc/").status_code == 404
    assert client.post(f"{HOME}nguoi/{place.leader.pk}/mat-khau/", {"key": "k"}).status_code == 404
    assert client.get(f"{HOME}phong-ban/{place.desk.pk}/").status_code == 404
    assert Client().get(HOME).status_code == 302


def test_the_administrator_gives_a_dated_role(place: Place) -> None:
    ends = today() + timedelta(days=30)
    answer = client_of(place.admin).post(
        f"{HOME}phan-cong/moi/", given(place, ends=f"{ends:%d/%m/%Y}"), follow=True
    )
    assert "Đã giao vai trò Văn thư cho Phạm Ngọc Hà" in answer.content.decode()
    row = Membership.objects.of(place.agency).get(user=place.deputy, role="clerk")
    assert (row.unit, row.position, row.starts, row.ends) == (place.desk, "Văn thư", today(), ends)
    assert policy.standing(User.objects.get(pk=place.deputy.pk)).holds(place.agency.pk, "clerk")


def test_a_double_click_gives_it_once(place: Place) -> None:
    client = client_of(place.admin)
    for _ in range(2):
        assert client.post(f"{HOME}phan-cong/moi/", given(place)).status_code == 302
    assert Membership.objects.of(place.agency).filter(role="clerk").count() == 1
    assert events(place, "membership.changed") == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"starts": "31/12/2027", "ends": "01/01/2027"}, "trước ngày bắt đầu"),
        ({"starts": "01/01/2020", "ends": "01/02/2020"}, "đã qua"),
        ({"starts": "32/13/2027"}, "Ngày chưa đúng"),
        ({"user": ""}, "Chưa chọn người"),
        ({"role": "province_admin"}, "không có trong danh sách"),
        ({"role": "khong-co"}, "không có trong danh sách"),
        ({"unit": "999999"}, "không có trong danh sách"),
        ({"role": "staff"}, "đã giữ vai trò này"),
    ],
)
def test_what_cannot_be_given_is_explained_and_keeps_what_was_typed(
    place: Place, changes: dict[str, Any], message: str
) -> None:
    answer = client_of(place.admin).post(f"{HOME}phan-cong/moi/", given(place, **changes))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert 'value="Văn thư"' in answer.content.decode()
    assert events(place, "membership.changed") == 0


def test_nobody_else_gives_roles(place: Place) -> None:
    client_of(place.secretary).post(f"{HOME}phan-cong/moi/", given(place))
    assert events(place, "membership.changed") == 0
    with pytest.raises(policy.Forbidden):
        services.assign(place.secretary, place.deputy, place.agency, "clerk")
    with pytest.raises(policy.Forbidden):
        services.assign(place.stranger, place.deputy, place.agency, "clerk")


def test_an_administrator_gives_themselves_nothing(place: Place) -> None:
    with pytest.raises(OrganisationError, match="chính mình"):
        services.assign(place.admin, place.admin, place.agency, "top_leader")
    with pytest.raises(OrganisationError, match="cấp trên"):
        services.assign(place.admin, place.deputy, place.agency, "province_admin")


def test_a_later_period_leaves_the_earlier_one_as_it_was(place: Place) -> None:
    day = today()
    early = (day - timedelta(days=60), day - timedelta(days=30))
    first = services.assign(
        None, place.deputy, place.agency, "clerk", starts=early[0], ends=early[1]
    )
    services.assign(place.admin, place.deputy, place.agency, "clerk", starts=day)
    first.refresh_from_db()
    assert (first.starts, first.ends) == early
    assert Membership.objects.of(place.agency).filter(role="clerk").count() == 2


def test_a_role_ended_yesterday_is_gone_today(place: Place) -> None:
    row = Membership.objects.of(place.agency).get(user=place.leader)
    yesterday = today() - timedelta(days=1)
    url = f"{HOME}phan-cong/{row.pk}/ket-thuc/"
    client = client_of(place.admin)
    for _ in range(2):
        client.post(url, {"last_day": f"{yesterday:%d/%m/%Y}"})
    assert not policy.may_enter(User.objects.get(pk=place.leader.pk))
    assert events(place, "membership.ended") == 1
    assert "Hoàng Minh Đức" not in client.get(HOME).content.decode().split("Giao vai trò")[1]


def test_a_role_cannot_end_in_the_past_or_without_an_administrator(place: Place) -> None:
    client = client_of(place.admin)
    leads = Membership.objects.of(place.agency).get(user=place.leader)
    answer = client.post(f"{HOME}phan-cong/{leads.pk}/ket-thuc/", {"last_day": "01/01/2020"})
    assert "Sớm nhất là hôm qua" in answer.content.decode()
    manages = Membership.objects.of(place.agency).get(user=place.admin)
    answer = client.post(
        f"{HOME}phan-cong/{manages.pk}/ket-thuc/", {"last_day": f"{today():%d/%m/%Y}"}
    )
    assert "người quản trị cuối cùng" in answer.content.decode()
    assert events(place, "membership.ended") == 0


def person(**changes: Any) -> dict[str, Any]:
    return {
        "full_name": "Lý  Thu  Cúc",
        "username": "cuc.ly",
        "email": "",
        "role": "staff",
        "unit": "",
        "position": "",
        "starts": "",
        "ends": "",
        "key": "mot-khoa-ngau-nhien",
        **changes,
    }


def opens(username: str, password: str) -> bool:
    """Whether name and password open the door."""
    answer = Client().post("/admin/login/", {"login": username, "password": password})
    return answer.status_code == 302


def shown_password(page: str) -> str:
    found = re.search(r'<span class="secret">([^<]+)</span>', page)
    assert found, page
    return found.group(1)


def test_a_new_account_signs_in_with_the_password_shown(place: Place) -> None:
    client = client_of(place.admin)
    answer = client.post(f"{HOME}nguoi/moi/", person())
    password = shown_password(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    made = User.objects.get(username="cuc.ly")
    assert str(made) == "Lý Thu Cúc"
    assert opens("cuc.ly", password)
    assert policy.standing(made).roles(place.agency) == {"staff"}
    # A second click shows the same password and opens nothing.
    again = client.post(f"{HOME}nguoi/moi/", person())
    assert shown_password(again.content.decode()) == password
    assert events(place, "account.opened") == 1
    assert not Event.objects.filter(idempotency_key__contains="mot-khoa").exists()
    made.set_password("doi-mat-khau-roi")
    made.save()
    assert "không còn dùng được" in client.post(f"{HOME}nguoi/moi/", person()).content.decode()


def test_an_account_that_exists_is_never_taken_over(place: Place) -> None:
    before = place.stranger.password
    answer = client_of(place.admin).post(
        f"{HOME}nguoi/moi/", person(username=place.stranger.username.upper())
    )
    assert "đã có người dùng" in answer.content.decode()
    assert "Người Bên" not in answer.content.decode()
    place.stranger.refresh_from_db()
    assert place.stranger.password == before


def test_a_new_password_is_given_to_own_people_only(place: Place) -> None:
    client = client_of(place.admin)
    url = f"{HOME}nguoi/{place.deputy.pk}/mat-khau/"
    password = shown_password(client.post(url, {"key": "k1"}).content.decode())
    assert opens(place.deputy.username, password)
    assert shown_password(client.post(url, {"key": "k1"}).content.decode()) == password
    assert events(place, "account.password_reset") == 1
    services.assign(None, place.deputy, place.beside, "staff")
    refused = client.post(url, {"key": "k2"})
    assert refused.status_code == 422
    assert "còn thuộc cơ quan khác" in refused.content.decode()
    assert opens(place.deputy.username, password)


def test_a_unit_is_added_and_changed(place: Place) -> None:
    client = client_of(place.admin)
    typed = {"code": "TP", "name": "Tư pháp - Hộ tịch", "parent": place.desk.pk}
    for _ in range(2):
        assert client.post(f"{HOME}phong-ban/moi/", typed).status_code == 302
    made = Unit.objects.of(place.agency).get(code="TP")
    assert (made.parent, events(place, "unit.changed")) == (place.desk, 1)
    client.post(f"{HOME}phong-ban/{made.pk}/", {"code": "TP", "name": "Tư pháp"})
    made.refresh_from_db()
    assert (made.name, made.parent) == ("Tư pháp", None)
    answer = client.post(f"{HOME}phong-ban/moi/", {"code": "TP", "name": "Khác"})
    assert "đã dùng cho Tư pháp" in answer.content.decode()


def test_people_are_found_by_unit_role_and_words_and_units_have_a_list(place: Place) -> None:
    client = client_of(place.admin)
    factories.person(place.agency, role="clerk", unit=place.desk, name="Đỗ Thị Ước")

    def shown(**asked: object) -> str:
        return client.get(HOME, asked).content.decode().split("</thead>")[-1]

    assert "Đỗ Thị Ước" in shown(q="uoc")
    assert "Mai Lan" not in shown(q="uoc")
    assert "Đỗ Thị Ước" in shown(**{"phong": place.desk.pk, "vai-tro": "clerk"})
    assert "Mai Lan" not in shown(**{"vai-tro": "clerk"})
    assert "Không có người nào khớp" in shown(**{"phong": "999", "vai-tro": "clerk"})
    units = client.get(HOME, {"muc": "phong-ban"}).content.decode()
    assert f"{HOME}phong-ban/{place.desk.pk}/" in units
    assert f"{HOME}?phong={place.desk.pk}" in units
    plain = client_of(place.deputy).get(HOME, {"muc": "phong-ban"}).content.decode()
    assert place.desk.name in plain and f"{HOME}phong-ban/" not in plain


def test_files_say_each_role_and_names_of_accounts_to_the_administrator_only(
    place: Place,
) -> None:
    def file(user: User) -> str:
        answer = client_of(user).get(HOME, {"dang": "csv"})
        return b"".join(answer.streaming_content).decode("utf-8-sig")

    assert "Thư ký ISO" in file(place.deputy) and "Tên đăng nhập" not in file(place.deputy)
    assert place.secretary.username in file(place.admin)


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(place: Place) -> None:
    client = client_of(place.admin)
    client.get(HOME)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(HOME)
        counts.append(len(asked))
        for number in range(15):
            unit = factories.unit(place.agency, f"P{number}")
            factories.person(place.agency, roles=("drafter",), unit=unit)
    assert counts[0] == counts[1] <= 12
