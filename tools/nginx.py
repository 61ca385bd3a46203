"""The nginx of deploy/ for one run of the tests: own ports, own folder, the product behind it."""

import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools import debian
from tools.children import ROOT, CannotGoOn, running, start
from tools.postgresql import free_port

PACKAGES = ["nginx-light"]
CONFIGURATION = ROOT / "deploy" / "nginx.conf"
READY_SECONDS = 10
# Debian keeps it where only administrators have their programs.
PLACES = "/usr/sbin:/usr/bin"


@dataclass(frozen=True)
class Front:
    """Where it listens, with a certificate that nobody but `trust` believes."""

    http: int
    https: int
    trust: ssl.SSLContext


def program() -> str:
    """Return the nginx program, installed when absent.

    Raises CannotGoOn where that is not allowed.
    """
    path = f"{os.environ.get('PATH', '')}:{PLACES}"
    found = shutil.which("nginx", path=path)
    if found is None and debian.install(PACKAGES):
        found = shutil.which("nginx", path=path)
    if found is None:
        raise CannotGoOn(f"Thiếu nginx: {debian.missing_advice(PACKAGES)}.")
    return found


def here(home: Path, http: int, https: int, web: int) -> str:
    """Return the shipped configuration with this machine's places and ports; the rest as it is.

    Raises ValueError when the shipped one no longer holds what must be replaced.
    """
    text = CONFIGURATION.read_text(encoding="utf-8")
    user = "user root;\n" if os.geteuid() == 0 else ""
    for ours, theirs in (
        ("worker_processes auto;", f"{user}daemon off;\nworker_processes 1;"),
        ("pid /run/nginx.pid;", f"pid {home}/pid;"),
        ("error_log /dev/stderr warn;", f"error_log {home}/error.log warn;"),
        ("access_log /dev/stdout line;", _temporary(home)),
        ("proxy_cache_path /var/cache/nginx/static", f"proxy_cache_path {home}/static"),
        ("server web:8000 max_fails=0;", f"server 127.0.0.1:{web} max_fails=0;"),
        ("listen 80 default_server;", f"listen 127.0.0.1:{http} default_server;"),
        ("listen 443 ssl http2 default_server;", f"listen 127.0.0.1:{https} ssl default_server;"),
        ("ssl_certificate /etc/nginx/tls/iso.crt;", f"ssl_certificate {home}/iso.crt;"),
        ("ssl_certificate_key /etc/nginx/tls/iso.key;", f"ssl_certificate_key {home}/iso.key;"),
    ):
        if text.count(ours) != 1:
            raise ValueError(f"deploy/nginx.conf: {ours!r} stands there {text.count(ours)} times")
        text = text.replace(ours, theirs)
    return text


def _temporary(home: Path) -> str:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {home}/{kind};\n    " for kind in kinds)
    return f"{paths}access_log {home}/access.log line;"


def certificate(home: Path) -> ssl.SSLContext:
    """Make a certificate for localhost and return the context that trusts it."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-keyout", str(home / "iso.key"), "-out", str(home / "iso.crt"), "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    return ssl.create_default_context(cafile=str(home / "iso.crt"))


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def server(web: int) -> Iterator[Front]:
    """Run nginx in front of the product at the port `web` of this machine; gone at the end."""
    command = program()
    with tempfile.TemporaryDirectory(prefix="iso-nginx-") as temporary:
        home = Path(temporary)
        trust = certificate(home)
        front = Front(free_port(), free_port(), trust)
        configuration = home / "nginx.conf"
        text = here(home, front.http, front.https, web)
        configuration.write_text(text, encoding="utf-8")
        arguments = [command, "-p", str(home), "-c", str(configuration), "-e", f"{home}/error.log"]
        checked = subprocess.run([*arguments, "-t"], capture_output=True, text=True, check=False)
        if checked.returncode != 0:
            raise CannotGoOn(f"deploy/nginx.conf: {checked.stderr.strip()}")
        with running(start(arguments, cwd=home)) as process:
            ends = time.monotonic() + READY_SECONDS
            # Not its pid file: checking the configuration leaves one, too.
            while not _listens(front.https):
                if process.poll() is not None or time.monotonic() > ends:
                    said = (home / "error.log").read_text(encoding="utf-8", errors="replace")
                    raise CannotGoOn(f"nginx không khởi động được: {said[-500:]}")
                time.sleep(0.02)
            yield front
