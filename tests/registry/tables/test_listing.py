"""A list as it is asked for: order, filters as chips, ready views, what an empty one says."""

import random
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.html import strip_tags

from registry.lists.ordering import by_words
from registry.tables.declared import Cell, Column, Empty, Filter, Tab, Table
from registry.tables.listing import Listing
from registry.trail.models import Job
from tests import factories

NOW = factories.at("2026-04-24 09:00")
WORDS = ("Đơn", "đơn", "Dơn", "", "Ân", "an", "Án", "Z", "Đơn")


def column(name: str, **more: Any) -> Column:
    return Column(name, name.upper(), lambda row: str(getattr(row, name, row)), **more)


TABLE = Table(
    code="jobs-here",
    label="Việc",
    unit="việc",
    columns=(
        column("error", kind="lead", by=by_words("error")),
        column("handler", kind="what", fixed=True),
        column("run_at", by="run_at", falling=True),
        column("claimed_at", by="claimed_at", nullable=True, hidden=True),
        column("attempts", kind="num", by=lambda: by_words("handler")),
    ),
    filters=(
        Filter("loai", "Loại", (("a", "Loại A"), ("b", "Loại B"))),
        Filter("tu", "Từ ngày", sort="day"),
    ),
    search="mã",
    order="-run_at",
    per_page=4,
    keeps=("co-quan",),
    keeping=False,
)  # fmt: skip


def asked(query: str = "", table: Table = TABLE, **more: Any) -> Listing:
    request = RequestFactory().get(f"/danh-sach/{query}")
    return Listing(table, request, **more)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_every_row_stands_once_in_every_order_forwards_and_back(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(chance.randint(9, 14)):
        late = chance.choice((None, 1, 2))
        Job.objects.create(
            handler=chance.choice(("x", "y")),
            error=chance.choice(WORDS),
            run_at=NOW + timedelta(days=chance.randint(1, 3)),
            claimed_at=late and NOW + timedelta(days=late),
            created_at=NOW,
        )
    rows: QuerySet[Job] = Job.objects.filter(handler__in=["x", "y"]).order_by("-run_at", "-pk")
    for name in ("error", "-error", "run_at", "-run_at", "claimed_at", "-claimed_at", "-attempts"):
        whole = list(asked(f"?sap={name}").ordered(rows))
        assert len(whole) == rows.count()
        page, seen, walked = asked(f"?sap={name}").show(rows).pages, [], []
        while True:
            seen += page.object_list
            walked.append(list(page.object_list))
            if not page.has_next():
                break
            assert not any(word and word in page.next_url for word in ("Đơn", "%C4%90", "dơn"))
            assert parse_qs(page.next_url[1:])["sap"] == [name]
            page = asked(page.next_url).show(rows).pages
        assert seen == whole, name
        for before in reversed(walked[:-1]):
            page = asked(page.previous_url).show(rows).pages
            assert list(page.object_list) == before, name


@pytest.mark.django_db
def test_a_row_that_went_meanwhile_leaves_the_page_its_number() -> None:
    for number in range(9):
        Job.objects.create(handler="x", error=f"v{number}", run_at=NOW, created_at=NOW)
    rows = Job.objects.filter(handler="x").order_by("pk")
    first = asked("?sap=error").show(rows).pages
    rows.filter(error="v3").delete()
    following = asked(first.next_url).show(rows).pages
    assert following.number == 2 and [row.error for row in following] == ["v5", "v6", "v7", "v8"]


@pytest.mark.parametrize("odd", ["handler", "x", "--run_at", "-", "run_at;drop", "%00", "²"])
def test_an_unknown_order_is_the_usual_one(odd: str) -> None:
    listing = asked(f"?sap={odd}")
    assert listing.ordered_by == (TABLE.columns[2], True)
    rows = object()
    assert listing.ordered(rows) is rows


def test_rows_in_memory_are_put_in_order_too_those_without_last() -> None:
    table = Table(
        code="m", label="M", unit="dòng", columns=(column("n", by=lambda row: row or None),),
        keeping=False,
    )  # fmt: skip
    rows = [2, 0, 3, 1]
    assert asked("?sap=n", table).ordered(rows) == [1, 2, 3, 0]
    assert asked("?sap=-n", table).ordered(rows) == [3, 2, 1, 0]


def test_heads_lead_to_the_other_way_and_say_which_it_is() -> None:
    heads = {head.column.name: head for head in asked("?q=a&sap=error").heads}
    assert (heads["error"].sorted, heads["error"].url) == ("ascending", "?q=a&sap=-error")
    # What is newest comes first at the first click.
    assert (heads["run_at"].sorted, heads["run_at"].url) == ("", "?q=a&sap=-run_at")
    assert heads["handler"].url == "" and "claimed_at" not in heads


def test_each_chip_takes_one_filter_off_and_one_link_all_of_them() -> None:
    listing = asked("?q=thu&loai=a&tu=1/2/2026&sap=error&co-quan=7&p=3&sau=1.2")
    assert [(chip.label, chip.url) for chip in listing.chips] == [
        ("«thu»", "?loai=a&tu=1%2F2%2F2026&sap=error&co-quan=7"),
        ("Loại: Loại A", "?q=thu&tu=1%2F2%2F2026&sap=error&co-quan=7"),
        ("Từ ngày: 1/2/2026", "?q=thu&loai=a&sap=error&co-quan=7"),
    ]
    assert listing.bare_url == "?sap=error&co-quan=7"
    assert listing.hidden == [("sap", "error"), ("co-quan", "7")]


def test_what_is_wrong_in_a_filter_is_said_and_narrows_nothing() -> None:
    listing = asked("?tu=hom+qua", wrong={"tu": "Ngày chưa đúng."})
    assert listing.chips == [] and listing.open
    assert "Ngày chưa đúng." in drawn(listing.show([]))


def test_a_ready_view_keeps_the_other_filters_and_says_what_it_narrows() -> None:
    tabs = [Tab("Tất cả", count=5), Tab("A", "loai=a", 2)]
    listing = asked("?q=x&loai=a", tabs=tabs)
    assert [(tab.url, tab.current) for tab in listing.tabs] == [
        ("?q=x", False),
        ("?q=x&loai=a", True),
    ]
    assert [chip.label for chip in listing.chips] == ["«x»"]
    assert [chip.label for chip in asked("?loai=b", tabs=tabs).chips] == ["Loại: Loại B"]


def drawn(listing: Listing) -> str:
    return render_to_string("registry/ui/table.html", {"listing": listing})


def test_an_empty_list_says_what_to_do_and_one_without_a_match_how_to_widen_it() -> None:
    empty = Empty("Chưa có việc nào", "Việc mới đến đây.", "Thêm việc", "/them/")
    text = drawn(asked(empty=empty).show([]))
    assert "Chưa có việc nào" in text and '<a class="btn go" href="/them/">Thêm việc</a>' in text
    text = drawn(asked("?q=zzz", empty=empty).show([]))
    assert "Không có việc nào khớp" in text and "Xóa hết lọc" in text and "/them/" not in text


def test_a_row_is_a_card_from_the_same_markup() -> None:
    table = Table(
        code="c", label="C", unit="dòng", keeping=False,
        columns=(
            Column("ma", "Mã", lambda row: "QT <1>", "lead"),
            Column("ten", "Tên", lambda row: Cell("Tên", "/mo/", ("dòng hai", "")), "what"),
            Column("o", "Tình trạng", lambda row: Cell("Quá hạn", tone="late"), "flag"),
            Column("han", "Hạn", lambda row: Cell("còn 1 ngày", tone="wait")),
            Column("trong", "Trống", lambda row: ""),
        ),
    )  # fmt: skip
    text = re.sub(
        r"\s*(</?td[^>]*>)\s*", r"\1", " ".join(drawn(asked("", table).show([1])).split())
    )
    assert '<td class="lead code">QT &lt;1&gt;</td>' in text
    assert '<a class="name" href="/mo/">Tên</a><span class="second">dòng hai</span></td>' in text
    assert 'data-label="Hạn"' in text and 'data-label="Trống"' not in text
    # Nothing at all in it: a card leaves out what is `:empty`.
    assert "<td></td>" in text
    assert '<td class="flag"><span class="state is-late">' in text
    assert strip_tags(text).count("Quá hạn") == 1


def test_what_a_link_carries_on_is_bounded() -> None:
    many = "&".join(f"a{number}={'x' * 500}" for number in range(300))
    assert len(asked(many).address(sap="ten")) < 20 * 220
