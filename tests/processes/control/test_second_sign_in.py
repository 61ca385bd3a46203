"""Who issues proves once more that it is them, and guessing at it is counted as at the door."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp

from cms.accounts import confirming, guessing
from processes.control import services
from registry import identity
from registry.documents.models import Dossier
from registry.organisation.models import User
from registry.trail.models import Event
from tests import factories
from tests.processes.control.conftest import Office


@pytest.fixture
def awaiting(office: Office) -> Dossier:
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head, office.stand_in, office.quality)
    return dossier


def issue(office: Office, dossier: Dossier, **options: object) -> str:
    """Issue; why not, "" when it was issued."""
    try:
        factories.verdict(office.top, office.task(dossier), decision_no="07/QĐ-UBND", **options)
    except services.Unconfirmed as refused:
        return str(refused)
    return ""


def without_password(user: User) -> None:
    user.set_unusable_password()
    user.save()


def test_after_too_many_wrong_passwords_the_right_one_waits_too(
    office: Office, awaiting: Dossier
) -> None:
    said = [issue(office, awaiting, password=f"sai-{number}") for number in range(50)]
    assert sum("không đúng" in one for one in said) == 10
    assert "tạm khóa" in said[-1] and "tạm khóa" in issue(office, awaiting)
    assert [lock.user_id for lock in guessing.locks_of([office.top])] == [office.top.pk]
    assert Event.objects.filter(type="account.locked").count() == 1
    assert not Dossier.objects.of(office.agency).filter(state=Dossier.ISSUED).exists()
    guessing.forget(office.top)
    assert issue(office, awaiting) == ""


def test_right_passwords_are_not_counted(office: Office) -> None:
    for _ in range(15):
        identity.confirm(office.top, identity.Proof(factories.PASSWORD))


def test_whoever_has_no_password_shows_a_code_or_a_spare_one(
    office: Office, awaiting: Dossier
) -> None:
    without_password(office.top)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(office.top, secret)
    spare = RecoveryCodes.activate(office.top).get_unused_codes()[0]
    assert "mã xác thực" in issue(office, awaiting)
    assert "không đúng" in issue(office, awaiting, proof=identity.Proof(code="000000"))
    identity.confirm(office.top, identity.Proof(code=spare))
    assert "không đúng" in issue(office, awaiting, proof=identity.Proof(code=spare))
    code = totp.format_hotp_value(
        totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))
    )
    assert issue(office, awaiting, proof=identity.Proof(code=code)) == ""
    assert Authenticator.objects.filter(user=office.top).count() == 2


def test_whoever_has_no_way_at_all_is_told_what_to_set_up(
    office: Office, awaiting: Dossier
) -> None:
    without_password(office.top)
    assert "xác thực hai lớp" in issue(office, awaiting)
    assert "xác thực hai lớp" in issue(office, awaiting, password="")


def test_the_word_of_the_directory_is_for_one_person(office: Office) -> None:
    door = confirming.Door()
    assert not door.holds(office.top, confirming.voucher(office.head))
    assert not door.holds(office.top, "giả")
    assert door.holds(office.top, confirming.voucher(office.top))
