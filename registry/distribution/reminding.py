"""The regular job that reminds of what is not read when it should be, each rung once."""

from datetime import timedelta

from django.db import transaction

from registry.distribution.models import Delivery
from registry.distribution.services import here, send_reminders
from registry.documents.models import Validity
from registry.now import now, today
from registry.trail.regular import JOBS, Regular, crontab

# How many days after the last day to read it each reminder is sent.
RUNGS = (1, 4, 8)
PORTION = 500


def remind() -> str | None:
    """Remind everybody who is late, on the next rung of the ladder; so many in one transaction.

    Who was not reached for days (nothing ran) hears once, of the highest rung that is due.
    """
    sent = 0
    for rung in range(len(RUNGS), 0, -1):
        while some := _portion(rung):
            sent += some
    return f"Đã nhắc {sent} lượt đọc." if sent else None


@transaction.atomic
def _portion(rung: int) -> int:
    late = Delivery.unscoped.filter(
        here(),
        acknowledged_at=None,
        due_on__lte=today() - timedelta(days=RUNGS[rung - 1]),
        reminded__lt=rung,
        agency__active=True,
        version__validities__in=Validity.unscoped.filter(Validity.open_at(now())),
    )
    rows = list(
        late.select_related("version")
        .defer("version__body", "version__approvals")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("pk")[:PORTION]
    )
    if rows:
        send_reminders(rows, "Nhắc đọc: ", str(rung))
        Delivery.unscoped.filter(pk__in=[row.pk for row in rows]).update(reminded=rung)
    return len(rows)


JOBS.add(
    Regular(
        "distribution.remind",
        "Nhắc người chưa xác nhận đã đọc tài liệu",
        crontab(hour=7, minute=20),
        remind,
    )
)
