"""Waking a worker after a commit, without the request ever waiting for the broker.

A commit only says that there is something; a thread of the process tells the broker, at most every
twentieth of a second. While the broker is away the thread tries again every few seconds, and the
sweep finds the jobs anyhow.
"""

import atexit
import logging
import os
import threading
import time

logger = logging.getLogger(__name__)

# Seconds between two wake-ups, and between two tries while the broker is away.
PAUSE = 0.05
AWAY = 5.0
# Seconds that a process which ends waits for its last wake-up.
LAST = 1.0

_wanted = threading.Event()
_at_rest = threading.Event()
_at_rest.set()
_lock = threading.Lock()
_thread: threading.Thread | None = None


def wake() -> None:
    """Have a worker woken soon; returns at once and never fails."""
    global _thread
    _at_rest.clear()
    _wanted.set()
    if _thread is None:
        with _lock:
            if _thread is None:
                _thread = threading.Thread(target=_run, name="waking", daemon=True)
                _thread.start()


def _run() -> None:
    away = False
    while True:
        _wanted.wait()
        # Before sending: what is noted meanwhile is told in the next round.
        _wanted.clear()
        try:
            # Not at the top: importing Celery costs half a second that no web process needs
            # before its first change.
            from cms.celery import send_wake

            send_wake()
        except Exception as error:
            if not away:
                logger.warning("the broker cannot be reached, jobs wait for the sweep: %s", error)
            away = True
            _wanted.set()
            time.sleep(AWAY)
            continue
        away = False
        if not _wanted.is_set():
            _at_rest.set()
        time.sleep(PAUSE)


def _forked() -> None:
    """A child of a fork has no thread, and must not believe that it has."""
    global _thread, _lock
    _thread = None
    _lock = threading.Lock()
    _wanted.clear()
    _at_rest.set()


os.register_at_fork(after_in_child=_forked)
atexit.register(_at_rest.wait, LAST)
