"""How gunicorn serves the product: `gunicorn -c python:cms.serving cms.wsgi:application`."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import environ
from prometheus_client import values

from cms.logs.configuration import configuration
from registry.now import keep_real

env = environ.Env()

bind = [env.str("ISO_BIND", default="127.0.0.1:8000")]
workers = env.int("ISO_WORKERS", default=2)
# Threads wait for the database beside each other; a slow client holds one, nginx holds it instead.
threads = env.int("ISO_THREADS", default=4)

# The application is loaded once and the workers share its memory; no connection is open by then.
preload_app = True
# A worker that gives no sign of life for a minute is ended and another takes its place.
timeout = 60
# Requests at work may end when the product is stopped or loaded anew.
graceful_timeout = env.int("ISO_GRACE", default=5)
# Longer than nginx keeps its connections idle, or it would speak into closed ones.
keepalive = env.int("ISO_KEEPALIVE", default=5)
# Memory that leaks somewhere comes back; not all workers at the same moment, and not every few
# seconds when a much read page is given out 3,000 times a second.
max_requests, max_requests_jitter = 200_000, 20_000

# Longest address: a search box of 500 letters, each nine bytes as %E1%BB%9F.
limit_request_line = 8_190
limit_request_fields = 60
limit_request_field_size = 8_190
# Whose X-Forwarded-Proto is believed (ISO_BEHIND_PROXY makes the product ask for it at all).
forwarded_allow_ips = env.str("ISO_PROXIES", default="127.0.0.1,::1")
# The product stands at the root of its host: no header and no variable of the environment puts it
# elsewhere. gunicorn answers 500 to every address that does not begin with such a prefix.
forwarder_headers = ""
os.environ.pop("SCRIPT_NAME", None)

# The sign of life is a file that is touched; on a slow disk that alone can end a worker.
_MEMORY = Path("/dev/shm")  # noqa: S108 - folders with names nobody can know are made in it
worker_tmp_dir = str(_MEMORY) if os.access(_MEMORY, os.W_OK) else None

# Its default is a socket in the home folder that any second gunicorn of the account fights over.
control_socket_disable = True
# The product logs its requests itself, by route and without what people looked for.
accesslog = None
errorlog = "-"
logconfig_dict = configuration(
    env.str("ISO_LOG", default="json"), env.str("ISO_LOG_LEVEL", default="INFO")
)

# Figures of all workers come together in files here; somebody else's folder is left alone.
_own_figures = ""
if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    _own_figures = tempfile.mkdtemp(prefix="iso-metrics-", dir=worker_tmp_dir)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = _own_figures

# A worker counts in the files of its slot. The one that takes its place goes on in the same
# files, so there are never more of them than workers at a time.
_slot = {"here": 0}
values.ValueClass = values.MultiProcessValue(process_identifier=lambda: _slot["here"])


def pre_fork(server: Any, worker: Any) -> None:
    """Give the new worker the lowest slot that no living one has."""
    taken = {getattr(other, "slot", 0) for other in server.WORKERS.values()}
    worker.slot = next(number for number in range(1, len(taken) + 2) if number not in taken)


def post_fork(_server: Any, worker: Any) -> None:
    """Let this process count in its slot from here on, and tell the time as it is."""
    keep_real()
    _slot["here"] = worker.slot


def on_exit(_server: Any) -> None:
    """Take our folder of figures away."""
    if _own_figures:
        shutil.rmtree(_own_figures, ignore_errors=True)
