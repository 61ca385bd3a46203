"""People with accounts: enrolling, opening an account, first passwords."""

import re
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac

from registry.administration.agencies import may_manage, note, stream_of
from registry.administration.memberships import assign
from registry.organisation.models import Agency, Membership, Unit, User
from registry.organisation.periods import OrganisationError
from registry.trail import events
from registry.vietnamese import one_code, one_line

# Letters and digits that nobody confuses when the first password is read aloud or written down.
_CLEAR_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,59}")


def enrol(username: str, full_name: str, *, password: str = "", email: str = "") -> User:
    """Open an account for a person; without a password they cannot sign in with one."""
    user, created = User.objects.get_or_create(
        username=username, defaults={"full_name": full_name, "email": email}
    )
    if created:
        user.set_password(password) if password else user.set_unusable_password()
        user.save()
    return user


def first_password(key: str) -> str:
    """Return the first password that belongs to one command: three groups of five signs (74 bits).

    It follows from the secret key of the installation and the command's own random key, so that a
    second click shows the same one and none is stored readable.
    """
    raw = salted_hmac("registry.organisation.first_password", key, algorithm="sha256").digest()
    signs = "".join(_CLEAR_SIGNS[byte % len(_CLEAR_SIGNS)] for byte in raw[:15])
    return "-".join((signs[:5], signs[5:10], signs[10:]))


@transaction.atomic
def open_account(
    actor: User | None,
    agency: Agency,
    *,
    username: str,
    full_name: str,
    role: str,
    password: str,
    email: str = "",
    unit: Unit | None = None,
    position: str = "",
    starts: date | None = None,
    ends: date | None = None,
    idempotency_key: str = "",
) -> tuple[User, bool]:
    """Make a new person of the agency with a first password and a first role; (person, made now).

    A second click (same key) makes nobody and leaves the password alone. A name that somebody
    uses already is refused: an account is never taken over by opening it again.
    Raises Forbidden, OrganisationError.
    """
    may_manage(actor, agency)
    events.lock_streams(stream_of(agency))
    asked = (username, full_name, role, email, unit.pk if unit else 0, position, starts, ends)
    key = events.keyed("open", idempotency_key, *asked)
    done = events.already_done(stream_of(agency), key, OrganisationError)
    if done:
        return User.objects.get(pk=events.data_of(done)["user"]), False
    username, full_name = one_code(username), one_line(full_name)
    if not _USERNAME.fullmatch(username):
        raise OrganisationError(
            "Tên đăng nhập gồm 3 đến 60 chữ không dấu, chữ số, dấu chấm hoặc gạch nối.", "username"
        )
    if not full_name:
        raise OrganisationError("Chưa nhập họ và tên.", "full_name")
    if User.objects.filter(username__iexact=username).exists():
        raise OrganisationError(
            f"Tên đăng nhập “{username}” đã có người dùng. Hãy chọn tên khác.", "username"
        )
    user = User(username=username, full_name=full_name, email=email, must_change_password=True)
    _set_password(user, password)
    note(actor, agency, "account.opened", {"user": user.pk}, key=key)
    assign(actor, user, agency, role, unit=unit, position=position, starts=starts, ends=ends)
    return user, True


@transaction.atomic
def reset_password(
    actor: User, agency: Agency, user: User, password: str, *, idempotency_key: str = ""
) -> bool:
    """Give a colleague a new first password; False when the same command was carried out before.

    Only for people who belong to no other agency: whoever manages one agency must not enter
    another one as somebody else.
    Raises Forbidden, OrganisationError.
    """
    may_manage(actor, agency)
    events.lock_streams(stream_of(agency))
    key = events.keyed("reset", idempotency_key, user.pk)
    if events.already_done(stream_of(agency), key, OrganisationError):
        return False
    if not Membership.objects.of(agency).filter(user=user).exists():
        raise OrganisationError(f"{user} không làm việc tại {agency}.")
    if user.memberships.exclude(agency=agency).exists() or user.is_superuser:
        raise OrganisationError(
            f"{user} còn thuộc cơ quan khác nên cơ quan này không cấp lại mật khẩu được."
        )
    user.must_change_password = True
    _set_password(user, password)
    note(actor, agency, "account.password_reset", {"user": user.pk}, key=key)
    return True


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise OrganisationError(" ".join(error.messages), "password") from error
    user.set_password(password)
    user.save()
