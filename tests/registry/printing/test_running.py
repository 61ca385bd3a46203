"""Every printed page says code and issue: nothing that is typed breaks the head of the page."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from registry.printing.running import Running, quoted
from tests import factories

HOSTILE = 'a"; } body { display: none } /* \\ */ \n</style><script>'


def css(running: Running) -> str:
    answer = Client().get(running.address)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/css")
    return answer.content.decode()


def test_the_words_stand_at_both_ends() -> None:
    text = css(Running("QT 28", "Lần ban hành 02"))
    assert '@top-left { content: "QT 28"; }' in text
    assert '@top-right { content: "Lần ban hành 02"; }' in text


@pytest.mark.parametrize("words", [HOSTILE, "\0", "\\", '"', "'", "{}", "\u2028", "🙂", "x" * 500])
def test_no_words_end_their_string(words: str) -> None:
    text = css(Running(words, words))
    inside = re.findall(r'content: "([^"]*)"; }', text)
    assert len(inside) == 2 and text.count('"') == 4 and text.count("{") == text.count("}") == 3
    assert all(re.fullmatch(r"(?:[\w ]|\\[0-9a-f]{6})*", one) for one in inside)


def test_signs_are_written_by_their_number() -> None:
    assert quoted("QT 28/CX-HCTP") == '"QT 28\\00002f CX\\00002d HCTP"'


@pytest.mark.django_db
def test_the_printed_document_and_the_printed_list_have_their_heads() -> None:
    agency = factories.agency(name="UBND phường Thử")
    secretary = factories.person(agency, role="iso_secretary")
    body: dict[str, Any] = {"sections": [{"id": "m1", "heading": "Phạm vi", "text": "Một"}]}
    version = factories.install(agency, "manual", body, code="ST-09", title="Sổ tay")
    client = Client()
    client.force_login(secretary)
    printed = unescape(client.get(f"/admin/tai-lieu/{version.document_id}/in/").content.decode())
    assert Running("ST-09", "Lần ban hành 01").address in printed
    assert 'class="sheet-head"' in printed and printed.count("<h1") == 1
    listed = unescape(client.get("/admin/tai-lieu/danh-muc/noi-bo/?dang=in").content.decode())
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in listed and "UBND phường Thử" in listed
    assert "/in/dau-trang.css?" in listed
