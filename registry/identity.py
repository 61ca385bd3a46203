"""Who does something that weighs proves once more that it is them: the second sign-in.

What is a proof is known above, where people sign in (`cms.accounts.confirming`); the question is
here, so that the service which acts asks it, whatever page it is called from.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from django.http import HttpRequest

from registry.organisation.models import User
from registry.register import Register

PASSWORD, CODE, VOUCHER = "password", "code", "voucher"
# Where a session keeps the word of the directory until it is used.
_SESSION = "identity_voucher"


class NotConfirmed(ValueError):
    """It is not proven who acts; Vietnamese. `way` names the part of the proof that is at fault."""

    def __init__(self, message: str, way: str = "") -> None:
        super().__init__(message)
        self.way = way


@dataclass(frozen=True)
class Proof:
    """What somebody gave to show that it is them; never stored, never shown."""

    password: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    # The signed word of the directory that it asked for the password just now.
    voucher: str = field(default="", repr=False)
    ip: str = ""


@dataclass(frozen=True)
class Way:
    """A way in which one person can prove it: which part of a Proof, and where a directory is."""

    name: str
    label: str
    address: str = ""


@dataclass(frozen=True)
class Confirmed:
    """The proof, given just now, that it is this person; a service gets it from `confirm`."""

    user: int


class Door(Protocol):
    """The questions that the floor of signing in answers."""

    def ways(self, user: User) -> list[Way]:
        """List how this person can prove that it is them; a password where they have one."""

    def check(self, user: User, proof: Proof) -> None:
        """Raise NotConfirmed unless it is them; what is wrong is counted."""

    def holds(self, user: User, voucher: str) -> bool:
        """Tell whether the directory's word is about this person and not too old yet."""

    def ip(self, request: HttpRequest) -> str:
        """Return the address of the browser."""


# Who checks proofs. There is one, under this name.
DOORS: Register[Door] = Register("doors", "Nơi xác nhận lại người dùng")
DOOR = "door"


@DOORS.promise
def _is_one() -> Iterator[str]:
    if [name for name, _ in DOORS.items()] != [DOOR]:
        yield f"phải có đúng một nơi xác nhận, tên là «{DOOR}»."


def ways(user: User) -> list[Way]:
    """List how this person can prove that it is them."""
    door = DOORS.find(DOOR)
    return door.ways(user) if door else []


def confirm(user: User, proof: Proof) -> Confirmed:
    """Confirm that it is this person; raise NotConfirmed (Vietnamese) unless the proof shows it.

    Wrong ones are counted as they are at the door, in a transaction of their own: call it outside
    of the one that the refusal rolls back.
    """
    door = DOORS.find(DOOR)
    if door is None:
        raise NotConfirmed("Hệ thống chưa có cách xác nhận người ban hành.")
    door.check(user, proof)
    return Confirmed(user.pk)


def vouch(request: HttpRequest, voucher: str) -> None:
    """Keep the directory's word in the person's session."""
    request.session[_SESSION] = voucher


def vouched(request: HttpRequest) -> str:
    """Return the directory's word that the session keeps; "" where none still holds.

    A person whose word is too old is offered the directory again.
    """
    word, user = str(request.session.get(_SESSION, "")), request.user
    door = DOORS.find(DOOR)
    known = bool(word and door and isinstance(user, User) and door.holds(user, word))
    return word if known else ""


def proof_of(request: HttpRequest) -> Proof:
    """Read the proof that a page was given.

    It is the fields `password` and `code`, and the voucher of the session.
    """
    door = DOORS.find(DOOR)
    return Proof(
        password=request.POST.get(PASSWORD, "")[:4096],
        code=request.POST.get(CODE, "")[:100],
        voucher=vouched(request),
        ip=door.ip(request) if door else "",
    )
