"""Signing in through a directory: matched by directory id alone, and every bad answer refused."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from cms.accounts import checks, services
from cms.settings.providers import as_providers, read_providers
from registry import identity
from registry.notices.models import Notice
from registry.now import today
from registry.organisation.models import Membership, User
from registry.organisation.periods import OrganisationError
from registry.trail.models import Event
from tests.cms.accounts import directory
from tests.cms.accounts.conftest import Place, facts, inside, sign_in

pytestmark = pytest.mark.django_db

OIDC, SAML = "/tai-khoan/sso/oidc/so/", "/tai-khoan/sso/saml/tinh/"
PERSON = "cb-0042"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A directory that speaks OpenID Connect, on this machine."""
    # A web framework of its own: read by this fixture alone.
    from oidc_provider_mock import run_server_in_thread

    with run_server_in_thread() as server:
        yield f"http://127.0.0.1:{server.server_port}"


def oidc(server: str) -> dict[str, str]:
    return {
        "kind": "openid_connect", "id": "so", "name": "Danh bạ sở", "server_url": server,
        "client_id": "iso", "client_secret": "bi-mat",
    }  # fmt: skip


@pytest.fixture
def known(place: Place) -> Place:
    """The officer stands in the directory."""
    services.set_directory_id(place.admin, place.agency, place.officer, PERSON)
    return place


def through_oidc(sub: str, **claims: str) -> tuple[Client, Any]:
    """To the directory, signed in there as somebody, and back."""
    client = Client(HTTP_HOST="localhost")
    away = client.get(OIDC)
    assert away.status_code == 302, away.content
    there = requests.post(
        away["Location"], data={"sub": sub, **claims}, allow_redirects=False, timeout=5
    )
    back = urlparse(there.headers["Location"])
    return client, client.get(f"{back.path}?{back.query}")


def through_saml(person: str, **changes: Any) -> tuple[Client, Any]:
    """The same with a signed assertion."""
    client = Client(HTTP_HOST="localhost")
    question = directory.question_of(client.get(SAML)["Location"])
    return client, hand_in(client, directory.answer(question, person, **changes))


def hand_in(client: Client, answer: str) -> Any:
    """What the directory's page posts, from another site and so without our session."""
    led = client.post(f"{SAML}acs/", {"SAMLResponse": answer, "RelayState": ""})
    assert led["Location"] == f"{SAML}ve/"
    return client.get(led["Location"])


@pytest.fixture(params=["oidc", "saml"])
def through(request: Any, settings: Any, provider: str) -> Any:
    """Sign in through either kind of directory."""
    settings.SOCIALACCOUNT_PROVIDERS = as_providers([oidc(provider), directory.row()])
    return through_oidc if request.param == "oidc" else through_saml


def test_the_directory_opens_the_door(known: Place, through: Any) -> None:
    client, answer = through(PERSON)
    assert answer["Location"] == "/admin/"
    assert inside(client)
    signed = facts(known.officer, "account.signed_in")[-1]
    assert signed["method"] == "directory"


def test_the_page_offers_the_directories(known: Place, through: Any) -> None:
    page = Client().get("/admin/login/?next=/admin/tra-cuu/").content.decode()
    assert "Đăng nhập qua Danh bạ sở" in page and "Đăng nhập qua Danh bạ tỉnh" in page
    assert f'href="{OIDC}?next=%2Fadmin%2Ftra-cuu%2F"' in page


def test_an_unknown_person_is_told_so_and_nothing_is_made(place: Place, through: Any) -> None:
    before = User.objects.count()
    client, answer = through("nguoi-la-9")
    assert answer.status_code == 403
    assert "Chưa có tài khoản trong hệ thống" in answer.content.decode()
    assert not inside(client) and User.objects.count() == before
    event = Event.objects.get(type="account.directory_refused")
    assert "nguoi-la-9" not in event.data


def test_whose_roles_are_over_does_not_enter(known: Place, through: Any) -> None:
    Membership.objects.of(known.agency).filter(user=known.officer).update(
        ends=today().replace(year=2020)
    )
    client, answer = through(PERSON)
    assert answer.status_code == 403 and not inside(client)
    assert "không giữ vai trò nào" in answer.content.decode()


def test_neither_mail_nor_name_says_who_it_is(place: Place, through: Any) -> None:
    place.officer.email = "ha.pham@example.vn"
    place.officer.save()
    for said in ("ha.pham@example.vn", place.officer.username, str(place.officer.pk)):
        assert through(said)[1].status_code == 403


def test_a_mail_address_claimed_at_the_directory_matches_nobody(
    place: Place, settings: Any, provider: str
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = as_providers(
        [{**oidc(provider), "scope": ["openid", "email"]}]
    )
    place.officer.email = "ha.pham@example.vn"
    place.officer.save()
    _, answer = through_oidc("khac", claims='{"email": "ha.pham@example.vn"}')
    assert answer.status_code == 403


def test_a_prefix_keeps_directories_apart(known: Place, settings: Any) -> None:
    row = {**directory.row(), "directory_prefix": "tinh:"}
    settings.SOCIALACCOUNT_PROVIDERS = as_providers([row])
    assert through_saml(PERSON)[1].status_code == 403
    services.set_directory_id(known.admin, known.agency, known.officer, f"tinh:{PERSON}")
    assert inside(through_saml(PERSON)[0])


@pytest.fixture
def saml(settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = as_providers([directory.row()])


@pytest.mark.parametrize(
    "changes",
    [{"spoilt": True}, {"audience": "https://khac.example.vn"}],
    ids=["changed", "for somebody else"],
)
def test_a_bad_assertion_is_refused(known: Place, saml: None, changes: Any) -> None:
    known.admin.directory_id = "quan-tri"
    known.admin.save()
    client, answer = through_saml(PERSON, **changes)
    assert answer.status_code == 401 and not inside(client)
    assert "Chưa đăng nhập được" in answer.content.decode()


def test_an_assertion_opens_once(known: Place, saml: None) -> None:
    client = Client(HTTP_HOST="localhost")
    question = directory.question_of(client.get(SAML)["Location"])
    answer = directory.answer(question, PERSON)
    hand_in(client, answer)
    assert inside(client)
    client.post("/admin/logout/")
    for thief in (client, Client(HTTP_HOST="localhost")):
        assert hand_in(thief, answer).status_code == 401
        assert not inside(thief)


def test_an_answer_that_nobody_asked_for_is_refused(known: Place, saml: None) -> None:
    client = Client(HTTP_HOST="localhost")
    assert hand_in(client, directory.answer("khong-ai-hoi", PERSON)).status_code == 401
    assert not inside(client)


def test_a_code_of_openid_connect_opens_once(known: Place, settings: Any, provider: str) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = as_providers([oidc(provider)])
    client = Client(HTTP_HOST="localhost")
    there = requests.post(
        client.get(OIDC)["Location"], data={"sub": PERSON}, allow_redirects=False, timeout=5
    )
    back = urlparse(there.headers["Location"])
    assert parse_qs(back.query)["code"]
    for number in range(2):
        thief = Client(HTTP_HOST="localhost") if number else client
        answer = thief.get(f"{back.path}?{back.query}")
        assert answer.status_code == (401 if number else 302)


def test_the_directory_is_away(known: Place, settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    settings.SOCIALACCOUNT_PROVIDERS = as_providers([oidc(nobody)])
    client = Client(HTTP_HOST="localhost")
    answer = client.get(OIDC)
    assert answer.status_code == 503
    assert "Không liên lạc được với hệ thống đăng nhập chung" in answer.content.decode()
    assert inside(sign_in(known.officer)[0])


def test_in_an_emergency_the_spare_account_opens(known: Place, settings: Any) -> None:
    settings.LOCAL_SIGN_IN = False
    assert not inside(sign_in(known.admin)[0])
    services.make_break_glass(known.admin, True)
    page = Client().get("/admin/login/").content.decode()
    assert "Tài khoản dự phòng của quản trị" in page and "Quên mật khẩu" not in page
    assert inside(sign_in(known.admin)[0])
    assert facts(known.admin)[-1]["type"] == "account.break_glass_used"
    told = Notice.unscoped.filter(kind="account").values_list("user", flat=True)
    assert set(told) == {known.admin.pk, known.province_admin.pk}


def test_an_unknown_directory_is_no_page(place: Place, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {}
    for address in (OIDC, f"{OIDC}ve/", SAML, f"{SAML}acs/", f"{SAML}ve/", f"{SAML}metadata/"):
        assert Client(HTTP_HOST="localhost").get(address).status_code == 404, address


def test_nobody_connects_a_directory_to_an_open_session(
    known: Place, settings: Any, provider: str
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = as_providers([oidc(provider)])
    client, _ = sign_in(known.secretary, client=Client(HTTP_HOST="localhost"))
    away = client.get(f"{OIDC}?process=connect&scope=email")
    there = requests.post(away["Location"], data={"sub": PERSON}, allow_redirects=False, timeout=5)
    back = urlparse(there.headers["Location"])
    client.get(f"{back.path}?{back.query}")
    # It signed in whom the directory vouched for, and tied nothing to the secretary.
    assert facts(known.officer, "account.signed_in")
    assert User.objects.get(pk=known.secretary.pk).directory_id is None


def test_two_people_are_not_one_in_the_directory(known: Place) -> None:
    with pytest.raises(OrganisationError, match="đã gắn với một tài khoản khác"):
        services.set_directory_id(known.admin, known.agency, known.secretary, f" {PERSON} ")


def test_the_production_check_names_what_is_unsafe(settings: Any, tmp_path: Path) -> None:
    def said() -> list[str]:
        return [str(message.id) for message in checks.the_door_is_safe(None)]

    file = tmp_path / "providers.json"
    file.write_text(json.dumps([oidc("http://sso.example.vn"), directory.row()]))
    file.chmod(0o644)
    settings.SIGN_IN_PROVIDERS = str(file)
    settings.SOCIALACCOUNT_PROVIDERS = read_providers(str(file))
    assert said() == ["iso.accounts.E002", "iso.accounts.W003"]
    file.chmod(0o600)
    settings.SOCIALACCOUNT_PROVIDERS = as_providers([directory.row()])
    settings.LOCAL_SIGN_IN = False
    assert said() == []
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert said() == ["iso.accounts.E001"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({}, "danh sách"),
        ([{"kind": "ldap"}], "mục 1: kind"),
        ([{"kind": "saml", "id": "a", "name": "A"}], "thiếu entity_id, sso_url, certificate"),
        ([oidc("http://a"), oidc("http://b")], "so có hai lần"),
    ],
)
def test_a_wrong_file_is_refused_in_words(rows: Any, said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said):
        as_providers(rows)


def test_a_person_of_the_directory_has_no_password_to_change(known: Place, saml: None) -> None:
    known.officer.set_unusable_password()
    known.officer.save()
    client, _ = through_saml(PERSON)
    assert "Tài khoản không dùng mật khẩu" in client.get("/tai-khoan/mat-khau/").content.decode()


def test_whoever_is_in_confirms_one_act_through_the_directory(
    known: Place, through: Any, settings: Any
) -> None:
    known.officer.set_unusable_password()
    known.officer.save()
    client, _ = through(PERSON)
    before = client.session.session_key
    ways = identity.ways(known.officer)
    asked = "so" if through is through_oidc else "tinh"
    (way,) = [one for one in ways if f"/{asked}/" in one.address]
    with pytest.raises(identity.NotConfirmed):
        identity.confirm(known.officer, identity.Proof())
    for person, status in (("nguoi-khac", 403), (PERSON, 302)):
        away = client.get(f"{way.address}?next=/admin/")
        assert away.status_code == 302, away.content
        if asked == "so":
            assert "prompt=login" in away["Location"] and "max_age=0" in away["Location"]
            there = requests.post(
                away["Location"], data={"sub": person}, allow_redirects=False, timeout=5
            )
            back = urlparse(there.headers["Location"])
            answer = client.get(f"{back.path}?{back.query}")
        else:
            question = directory.question_of(away["Location"])
            answer = hand_in(client, directory.answer(question, person))
        assert answer.status_code == status
    assert answer["Location"] == "/admin/" and client.session.session_key == before
    word = client.session["identity_voucher"]
    with pytest.raises(identity.NotConfirmed):
        identity.confirm(known.secretary, identity.Proof(voucher=word))
    identity.confirm(known.officer, identity.Proof(voucher=word))
    with pytest.raises(identity.NotConfirmed, match="đã dùng"):
        identity.confirm(known.officer, identity.Proof(voucher=word))
