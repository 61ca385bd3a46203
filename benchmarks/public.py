"""What a public procedure page costs: queries, weight, and requests a second from two processes.

Run `python -m benchmarks.public` against the installation that ISO_HOME names (`load_demo` and
`collectstatic` first). The load comes from wrk on the same machine, which takes its share of the
processors; the peer is a small static file of the same gunicorn in the same run. The processor time
of a request is that of the web processes alone, whatever else the machine does.
"""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from time import perf_counter, sleep
from urllib.error import URLError
from urllib.request import urlopen

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")


def main() -> None:
    """Print the figures of the home page, the list, a search and one procedure."""
    django.setup()
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from cms.site import published

    rows, _ = published.directory()
    if not rows:
        raise SystemExit("no public procedure here: run manage.py load_demo first")
    client = Client(headers={"host": "localhost"})
    client.get(rows[0].path)  # loads templates
    caches["pages"].clear()
    print(f"{len(rows)} public procedures")
    # The procedure first: nothing that another page reads may help it.
    for name, path in (
        ("procedure", rows[0].path),
        ("home", "/"),
        ("list", "/thu-tuc/"),
        ("search", "/thu-tuc/?q=ban+sao"),
    ):
        counts, seconds, weight = [], [], 0
        for _ in range(2):
            begin = perf_counter()
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(path)
            seconds.append(perf_counter() - begin)
            assert answer.status_code == 200, path
            counts.append(len(queries))
            weight = len(answer.content)
        print(
            f"{name:10} {counts[0]} queries, then {counts[1]};"
            f" {seconds[0] / seconds[1]:,.1f} times quicker; {weight:,} bytes of HTML"
        )

    rates(rows[0].path)


PORT, SECONDS = 8931, 10


def rates(path: str) -> None:
    """Print requests a second of the kept page and of a static file.

    They are served by gunicorn with two workers.
    """
    address = f"http://127.0.0.1:{PORT}"
    settings = {"ISO_BIND": f"127.0.0.1:{PORT}", "ISO_WORKERS": "2", "ISO_HOSTS": "127.0.0.1"}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:cms.serving", "cms.wsgi:application"],
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(address)
        for name, where in (("static file", "/static/cms/mark.svg"), ("procedure", path)):
            _wrk(address + where, 2)
            before = _processor(server.pid)
            done, rate = _wrk(address + where, SECONDS)
            spent = (_processor(server.pid) - before) / done
            print(
                f"{name:12} {rate:,.0f} requests/s with two workers;"
                f" {spent * 1000:.2f} ms of processor each, so {2 / spent:,.0f}/s on two free cores"
            )
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def _wait(address: str) -> None:
    for _ in range(240):
        try:
            with urlopen(address + "/robots.txt", timeout=5):
                return
        except (URLError, OSError):
            sleep(0.5)
    raise SystemExit("gunicorn did not start")


def _wrk(url: str, seconds: int) -> tuple[int, float]:
    """(requests, requests a second); SystemExit where an answer was not 200."""
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise SystemExit(said)
    requests = re.search(r"(\d+) requests in", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert requests and rate, said
    return int(requests[1]), float(rate[1])


def _processor(pid: int) -> float:
    """Seconds of processor that a process and its children have used."""
    tick = os.sysconf("SC_CLK_TCK")
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    fields = [Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split() for one in listed]
    return sum(int(one[11]) + int(one[12]) for one in fields) / tick


if __name__ == "__main__":
    main()
