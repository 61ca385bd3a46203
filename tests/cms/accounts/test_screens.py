"""Administrators' screens of accounts, the trail that tells of sign-ins, the forgotten password."""

import io
import re
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from registry.administration import services as organisation
from registry.now import frozen, now
from registry.organisation.models import User
from registry.trail import outbox
from tests.cms.accounts.conftest import Place, facts, inside, sign_in
from tests.cms.accounts.test_second_factor import set_up

pytestmark = pytest.mark.django_db


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def account_of(user: Any) -> str:
    return f"/admin/to-chuc/nguoi/{user.pk}/tai-khoan/"


def refused(answer: Any) -> bool:
    """Not found, or sent home: Wagtail's shell leads away from what one may not."""
    return answer.status_code == 404 or answer.get("Location") == "/admin/"


def do(client: Client, user: Any, act: str) -> str:
    answer = client.post(f"{account_of(user)}lam/", {"do": act}, follow=True)
    return str(answer.content.decode())


def test_a_locked_colleague_is_listed_and_let_in(place: Place) -> None:
    admin = client_of(place.admin)
    assert "Không có ai bị tạm khóa" in admin.get("/admin/to-chuc/tam-khoa/").content.decode()
    for _ in range(10):
        sign_in("ha.pham", "sai")
        sign_in(place.stranger, "sai")
    page = admin.get("/admin/to-chuc/tam-khoa/").content.decode()
    assert "ha.pham" in page and "127.0.0.1" in page
    assert "Người Bên" not in page
    assert "Đã mở khóa cho Phạm Ngọc Hà" in do(admin, place.officer, "unlock")
    assert inside(sign_in(place.officer)[0])


def test_every_button_of_an_account(place: Place) -> None:
    client, _ = sign_in(place.officer)
    set_up(client)
    admin = client_of(place.admin)
    page = admin.get(account_of(place.officer)).content.decode()
    assert "Đang có 1 phiên" in page and "Gỡ xác thực hai lớp" in page
    assert "không hỏi mã" in do(admin, place.officer, "remove-factor")
    client, _ = sign_in(place.officer)
    assert "Đã kết thúc mọi phiên" in do(admin, place.officer, "end-sessions")
    assert not inside(client)
    assert "Đã khóa tài khoản" in do(admin, place.officer, "close")
    assert not inside(sign_in(place.officer)[0])
    assert "Đã mở lại tài khoản" in do(admin, place.officer, "open")
    assert inside(sign_in(place.officer)[0])
    assert "chính mình" in do(admin, place.admin, "close")


def test_the_directory_id_is_written_there(place: Place) -> None:
    admin = client_of(place.admin)
    address = account_of(place.officer)
    assert admin.post(address, {"directory_id": " cb-1 "}).status_code == 302
    assert 'value="cb-1"' in admin.get(address).content.decode()
    taken = admin.post(account_of(place.secretary), {"directory_id": "cb-1"})
    assert taken.status_code == 422
    assert "đã gắn với một tài khoản khác" in taken.content.decode()


def test_nobody_but_the_administrators_comes_near(place: Place) -> None:
    for who in (place.secretary, place.officer, place.stranger):
        client = client_of(who)
        assert refused(client.get(account_of(place.officer)))
        for act in ("unlock", "end-sessions", "remove-factor", "close"):
            answer = client.post(f"{account_of(place.officer)}lam/", {"do": act})
            assert refused(answer)
    assert refused(client_of(place.officer).get("/admin/to-chuc/tam-khoa/"))
    assert facts(place.officer) == []


def test_somebody_of_two_agencies_is_only_unlocked(place: Place) -> None:
    organisation.assign(None, place.officer, place.beside, "staff")
    admin = client_of(place.admin)
    page = admin.get(account_of(place.officer)).content.decode()
    assert "chỉ mở khóa được" in page and "Khóa tài khoản</button>" not in page
    assert "còn thuộc cơ quan khác" in do(admin, place.officer, "close")


def test_the_trail_shows_sign_ins_to_those_who_read_it(place: Place) -> None:
    sign_in("ha.pham", "sai")
    client, _ = sign_in(place.officer)
    client.post("/admin/logout/")
    page = client_of(place.admin).get("/admin/nhat-ky/").content.decode()
    for words in ("Đăng nhập không đúng", "Đăng xuất", "từ địa chỉ 127.0.0.1", "Phạm Ngọc Hà"):
        assert words in page
    beside = client_of(place.stranger).get("/admin/nhat-ky/").content.decode()
    assert "Phạm Ngọc Hà" not in beside
    assert refused(client_of(place.officer).get("/admin/nhat-ky/"))


# --- a forgotten password

FORGOT = "/tai-khoan/mat-khau/quen/"


@pytest.fixture
def letters(place: Place, settings: Any) -> Place:
    settings.MAIL_ENABLED = True
    place.officer.email = "ha.pham@example.vn"
    place.officer.save()
    return place


def test_without_a_mail_server_the_page_says_whom_to_ask(place: Place) -> None:
    assert "liên hệ quản trị cơ quan" in Client().get(FORGOT).content.decode()


def ask(address: str = "ha.pham@example.vn") -> None:
    answer = Client().post(FORGOT, {"email": address}, follow=True)
    assert "Nếu địa chỉ này có trong hệ thống" in answer.content.decode()
    outbox.work()


def test_a_letter_leads_to_a_new_password(letters: Place) -> None:
    client, _ = sign_in(letters.officer)
    ask("HA.pham@example.vn")
    [letter] = mail.outbox
    assert letter.subject == "Đặt lại mật khẩu ISO điện tử" and "Phạm Ngọc Hà" in letter.body
    [link] = re.findall(r"http://localhost:8000(/\S+)", str(letter.body))
    browser = Client()
    form = browser.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    assert link.split("/")[-2] not in address
    new = {"password1": "mua-xuan-ve-roi", "password2": "mua-xuan-ve-roi"}
    assert "Đã đặt mật khẩu mới" in browser.post(address, new, follow=True).content.decode()
    assert not inside(client)
    assert inside(sign_in(letters.officer, "mua-xuan-ve-roi")[0])
    again = Client().get(link)
    assert again.status_code == 404 and "đã dùng hoặc đã hết hạn" in again.content.decode()


def test_an_address_that_nobody_has_gets_the_same_answer_and_no_letter(letters: Place) -> None:
    ask("la@example.vn")
    assert mail.outbox == []


def test_few_letters_go_out_however_often_somebody_asks(letters: Place) -> None:
    for _ in range(6):
        ask()
    assert len(mail.outbox) == 3
    with frozen(now().replace(year=2030)):
        ask()
    assert len(mail.outbox) == 4


def test_a_letter_does_not_go_round_the_second_factor(letters: Place) -> None:
    set_up(sign_in(letters.officer)[0])
    ask()
    [link] = re.findall(r"http://localhost:8000(/\S+)", str(mail.outbox[0].body))
    browser = Client()
    address = browser.get(link, follow=True).redirect_chain[-1][0]
    new = {"password1": "mua-xuan-ve-roi", "password2": "mua-xuan-ve-roi"}
    browser.post(address, new)
    assert not inside(browser)
    _, answer = sign_in(letters.officer, "mua-xuan-ve-roi")
    assert answer["Location"] == "/tai-khoan/ma/"


# --- the account for emergencies


def test_the_command_marks_the_spare_account(place: Place) -> None:
    said = io.StringIO()
    call_command("break_glass", place.admin.username, stdout=said)
    place.admin.refresh_from_db()
    assert place.admin.break_glass and "tài khoản dự phòng" in said.getvalue()
    call_command("break_glass", place.admin.username, off=True, stdout=said)
    assert not User.objects.get(pk=place.admin.pk).break_glass
    with pytest.raises(CommandError, match="Không có tài khoản"):
        call_command("break_glass", "khong.co")
