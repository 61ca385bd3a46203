"""A list that is turned by key shows every row once, in order, forwards and back."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Least
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from registry.documents.listing import listed
from registry.lists.paging import Pages, by_key, by_number
from registry.now import frozen, now
from registry.organisation.models import Agency
from registry.trail.models import Event, Job
from tests import factories
from tests.support.plans import plan

pytestmark = pytest.mark.django_db
NOW = factories.at("2026-04-24 09:00")
PER_PAGE = 4
MANUAL = {"sections": [{"id": "m1", "heading": "Mục", "text": "Chữ."}]}
# Instants that repeat and, in `claimed_at`, are missing.
ROWS = [(3, None), (1, 2), (1, 2), (2, None), (3, 1), (1, None), (2, 2), (3, 3), (2, 1), (1, 1)]
ORDERS: dict[str, tuple[Any, ...]] = {
    "columns": ("-run_at", "-pk"),
    "upwards": ("run_at", "-pk"),
    "first": (F("claimed_at").desc(nulls_first=True), F("run_at").asc(nulls_last=True), "-pk"),
    "last": (F("claimed_at").asc(nulls_last=True), "run_at", "pk"),
    "first_up": (F("claimed_at").asc(nulls_first=True), "pk"),
    "numbers": ("-attempts", "pk"),
    "worked_out": (
        Least(Coalesce("claimed_at", "run_at"), Coalesce("run_at", "claimed_at")).asc(
            nulls_last=True
        ),
        "pk",
    ),
}


def day(number: int | None) -> Any:
    # With and without parts of a second.
    return None if number is None else NOW + timedelta(days=number, microseconds=number - 1)


@pytest.fixture
def jobs() -> QuerySet[Job]:
    for run, claimed in ROWS:
        Job.objects.create(
            handler="x", run_at=day(run), claimed_at=day(claimed), created_at=NOW, attempts=run
        )
    return Job.objects.filter(handler="x")


def page_at(rows: QuerySet[Any], query: str = "") -> Pages:
    return by_key(rows, RequestFactory().get(f"/{query}"), PER_PAGE)


@pytest.mark.parametrize("order", ORDERS)
def test_every_row_stands_once_and_where_it_stood(jobs: QuerySet[Job], order: str) -> None:
    rows = jobs.order_by(*ORDERS[order])
    numbered = Paginator(rows, PER_PAGE)
    page, walked = page_at(rows, "?q=a+b&p=1"), []
    for number in numbered.page_range:
        assert list(page) == list(numbered.page(number)), number
        assert (page.number, page.total_pages, page.total) == (number, 3, 10)
        walked.append(page)
        if page.has_next():
            assert parse_qs(page.next_url[1:])["q"] == ["a b"]
            page = page_at(rows, page.next_url)
    assert not walked[-1].has_next() and not walked[0].has_previous()
    for before in reversed(walked[:-1]):
        page = page_at(rows, page.previous_url)
        assert list(page) == list(before) and page.number == before.number
    assert not page.has_previous()


def test_the_rows_before_a_page_are_not_walked_over(jobs: QuerySet[Job]) -> None:
    rows = jobs.order_by("-run_at", "-pk")
    second = page_at(rows, page_at(rows).next_url)
    for address in (second.next_url, second.previous_url, "?p=3"):
        with CaptureQueriesContext(connection) as queries:
            list(page_at(rows, address))
        assert len(queries) == 2
        assert any("OFFSET" in one["sql"] for one in queries) is (address == "?p=3")
    with CaptureQueriesContext(connection) as queries:
        by_key(rows, RequestFactory().get("/"), PER_PAGE, total=10)
    assert len(queries) == 1


def test_rows_that_come_meanwhile_move_nothing(jobs: QuerySet[Job]) -> None:
    rows = jobs.order_by("-run_at", "-pk")
    everything, first = list(rows), page_at(rows)
    for _ in range(PER_PAGE + 1):
        Job.objects.create(handler="x", run_at=day(9), created_at=NOW)
    second = page_at(rows, first.next_url)
    assert [*first, *second] == everything[: 2 * PER_PAGE]
    third = page_at(rows, second.next_url)
    assert list(third) == everything[2 * PER_PAGE :]
    # Fifteen rows are four pages now; the last is known for the last.
    assert (third.number, third.total_pages, third.has_next()) == (4, 4, False)
    back = page_at(rows, third.previous_url)
    assert list(back) == list(second)


def test_what_comes_back_to_the_beginning_is_a_whole_page(jobs: QuerySet[Job]) -> None:
    rows = jobs.order_by("-run_at", "-pk")
    second = page_at(rows, page_at(rows).next_url)
    third = page_at(rows, second.next_url)
    jobs.filter(pk__in=[one.pk for one in rows[:3]]).delete()
    # Five rows are left before the third page, one of them of the first.
    back = page_at(rows, third.previous_url)
    assert list(back) == list(second) and back.has_previous()
    jobs.filter(pk__in=[one.pk for one in rows[:3]]).delete()
    back = page_at(rows, third.previous_url)
    assert list(back) == list(rows) and not back.has_previous() and back.number == 1
    jobs.all().delete()
    assert list(page_at(rows, third.previous_url)) == list(page_at(rows, second.next_url)) == []


@pytest.mark.parametrize(
    "odd",
    ["x", "x.x", "1", "1.2.3", "a.b", "1.b", "-1.-1", "9" * 30 + ".1", "9" * 18 + "." + "9" * 18,
     "-" + "9" * 18 + ".1", "²", "1.²", "%00", "1.", ".", "\ud800", "1;2"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["sau", "truoc", "p"])
def test_an_odd_address_is_answered(jobs: QuerySet[Job], odd: str, name: str) -> None:
    for order in ("columns", "first", "numbers"):
        request = RequestFactory().get("/", {name: odd.encode("utf-8", "replace"), "p": "2"})
        assert list(by_key(jobs.order_by(*ORDERS[order]), request, PER_PAGE))


@pytest.mark.parametrize(("asked", "number"), [("", 1), ("2", 2), ("zz", 1), ("99", 3), ("-1", 3)])
def test_an_address_of_before_gives_its_page(jobs: QuerySet[Job], asked: str, number: int) -> None:
    rows = jobs.order_by("-run_at", "-pk")
    page = page_at(rows, f"?p={asked}")
    assert list(page) == list(Paginator(rows, PER_PAGE).page(number)) and page.number == number
    short = by_number(rows, RequestFactory().get(f"/?p={asked}"), PER_PAGE)
    assert list(short) == list(page) and short.number == number
    assert all("sau" not in url and "truoc" not in url for url in (short.next_url,))


def test_words_stand_in_no_address(jobs: QuerySet[Job]) -> None:
    jobs.update(error="Hồ sơ của bà Lan")
    page = page_at(jobs.order_by("error", "pk"))
    assert page.next_url == f"?p=2&sau={page.object_list[-1].pk}"
    assert list(page_at(jobs.order_by("error", "pk"), page.next_url))


def test_an_order_without_a_last_word_is_refused(jobs: QuerySet[Job]) -> None:
    for order in ((), ("-run_at",)):
        with pytest.raises(ValueError, match="primary key"):
            page_at(jobs.order_by(*order))


def test_the_template_says_where_one_is(jobs: QuerySet[Job]) -> None:
    rows = jobs.order_by("-run_at", "-pk")
    second = page_at(rows, "?q=x&p=2")
    text = render_to_string("registry/ui/pager.html", {"pages": second})
    assert "Trang 2/3" in text
    assert re.findall(r'rel="(\w+)" href="([^"]+)"', text) == [
        ("prev", "?q=x"), ("next", second.next_url.replace("&", "&amp;")),
    ]  # fmt: skip
    assert not render_to_string("registry/ui/pager.html", {"pages": page_at(rows.none())}).strip()


def test_a_page_of_events_begins_in_the_index_where_the_one_before_ended() -> None:
    agency = factories.agency()
    with frozen(NOW):
        for number in range(9):
            factories.install(agency, "manual", MANUAL, title=f"Sổ tay {number}")
    rows = Event.objects.filter(agency=agency).order_by("-at", "-pk")
    queries: list[Any] = []
    original = QuerySet._fetch_all

    def kept(self: QuerySet[Any]) -> None:
        queries.append(self)
        original(self)

    address = page_at(rows).next_url
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "_fetch_all", kept)
        page_at(rows, address)
    told = plan(queries[0]._chain())
    assert "registry_ev_agency" in told
    # In the index condition itself, not only asked of each row.
    assert re.search(r"agency_id=\? AND at<\?|Index Cond: .*\bat <= ", told), told


def test_documents_are_turned_by_when_they_were_changed() -> None:
    agency = factories.agency()
    reader = factories.person(agency, role="staff")
    for number in range(9):
        with frozen(now() + timedelta(seconds=number // 2)):
            _install(agency, number)
    rows = listed(reader)
    everything, page = list(rows), page_at(rows)
    assert len(everything) == 9
    seen = list(page)
    while page.has_next():
        page = page_at(rows, page.next_url)
        seen += page
    assert seen == everything


def _install(agency: Agency, number: int) -> None:
    factories.install(agency, "manual", MANUAL, title=f"Sổ tay {number}")
