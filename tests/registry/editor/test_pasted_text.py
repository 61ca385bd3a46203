"""Pasting into a structured text: what Word, Excel and the web leave becomes blocks."""

import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from registry.editor.fields.contentstate import blocks_of_raw, raw_of
from registry.editor.fields.pasted import read
from registry.kinds import blocks
from registry.schema import compile_schema

# As Word puts them on the clipboard, once a browser has read its conditional comments.
LIST = """
<p class="MsoNormal"><b>Phạm vi</b> áp&nbsp;dụng <i>mới</i><o:p></o:p></p>
<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><!--[if !supportLists]-->
<span style="mso-list:Ignore">1.<span style="font:7.0pt">&nbsp;&nbsp;</span></span><!--[endif]-->
Tiếp nhận</p>
<p class="MsoListParagraph" style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">a)
<span>&nbsp;</span></span>Kiểm tra</p>
<p class="MsoListParagraph" style="mso-list:l0 level2 lfo1">
<span style="mso-list:Ignore">b)</span>Ghi sổ</p>
<p class="MsoListParagraph" style="mso-list:l1 level3 lfo2">
<span style="mso-list:Ignore">-</span>Sổ giấy</p>
<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1">
<span style="mso-list:Ignore">2.</span>Trả</p>
<p class="MsoNormal">a) Gõ tay</p>
"""
TABLE = """
<p>Trước</p>
<table class="MsoTableGrid" border="1"><tbody>
<tr><td rowspan="2"><p align="center"><b>Việc</b></p></td>
<td colspan="2"><p><b>Ai</b></p></td></tr>
<tr><td><p><b>Soạn</b></p></td><td><p><b>Ký</b></p></td></tr>
<tr><td><p>Quy chế</p><p>- bản giấy</p></td><td>Văn thư</td>
<td style="text-align:right">Chủ tịch</td></tr>
</tbody></table>
"""


def shown(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        (f"{label or block['type']}", blocks.words_of(block))
        for block, label in zip(found, blocks.labels(found), strict=True)
    ]


def test_a_list_of_word_becomes_items_and_typed_numbers_stay_typed() -> None:
    found = read(LIST)
    assert shown(found.blocks) == [
        ("paragraph", "Phạm vi áp dụng mới"), ("1.", "Tiếp nhận"), ("a)", "Kiểm tra"),
        ("b)", "Ghi sổ"), ("–", "Sổ giấy"), ("2.", "Trả"), ("paragraph", "a) Gõ tay"),
    ]  # fmt: skip
    assert found.blocks[0]["runs"] == [
        {"text": "Phạm vi", "bold": True}, {"text": " áp dụng "}, {"text": "mới", "italic": True},
    ]  # fmt: skip
    assert found.said == "Đã dán 2 đoạn, 5 mục."


def test_numbers_that_ours_would_change_stay_as_they_stood() -> None:
    item = '<p style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">{}</span>Chữ</p>'
    third = read(item.format("3.") + item.format("4.")).blocks
    assert shown(third) == [("paragraph", "3. Chữ"), ("paragraph", "4. Chữ")]
    # Word counts e after d; laws count đ.
    latin = read("".join(item.format(f"{letter})") for letter in "abcde")).blocks
    assert shown(latin)[3:] == [("d)", "Chữ"), ("paragraph", "e) Chữ")]
    assert shown(read(item.format("Điều 1:")).blocks) == [("paragraph", "Điều 1: Chữ")]
    web = read("<ol><li>Một<ul><li><p>Hai</p></li></ul></li><li>Ba</li></ol><ol start=5><li>X</ol>")
    assert shown(web.blocks) == [("1.", "Một"), ("–", "Hai"), ("2.", "Ba"), ("paragraph", "5. X")]


def test_a_table_of_word_keeps_its_merged_cells_and_its_head() -> None:
    found = read(TABLE)
    assert [block["type"] for block in found.blocks] == ["paragraph", "table", "paragraph"]
    table = found.blocks[1]
    assert table["header_rows"] == 2
    first, second, third = (row["cells"] for row in table["rows"])
    assert (first[0]["rowspan"], first[0]["align"], first[1]["colspan"]) == (2, "center", 2)
    assert [blocks.joined(cell["runs"]) for cell in second] == ["Soạn", "Ký"]
    assert [blocks.joined(cell["runs"]) for cell in third] == [
        "Quy chế\n- bản giấy", "Văn thư", "Chủ tịch",
    ]  # fmt: skip
    assert third[2]["align"] == "right"
    # What is ragged is squared, so that nothing is wrong with what was pasted.
    ragged = read("<table><tr><td rowspan=9>A<td>B<td>C</tr><tr><td>D</tr></table>").blocks[1]
    assert blocks.grid_of(ragged["rows"]).widths == [3, 3]
    assert blocks.problems([ragged], "", None) == []  # type: ignore[arg-type]
    sheet = read("", "Tên\tSố\nA\t1\nGhi chú").blocks
    assert [block["type"] for block in sheet] == ["paragraph", "table", "paragraph"]
    assert blocks.words_of(sheet[1]) == "Tên | Số\nA | 1"


def test_what_cannot_come_along_is_told() -> None:
    found = read(
        '<p>Xem <a href="javascript:alert(1)">đây</a>, <a href="https://a.vn/x">kia</a>'
        "<img></p><script>alert(1)</script><style>p{}</style>"
    )
    assert found.blocks[0]["runs"] == [
        {"text": "Xem đây, "}, {"text": "kia", "link": "https://a.vn/x"},
    ]  # fmt: skip
    assert "1 hình chưa dán được" in found.said and "1 liên kết chỉ giữ lại chữ" in found.said
    nested = read("<table><tr><td>A<table><tr><td>B<td>C</table></table>")
    assert blocks.words_of(nested.blocks[1]) == "A\nB | C" and "bảng nằm trong ô" in nested.said


PIECES = st.sampled_from([
    "<p>", "</p>", "<b>", "</b>", "<table>", "<tr>", "<td colspan=3>", "<td rowspan=9>", "</td>",
    "</tr>", "</table>", "<ul>", "<ol type=a>", "<li>", "</li>", "</ol>", "<br>", "<h2>", "</h2>",
    '<p style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">a)</span>', "Chữ",
    " và ", "1.",
    "<a href='https://a.vn'>", "</a>", "<thead>", "</thead>", "đ😀",
])  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_word_is_lost_and_what_comes_fits(html: str) -> None:
    found = read(html).blocks
    said = "".join(blocks.words_of(block) for block in found)
    for word in ("Chữ", "và", "đ😀"):
        assert said.count(word) == re.sub(r"<[^>]*>", "", html).count(word)
    assert compile_schema(blocks.structured("Chữ")).problems(found) == []
    raw = json.loads(json.dumps(raw_of(found)))
    assert blocks_of_raw(raw, []) == found


def test_deep_and_large_html_is_read() -> None:
    assert blocks.words_of(read("<div>" * 5000 + "Chữ").blocks[0]) == "Chữ"
    assert len(read("<p>Đoạn</p>" * 3000).blocks) == 3000
