"""Structured text: what its numbers are, how it reads, what is wrong with it, what it keeps."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import canonical
from registry.comments.placing import Place as Place_
from registry.comments.placing import placed, sought
from registry.editor.changes import Place
from registry.editor.diff_texts import compare_texts
from registry.editor.fields import leaves
from registry.editor.fields.contentstate import blocks_of_raw, raw_of
from registry.editor.fields.nodes import Surroundings, root_node
from registry.editor.problems import place
from registry.kinds import Context, Resolved, blocks, get
from registry.schema import compile_schema
from registry.vietnamese import nfc, settle_inside

LAW = "7f0e5a52-6a0f-4c5e-9a51-0c1f30a7b0aa"


def run(text: str, **marks: Any) -> dict[str, Any]:
    return {"text": text, **marks}


def paragraph(text: str, key: str = "p1", **marks: Any) -> dict[str, Any]:
    return {"id": key, "type": "paragraph", "runs": [run(text, **marks)]}


def item(level: int, text: str = "Chữ", key: str = "m", **more: Any) -> dict[str, Any]:
    return {"id": key, "type": "item", "level": level, "runs": [run(text)], **more}


def table(*rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    made = [{"id": f"r{n}", "cells": cells} for n, cells in enumerate(rows)]
    return {"id": "b1", "type": "table", "rows": made, **more}


def cell(text: str, **more: Any) -> dict[str, Any]:
    return {"runs": [run(text)], **more}


# ---- numbers


def test_points_are_counted_by_the_vietnamese_alphabet() -> None:
    said = [blocks.letter(number) for number in range(1, 25)]
    assert " ".join(said) == "a b c d đ e g h i k l m n o p q r s t u v x y aa"


def test_numbers_begin_anew_below_each_item_and_after_a_paragraph() -> None:
    text = [item(0), item(1), item(1), item(2), item(0), item(1), paragraph("Sau đó"), item(0)]
    assert blocks.labels(text) == ["1.", "a)", "b)", "–", "2.", "a)", "", "1."]
    # The khoản of one Điều count on; a table between two points takes nothing away.
    assert blocks.labels(text, whole=True)[-1] == "3."
    between = [item(0), item(1), table([cell("A")]), item(1), item(0, numbering="dash"), item(0)]
    assert blocks.labels(between) == ["1.", "a)", "", "b)", "–", "2."]
    # An editor leaves empty paragraphs around tables: they end no list.
    around = [
        item(0),
        {"id": "e", "type": "paragraph"},
        table([cell("A")]),
        paragraph(" "),
        item(0),
    ]
    assert blocks.labels(around)[-1] == "2."


def test_a_regulation_numbers_its_chapters_sections_and_articles() -> None:
    kinds_of = [
        "article",
        "chapter",
        "section",
        "article",
        "section",
        "chapter",
        "section",
        "article",
    ]
    body = {
        "parts": [
            {"id": f"a{n}", "type": kind, "heading": f"Tên {n}", **(
                {"text": [item(0, "Khoản", "k"), paragraph("Nối", "n"), item(0, "Hai", "h")]}
                if kind == "article" else {}
            )}
            for n, kind in enumerate(kinds_of)
        ]
    }  # fmt: skip
    kind = get("regulation")
    assert kind.all_problems(canonical.canonical(body), Context()) == []
    html = kind.render(body, Context())
    for said in (
        "Điều 1. Tên 0",
        "Chương I",
        "Mục 1",
        "Điều 2. Tên 3",
        "Mục 2",
        "Chương II",
        "Điều 3",
    ):
        assert said in html
    assert html.count("2. </span>Hai") == 3


# ---- reading


def test_a_string_reads_as_it_always_did_and_marks_read_as_marks() -> None:
    kind, law = get("manual"), Resolved(LAW, "legal-text", "60/2014/QH13", "Luật Hộ tịch", {})
    context = Context(
        resolve=lambda uid: law if uid == LAW else None,
        address_of=lambda uid: f"/so/{uid}/",
        file_address=lambda sha256: f"/hinh/{sha256}/",
    )
    text = [
        {"id": "a", "type": "paragraph", "runs": [
            run("Theo "), run("Điều 2", citation={"document": LAW, "provision": "Điều 2"}),
            run(" & ", bold=True), run("<b>", italic=True), run("trang", link="https://a.vn/?a=1&b=2"),
        ]},
        item(0, "Một"), item(1, "Hai"),
        table([cell("Việc", rowspan=2), cell("Ai", colspan=2)],
              [cell("x", align="center"), cell("y")], header_rows=1, caption="Phân công"),
        {"id": "h", "type": "image", "alt": "Sơ đồ", "caption": "Hình 1",
         "file": {"sha256": "a" * 64, "name": "a.webp", "size": 1, "content_type": "image/webp"}},
    ]  # fmt: skip
    html = kind.render({"sections": [{"id": "s", "heading": "H", "text": text}]}, context)
    for said in (
        f'<a class="cites" href="/so/{LAW}/" title="Điều 2, 60/2014/QH13 Luật Hộ tịch">Điều 2</a>',
        "<strong> &amp; </strong><em>&lt;b&gt;</em>",
        'href="https://a.vn/?a=1&amp;b=2"',
        '<span class="item-no">a) </span>Hai',
        '<thead><tr><th scope="col" rowspan="2">Việc</th><th scope="col" colspan="2">Ai</th></tr>',
        '<td class="is-center">x</td>',
        f'<img src="/hinh/{"a" * 64}/" alt="Sơ đồ"><figcaption>Hình 1</figcaption>',
    ):
        assert said in html
    plain = kind.render(
        {"sections": [{"id": "s", "heading": "H", "text": "Một\nhai\n\nBa"}]}, context
    )
    assert "<p>Một<br>hai</p><p>Ba</p>" in plain.replace("\n", "")
    # Words cut by marks are found as one, references of runs count as those of fields.
    words = kind.text_of({"sections": [{"id": "s", "text": [
        {"id": "a", "type": "paragraph", "runs": [run("kiểm s"), run("oát", bold=True)]}, text[0],
        text[3], text[4],
    ]}]})  # fmt: skip
    assert "kiểm soát" in words and "Phân công" in words and "Sơ đồ" in words
    assert "a" * 64 not in words and "https" not in words
    (named,) = kind.references_of({"sections": [{"id": "s", "text": text}]})
    assert (named.uid, named.relation) == (LAW, "cites")


def test_what_is_wrong_is_said_in_its_place() -> None:
    kind = get("manual")

    def said(block: dict[str, Any]) -> list[tuple[str, str]]:
        body = canonical.canonical({"sections": [{"id": "s", "heading": "H", "text": [block]}]})
        return [
            (problem.pointer.removeprefix("/sections/0/text/0"), problem.message)
            for problem in kind.all_problems(body, Context())
        ]

    assert said(table([cell("A"), cell("B")], [cell("C", colspan=2)])) == []
    ((place, short),) = said(table([cell("A"), cell("B")], [cell("C")]))
    assert place == "/rows/1" and "có 1 cột, dòng dài nhất có 2 cột" in short
    over = said(table([cell("A"), cell("B", rowspan=2)], [cell("C", colspan=2)]))
    assert over[0][0] == "/rows/1/cells/0" and "gộp chồng" in over[0][1]
    beyond = said(table([cell("A", rowspan=3), cell("B")], [cell("C")]))
    assert any("gộp quá dòng cuối" in text for _, text in beyond)
    assert said({"id": "b", "type": "table"})[0][1].startswith("Bảng chưa có ô nào")
    image = dict(said({"id": "h", "type": "image"}))
    assert image["/alt"] == "Hãy ghi lời mô tả hình cho người không xem được."
    assert "Chưa có tệp hình" in image["/file"]
    cites = said(paragraph("Luật này", citation={"document": LAW}))
    assert cites[0][0] == "/runs/0/citation" and "không còn hoặc chưa ban hành" in cites[0][1]


@pytest.mark.parametrize(
    "bad",
    [
        {"id": "x", "type": "script", "runs": [run("a")]},
        paragraph("a", link="javascript:alert(1)"),
        paragraph("a", link="http://a.vn"),
        paragraph("a", link="https://a.vn", citation={"document": LAW}),
        item(7),
    ],
)
def test_the_shape_refuses(bad: dict[str, Any]) -> None:
    assert compile_schema(blocks.structured("Chữ")).problems([bad])


# ---- the editor's form of it, and back

LETTERS = (
    st.text(st.sampled_from("aăâđeê ộươ1.)😀👩🏽\u0301𝒜漢"), min_size=1, max_size=8)
    .map(lambda text: settle_inside(nfc(text)))
    .filter(bool)
)
MARKS = st.fixed_dictionaries(
    {},
    optional={
        "bold": st.just(True),
        "italic": st.just(True),
        "link": st.sampled_from(["https://a.vn/", "mailto:a@b.vn"]),
    },
) | st.fixed_dictionaries(
    {"citation": st.sampled_from([{"document": LAW}, {"document": LAW, "provision": "Điều 3"}])},
    optional={"bold": st.just(True)},
)


def _neighbours_differ(runs: list[dict[str, Any]]) -> bool:
    marks = [{name: value for name, value in one.items() if name != "text"} for one in runs]
    return all(a != b for a, b in itertools.pairwise(marks))


RUNS = st.lists(
    st.builds(lambda text, marks: {"text": text, **marks}, LETTERS, MARKS), min_size=1, max_size=5
).filter(_neighbours_differ)
CELLS = st.lists(
    st.fixed_dictionaries(
        {"runs": RUNS},
        optional={"colspan": st.integers(2, 4), "rowspan": st.integers(2, 3),
                  "align": st.sampled_from(["center", "right"])},
    ),
    min_size=1, max_size=3,
)  # fmt: skip
BLOCK = st.one_of(
    st.builds(lambda runs: {"type": "paragraph", "runs": runs}, RUNS),
    st.just({"type": "paragraph"}),
    st.builds(
        lambda runs, level, dash: {
            "type": "item", "level": level, "runs": runs, **({"numbering": "dash"} if dash else {}),
        },
        RUNS, st.integers(0, 2), st.booleans(),
    ),
    st.builds(
        lambda rows: {"type": "table", "caption": "Bảng", "header_rows": 1, "rows": [
            {"id": f"r{n}", "cells": cells} for n, cells in enumerate(rows)
        ]},
        st.lists(CELLS, min_size=1, max_size=3),
    ),
    st.just({"type": "image", "alt": "Sơ đồ", "file": {
        "sha256": "a" * 64, "name": "a.webp", "size": 3, "content_type": "image/webp"}}),
)  # fmt: skip
TEXT = st.lists(BLOCK, min_size=1, max_size=6).map(
    lambda made: [{**block, "id": f"k{n}"} for n, block in enumerate(made)]
)


@given(TEXT)
def test_blocks_come_back_from_the_editor_as_they_went(text: list[dict[str, Any]]) -> None:
    assert compile_schema(blocks.structured("Chữ")).problems(text) == []
    raw = json.loads(json.dumps(raw_of(text)))
    assert blocks_of_raw(raw, []) == text
    assert blocks_of_raw(raw, text) == text
    # Draft.js counts in UTF-16: what a mark covers is what the run says.
    for block, one in zip(text, raw["blocks"], strict=True):
        units = one["text"].encode("utf-16-le")
        for mark in one["inlineStyleRanges"]:
            start, end = mark["offset"], mark["offset"] + mark["length"]
            covered = units[2 * start : 2 * end].decode("utf-16-le")
            name = {"BOLD": "bold", "ITALIC": "italic"}[mark["style"]]
            assert covered in "".join(
                part["text"] if part.get(name) else "\n" for part in block["runs"]
            )


@given(TEXT, st.text(st.sampled_from("eê\u0302\u0301\u200b \u00a0Ðđ😀"), max_size=6))
def test_what_is_typed_is_settled_and_a_second_save_changes_nothing(
    text: list[dict[str, Any]], typed: str
) -> None:
    raw = raw_of(
        [*text, {"id": "new", "type": "paragraph", "runs": [{"text": typed, "bold": True}]}]
    )
    once = blocks_of_raw(raw, text)
    stored = canonical.canonical({"x": once})["x"]
    assert stored == once
    assert blocks_of_raw(raw_of(once), once) == once
    assert once[: len(text)] == text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["key", "text", "type", "depth", "entityRanges", "inlineStyleRanges",
                             "offset", "length", "style", "rows", "cells", "data", "runs", "file"]),
            inner, max_size=5,
        ),
        max_leaves=12,
    )
)  # fmt: skip
def test_whatever_a_request_sends_is_read_without_failing(junk: Any) -> None:
    blocks_of_raw(
        {"blocks": junk if isinstance(junk, list) else [junk], "entityMap": {"0": junk}}, []
    )
    blocks_of_raw({"blocks": [{"text": "a", "type": "atomic", "entityRanges": [{"key": 0}]}],
                   "entityMap": {"0": {"type": "ISO-TABLE", "data": junk}}}, [])  # fmt: skip


def test_what_a_crafted_request_makes_of_it() -> None:
    raw = {
        "blocks": [
            {"key": "a", "text": "Bấm vào đây", "type": "header-six", "depth": 99,
             "inlineStyleRanges": [{"offset": -5, "length": 9999, "style": "BOLD"},
                                   {"offset": 0, "length": 3, "style": "FONT_SIZE"}],
             "entityRanges": [{"offset": 0, "length": 3, "key": 0}, {"offset": 4, "key": 9}]},
            {"key": "a", "text": "Hai", "type": "ordered-list-item", "depth": 99},
            {"key": "../x", "text": "Ba", "type": "unordered-list-item", "depth": -1},
            "Bốn",
        ],
        "entityMap": {"0": {"type": "LINK", "data": {"url": "JaVaScRiPt:alert(1)"}}},
    }  # fmt: skip
    found = blocks_of_raw(raw, [])
    assert found[0] == paragraph("Bấm vào đây", "a", bold=True)
    assert [one.get("level") for one in found] == [None, 2, 0, None]
    assert len({one["id"] for one in found}) == 4
    assert [blocks.words_of(one) for one in found] == ["Bấm vào đây", "Hai", "Ba", "Bốn"]
    assert compile_schema(blocks.structured("Chữ")).problems(found) == []


def test_a_form_that_nobody_touched_keeps_every_byte_and_nonsense_is_kept_as_words() -> None:
    schema = {"type": "object", "properties": {"text": blocks.structured("Chữ")}}
    node, leaf = root_node(schema).child("text", schema["properties"]["text"]), leaves.get("blocks")
    around = Surroundings()
    for stored in (
        "Một\nhai\n\n\nBa ",
        [paragraph("Chữ "), {"id": "t", "type": "paragraph"}],
        None,
    ):
        assert leaves.convert(leaf, leaf.from_json(stored, node), stored, node, around) == stored
    state = json.loads(str(leaf.from_json("Một\n\nHai", node)))
    state["blocks"][1]["text"] = "Hai nữa"
    kept = leaves.convert(leaf, json.dumps(state), "Một\n\nHai", node, around)
    assert [(one["id"], blocks.words_of(one)) for one in kept] == [("d1", "Một"), ("d2", "Hai nữa")]
    assert leaves.convert(leaf, "null", "Một", node, around) is None
    assert leaves.convert(leaf, '{"x": 1}', "Một", node, around) == '{"x": 1}'
    assert leaves.convert(leaf, "[" * 5000, None, node, around) == "[" * 5000


# ---- comparing


def changes(before: Any, after: Any) -> list[str]:
    at = Place("/text", "Nội dung", "")
    return [one.sentence for one in compare_texts(before, after, at, lambda uid: "Luật Hộ tịch")]


def test_a_comparison_says_words_marks_moves_and_rows_of_tables() -> None:
    base = [paragraph("Đúng hạn.", "a"), item(0, "Tiếp nhận", "b"), item(0, "Trả", "c")]
    assert changes(base, base) == []
    bold = [{**base[0], "runs": [run("Đúng"), run(" hạn.", bold=True)]}, *base[1:]]
    (said,) = changes(base, bold)
    assert "đổi cách trình bày: chữ thường → chữ đậm “hạn.”" in said
    (said,) = changes(base, [base[0], {**base[1], "level": 1}, base[2]])
    assert "mục đánh số cấp 1 → mục đánh số cấp 2" in said
    (said,) = changes(base, [base[0], base[2], base[1]])
    assert "chuyển từ chỗ thứ" in said
    (said,) = changes(base, [*base, paragraph("Thêm", "d")])
    assert said == "Nội dung: thêm đoạn “Thêm”"
    # A string that was given its first mark is still the same paragraph.
    (said,) = changes("Đúng hạn.", [paragraph("Đúng hạn.", "d1", bold=True)])
    assert "đổi cách trình bày" in said
    old = table([cell("A"), cell("B")], [cell("C"), cell("D")])
    new = table([cell("A"), cell("B")], [cell("C"), cell("E")])
    assert changes([old], [new]) == ["Nội dung › Bảng “A | B” › dòng 2: C | D → C | E"]
    merged = {
        **old,
        "rows": [{"id": "r0", "cells": [cell("A", colspan=2), cell("B")]}, old["rows"][1]],
    }
    assert "ô 1 gộp 2 cột" in changes([old], [merged])[0]


# ---- comments


def test_a_comment_is_at_its_block_and_stays_there() -> None:
    runs = [run("Trả đúng "), run("hạn", bold=True), run(" cho dân")]
    text = [paragraph("Phạm vi áp", "a"), {"id": "b", "type": "paragraph", "runs": runs}]
    body = {"sections": [{"id": "s", "text": text}]}
    assert sought(body, "đúng hạn cho") == "/sections/0/text/1"
    moved = {"sections": [{"id": "s", "text": [text[1], text[0]]}]}
    assert placed(body, moved, "/sections/0/text/1", "đúng hạn cho") == Place_(
        "same", "/sections/0/text/0"
    )
    other = {"sections": [{"id": "s", "text": [text[0], paragraph("Trả sớm", "b")]}]}
    assert placed(body, other, "/sections/0/text/1", "đúng hạn").state == "changed"
    gone = {"sections": [{"id": "s", "text": [text[0]]}]}
    assert placed(body, gone, "/sections/0/text/1", "đúng hạn").state == "gone"
    assert place(get("manual"), body, "/sections/0/text/1").endswith("“Trả đúng hạn cho dân”")
