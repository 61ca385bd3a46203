"""What comes in too large: refused in words before it is read, and nothing is kept."""

import http.client
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms.shell.limits import MOST_BYTES
from registry.files.models import StoredFile
from registry.files.services import MAX_BYTES
from registry.organisation.models import User
from tests.faults.words import fault, text_of
from tests.processes.world import World
from tests.support import uploads

Browser = Callable[[User], Client]


def send(client: Client, case: Any, name: str, content: bytes) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("case_attach", args=[case.uid]), {"file": file, "key": "k"})


def test_100_mb_are_refused_by_their_announcement(live_server: Any) -> None:
    line = http.client.HTTPConnection(urlsplit(str(live_server)).netloc, timeout=10)
    line.putrequest("POST", "/admin/login/")
    line.putheader("Content-Type", "multipart/form-data; boundary=x")
    line.putheader("Content-Length", str(100 * 1024 * 1024))
    line.endheaders(b"--x\r\n")
    # The answer is there though 100 MB were promised and five bytes came.
    response = line.getresponse()
    text = response.read().decode()
    line.close()
    assert response.status == 413 and "quá lớn" in text and "25 MB" in text


@pytest.mark.parametrize("length", ["-1", "x", "1" * 40, "²"])
def test_a_length_that_is_none_is_refused(db: None, length: str) -> None:
    response = Client().generic("POST", "/", b"", CONTENT_LENGTH=length)
    assert response.status_code == 413 and fault(response) == ""


def test_a_file_just_too_large_is_told_on_the_page(commune: World, at: Browser) -> None:
    case = commune.open()
    response = send(at(commune.desk), case, "a.pdf", uploads.PDF.ljust(MAX_BYTES + 1))
    assert response.status_code == 422 and fault(response) == ""
    assert "lớn hơn 25 MB" in text_of(response)
    assert MAX_BYTES < MOST_BYTES and not StoredFile.objects.of(commune.agency).exists()


BAD = {
    "zip bomb": ("a.docx", uploads.docx({"word/a.xml": bytes(30_000_000)}), "lớn bất thường"),
    "polyglot": ("a.pdf", uploads.PDF + uploads.docx(), "tệp nén giấu"),
    "macro": ("a.docx", uploads.docx({"word/vbaProject.bin": b"x"}), "macro"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_a_dangerous_file_is_refused_in_words_and_not_kept(
    commune: World, at: Browser, name: str
) -> None:
    case = commune.open()
    called, content, words = BAD[name]
    response = send(at(commune.desk), case, called, content)
    assert response.status_code == 422 and fault(response) == ""
    assert words in text_of(response)
    assert not StoredFile.objects.of(commune.agency).exists()


def test_more_inputs_than_any_form_has_are_refused(commune: World, at: Browser) -> None:
    case = commune.open()
    body = io.BytesIO("&".join(f"a.x{n}=1" for n in range(21_000)).encode())
    response = at(commune.desk).generic(
        "POST",
        reverse("case_attach", args=[case.uid]),
        body.getvalue(),
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 400 and fault(response) == ""
