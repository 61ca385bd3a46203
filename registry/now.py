"""The only source of the present moment; tests move it, rules never read it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

_clock: Callable[[], datetime] | None = None


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _clock().astimezone(UTC) if _clock else datetime.now(UTC)


def today() -> date:
    """Return the present calendar day in Vietnam."""
    return now().astimezone(LOCAL).date()


def local(instant: datetime) -> datetime:
    """Put the same instant on a Vietnamese wall clock."""
    return instant.astimezone(LOCAL)


def set_clock(clock: Callable[[], datetime] | None) -> None:
    """Replace the clock of the whole process (None: the real one again)."""
    global _clock
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
