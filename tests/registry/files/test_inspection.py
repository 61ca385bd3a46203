"""Files are what their names say, and unpack to what a document holds."""

from collections.abc import Callable

import pytest

from registry.files.inspection import ACCEPTED, FileError, inspect
from tests.support import uploads

GOOD = {
    "a.pdf": uploads.PDF,
    "A.PDF": uploads.PDF,
    "a.png": uploads.png(),
    "a.jpg": uploads.jpeg(),
    "a.jpeg": uploads.jpeg(),
    "a.docx": uploads.docx({"word/media/image1.png": uploads.png()}),
    "a.xlsx": uploads.package("xl/workbook.xml"),
    "a.odt": uploads.package("content.xml"),
    "a.doc": uploads.OLD_WORD,
    "a.xls": uploads.old_excel(),
}


@pytest.mark.parametrize("name", list(GOOD))
def test_every_accepted_kind_is_known_by_its_bytes(name: str) -> None:
    assert inspect(name, GOOD[name]).content_type


def test_each_ending_has_an_example() -> None:
    assert {f".{name.partition('.')[2].lower()}" for name in GOOD} == set(ACCEPTED)


# A large one is made by its own test, not by all who look for tests.
BAD: dict[str, tuple[str, bytes | Callable[[], bytes], str]] = {
    "a program": ("a.exe", b"MZ", "Không nhận loại tệp «.exe»"),
    "no ending": ("tờ khai", uploads.PDF, "không có phần mở rộng"),
    "an archive": ("a.zip", uploads.docx(), "Không nhận"),
    "a page": ("a.html", b"<html>", "Không nhận"),
    "a drawing with scripts": ("a.svg", b"<svg/>", "Không nhận"),
    "a page called a picture": ("a.png", b"<html><script>1</script>", "không phải ảnh PNG"),
    "a picture called PDF": ("a.pdf", uploads.png(), "không phải PDF"),
    "PDF behind other bytes": ("a.pdf", b"MZ" + uploads.PDF, "không phải PDF"),
    "a picture with a page": (
        "a.jpg", uploads.jpeg()[:20] + b"<script>alert(1)</script>", "không phải ảnh JPEG",
    ),
    "PDF and archive in one": ("a.pdf", uploads.PDF + uploads.docx(), "tệp nén giấu"),
    "picture and archive in one": ("a.png", uploads.png() + uploads.docx(), "tệp nén giấu"),
    "PDF with script": ("a.pdf", uploads.PDF_WITH_SCRIPT, "mã lệnh"),
    "PDF with a file": ("a.pdf", uploads.PDF_WITH_FILE, "mã lệnh hoặc tệp nhúng"),
    "half a picture": ("a.png", uploads.png()[:12], "Không đọc được ảnh"),
    "a picture of a billion points": (
        "a.png", lambda: uploads.png(40_000, 40_000), "quá nhiều điểm ảnh",
    ),
    "macro by its name": ("a.docm", uploads.docx(), "Tệp có macro không được nhận"),
    "macro in Word": ("a.docx", uploads.docx({"word/vbaProject.bin": b"x"}), "macro"),
    "macro in Excel": (
        "a.xlsx", uploads.package("xl/workbook.xml", {"xl/vbaProject.bin": b"x"}), "macro",
    ),
    "macro in OpenDocument": (
        "a.odt", uploads.package("content.xml", {"Basic/Standard/a.xml": b"x"}), "macro",
    ),
    "macro in old Word": ("a.doc", uploads.OLD_WORD_WITH_MACRO, "có macro"),
    "a template from elsewhere": (
        "a.docx",
        uploads.docx({
            "word/_rels/settings.xml.rels": b'<Relationship Type="http://x/attachedTemplate"'
            b' Target="http://x/a.dotm" TargetMode="External"/>'
        }),
        "khuôn mẫu từ nơi khác",
    ),
    "Word called Excel": ("a.xlsx", uploads.docx(), "không phải Excel"),
    "a broken package": ("a.docx", uploads.docx()[:60], "bị hỏng"),
    "a bomb": (
        "a.docx",
        lambda: uploads.docx({"word/media/a.xml": bytes(30_000_000)}),
        "lớn bất thường",
    ),
    "a bomb that lies": ("a.docx", uploads.lying_bomb, "bị hỏng"),
    "thousands of parts": (
        "a.docx",
        lambda: uploads.docx({f"word/{n}.xml": b"" for n in range(3_100)}),
        "lớn bất thường",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(BAD))
def test_what_is_not_a_plain_document_is_refused_in_words(name: str) -> None:
    called, content, words = BAD[name]
    with pytest.raises(FileError, match=words.replace("(", r"\(")):
        inspect(called, content if isinstance(content, bytes) else content())


def test_words_about_macros_are_no_macros() -> None:
    inspect("a.doc", uploads.old_word("Macros và DDEAUTO trong Word"))
    inspect("a.docx", uploads.docx({"word/footnotes.xml": b"<a>vbaProject.bin DDEAUTO</a>"}))
