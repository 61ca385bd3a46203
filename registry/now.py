"""The only source of the present moment; tests move it, rules never read it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

_clock: Callable[[], datetime] | None = None
_kept = False


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _clock().astimezone(UTC) if _clock else datetime.now(UTC)


def today() -> date:
    """Return the present calendar day in Vietnam."""
    return now().astimezone(LOCAL).date()


def local(instant: datetime) -> datetime:
    """Put the same instant on a Vietnamese wall clock."""
    return instant.astimezone(LOCAL)


def keep_real() -> None:
    """Let nothing move the clock of this process any more: what serves people begins with it."""
    global _kept, _clock
    _kept, _clock = True, None


def set_clock(clock: Callable[[], datetime] | None) -> None:
    """Replace the clock of the whole process (None: the real one again).

    Raises RuntimeError in a process that keeps the real time.
    """
    global _clock
    if _kept and clock is not None:
        raise RuntimeError("this process serves people: its clock is not moved")
    _clock = clock


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Hold the clock of the whole process at `instant` (aware)."""
    before = _clock
    set_clock(lambda: instant)
    try:
        yield
    finally:
        set_clock(before)


class Walk:
    """A clock that stands still until it is moved, only forward and never past the present."""

    def __init__(self, start: datetime, present: datetime) -> None:
        self._at, self._present = start, present
        self.to(start)

    @property
    def at(self) -> datetime:
        """Where it stands."""
        return self._at

    def to(self, instant: datetime) -> None:
        """Go on to a later instant (aware). Raises ValueError for an earlier one, or the future."""
        if not self._at <= instant <= self._present:
            raise ValueError(f"a walk goes from {self._at} to {self._present}, not to {instant}")
        self._at = instant


@contextmanager
def walking(start: datetime) -> Iterator[Walk]:
    """Let the whole process begin at an earlier instant and walk through time.

    What services do meanwhile bears the times that are walked through. For the demo, which tells
    the months before its first start, and for tests; afterwards the present is back whatever
    happens, and a process that serves people refuses (`keep_real`).
    """
    before, walk = _clock, Walk(start, now())
    set_clock(lambda: walk.at)
    try:
        yield walk
    finally:
        set_clock(before)
