"""The pages of hand-over and absence: choose, check, hand over, print, confirm."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registry import canonical
from registry.administration import delegations
from registry.documents import services as documents
from registry.documents.models import Document
from registry.handover.models import Handover, HandoverReceipt
from registry.now import today
from registry.organisation.models import Delegation, Membership, User
from tests import factories
from tests.cms.system.conftest import Place, client_of
from tests.support.pages import hidden

pytestmark = pytest.mark.django_db
NEW = "/admin/ban-giao/moi/"


@pytest.fixture
def successor(place: Place) -> User:
    return factories.person(
        place.agency, role="iso_secretary", roles=("drafter",), unit=place.desk, name="Lý Thu Thảo"
    )


def draft(place: Place, title: str = "Quy trình mua sắm") -> Document:
    return documents.create(
        place.secretary, place.agency, "manual", title=title, code="ST-01", body={}
    )


def full(place: Place, document: Document, receiver: User, do: str, **more: object) -> dict:
    return {
        f"to-draft:{document.pk}": receiver.pk, "reason": "Chuyển công tác", "key": "k",
        "do": do, **more,
    }  # fmt: skip


def shown(client: Client, url: str, sent: dict) -> dict:
    """What the page of checking posts when its button is pressed."""
    page = client.post(url, {**sent, "do": "check"}).content.decode()
    return {**sent, "do": "hand_over", "seen": hidden(page, "seen")}


def test_the_administrator_hands_over_for_somebody_else(place: Place, successor: User) -> None:
    document = draft(place)
    client = client_of(place.admin)
    url = f"{NEW}?nguoi={place.secretary.pk}"
    page = client.get(url).content.decode()
    assert "Quy trình mua sắm" in page
    assert f'<option value="{successor.pk}" selected>Lý Thu Thảo</option>' in page
    check = client.post(url, full(place, document, successor, "check"))
    assert "Lý Thu Thảo nhận" in check.content.decode()
    assert not Handover.objects.of(place.agency).exists()
    sent = full(place, document, successor, "hand_over", last_day=f"{today():%d/%m/%Y}")
    done = client.post(url, shown(client, url, sent))
    made = Handover.objects.of(place.agency).get()
    assert done["Location"] == f"/admin/ban-giao/{made.uid}/"
    document.refresh_from_db()
    assert document.author == successor
    assert set(Membership.objects.of(place.agency).filter(user=place.secretary).values_list(
        "ends", flat=True
    )) == {today()}  # fmt: skip
    sheet = client.get(f"/admin/ban-giao/{made.uid}/bien-ban/").content.decode()
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BIÊN BẢN BÀN GIAO CÔNG VIỆC",
                  made.number, "Quy trình mua sắm", "Trần Thị Mai Lan", made.sha256):  # fmt: skip
        assert words in sheet


def test_the_receiver_confirms_and_the_list_says_so(place: Place, successor: User) -> None:
    document = draft(place)
    made = factories.hand_over(
        place.leader, place.agency, place.secretary,
        {f"draft:{document.pk}": successor.pk}, reason="Chuyển công tác",
    )  # fmt: skip
    client = client_of(successor)
    for asked in ({}, {"muc": "cho-toi"}, {"muc": "chua-du"}, {"q": "mai lan"}):
        assert made.number in client.get("/admin/ban-giao/", asked).content.decode()
    link = f'href="/admin/ban-giao/{made.uid}/"'
    assert link not in client.get("/admin/ban-giao/", {"q": "thao"}).content.decode()
    page = client.get(f"/admin/ban-giao/{made.uid}/").content.decode()
    assert "Xác nhận đã nhận" in page
    client.post(f"/admin/ban-giao/{made.uid}/xac-nhan/", {"remark": "Đủ"})
    page = client.get(f"/admin/ban-giao/{made.uid}/").content.decode()
    assert "Đã xác nhận" in page and "Xác nhận đã nhận" not in page
    listed = client_of(place.admin).get("/admin/ban-giao/").content.decode()
    assert "Đã xác nhận đủ" in listed
    assert link not in client.get("/admin/ban-giao/", {"muc": "cho-toi"}).content.decode()


def test_what_changed_meanwhile_is_said_and_nothing_moves(place: Place, successor: User) -> None:
    first = draft(place)
    client, url = client_of(place.admin), f"{NEW}?nguoi={place.secretary.pk}"
    sent = shown(client, url, full(place, first, successor, "hand_over"))
    second = draft(place, "Nội quy cơ quan")
    answer = client.post(url, sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Danh sách đã thay đổi" in text and "Nội quy cơ quan" in text
    first.refresh_from_db()
    second.refresh_from_db()
    assert {first.author, second.author} == {place.secretary}


def test_an_old_page_keeps_what_was_chosen_and_goes_through_when_checked_again(
    place: Place, successor: User
) -> None:
    first = draft(place)
    client, url = client_of(place.admin), f"{NEW}?nguoi={place.secretary.pk}"
    sent = shown(client, url, full(place, first, successor, "hand_over", reason="Nghỉ hưu"))
    documents.save_draft(
        place.secretary, first, {}, base_digest=canonical.digest(first.body), title="Tên khác"
    )
    answer = client.post(url, sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "không còn như trang đã ghi" in page
    assert 'value="Nghỉ hưu"' in page and f'<option value="{successor.pk}" selected>' in page
    assert not Handover.objects.of(place.agency).exists()
    assert client.post(url, shown(client, url, sent)).status_code == 302


def test_a_form_that_does_not_say_what_it_saw_hands_nothing_over(
    place: Place, successor: User
) -> None:
    document = draft(place)
    client, url = client_of(place.admin), f"{NEW}?nguoi={place.secretary.pk}"
    for seen in ({}, {"seen": ""}, {"seen": "x"}, {"seen": "why=1&plan=2"}):
        sent = full(place, document, successor, "hand_over", **{"reason": "Nghỉ hưu", **seen})
        answer = client.post(url, sent)
        assert answer.status_code == 422 and 'value="Nghỉ hưu"' in answer.content.decode()
    assert not Handover.objects.of(place.agency).exists()


def test_the_page_of_checking_shows_all_that_the_act_does(place: Place, successor: User) -> None:
    document = draft(place)
    factories.delegation(place.agency, place.secretary, successor, "iso_secretary")
    own = client_of(place.secretary)
    url = f"{NEW}?nguoi={place.secretary.pk}"
    other = factories.person(place.agency, role="drafter", unit=place.desk, name="An Văn Đủ")
    own.post(url, full(place, document, other, "prepare", reason="Nghỉ thai sản"))
    leader = client_of(place.leader)
    page = leader.post(url, full(place, document, successor, "check")).content.decode()
    assert "Lý Thu Thảo thay Trần Thị Mai Lan" in page and "Kết thúc cùng ngày" in page
    assert "Trần Thị Mai Lan đề nghị giao cho An Văn Đủ" in page and "Nghỉ thai sản" in page


def test_what_was_prepared_anew_is_read_before_it_is_closed(place: Place, successor: User) -> None:
    document = draft(place)
    url = f"{NEW}?nguoi={place.secretary.pk}"
    other = factories.person(place.agency, role="drafter", unit=place.desk, name="An Văn Đủ")
    leader, own = client_of(place.leader), client_of(place.secretary)
    sent = shown(leader, url, full(place, document, successor, "hand_over"))
    own.post(url, full(place, document, other, "prepare"))
    answer = leader.post(url, sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "đã chuẩn bị lại dự kiến lúc" in page
    assert "đề nghị giao cho An Văn Đủ" in page
    assert f'<option value="{successor.pk}" selected>' in page
    assert leader.post(url, shown(leader, url, sent)).status_code == 302


def test_confirming_twice_keeps_the_first_remark_and_shows_the_second(
    place: Place, successor: User
) -> None:
    document = draft(place)
    made = factories.hand_over(
        place.leader, place.agency, place.secretary,
        {f"draft:{document.pk}": successor.pk}, reason="Chuyển công tác",
    )  # fmt: skip
    client, url = client_of(successor), f"/admin/ban-giao/{made.uid}/xac-nhan/"
    assert [client.post(url, {"remark": "Đủ"}).status_code for _ in range(2)] == [302, 302]
    answer = client.post(url, {"remark": "Còn thiếu con dấu"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ông/bà đã xác nhận lúc" in page and "Còn thiếu con dấu" in page
    row = HandoverReceipt.objects.of(place.agency).get(handover=made)
    assert row.remark == "Đủ"


def test_everything_to_one_person_without_script(place: Place, successor: User) -> None:
    document = draft(place)
    other = factories.person(place.agency, role="drafter", unit=place.desk, name="An Văn Đủ")
    page = client_of(place.admin).post(
        f"{NEW}?nguoi={place.secretary.pk}",
        full(place, document, successor, "all", all=other.pk),
    )
    assert f'<option value="{other.pk}" selected>An Văn Đủ</option>' in page.content.decode()


def test_choosing_receivers_comes_before_the_reason(place: Place, successor: User) -> None:
    sent = full(place, draft(place), successor, "all", all=successor.pk, reason="", last_day="x")
    page = client_of(place.admin).post(f"{NEW}?nguoi={place.secretary.pk}", sent)
    assert page.status_code == 200
    assert "Có chỗ chưa đúng" not in page.content.decode()
    assert 'value="x"' in page.content.decode()


def test_who_stands_in_is_proposed_before_others(place: Place, successor: User) -> None:
    document = draft(place)
    first = factories.person(
        place.agency, role="iso_secretary", roles=("drafter",), unit=place.desk, name="An Văn An"
    )
    client, url = client_of(place.admin), f"{NEW}?nguoi={place.secretary.pk}"
    assert f'<option value="{first.pk}" selected>' in client.get(url).content.decode()
    delegations.delegate(
        None,
        place.agency,
        place.secretary,
        successor,
        "iso_secretary",
        starts=today(),
        ends=today() + timedelta(days=5),
        kind=Delegation.STAND_IN,
    )
    page = client.get(url).content.decode()
    assert document.title in page and f'<option value="{successor.pk}" selected>' in page


def test_she_prepares_and_the_leader_approves(place: Place, successor: User) -> None:
    document = draft(place)
    url = f"{NEW}?nguoi={place.secretary.pk}"
    own = client_of(place.secretary)
    assert own.post(url, full(place, document, successor, "hand_over")).status_code == 403
    own.post(url, full(place, document, successor, "prepare", reason="Nghỉ thai sản"))
    document.refresh_from_db()
    assert document.author == place.secretary
    leader = client_of(place.leader)
    assert "Nghỉ thai sản" in leader.get("/admin/ban-giao/").content.decode()
    assert "đã chuẩn bị dự kiến này" in leader.get(url).content.decode()


def test_colleagues_and_strangers_find_nothing(place: Place, successor: User) -> None:
    document = draft(place)
    made = factories.hand_over(
        place.leader, place.agency, place.secretary,
        {f"draft:{document.pk}": successor.pk}, reason="Chuyển công tác",
    )  # fmt: skip
    for user in (place.deputy, place.stranger):
        client = client_of(user)
        assert client.get(f"{NEW}?nguoi={place.secretary.pk}").status_code == 404
        for path in ("", "bien-ban/"):
            assert client.get(f"/admin/ban-giao/{made.uid}/{path}").status_code == 404
        assert client.post(f"/admin/ban-giao/{made.uid}/xac-nhan/").status_code == 404


def test_lists_ask_little(place: Place, successor: User) -> None:
    for number in range(12):
        draft(place, f"Tài liệu {number}")
    admin = client_of(place.admin)
    admin.get("/admin/ban-giao/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        admin.get("/admin/ban-giao/")
    assert len(asked) <= 12
    with CaptureQueriesContext(connection) as asked:
        admin.get(f"{NEW}?nguoi={place.secretary.pk}")
    assert len(asked) <= 20


def test_an_absence_gives_each_role_a_stand_in(place: Place, successor: User) -> None:
    client = client_of(place.secretary)
    page = client.get("/admin/uy-quyen/vang-mat/").content.decode()
    row = Membership.objects.of(place.agency).get(user=place.secretary, role="iso_secretary")
    assert f'<optgroup label="Đề nghị"><option value="{successor.pk}" selected>' in page
    done = client.post(
        "/admin/uy-quyen/vang-mat/",
        {
            f"role-{row.pk}": successor.pk, "starts": f"{today():%d/%m/%Y}",
            "ends": f"{today() + timedelta(days=5):%d/%m/%Y}", "reason": "Nghỉ phép",
            "signs": "TUQ.",
        },
    )  # fmt: skip
    assert done.status_code == 302
    made = Delegation.objects.of(place.agency).get()
    assert (made.giver, made.receiver, made.prefix) == (place.secretary, successor, "TUQ.")
    assert made.ends == today() + timedelta(days=5)
    again = client.post("/admin/uy-quyen/vang-mat/", {"starts": "31/02/2026"})
    assert again.status_code == 422 and "Ngày chưa đúng" in again.content.decode()
    assert client.get(f"/admin/uy-quyen/vang-mat/?nguoi={successor.pk}").status_code == 404


def test_who_has_no_role_left_is_signed_out(place: Place, successor: User) -> None:
    document = draft(place)
    hers = client_of(place.secretary)
    assert hers.get("/admin/").status_code == 200
    yesterday = today() - timedelta(days=1)
    client, url = client_of(place.admin), f"{NEW}?nguoi={place.secretary.pk}"
    sent = full(place, document, successor, "hand_over", last_day=f"{yesterday:%d/%m/%Y}")
    sent = shown(client, url, sent)
    client.post(url, sent)
    # Pressed again: the same minutes, although nothing is left to hand over.
    made = Handover.objects.of(place.agency).get()
    assert client.post(url, sent)["Location"] == f"/admin/ban-giao/{made.uid}/"
    assert hers.get("/admin/").status_code == 302


def test_the_trail_names_whose_things_went_to_whom(place: Place, successor: User) -> None:
    document = draft(place)
    factories.hand_over(
        place.leader, place.agency, place.secretary,
        {f"draft:{document.pk}": successor.pk}, reason="Chuyển công tác",
    )  # fmt: skip
    page = client_of(place.leader).get("/admin/nhat-ky/").content.decode()
    assert "Trần Thị Mai Lan, 1 việc" in page
    assert "Trần Thị Mai Lan → Lý Thu Thảo" in page
