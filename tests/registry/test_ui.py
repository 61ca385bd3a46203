"""The parts that stand on every screen: the turning of pages, a state, the head of a paper."""

from datetime import date

from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from registry.lists.paging import Pager, by_number
from registry.printing.header import Header


def drawn(source: str, **values: object) -> str:
    return " ".join(Template(source).render(Context(values)).split())


def test_turning_a_page_keeps_the_filters() -> None:
    request = RequestFactory().get("/", {"q": "nghỉ phép", "p": "2"})
    html = drawn("{% pager page %}", page=by_number(range(50), request, 10))
    assert 'rel="prev" href="?q=ngh%E1%BB%89+ph%C3%A9p"' in html
    assert 'rel="next" href="?q=ngh%E1%BB%89+ph%C3%A9p&amp;p=3"' in html


def test_the_pager_says_where_the_list_stands() -> None:
    html = drawn("{% pager page %}", page=by_number(range(50), RequestFactory().get("/"), 10))
    assert 'aria-label="Các trang"' in html and "Trang 1/5" in html
    assert 'rel="next" href="?p=2"' in html and 'rel="prev"' not in html


def test_pages_counted_in_another_way_are_drawn_the_same() -> None:
    pages = Pager(number=2, total_pages=2, total=31, previous_url="?sau=9")
    by_tag = drawn("{% pager pages %}", pages=pages)
    assert by_tag == drawn('{% include "registry/ui/pager.html" %}', pages=pages)
    assert 'rel="prev" href="?sau=9"' in by_tag and "Trang 2/2" in by_tag


def test_one_page_has_nothing_to_turn() -> None:
    assert drawn("{% pager page %}", page=by_number(range(3), RequestFactory().get("/"), 10)) == ""
    assert drawn("{% pager pages %}", pages=None) == ""


def test_a_state_has_its_words_and_its_tone() -> None:
    source = "{% state tone %}Đã trả lại {{ name }}{% endstate %}"
    html = drawn(source, tone="late", name="<b>")
    assert html.startswith('<span class="state is-late">') and "icons.svg#late" in html
    assert html.endswith("</svg>Đã trả lại &lt;b&gt;</span>")
    assert 'class="state"' in drawn("{% state %}Chờ{% endstate %}")
    linked = drawn('{% state "good" "/a/" %}Xong{% endstate %}')
    assert linked.startswith('<a href="/a/" class="state is-good">') and linked.endswith("Xong</a>")


def test_a_paper_has_the_nation_at_the_right_and_its_issuer_at_the_left() -> None:
    header = Header("Trung tâm", "Phường", "Số: 12", "Hòa Bình", date(2026, 9, 2))
    html = " ".join(render_to_string("registry/printing/head.html", {"header": header}).split())
    assert html.index("Phường") < html.index("<b>Trung tâm</b>") < html.index("Số: 12")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in html
    assert "Hòa Bình, ngày 02 tháng 09 năm 2026" in html


def test_a_paper_without_a_day_leaves_room_for_a_pen() -> None:
    html = render_to_string("registry/printing/head.html", {"header": Header("Phường")})
    assert "ngày …… tháng …… năm ………" in html and "Số:" not in html
    values = {"header": Header("Phường"), "undated": True}
    assert "tháng" not in render_to_string("registry/printing/head.html", values)
