"""How background work is at this moment: the broker, the workers, the regular jobs' times."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django_celery_beat.models import PeriodicTask

from cms.background import heartbeat, schedule
from registry.now import now
from registry.trail import regular, upkeep
from registry.trail.models import Worker
from registry.trail.regular import LastRun

# Without a sweep for so long nobody starts regular jobs, or nobody does them.
PATIENCE = timedelta(minutes=5)

_WEEKDAYS = ("Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy")
_UNITS = {
    "days": "ngày",
    "hours": "giờ",
    "minutes": "phút",
    "seconds": "giây",
    "microseconds": "micrô giây",
}
# Rows hold seconds; people read hours.
_LARGER = (("seconds", 60, "minutes"), ("minutes", 60, "hours"), ("hours", 24, "days"))


@dataclass(frozen=True)
class Broker:
    """What wakes the workers; `address` without its password."""

    label: str
    address: str
    reachable: bool


@dataclass(frozen=True)
class Line:
    """A regular job as pages show it. `every` is a Vietnamese phrase; `next` None: switched off."""

    last: LastRun
    every: str
    next: datetime | None
    enabled: bool


def broker() -> Broker:
    """Ask the broker whether it is there; takes a few seconds at most where it is not."""
    from cms.celery import app

    celery: dict[str, Any] = settings.CELERY
    options = celery["broker_transport_options"]
    if settings.BROKER.startswith("files:"):
        folder = Path(options["data_folder_in"])
        usable = os.access(folder if folder.exists() else folder.parent.parent, os.W_OK)
        return Broker("Thư mục tin báo trên máy chủ này", str(folder), usable)
    label = "RabbitMQ" if settings.BROKER.startswith("amqp") else "Redis"
    with app.connection_for_write(connect_timeout=2) as connection:
        try:
            connection.ensure_connection(max_retries=1, timeout=2)
            connection.default_channel.close()
            reachable = True
        except Exception:
            # Every transport has its own errors; each of them says that it cannot be used.
            reachable = False
        return Broker(label, connection.as_uri(), reachable)


def workers() -> list[tuple[Worker, bool]]:
    """Return every worker that was heard of within a day, and whether it is there now."""
    return [(worker, heartbeat.is_there(worker)) for worker in Worker.objects.order_by("name")]


def lines() -> list[Line]:
    """Return the regular jobs with their last and next run: three queries."""
    rows = {
        row.name: row
        for row in PeriodicTask.objects.select_related("interval", "crontab").filter(
            name__in=[schedule.row_name(job) for job in regular.jobs()]
        )
    }
    found = []
    for last in regular.last_runs():
        row = rows.get(schedule.row_name(last.job))
        if row is None:
            found.append(Line(last, "chưa có lịch", None, False))
        else:
            found.append(Line(last, every(row), schedule.next_run(row, last.run), row.enabled))
    return found


def is_swept(found: list[Line]) -> bool:
    """Tell whether the sweep ran lately: beat, broker and a worker are all there."""
    runs = [line.last.run for line in found if line.last.job.name == upkeep.SWEEP]
    return any(run is not None and abs(now() - run.started_at) < PATIENCE for run in runs)


def every(row: PeriodicTask) -> str:
    """Return how often a row runs, in Vietnamese: «mỗi 30 giây», «mỗi 6 giờ», «01:30 hằng ngày»."""
    if row.interval is not None:
        number, unit = row.interval.every, row.interval.period
        for smaller, size, larger in _LARGER:
            if unit == smaller and number % size == 0:
                number, unit = number // size, larger
        amount = "" if number == 1 else f"{number} "
        return f"mỗi {amount}{_UNITS[unit]}"
    cron = row.crontab
    if cron is None:
        return "theo lịch riêng"
    plain = cron.hour.isdecimal() and cron.minute.isdecimal()
    if not plain or (cron.day_of_month, cron.month_of_year) != ("*", "*"):
        return "theo lịch riêng"
    hour = f"{int(cron.hour):02d}:{int(cron.minute):02d}"
    if cron.day_of_week == "*":
        return f"{hour} hằng ngày"
    if cron.day_of_week.isdecimal():
        return f"{hour} {_WEEKDAYS[int(cron.day_of_week) % 7]} hằng tuần"
    return "theo lịch riêng"
