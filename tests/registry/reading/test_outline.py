"""The outline of a text: its headings in two levels, each leading to its place."""

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from registry.reading.outline import outlined


def test_headings_get_ids_and_stand_in_two_levels() -> None:
    text, outline = outlined(
        mark_safe("<h2>1. Mục đích</h2><p>a</p><h2 class='x'>5. Nội dung</h2><h3>Hồ sơ</h3>")
    )
    assert [(one.words, [part.words for part in one.parts]) for one in outline] == [
        ("1. Mục đích", []),
        ("5. Nội dung", ["Hồ sơ"]),
    ]
    for heading in (*outline, *outline[1].parts):
        assert text.count(f'id="{heading.id}"') == 1
    assert "<h2 class='x' id=\"muc-2\">5. Nội dung</h2>" in text


def test_an_id_that_is_there_stays_and_an_empty_heading_is_no_entry() -> None:
    text, outline = outlined(mark_safe('<h2 id="dau">Đầu</h2><h2> </h2><h3><b>Sau</b> đó</h3>'))
    assert [one.id for one in outline] == ["dau"]
    assert [part.words for part in outline[0].parts] == ["Sau đó"]
    assert text.startswith('<h2 id="dau">Đầu</h2><h2> </h2>')


def test_what_people_typed_stays_words() -> None:
    text, outline = outlined(format_html("<h2>{}</h2>", "<script>alert(1)</script> & hết"))
    assert outline[0].words == "<script>alert(1)</script> & hết"
    assert "<script>" not in text


def test_a_text_without_headings_has_no_outline() -> None:
    assert outlined(mark_safe("<p>Một đoạn.</p>")) == ("<p>Một đoạn.</p>", [])
