"""Word and Excel before 2007 are read as compound files."""

import pytest

from registry.files.inspection import FileError, inspect
from tests.support import uploads

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
