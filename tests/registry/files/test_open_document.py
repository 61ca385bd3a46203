"""A text of OpenDocument has no scripts and points to nothing outside but pages."""

import pytest

from registry.files.inspection import FileError, inspect
from tests.support import uploads


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
