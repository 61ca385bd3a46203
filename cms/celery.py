"""Celery: two tasks, waking a worker for the outbox and running a regular job.

`celery -A cms worker` and `celery -A cms beat`; on one machine `celery -A cms worker -B -P solo`.
Messages carry no content: jobs are rows (registry/trail/outbox.py), so a message that is lost or
comes twice loses and doubles nothing.

Models are imported inside the functions: Celery sets Django up after it has read this module.
"""

import os

from celery import Celery, signals
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
TRANSPORT_ALIASES["files"] = "cms.background.files:Transport"

app = Celery("iso")
app.conf.update(settings.CELERY)

# How long one wake-up works before it hands on to the next; far below a broker's patience.
SECONDS = 20
# A wake-up that waited longer than this is not needed: a sweep has been there.
WAKE_EXPIRES = 120


@app.task(name="iso.wake", acks_late=True, reject_on_worker_lost=True)
def wake() -> None:
    """Do the jobs that are due. Where there are more than a batch, another worker is woken."""
    from registry.trail import outbox

    if outbox.work(outbox.BATCH) < outbox.BATCH or not outbox.waits():
        return
    send_wake()
    outbox.work(100_000, seconds=SECONDS)
    if outbox.waits():
        send_wake()


# Not acks_late: a regular job that kills its worker is not tried again before its time.
@app.task(name="iso.regular")
def run_regular(name: str, asked_by: int | None = None) -> None:
    """Run a regular job; whoever asked for it is noted in its row."""
    from registry.organisation.models import User
    from registry.trail import regular

    person = User.objects.filter(pk=asked_by).first() if asked_by else None
    regular.run(name, asked_by=person)


def send_wake() -> None:
    """Send one wake-up; kombu's and the sockets' errors go through."""
    wake.apply_async(expires=WAKE_EXPIRES, retry=False)


@signals.setup_logging.connect
def _keep_logging(**kwargs: object) -> None:
    """Somebody listens, so Celery leaves the product's own logging as it is."""


@signals.worker_ready.connect
def _ready(sender: object, **kwargs: object) -> None:
    from cms.background import heartbeat
    from registry.now import keep_real

    keep_real()
    heartbeat.start(f"{getattr(sender, 'hostname', 'worker')}:{os.getpid()}")


@signals.worker_shutting_down.connect
def _shutting_down(**kwargs: object) -> None:
    from cms.background import heartbeat

    heartbeat.stop()
