"""The product stands at the root of its host, whatever prefix a request or a machine names."""

import os
import subprocess
import sys

import pytest
from django.test import Client

from cms.site.ready import keeping

HEADER = """
import sys
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser
from cms import serving
import os

config = Config()
config.set("forwarder_headers", serving.forwarder_headers)
asked = b"GET /thu-tuc/ HTTP/1.1\\r\\nHost: x\\r\\nSCRIPT_NAME: /x\\r\\nPATH_INFO: /y\\r\\n\\r\\n"
parsed = next(iter(RequestParser(config, iter([asked]), ("127.0.0.1", 1))))
names = {name for name, _ in parsed.headers}
sys.exit("SCRIPT_NAME" in names or "PATH_INFO" in names or "SCRIPT_NAME" in os.environ)
"""


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["/x", "/\xff\xfe", "//kesau.vn/x", "x" * 3000])
def test_a_prefix_gets_into_no_page(prefix: str) -> None:
    keeping.forget_all()
    for address in ("/thu-tuc/", "/health/", "/admin/login/"):
        answer = Client().get(address, SCRIPT_NAME=prefix)
        assert answer.status_code == 200, address
        assert prefix + "/" not in answer.content.decode()
    assert prefix not in Client().get("/thu-tuc/").content.decode()


def test_the_server_believes_no_prefix_of_anybody() -> None:
    """gunicorn would answer 500 to every address that does not begin with it."""
    environment = os.environ | {"SCRIPT_NAME": "/x", "ISO_LOG": "json"}
    done = subprocess.run(
        [sys.executable, "-c", HEADER],
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
