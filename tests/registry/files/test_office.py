"""Documents of Word and Excel fetch nothing, run nothing and ask no other program."""

import pytest

from registry.files import budget
from registry.files.inspection import FileError, inspect
from tests.support import uploads

# The same things as office programs and viewers read them, and as no search for bytes finds them.
TEMPLATE = "Type='http://x/attachedTemplate' Target='http://x/a.dotm'"


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


def test_links_and_pictures_of_the_web_are_kept() -> None:
    for relation in (
        "Type='http://x/hyperlink' Target='https://x.vn' TargetMode='External'",
        "Type='http://x/hyperlink' Target='mailto:a@x.vn' TargetMode='External'",
        "Type='http://x/image' Target='https://x.vn/a.png' TargetMode='External'",
        "Type='http://x/image' Target='media/image1.png'",
    ):
        inspect("a.docx", uploads.docx(uploads.related(relation)))


def test_a_document_without_end_is_refused_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert budget.MAX_ELEMENTS >= 1_000_000 and budget.MAX_XML >= 50_000_000
    text = b'<w:d xmlns:w="w">' + b"<w:p><w:r/></w:p>" * 1000 + b"</w:d>"
    content = uploads.docx({"word/document.xml": text})
    inspect("a.docx", content)
    for limit, most in (("MAX_ELEMENTS", 1999), ("MAX_XML", 17_000), ("SECONDS", -1)):
        with monkeypatch.context() as patch, pytest.raises(FileError, match="lớn bất thường"):
            patch.setattr(budget, limit, most)
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
