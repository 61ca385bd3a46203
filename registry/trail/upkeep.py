"""Regular jobs of the trail and the outbox: sweeping, tidying, verifying the chains at night."""

from datetime import timedelta

from registry.trail import events, outbox
from registry.trail.regular import JOBS, Regular, RegularFailed, crontab

SWEEP = "outbox.sweep"
# A sweep is one message: it must end long before the broker takes its worker for dead.
_SECONDS = 20


def sweep() -> str:
    """Do what waits, whoever was to be woken for it and was not."""
    tried = outbox.work(100_000, seconds=_SECONDS)
    return f"Đã làm {tried} việc." if tried else ""


JOBS.add(
    Regular(
        SWEEP,
        "Làm các việc nền còn chờ",
        timedelta(seconds=30),
        sweep,
        longest=timedelta(minutes=5),
    )
)


def tidy() -> str:
    """Delete jobs that were done more than a month ago."""
    return f"Đã xóa {outbox.tidy()} việc."


JOBS.add(Regular("outbox.tidy", "Xóa việc nền đã xong từ lâu", crontab(hour=2, minute=10), tidy))


def verify() -> str:
    """Read every chain again, heads included."""
    faults = list(events.verify())
    if faults:
        first = "; ".join(f"{fault.stream}: {fault.message}" for fault in faults[:5])
        raise RegularFailed(f"Phát hiện {len(faults)} chỗ không khớp. {first}.")
    return "Chuỗi sự kiện nguyên vẹn."


JOBS.add(
    Regular(
        "trail.verify",
        "Kiểm tra chuỗi sự kiện",
        crontab(hour=1, minute=30),
        verify,
        longest=timedelta(hours=6),
    )
)
