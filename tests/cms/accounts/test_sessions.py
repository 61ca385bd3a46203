"""Sessions: the list, ending one or all, and that a stolen cookie dies with its session."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.accounts import services, tidying
from registry.administration import services as organisation
from registry.now import frozen, now
from registry.organisation.periods import OrganisationError
from registry.policy import Forbidden
from tests import factories
from tests.cms.accounts.conftest import Place, facts, inside, sign_in

pytestmark = pytest.mark.django_db

NAME = django_settings.SESSION_COOKIE_NAME


def stolen_from(client: Client) -> Client:
    """Another browser with a copy of the cookie."""
    thief = Client()
    thief.cookies[NAME] = client.cookies[NAME].value
    assert inside(thief)
    return thief


def test_signing_out_ends_a_copied_cookie(place: Place) -> None:
    client, _ = sign_in(place.officer)
    thief = stolen_from(client)
    assert client.post("/admin/logout/")["Location"] == "/admin/login/"
    assert not inside(thief) and not inside(client)
    assert facts(place.officer)[-1]["type"] == "account.signed_out"


def test_a_link_does_not_sign_anybody_out(place: Place) -> None:
    client, _ = sign_in(place.officer)
    client.get("/admin/logout/")
    assert inside(client)


def test_the_owner_revokes_a_stolen_session(place: Place) -> None:
    owner, _ = sign_in(place.officer, HTTP_USER_AGENT="Mozilla (Windows) Chrome/1")
    other, _ = sign_in(place.officer, HTTP_USER_AGENT="Mozilla (Android) Firefox/1")
    thief = stolen_from(other)
    page = owner.get("/tai-khoan/phien/").content.decode()
    assert "Máy tính Windows, trình duyệt Chrome" in page and "Android" in page
    row = UserSession.objects.get(user_agent__contains="Android")
    assert owner.post(f"/tai-khoan/phien/{row.pk}/ket-thuc/").status_code == 302
    assert not inside(thief) and not inside(other)
    assert inside(owner)


def test_the_owner_ends_all_other_sessions(place: Place) -> None:
    owner, _ = sign_in(place.officer)
    others = [sign_in(place.officer)[0] for _ in range(3)]
    unlisted = Client()
    unlisted.force_login(place.officer)
    before = owner.cookies[NAME].value
    owner.post("/tai-khoan/phien/khac/ket-thuc/")
    assert inside(owner)
    assert not any(inside(client) for client in (*others, unlisted))
    thief = Client()
    thief.cookies[NAME] = before
    assert not inside(thief)
    assert UserSession.objects.filter(user=place.officer).count() == 1
    assert facts(place.officer)[-1]["type"] == "account.sessions_ended"


def test_a_changed_password_ends_a_stolen_session(place: Place) -> None:
    owner, _ = sign_in(place.officer)
    thief = stolen_from(owner)
    new = {"password1": "mua-xuan-ve-roi", "password2": "mua-xuan-ve-roi"}
    owner.post("/tai-khoan/mat-khau/", {"oldpassword": factories.PASSWORD, **new})
    assert inside(owner)
    assert not inside(thief)


def test_ended_sessions_are_not_counted_any_more(place: Place) -> None:
    owner, _ = sign_in(place.officer)
    for _ in range(2):
        sign_in(place.officer)
    new = {"password1": "mua-xuan-ve-roi", "password2": "mua-xuan-ve-roi"}
    owner.post("/tai-khoan/mat-khau/", {"oldpassword": factories.PASSWORD, **new})
    admin, _ = sign_in(place.admin)
    page = admin.get(f"/admin/to-chuc/nguoi/{place.officer.pk}/tai-khoan/")
    assert "Đang có 1 phiên" in page.content.decode()
    sign_in(place.officer, "mua-xuan-ve-roi")
    assert "Đang có 2 phiên" in owner.get("/tai-khoan/").content.decode()


def test_a_password_given_anew_ends_every_session(place: Place) -> None:
    client, _ = sign_in(place.officer)
    organisation.reset_password(place.admin, place.agency, place.officer, "abcde-fghij-klmno")
    assert not inside(client)


def test_an_administrator_ends_the_sessions_of_a_colleague(place: Place) -> None:
    clients = [sign_in(place.officer)[0], sign_in(place.officer)[0]]
    assert services.end_all_sessions(place.officer, actor=place.admin, agency=place.agency) == 2
    assert not any(inside(client) for client in clients)
    assert inside(sign_in(place.officer)[0])
    for who in (place.secretary, place.stranger):
        with pytest.raises(Forbidden):
            services.end_all_sessions(place.officer, actor=who, agency=place.agency)


def test_somebody_of_two_agencies_is_not_shut_out_by_one(place: Place) -> None:
    organisation.assign(None, place.officer, place.beside, "staff")
    with pytest.raises(OrganisationError, match="còn thuộc cơ quan khác"):
        services.end_all_sessions(place.officer, actor=place.admin, agency=place.agency)


def test_a_closed_account_has_no_session(place: Place) -> None:
    client, _ = sign_in(place.officer)
    services.set_active(place.admin, place.agency, place.officer, False)
    assert not inside(client)
    services.set_active(place.admin, place.agency, place.officer, True)
    assert not inside(client)
    with pytest.raises(OrganisationError, match="chính mình"):
        services.set_active(place.admin, place.agency, place.admin, False)


def test_nobody_ends_somebody_elses_session(place: Place) -> None:
    client, _ = sign_in(place.officer)
    row = UserSession.objects.get(user=place.officer)
    other, _ = sign_in(place.secretary)
    assert other.post(f"/tai-khoan/phien/{row.pk}/ket-thuc/").status_code == 404
    assert inside(client)


def test_being_seen_is_written_every_ten_minutes_alone(place: Place) -> None:
    client, _ = sign_in(place.officer)

    def queries(later: timedelta) -> int:
        with frozen(now() + later), CaptureQueriesContext(connection) as found:
            client.get("/tai-khoan/")
        return len(found)

    usual = queries(timedelta(minutes=9))
    assert queries(timedelta(minutes=9)) == usual
    assert queries(timedelta(minutes=11)) > usual
    assert queries(timedelta(minutes=12)) == usual
    seen = UserSession.objects.get(user=place.officer).last_seen_at
    assert seen > now() + timedelta(minutes=10)


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(place: Place) -> None:
    client, _ = sign_in(place.officer)
    before = UserSession.objects.get(user=place.officer).last_seen_at
    with frozen(now() + timedelta(minutes=11)):
        client.get("/tai-khoan/", headers={"X-Asks-Itself": "1"})
        assert UserSession.objects.get(user=place.officer).last_seen_at == before
        client.get("/tai-khoan/")
        assert UserSession.objects.get(user=place.officer).last_seen_at > before


def test_what_a_machine_says_of_itself_may_be_anything(place: Place) -> None:
    client, _ = sign_in(place.officer, HTTP_USER_AGENT="<script>" + "x" * 5000)
    page = client.get("/tai-khoan/phien/").content.decode()
    assert "Thiết bị chưa rõ" in page and "<script>x" not in page


def test_what_is_over_is_thrown_away_at_night(place: Place) -> None:
    client, _ = sign_in(place.officer)
    sign_in("ha.pham", "sai")
    assert "0 phiên" in str(tidying.tidy())
    assert inside(client)
    with frozen(now() + timedelta(days=30)):
        assert "1 phiên" in str(tidying.tidy())
    assert not UserSession.objects.exists() and not AccessAttempt.objects.exists()
