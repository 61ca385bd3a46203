"""Workers say in the database that they are there, whatever the broker; read by status pages."""

import logging
import threading
from datetime import timedelta

from django.db import Error, connection

from registry.now import now
from registry.trail.models import Worker

logger = logging.getLogger(__name__)

EVERY = 20.0
# A worker that was not heard of for so long is taken for dead, and forgotten after a day.
PATIENCE = timedelta(seconds=90)
FORGOTTEN = timedelta(days=1)

_stop = threading.Event()


def start(name: str) -> None:
    """Begin to say so, every twenty seconds, under this name."""
    threading.Thread(target=_run, args=[name], name="heartbeat", daemon=True).start()


def stop() -> None:
    """Say that the worker ends."""
    _stop.set()


def is_there(worker: Worker) -> bool:
    """Tell whether it was heard of lately; an instant still to come says that a clock was set
    back."""
    return abs(now() - worker.seen_at) < PATIENCE


def _run(name: str) -> None:
    started = now()
    while True:
        try:
            Worker.objects.update_or_create(
                name=name, defaults={"started_at": started, "seen_at": now()}
            )
            Worker.objects.filter(seen_at__lt=now() - FORGOTTEN).delete()
        except Error as error:
            logger.warning("no sign of life could be written: %s", error)
        connection.close()
        if _stop.wait(EVERY):
            break
    try:
        Worker.objects.filter(name=name).delete()
    except Error as error:
        logger.warning("leaving could not be written: %s", error)
    connection.close()
