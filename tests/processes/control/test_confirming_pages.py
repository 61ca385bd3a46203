"""Who has no password and issues: the page shows how they prove it is them, and takes the proof."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote, urlparse

import pytest
import requests
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from cms.accounts import confirming
from cms.settings.providers import as_providers
from registry import identity
from registry.documents.models import Dossier, Version
from tests import factories
from tests.cms.accounts import directory
from tests.cms.accounts.test_directory import hand_in, oidc
from tests.cms.accounts.test_second_factor import code_of
from tests.processes.control.conftest import Office

PERSON = "cb-0042"
SAID = {"decision_no": "07/QĐ-UBND", "effective_from": "", "reason": "Nhất trí"}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A directory that speaks OpenID Connect, on this machine."""
    # A web framework of its own: read by this fixture alone.
    from oidc_provider_mock import run_server_in_thread

    with run_server_in_thread() as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def awaiting(office: Office) -> Dossier:
    """Before a leader who has no password."""
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head, office.stand_in, office.quality)
    office.top.set_unusable_password()
    office.top.save()
    return dossier


@pytest.fixture(params=["so", "tinh"], ids=["openid connect", "saml"])
def asked(request: Any, settings: Any, provider: str, office: Office) -> str:
    """By which directory the leader is known; its name in the settings."""
    rows = {"so": oidc(provider), "tinh": directory.row()}
    settings.SOCIALACCOUNT_PROVIDERS = as_providers([rows[request.param]])
    office.top.directory_id = PERSON
    office.top.save()
    name: str = request.param
    return name


@pytest.fixture
def leader(office: Office, awaiting: Dossier) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(office.top)
    return client


def address(dossier: Dossier) -> str:
    return reverse("control:dossier", args=[dossier.uid])


def read(client: Client, dossier: Dossier) -> str:
    return unescape(client.get(address(dossier)).content.decode())


def press(office: Office, client: Client, dossier: Dossier, **said: str) -> Any:
    """«Ban hành» of the page as it stands."""
    named = factories.named(office.task(dossier))
    return client.post(address(dossier), {**named, "action": "forward", "key": "k", **SAID, **said})


def button(page: str) -> str:
    """Where the button of the directory leads; "" where the page has none."""
    found = re.search(r'<a href="([^"]+)">Xác nhận qua Danh bạ', page)
    return found[1] if found else ""


def there_and_back(client: Client, link: str, asked: str, person: str = PERSON) -> Any:
    """To the directory, which asks for the password afresh, and back."""
    away = client.get(link)["Location"]
    if asked == "tinh":
        return hand_in(client, directory.answer(directory.question_of(away), person))
    there = requests.post(away, data={"sub": person}, allow_redirects=False, timeout=5)
    back = urlparse(there.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def issued(dossier: Dossier) -> bool:
    return bool(Version.unscoped.filter(dossier=dossier).exists())


def test_the_directory_is_offered_and_coming_back_from_it_issues(
    office: Office, awaiting: Dossier, asked: str, leader: Client
) -> None:
    page = read(leader, awaiting)
    assert 'name="password"' not in page and 'name="code"' not in page
    link = button(page)
    assert unquote(link).endswith(f"/{asked}/?next={address(awaiting)}")
    refused = press(office, leader, awaiting)
    text = unescape(refused.content.decode())
    assert refused.status_code == 422 and "Chưa xác nhận qua hệ thống đăng nhập chung" in text
    assert "07/QĐ-UBND" in text and button(text) == link and not issued(awaiting)
    back = there_and_back(leader, link, asked)
    assert back["Location"] == address(awaiting)
    page = read(leader, awaiting)
    # What was typed before going there is there still, and nothing is asked for a second time.
    assert "07/QĐ-UBND" in page and "Nhất trí" in page
    assert "đã xác nhận qua hệ thống đăng nhập chung" in page and not button(page)
    assert press(office, leader, awaiting).status_code == 302
    assert issued(awaiting)


def test_the_word_of_the_directory_is_for_one_act(
    office: Office, awaiting: Dossier, asked: str, leader: Client
) -> None:
    second = office.submit(office.draft("Khác"))
    office.approve(second, office.head, office.stand_in, office.quality)
    there_and_back(leader, button(read(leader, awaiting)), asked)
    assert press(office, leader, awaiting).status_code == 302
    assert button(read(leader, second))
    assert press(office, leader, second).status_code == 422 and not issued(second)


def test_somebody_else_at_the_directory_confirms_nothing(
    office: Office, awaiting: Dossier, asked: str, leader: Client
) -> None:
    link = button(read(leader, awaiting))
    assert there_and_back(leader, link, asked, "nguoi-khac").status_code == 403
    assert button(read(leader, awaiting)) == link
    assert press(office, leader, awaiting).status_code == 422 and not issued(awaiting)


def test_when_its_time_is_over_the_directory_is_offered_again(
    office: Office, awaiting: Dossier, asked: str, leader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = button(read(leader, awaiting))
    there_and_back(leader, link, asked)
    with monkeypatch.context() as later:
        later.setattr(confirming, "HOLDS", -1)
        assert button(read(leader, awaiting)) == link
        refused = press(office, leader, awaiting)
        text = unescape(refused.content.decode())
        assert refused.status_code == 422 and "Hãy xác nhận rồi bấm lại" in text
        assert button(text) == link and "đã xác nhận qua" not in text
    assert not issued(awaiting)
    there_and_back(leader, link, asked)
    assert press(office, leader, awaiting).status_code == 302 and issued(awaiting)


def test_nobody_who_may_not_issue_is_asked_who_they_are(
    office: Office, awaiting: Dossier, asked: str
) -> None:
    client = Client(HTTP_HOST="localhost")
    client.force_login(office.head)
    assert not button(read(client, awaiting))


def test_a_code_of_the_telephone_is_asked_for_and_issues(
    office: Office, awaiting: Dossier, leader: Client
) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(office.top, secret)
    page = read(leader, awaiting)
    assert 'name="code"' in page and 'name="password"' not in page and not button(page)
    for said, words in (({}, "Chưa nhập mã xác thực"), ({"code": "000000"}, "không đúng")):
        text = unescape(press(office, leader, awaiting, **said).content.decode())
        assert re.search(f'id="id_code_error">[^<]*{words}', text) and "07/QĐ-UBND" in text
        assert "000000" not in text and not issued(awaiting)
    assert press(office, leader, awaiting, code=code_of(secret)).status_code == 302
    assert issued(awaiting)


def test_whoever_has_neither_reads_what_to_set_up(
    office: Office, awaiting: Dossier, leader: Client, settings: Any
) -> None:
    # There is a directory, but it does not know this leader.
    settings.SOCIALACCOUNT_PROVIDERS = as_providers([directory.row()])
    page = read(leader, awaiting)
    assert identity.ways(office.top) == []
    assert 'name="password"' not in page and 'name="code"' not in page and not button(page)
    text = unescape(press(office, leader, awaiting).content.decode())
    assert "Hãy bật tại «Tài khoản của tôi»" in text and "07/QĐ-UBND" in text
    assert not issued(awaiting)


def test_whoever_has_a_password_types_it_even_where_a_directory_knows_them(
    office: Office, awaiting: Dossier, asked: str, leader: Client
) -> None:
    office.top.set_password(factories.PASSWORD)
    office.top.save()
    leader.force_login(office.top)
    page = read(leader, awaiting)
    assert 'name="password"' in page and not button(page)
    # Why not stands at the head of the page, before the dossier, and leads to the field.
    refused = press(office, leader, awaiting, password="sai").content.decode()
    head = refused.partition("Đến lượt")[0]
    assert 'role="alert" tabindex="-1" autofocus' in head and 'href="#id_password"' in head
    assert press(office, leader, awaiting, password=factories.PASSWORD).status_code == 302
