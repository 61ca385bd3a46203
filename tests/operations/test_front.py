"""nginx of deploy/ before gunicorn: a slow client holds up nobody, and nothing is said twice."""

import http.client
import os
import socket
import sqlite3
import ssl
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tools import nginx
from tools.children import running, start
from tools.postgresql import free_port

READY_SECONDS = 60


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[nginx.Front]:
    """The product as an office runs it: one web process with one thread, nginx before it."""
    home = tmp_path_factory.mktemp("front")
    port = free_port()
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ISO_")},
        "PYTHONUTF8": "1", "DJANGO_SETTINGS_MODULE": "cms.settings", "ISO_HOME": str(home),
        "ISO_BIND": f"127.0.0.1:{port}", "ISO_WORKERS": "1", "ISO_THREADS": "1",
        "ISO_HTTPS": "true", "ISO_BEHIND_PROXY": "true",
        "ISO_HOSTS": "localhost,127.0.0.1", "ISO_METRICS_TOKEN": "bi-mat",
    }  # fmt: skip
    env.pop("PROMETHEUS_MULTIPROC_DIR", None)
    (home / "static").mkdir()
    (home / "static" / "thử.css").write_text("a{}", encoding="utf-8")
    _copy_database(home)
    command = [sys.executable, "-m", "gunicorn", "-c", "python:cms.serving",
               "cms.wsgi:application"]  # fmt: skip
    with (home / "web.log").open("w", encoding="utf-8") as log:
        with running(start(command, env=env, output=log)) as process:
            ends = time.monotonic() + READY_SECONDS
            while not _open(port):
                assert process.poll() is None and time.monotonic() < ends, _log(home)
                time.sleep(0.05)
            with nginx.server(port) as made:
                yield made
        assert "ProgrammingError" not in _log(home)


def _copy_database(home: Path) -> None:
    """Begin with the migrated database of the tests: these run where it is a file."""
    name = str(connection.settings_dict["NAME"])
    with sqlite3.connect(name) as source, sqlite3.connect(home / "iso.sqlite3") as target:
        source.backup(target)


def _open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _log(home: Path) -> str:
    return (home / "web.log").read_text(encoding="utf-8", errors="replace")


def ask(
    front: nginx.Front, path: str, method: str = "GET", **headers: str
) -> http.client.HTTPResponse:
    asked = http.client.HTTPSConnection("localhost", front.https, timeout=20, context=front.trust)
    asked.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    return asked.getresponse()


def test_a_slow_client_holds_up_nobody(front: nginx.Front) -> None:
    """Ten clients send a letter a second; the only thread of the only process answers others."""
    slow = [
        front.trust.wrap_socket(
            socket.create_connection(("127.0.0.1", front.https)), server_hostname="localhost"
        )
        for _ in range(10)
    ]
    head = "POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"
    for each in slow:
        each.sendall(head.encode())
    stopped = threading.Event()

    def dribble() -> None:
        while not stopped.wait(0.2):
            for each in slow:
                each.sendall(b"a")

    thread = threading.Thread(target=dribble)
    thread.start()
    try:
        times = []
        for _ in range(5):
            started = time.monotonic()
            answer = ask(front, "/health/")
            assert answer.status == 200, answer.read()
            times.append(time.monotonic() - started)
        assert max(times) < 2, times
    finally:
        stopped.set()
        thread.join()
        for each in slow:
            each.close()


def test_headers_are_said_once_and_by_the_product(front: nginx.Front) -> None:
    answer = ask(front, "/")
    names = [name.lower() for name, _ in answer.getheaders()]
    for name in (
        "strict-transport-security", "content-security-policy", "x-content-type-options",
        "x-frame-options", "referrer-policy", "x-request-id",
    ):  # fmt: skip
        assert names.count(name) == 1, (name, names)
    assert "nginx/" not in (answer.getheader("Server") or "")


def test_plain_http_leads_to_https(front: nginx.Front) -> None:
    asked = http.client.HTTPConnection("127.0.0.1", front.http, timeout=10)
    asked.request("GET", "/thu-tuc/", headers={"Host": "localhost"})
    answer = asked.getresponse()
    assert answer.status == 301 and answer.getheader("Location") == "https://localhost/thu-tuc/"


def test_strangers_reach_no_figures_whatever_they_send(front: nginx.Front) -> None:
    for headers in ({}, {"Authorization": "Bearer bi-mat"}, {"X_Forwarded_For": ""}):
        assert ask(front, "/metrics/", **headers).status == 404
        assert "parts" not in ask(front, "/ready/", X_Forwarded_For="").read().decode()


def test_what_is_too_large_or_too_often_is_refused_in_vietnamese(front: nginx.Front) -> None:
    large = ask(front, "/admin/login/", "POST", Content_Length=str(40 * 1024 * 1024))
    assert large.status == 413 and "Tệp quá lớn" in large.read().decode()
    refused = None
    for _ in range(60):
        refused = ask(front, "/admin/login/", "POST")
        if refused.status == 429:
            break
    assert refused and refused.status == 429
    assert "quá nhiều yêu cầu" in refused.read().decode()
    # Reading is not counted with it.
    assert ask(front, "/health/").status == 200


def test_the_certificate_is_asked_for(front: nginx.Front) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        http.client.HTTPSConnection("localhost", front.https, timeout=5).request("GET", "/")
