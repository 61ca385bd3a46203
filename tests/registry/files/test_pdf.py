"""A PDF does nothing by itself, however it is written, and can be read to its end."""

import io
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from registry.files.inspection import FileError, inspect
from tests.support import uploads

SAMPLES = Path(__file__).parents[1] / "samples"
ROUNDABOUT = {
    "a script by an escaped name": uploads.pdf(b"/OpenAction<</S/Java#53cript/J#53(1)>>"),
    "a script behind a comment": uploads.pdf(b"/OpenAction<</S %/GoTo\n/JavaScript/JS(1)>>"),
    "a script in an object stream": uploads.packed_pdf(uploads.SCRIPT),
    "a script by reference": uploads.pdf(
        b"/OpenAction 4 0 R", b"<</S 5 0 R/JS(1)>>", b"/JavaScript"
    ),
    "a script that an older directory had": uploads.pdf(b"/OpenAction" + uploads.SCRIPT)
    + uploads.PDF[9:],
    "a script that no directory names": uploads.PDF.replace(
        b"xref\n0", b"9 0 obj" + uploads.SCRIPT + b"endobj\nxref\n0", 1
    ),
    "a script in a stream that no directory names": uploads.PDF.replace(
        b"xref\n0",
        b"9 0 obj"
        + uploads.stream(
            b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode",
            zlib.compress(b"7 0 " + uploads.SCRIPT),
        )
        + b"endobj\nxref\n0",
        1,
    ),
    "a program": uploads.packed_pdf(b"<</S/Launch/F(cmd.exe)>>"),
    "a form that is sent": uploads.packed_pdf(b"<</S/SubmitForm/F(http://x)>>"),
    "data that is read in": uploads.packed_pdf(b"<</S/ImportData/F(a.fdf)>>"),
    "another file": uploads.packed_pdf(b"<</S/GoToR/F(//x/a.pdf)/D[0]>>"),
    "a file inside of a file": uploads.packed_pdf(b"<</S/GoToE/T<</R/C>>>>"),
    "a form with scripts": uploads.pdf(b"/AcroForm<</XFA 4 0 R>>", uploads.stream(b"", b"<xdp/>")),
    "an attachment": uploads.pdf(
        b"/AF[4 0 R]", b"<</Type/Filespec/EF<</F 5 0 R>>>>", uploads.stream(b"", b"x")
    ),
    "a program said to be a heading": uploads.pdf(
        b"/OpenAction<</Type/StructElem/S 4 0 R/F(cmd.exe)>>", b"/Launch"
    ),
    "a program after a page": uploads.packed_pdf(
        b"<</S/GoTo/D[0]/Next<</Type/StructElem/S/Launch/F(cmd.exe)>>>>"
    ),
    "a name that no directory names": uploads.PDF.replace(
        b"xref\n0", b"9 0 obj<</S 8 0 R>>endobj 8 0 obj/Launch endobj\nxref\n0", 1
    ),
    "a script by a name that ends early": uploads.pdf(b"/OpenAction<</S/JavaScript#00>>"),
    "behind a bracket, twice": uploads.pdf(b"/OpenAction<</S/GoTo>>/OpenAction<</S/URI>>").replace(
        b"%PDF-1.5\n", b"%PDF-1.5(", 1
    ),
    "two actions": uploads.pdf(b"/X<</S/URI/S/GoTo>>"),
    "two of an annotation": uploads.pdf(b"/X[<</A 4 0 R/T(a)/A 5 0 R>>]"),
    "two of a packed object": uploads.pdf(
        b"",
        uploads.stream(
            b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode", zlib.compress(b"7 0 <</A 1/A 2>>")
        ),
    ),
    "an object in a string": uploads.pdf(b"/X(9 0 obj<</S/GoTo>>endobj)"),
    "an object in a comment": uploads.pdf(b"/X%9 0 obj<</S/GoTo>>endobj\n 1"),
    "an object in a stream": uploads.pdf(b"", uploads.stream(b"", b"9 0 obj<<>>endobj")),
    "an article of another file": uploads.packed_pdf(b"<</S/Thread/F(//x/a.pdf)/D 0>>"),
    "a page of another file": uploads.pdf(
        b"", uploads.stream(b"/Subtype/Form/Ref<</F(//x/a.pdf)/Page 0>>", b"")
    ),
    "a page of the web that opens by itself": uploads.packed_pdf(b"<</S/URI/URI(https://x)>>"),
    "the same after a page": uploads.packed_pdf(b"<</S/GoTo/Next[<</S/URI/URI(https://x)>>]>>"),
    "the same at an event": uploads.pdf(b"/AA<</O<</S/URI/URI(https://x)>>>>"),
    "a link to a program": uploads.pdf(b"/X<</S/URI/URI(file:///c:/a.exe)>>"),
    "a link to a share": uploads.pdf(b"/X<</S/URI/URI(\\\\\\\\x\\\\a)>>"),
    "a link with a script": uploads.pdf(b"/X<</S/URI/URI( java\nscript:alert\\(1\\))>>"),
    "links from a share": uploads.pdf(b"/URI<</Base(file://x/)>>"),
    "data from elsewhere": uploads.pdf(b"", uploads.stream(b"/F(http://x/a)", b"")),
}  # fmt: skip


@pytest.mark.parametrize("name", list(ROUNDABOUT))
def test_a_pdf_that_does_something_is_refused_however_it_is_written(name: str) -> None:
    with pytest.raises(FileError, match="mã lệnh hoặc tệp nhúng"):
        inspect("a.pdf", ROUNDABOUT[name])


def bomb() -> bytes:
    """A PDF with an object stream of 60 MB in 60 kB."""
    return uploads.pdf(
        b"",
        uploads.stream(
            b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode", zlib.compress(bytes(60_000_000))
        ),
    )


UNREADABLE = {
    "no PDF inside": (b"%PDF-1.7\n" + b"x" * 1000, "bị hỏng"),
    "a string without end": (uploads.pdf(b"/X(", b"<<>>"), "bị hỏng"),
    "nested without end": (uploads.pdf(b"/X" + b"[" * 9000 + b"]" * 9000), "bị hỏng"),
    "a bomb": (bomb(), "lớn bất thường"),
    "an archive and some bytes more": (
        uploads.pdf(behind=uploads.docx() + bytes(80_000)), "tệp nén giấu",
    ),
    "an archive before its end": (
        uploads.PDF.replace(b"%%EOF", uploads.docx() + b"%%EOF"), "tệp nén giấu",
    ),
    "the beginning of an archive": (uploads.pdf(behind=uploads.docx()[:60]), "tệp nén giấu"),
    "a packed program behind it": (
        uploads.pdf(behind=b"Rar!\x1a\x07\0" + b"x" * 99), "tệp nén giấu",
    ),
    "a program behind it": (uploads.pdf(behind=b"\r\nMZ" + b"x" * 99), "tệp nén giấu"),
    "the same before the end": (
        uploads.PDF.replace(b"%%EOF", b"%%EOF\n7z\xbc\xaf\x27\x1c" + b"x" * 99 + b"%%EOF"),
        "tệp nén giấu",
    ),
    "a picture behind it": (uploads.pdf(behind=b"GIF89a" + b"x" * 9000), "dữ liệu lạ"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(UNREADABLE))
def test_a_pdf_that_nobody_can_read_to_its_end_is_refused(name: str) -> None:
    content, words = UNREADABLE[name]
    with pytest.raises(FileError, match=words):
        inspect("a.pdf", content)


def saved(**options: Any) -> bytes:
    """A PDF with links and a jump, saved in one of the ways of the programs of offices."""
    made = pikepdf.open(io.BytesIO(uploads.pdf(b"/OpenAction<</S/GoTo/D[3 0 R/Fit]>>")))
    link = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://x.vn)>>>>"
    made.pages[0].Annots = pikepdf.Array([pikepdf.Object.parse(link)])
    made.docinfo["/Title"] = "Về JavaScript và /JS (EmbeddedFiles)"
    kept = io.BytesIO()
    made.save(kept, **options)
    return kept.getvalue()


def with_links(*links: str) -> bytes:
    """A PDF with links that people click."""
    return uploads.pdf(
        b"/X[" + b"".join(b"<</S/URI/URI(%s)>>" % link.encode() for link in links) + b"]"
    )


HONEST = {
    "with links": with_links(
        "https://x.vn/a?b=c:d", "mailto:a@x.vn", "tel:+84", "www.x.vn/a", "#1"
    ),
    "tagged": uploads.pdf(
        b"/StructTreeRoot<</K<</Type/StructElem/S/Link/K 0/A<</O/Layout>>>>/RoleMap<</S/P>>>>"
    ),
    "with a bracket behind it": uploads.pdf(behind=b"Scanned (1"),
    "plain": saved(),
    "packed": saved(object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "for the web": saved(linearize=True),
    "may not be printed": saved(encryption=pikepdf.Encryption(owner="chu", user="", R=6)),
    "saved twice": saved() + b"\n%%EOF\n",
    "cut by a mail program": saved().rstrip() + b"\r\n\0\0",
    "with bytes of a scanner": saved() + b"Scanned by MFP 2040",
}


@pytest.mark.parametrize("name", list(HONEST))
def test_pdfs_as_offices_make_them_are_kept(name: str) -> None:
    assert inspect("a.pdf", HONEST[name]).label == "PDF"


def test_a_scan_and_a_page_of_a_browser_are_kept() -> None:
    scan = io.BytesIO()
    Image.effect_noise((300, 400), 60).save(scan, "PDF")
    inspect("a.pdf", scan.getvalue())
    inspect("a.pdf", (SAMPLES / "browser.pdf").read_bytes())


def test_thousands_of_ends_of_archives_are_refused_at_once() -> None:
    record = b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, 0xFFFF, 0xFFFF, 0, 0, 0)
    began = time.monotonic()
    for content in (b"%PDF-1.7\n" + record * 100_000, uploads.PDF + b"PK\x06\x06" + record):
        with pytest.raises(FileError, match="tệp nén giấu"):
            inspect("a.pdf", content)
    assert time.monotonic() - began < 2


def test_a_pdf_with_a_password_says_so() -> None:
    locked = saved(encryption=pikepdf.Encryption(owner="chu", user="khach", R=6))
    with pytest.raises(FileError, match="đặt mật khẩu"):
        inspect("a.pdf", locked)
