"""Files are what their names say, run nothing and unpack to what a document holds."""

import io
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from registry.files import reading
from registry.files.inspection import ACCEPTED, FileError, inspect
from tests.support import uploads

SAMPLES = Path(__file__).parent / "samples"

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


BAD = {
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
    "a picture of a billion points": ("a.png", uploads.png(40_000, 40_000), "quá nhiều điểm ảnh"),
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
    "a bomb": ("a.docx", uploads.docx({"word/media/a.xml": bytes(30_000_000)}), "lớn bất thường"),
    "a bomb that lies": ("a.docx", uploads.lying_bomb(), "bị hỏng"),
    "thousands of parts": (
        "a.docx", uploads.docx({f"word/{n}.xml": b"" for n in range(3_100)}), "lớn bất thường",
    ),
}  # fmt: skip


# The same things as office programs and viewers read them, and as no search for bytes finds them.
TEMPLATE = "Type='http://x/attachedTemplate' Target='http://x/a.dotm'"
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


BEHIND = {
    "a program": b"MZ" + bytes(99),
    "a packed file": b"x" * 50 + b"Rar!\x1a\x07\0",
    "another one": b"7z\xbc\xaf\x27\x1c",
    "a program of Linux": b"\x7fELF\x02\x01\x01",
    "much of anything": b"x" * 2000,
}


@pytest.mark.parametrize("name", list(BEHIND))
@pytest.mark.parametrize("picture", ["a.png", "a.jpg"])
def test_behind_a_picture_no_other_file_stands(picture: str, name: str) -> None:
    with pytest.raises(FileError, match=r"tệp nén giấu|dữ liệu lạ"):
        inspect(picture, GOOD[picture] + BEHIND[name])


def test_photographs_of_telephones_are_kept() -> None:
    photo = uploads.jpeg()
    small = photo[:2] + b"\xff\xe1" + struct.pack(">H", len(photo) + 2) + photo + photo[2:]
    film = b"\0\0\0\x18ftypmp42" + bytes(range(1, 200)) * 20
    for behind in (b"", b"\0" * 3000, photo, b"\0\0" + photo * 2, film, b"x" * 20):
        inspect("a.jpg", small + behind)
    inspect("a.jpg", photo + b"x" * 2000 + b"SEFH" + bytes(9) + b"SEFT")
    inspect("a.jpg", photo[:-2])
    for behind in (photo + b"Rar!\x1a\x07\0", film + b"7z\xbc\xaf\x27\x1c"):
        with pytest.raises(FileError, match="tệp nén giấu"):
            inspect("a.jpg", photo + behind)
    for mode, how in (("RGB", {"progressive": True}), ("L", {})):
        kept = io.BytesIO()
        Image.effect_noise((60, 60), 90).convert(mode).save(kept, "JPEG", **how)
        inspect("a.jpg", kept.getvalue())
        with pytest.raises(FileError):
            inspect("a.jpg", kept.getvalue() + BEHIND["a program"])


def test_a_pdf_with_a_password_says_so() -> None:
    locked = saved(encryption=pikepdf.Encryption(owner="chu", user="khach", R=6))
    with pytest.raises(FileError, match="đặt mật khẩu"):
        inspect("a.pdf", locked)


OUTSIDE = {
    "single quotes": uploads.docx(uploads.related(f"{TEMPLATE} TargetMode='External'")),
    "another alphabet": uploads.docx(
        uploads.related(f"{TEMPLATE} TargetMode='External'", "utf-16")
    ),
    "far apart": uploads.docx(
        uploads.related(f"{TEMPLATE} x='{'x' * 65_400}' TargetMode='External'")
    ),
    "entities of letters": uploads.docx(
        uploads.related(f"{TEMPLATE} TargetMode='&#69;xternal'".replace("attached", "att&#97;ched"))
    ),
    "an object": uploads.docx(
        uploads.related("Type='http://x/oleObject' Target='\\\\x\\a' TargetMode='External'")
    ),
    "another document": uploads.docx(
        uploads.related("Type='http://x/subDocument' Target='a.docx' TargetMode='External'")
    ),
    "a picture of a share": uploads.docx(
        uploads.related("Type='http://x/image' Target='file://x/a.png' TargetMode='External'")
    ),
    "without saying so": uploads.docx(
        uploads.related("Type='http://x/attachedTemplate' Target='https://x/a.dotm'")
    ),
    "in capitals": uploads.docx({"word/_RELS/SETTINGS.XML.RELS": uploads.related(
        f"{TEMPLATE} TargetMode='External'")["word/_rels/document.xml.rels"]}),
}  # fmt: skip


@pytest.mark.parametrize("name", list(OUTSIDE))
def test_what_a_document_fetches_is_seen_however_it_is_written(name: str) -> None:
    with pytest.raises(FileError, match="từ nơi khác"):
        inspect("a.docx", OUTSIDE[name])


TYPES = b'<Types><Override PartName="/word/a.bin" ContentType="%s"/></Types>'
PROGRAMS = {
    "macros by another name": {
        "[Content_Types].xml": TYPES % b"application/vnd.ms-office.vbaProject", "word/a.bin": b"x",
    },
    "a document of macros": {
        "[Content_Types].xml": TYPES % b"application/vnd.ms-word.document.macroEnabled.main+xml",
    },
    "a control": {"word/activeX/activeX1.xml": b"<a/>"},
    "buttons": {"customUI/customUI.xml": b"<a/>"},
    "a packed file": {
        "word/embeddings/oleObject1.bin": b"x" * 65_530 + "\x01Ole10Native".encode("utf-16-le"),
    },
}  # fmt: skip


@pytest.mark.parametrize("name", list(PROGRAMS))
def test_programs_in_a_document_are_refused_by_whatever_name(name: str) -> None:
    with pytest.raises(FileError, match="macro hoặc chương trình nhúng"):
        inspect("a.docx", uploads.docx(PROGRAMS[name]))


def test_fields_that_ask_another_program_are_refused() -> None:
    for pieces in (["DDEAUTO cmd"], [" DD", "EAU", "TO c:\\x "], ["dde x"]):
        with pytest.raises(FileError, match="DDE"):
            inspect("a.docx", uploads.docx(uploads.field(*pieces)))
    inspect("a.docx", uploads.docx(uploads.field(" PAGE ", "NUMPAGES")))
    link = {"xl/externalLinks/externalLink1.xml": b"<externalLink><ddeLink/></externalLink>"} | {
        "xl/_rels/workbook.xml.rels": b"<Relationships><Relationship Type='http://x/externalLink'"
        b" Target='externalLinks/externalLink1.xml'/></Relationships>"
    }
    with pytest.raises(FileError, match="DDE"):
        inspect("a.xlsx", uploads.package("xl/workbook.xml", link))


def test_relations_that_nobody_can_parse_are_refused() -> None:
    for text in (
        b"<Relationships>",
        b"",
        b"\xff\xfe<",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    ):
        with pytest.raises(FileError, match="bị hỏng"):
            inspect("a.docx", uploads.docx({"word/_rels/document.xml.rels": text}))


def test_a_text_of_open_document_may_have_no_scripts() -> None:
    inspect("a.odt", uploads.package("content.xml", {"content.xml": b"<a><b>DDE script</b></a>"}))
    for inside, words in (
        (b"<o:s xmlns:o='u'><o:script/></o:s>", "chương trình nhúng"),
        (b"<o:s xmlns:o='u'><o:event-listener/></o:s>", "chương trình nhúng"),
        (b"<o:s xmlns:o='u'><o:dde-source/></o:s>", "DDE"),
        (b"<o:s xmlns:o='u'><o:object o:href='http://x'/></o:s>", "từ nơi khác"),
    ):
        with pytest.raises(FileError, match=words):
            inspect("a.odt", uploads.package("content.xml", {"content.xml": inside}))


def test_links_and_pictures_of_the_web_are_kept() -> None:
    for relation in (
        "Type='http://x/hyperlink' Target='https://x.vn' TargetMode='External'",
        "Type='http://x/hyperlink' Target='mailto:a@x.vn' TargetMode='External'",
        "Type='http://x/image' Target='https://x.vn/a.png' TargetMode='External'",
        "Type='http://x/image' Target='media/image1.png'",
    ):
        inspect("a.docx", uploads.docx(uploads.related(relation)))


@pytest.mark.parametrize("name", list(BAD))
def test_what_is_not_a_plain_document_is_refused_in_words(name: str) -> None:
    called, content, words = BAD[name]
    with pytest.raises(FileError, match=words.replace("(", r"\(")):
        inspect(called, content)


def test_words_about_macros_are_no_macros() -> None:
    inspect("a.doc", uploads.old_word("Macros và DDEAUTO trong Word"))
    inspect("a.docx", uploads.docx({"word/footnotes.xml": b"<a>vbaProject.bin DDEAUTO</a>"}))


OLD = {
    "a storage of macros": ("a.doc", uploads.old_word("a", storage="Macros"), "có macro"),
    "a packed file": ("a.doc", uploads.compound({"\x01Ole10Native": b"x"}), "có macro"),
    "a sheet of macros": ("a.xls", uploads.old_excel(1), "có macro"),
    "a module": ("a.xls", uploads.old_excel(6), "có macro"),
    "another program": (
        "a.xls", uploads.old_excel(0, b"\xae\x01\x0a\0" + b"\0\0\x05\0\0cmd\x03a"), "DDE",
    ),
    "a password": ("a.xls", uploads.old_excel(0, b"\x2f\0\0\0"), "đặt mật khẩu"),
    "a field": ("a.doc", uploads.old_word("a\x13 DDEAUTO cmd \x14x\x15"), "DDE"),
    "a field in pieces": ("a.doc", uploads.old_word("a\x13 DD", "EAUTO cmd \x15"), "DDE"),
    "a picture of a share": (
        "a.doc", uploads.old_word("\x13INCLUDEPICTURE \\\\x\\a.png\x15"), "từ nơi khác",
    ),
    "Word called Excel": ("a.xls", uploads.OLD_WORD, "không phải Excel"),
    "half of it": ("a.doc", uploads.OLD_WORD[:1500], "bị hỏng"),
    "no text": ("a.doc", uploads.compound({"WordDocument": b""}), "bị hỏng"),
    "no compound file": ("a.doc", uploads.OLD_WORD[:8] + bytes(600), "bị hỏng"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(OLD))
def test_old_documents_are_read_as_compound_files(name: str) -> None:
    called, content, words = OLD[name]
    with pytest.raises(FileError, match=words):
        inspect(called, content)


def test_archives_of_office_programs_in_older_files_are_kept_and_no_others() -> None:
    theme = uploads.package("theme/theme/theme1.xml")
    inspect("a.doc", uploads.compound(uploads.streams_of_word("a") | {"2Table": theme}))
    book = uploads.package("xl/workbook.xml")
    inspect("a.doc", uploads.compound(uploads.streams_of_word("a") | {"Package": book}))
    for inside in ({"a.exe": b"MZ"}, {"a.js": b"x"}, {"a.html": b"x"}):
        hidden = uploads.package("theme/theme/theme1.xml", inside)
        with pytest.raises(FileError, match="tệp nén giấu"):
            inspect("a.doc", uploads.OLD_WORD + hidden)


def test_a_document_without_end_is_refused_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reading.MAX_ELEMENTS >= 1_000_000 and reading.MAX_XML >= 50_000_000
    text = b'<w:d xmlns:w="w">' + b"<w:p><w:r/></w:p>" * 1000 + b"</w:d>"
    content = uploads.docx({"word/document.xml": text})
    inspect("a.docx", content)
    for limit, most in (("MAX_ELEMENTS", 1999), ("MAX_XML", 17_000), ("SECONDS", -1)):
        with monkeypatch.context() as patch, pytest.raises(FileError, match="lớn bất thường"):
            patch.setattr(reading, limit, most)
            inspect("a.docx", content)
    deep = b"<w>" * 1_001 + b"</w>" * 1_001
    with pytest.raises(FileError, match="lớn bất thường"):
        inspect("a.docx", uploads.docx({"word/document.xml": deep}))


BOTH = b'<Types><Default Extension="dat" ContentType="a/wordprocessingml.header+xml"/></Types>'
ASKING = uploads.field("DDEAUTO cmd")["word/document.xml"]


@pytest.mark.parametrize(
    "parts",
    [
        {"doc/main.xml": ASKING},
        {"xl/header.xml": ASKING},
        {"word/h.dat": ASKING, "[Content_Types].xml": BOTH},
        {"word/%68.xml": ASKING},
    ],
)
def test_fields_are_read_wherever_they_stand(parts: dict[str, bytes]) -> None:
    with pytest.raises(FileError, match="DDE"):
        inspect("a.docx", uploads.docx(parts))


def test_the_name_of_a_field_is_known_before_it_is_opened() -> None:
    inner = "".join(uploads.field(" COMMENTS ")["word/document.xml"].decode().split(">", 1)[1:])
    inner = f"</w:instrText></w:r>{inner.removesuffix('</w:document>')}<w:r><w:instrText>"
    for pieces in (["DD", inner, "EAUTO cmd"], ["", inner, " cmd"], ["DDEAUTO_x cmd"]):
        content = uploads.docx(uploads.field("".join(pieces)))
        with pytest.raises(FileError, match="DDE"):
            inspect("a.docx", content)
    for pieces in ([" IF ", inner, " = 1 a b"], ["=", inner, "+1"], ["HYPERLINK https://x/dde"]):
        inspect("a.docx", uploads.docx(uploads.field("".join(pieces))))


@pytest.mark.parametrize(
    "code", ["INCLUDETEXT a", "INCLUDEPICTURE https://x/a.png", "link x a", "RD a", "IMPORT a"]
)
def test_fields_that_fetch_are_refused(code: str) -> None:
    simple = b'<w:d xmlns:w="w"><w:fldSimple w:instr="%s"/></w:d>' % code.encode()
    for parts in (uploads.field(code), {"word/document.xml": simple}):
        with pytest.raises(FileError, match="từ nơi khác"):
            inspect("a.docx", uploads.docx(parts))


TEMPLATED = uploads.docx(uploads.related(f"{TEMPLATE} TargetMode='External'"))


def nested(parts: dict[str, bytes]) -> dict[str, bytes]:
    """A document with parts as a part of another one."""
    return {"word/embeddings/a.docx": uploads.docx(parts)}


INSIDE = {
    "a text that is read in": (uploads.related("Type='x/aFChunk' Target='a.htm'"), "từ nơi khác"),
    "a document with a template": ({"word/embeddings/a.docx": TEMPLATED}, "từ nơi khác"),
    "by another name": ({"word/embeddings/a.bin": TEMPLATED}, "từ nơi khác"),
    "in an object": (
        {"word/embeddings/a.bin": uploads.compound({"Package": TEMPLATED})}, "từ nơi khác",
    ),
    "macros in a document": (
        {"word/embeddings/a.docx": uploads.docx({"word/vbaProject.bin": b"x"})}, "macro",
    ),
    "an object with macros": ({"word/embeddings/a.bin": uploads.OLD_WORD_WITH_MACRO}, "macro"),
    "an archive": ({"word/embeddings/a.zip": uploads.package("a.html")}, "macro"),
    "documents in each other": (nested(nested(nested({}))), "macro"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(INSIDE))
def test_documents_inside_are_read_as_the_outer_one(name: str) -> None:
    parts, words = INSIDE[name]
    with pytest.raises(FileError, match=words):
        inspect("a.docx", uploads.docx(parts))


def test_a_table_inside_of_a_letter_is_kept() -> None:
    table = uploads.package("xl/workbook.xml")
    inspect("a.docx", uploads.docx(nested(nested({}))))
    inspect("a.docx", uploads.docx({
        "word/embeddings/a.xlsx": table, "word/embeddings/b.bin": uploads.OLD_WORD,
    }))  # fmt: skip


FETCHED = (
    b"<o:section-source o:href='http://x/a.odt'/>",
    b"<o:image o:href='file://x/a.png'/>",
    b"<o:image o:href='//x/a.png'/>",
    b"<o:image o:href='https://x/a.png'/>",
    b"<o:object o:href='./../../a'/>",
    b"<o:template o:href='http://x/a.ott'/>",
    b"<o:auto-reload o:delay='PT1S'/>",
    b"<o:a o:href='file:///c:/a.exe'/>",
    b"<o:a o:href='macro:///Standard.Module1.Main()'/>",
    b"<o:a o:href='vnd.sun.star.script:a.py$f?language=Python'/>",
)


@pytest.mark.parametrize("inside", FETCHED)
def test_open_document_points_to_nothing_outside_but_pages(inside: bytes) -> None:
    content = b"<o:s xmlns:o='u'>%s</o:s>" % inside
    for name in ("content.xml", "meta.xml", "Object 1/content.xml"):
        with pytest.raises(FileError):
            inspect("a.odt", uploads.package("content.xml", {name: content}))


def test_links_and_pictures_of_open_document_are_kept() -> None:
    content = (
        b"<o:s xmlns:o='u'><o:a o:href='https://x.vn'/><o:a o:href='mailto:a@x.vn'/>"
        b"<o:a o:href='#1'/><o:image o:href='Pictures/a.png'/><o:object o:href='./Object 1'/>"
        b"<o:form o:href=''/><o:template o:href='../../mau.ott'/></o:s>"
    )
    inspect("a.odt", uploads.package("content.xml", {"content.xml": content}))
