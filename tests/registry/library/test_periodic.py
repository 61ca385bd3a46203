"""Documents in force are read again: by when, by whom, who is reminded, and once each."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from registry.documents import services as documents
from registry.documents.errors import DocumentError
from registry.documents.models import Document, Stage
from registry.notices.models import Notice
from registry.now import frozen, today
from registry.periodic import dues, reminders, services
from registry.periodic.models import PeriodicReview
from registry.policy import Forbidden, forget, readable, standing
from registry.trail import events
from tests import factories
from tests.registry.library.office import NOW, Ward, client_of, make_ward, manual
from tests.support.pages import hidden
from tests.support.worlds import once_a_module

pytestmark = pytest.mark.django_db
ward = once_a_module(make_ward)
EXTERNAL = {
    "number": "12/HD", "issuer": "Sở Nội vụ", "kept_as": "paper", "place": "Tủ 1",
    "applies_to": "Văn thư",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with frozen(NOW):
        yield


def review(
    user: Any, document: Document, outcome: str = "unchanged", **more: Any
) -> PeriodicReview:
    return services.review(user, document, outcome, **{"seen": services.shown_of(document), **more})


@pytest.mark.parametrize(
    ("starts", "months", "due"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2025-12-01", 1, "2026-01-01"),
        ("2026-07-15", 24, "2028-07-15"),
    ],
)
def test_months_end_over_years_and_in_february(starts: str, months: int, due: str) -> None:
    day = date.fromisoformat(starts)
    assert dues.due_of(day, None, months) == date.fromisoformat(due)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 120))
def test_what_ends_by_a_day_began_by_the_last_start(day: date, months: int) -> None:
    last = dues.last_start(day, months)
    assert dues.add_months(last, months) <= day
    assert dues.add_months(last + timedelta(days=1), months) > day


def test_it_is_read_again_after_its_period_and_moves_when_it_was(ward: Ward) -> None:
    document = ward.issue(starts=factories.at("2025-11-20 08:00"))
    (due,) = dues.dues(standing(ward.secretary))
    assert (due.day, due.left, due.reviewed) == (date(2026, 11, 20), 4, None)
    made = review(ward.head, document, remark="Vẫn đúng")
    (due,) = dues.dues(standing(ward.secretary))
    assert (due.day, due.reviewed) == (date(2027, 11, 16), today())
    (event,) = [one for one in events.read(f"document:{document.uid}") if "reviewed" in one.type]
    assert events.data_of(event)["review"] == made.pk and event.actor == ward.head


def test_counting_in_the_database_says_what_the_list_says(ward: Ward) -> None:
    """Kinds and documents with periods of their own, readings, days that a text names itself."""
    days = ["2024-02-29", "2025-10-31", "2025-11-16", "2025-12-16", "2025-12-17", "2026-11-01"]
    made = [
        ward.issue(starts=factories.at(f"{day} 00:00"), kind=kind, body=body)
        for day in days
        for kind, body in (("manual", manual()), ("external", EXTERNAL))
    ]
    for place, months in ((0, 6), (2, 0), (4, 11)):
        services.set_period(ward.secretary, made[place], months)
    for day in ("2026-11-10", "2026-12-16", "2026-12-17", "2027-05-01"):
        made.append(
            ward.issue(
                kind="external",
                body={**EXTERNAL, "review_on": day},
                starts=factories.at("2025-01-01 00:00"),
            )
        )
    with frozen(factories.at("2026-11-12 10:00")):
        for document in (made[1], made[-4], made[-1]):
            review(ward.secretary, document)
    services.set_defaults(ward.secretary, ward.agency, {"manual": 13})
    at = standing(ward.secretary)
    rows = readable(at, Document)
    for plus in (-400, -30, 0, 29, 30, 31, 60, 400):
        until = today() + timedelta(days=plus)
        counted = set(rows.filter(dues.due_by(until, at.agency_ids)).values_list("pk", flat=True))
        assert counted == {one.document_id for one in dues.dues(at) if one.day <= until}, plus


def test_who_may_read_it_again(ward: Ward) -> None:
    document = ward.issue()
    elsewhere = factories.person(
        ward.agency, role="department_leader", unit=factories.unit(ward.agency, "TP")
    )
    for user in (ward.staff, elsewhere, ward.stranger):
        with pytest.raises(Forbidden):
            review(user, document)
        with pytest.raises(Forbidden):
            services.set_period(user, document, 3)
    with pytest.raises(Forbidden):
        services.set_defaults(ward.head, ward.agency, {"manual": 3})
    assert not PeriodicReview.objects.of(ward.agency).exists()
    stand_in = ward.staff
    factories.delegation(ward.agency, ward.head, stand_in, "department_leader")
    forget(stand_in)
    made = review(stand_in, document)
    assert (made.by, made.on_behalf_of) == (stand_in, ward.head)


def test_who_edits_reads_the_period_on_the_first_tab_and_finds_where_to_change_it(
    ward: Ward,
) -> None:
    draft = documents.create(ward.secretary, ward.agency, "manual", title="Sổ tay", code="S1")
    client, edit = client_of(ward.secretary), reverse("documents:edit", args=[draft.pk])
    page = client.get(edit).content.decode()
    assert "Soát xét định kỳ: <b>12 tháng</b> (theo loại tài liệu)." in page
    change = reverse("library:review", args=[draft.pk])
    assert f'href="{change}#ky"' in page
    assert client.get(change).status_code == 200
    client.post(reverse("library:period", args=[draft.pk]), {"thang": "6"})
    assert "Soát xét định kỳ: <b>6 tháng</b>." in client.get(edit).content.decode()
    client.post(reverse("library:period", args=[draft.pk]), {"thang": "0"})
    assert "Soát xét định kỳ: <b>không soát xét</b>." in client.get(edit).content.decode()


def test_a_page_that_is_old_and_a_second_press_change_nothing(ward: Ward) -> None:
    document = ward.issue()
    seen = services.shown_of(document)
    first = review(ward.secretary, document, seen=seen, idempotency_key="mot")
    assert review(ward.secretary, document, seen=seen, idempotency_key="mot") == first
    with pytest.raises(services.Outdated, match="có người vừa soát xét"):
        review(ward.head, document, seen=seen)
    seen = services.shown_of(document)
    factories.install(ward.agency, "manual", manual("Khác"), uid=str(document.uid), starts=NOW)
    with pytest.raises(services.Outdated):
        review(ward.head, document, seen=seen)
    assert PeriodicReview.objects.of(ward.agency).count() == 1


def test_to_be_amended_opens_a_revision_and_does_not_move_the_day(ward: Ward) -> None:
    document = ward.issue(starts=factories.at("2025-11-20 08:00"))
    with pytest.raises(DocumentError, match="Hãy ghi điều cần sửa"):
        review(ward.secretary, document, "amend")
    review(ward.secretary, document, "amend", remark="Sai tên phòng")
    document.refresh_from_db()
    assert (document.stage, document.author) == (Stage.DRAFT, ward.secretary)
    (due,) = dues.dues(standing(ward.secretary))
    assert due.day == date(2026, 11, 20)
    # The leader of the unit opens no revision of another's: the author hears what is wrong.
    other = ward.issue()
    Document.objects.of(ward.agency).filter(pk=other.pk).update(author=ward.secretary)
    review(ward.head, other, "amend", remark="Thiếu bước 3")
    other.refresh_from_db()
    assert other.stage == Stage.IDLE
    (told,) = Notice.objects.of(ward.agency).filter(user=ward.secretary)
    assert "Thiếu bước 3" in told.text


def test_what_is_not_in_force_is_not_read_again(ward: Ward) -> None:
    quality = factories.person(ward.agency, role="quality_leader")
    document = ward.issue()
    documents.cancel(quality, document, reason="Không dùng nữa")
    with frozen(NOW + timedelta(minutes=1)):
        assert dues.dues(standing(ward.secretary)) == []
        with pytest.raises(DocumentError, match="không có lần ban hành nào đang có hiệu lực"):
            review(ward.secretary, document)


def test_reminders_come_once_before_and_once_on_the_day(ward: Ward) -> None:
    document = ward.issue(starts=factories.at("2025-12-20 08:00"), code="ST-1", title="Sổ tay")

    def told(day: str) -> list[tuple[str, str]]:
        with frozen(factories.at(f"{day} 06:40")):
            reminders.remind()
            reminders.remind()
        rows = Notice.objects.of(ward.agency).filter(kind="periodic").order_by("pk")
        return [(row.user.get_full_name(), row.key.rpartition(":")[2]) for row in rows]

    names = [ward.secretary.get_full_name(), ward.head.get_full_name()]
    assert told("2026-11-19") == []
    before = [(name, "truoc") for name in names]
    assert told("2026-11-20") == before
    assert told("2026-12-19") == before
    both = before + [(name, "ngay") for name in names]
    # The job did not run on the day itself: they hear of it when it does.
    assert told("2026-12-22") == both
    assert told("2027-02-01") == both
    with frozen(factories.at("2027-02-02 08:00")):
        review(ward.secretary, document)
    assert not Notice.objects.of(ward.agency).filter(kind="periodic", read_at=None).exists()
    assert told("2027-12-31") == both
    assert len(told("2028-01-10")) == 6


def test_the_pages(ward: Ward) -> None:
    document = ward.issue(starts=factories.at("2025-11-20 08:00"), title="Sổ tay tiếp công dân")
    client = client_of(ward.secretary)
    page = client.get("/admin/soat-xet/").content.decode()
    assert "Sổ tay tiếp công dân" in page and "còn 4 ngày" in page
    reader = client.get(f"/admin/tai-lieu/{document.pk}/").content.decode()
    assert "trước ngày <b>20/11/2026</b>" in reader and "Chưa lần nào" in reader
    address = f"/admin/soat-xet/{document.pk}/"
    form = client.get(address).content.decode()
    sent = {name: hidden(form, name) for name in ("key", "seen")}
    refused = client.post(address, {**sent, "ket-qua": "amend", "nhan-xet": "  "})
    assert refused.status_code == 422 and "Hãy ghi điều cần sửa" in refused.content.decode()
    kept = client.post(
        address, {**sent, "seen": "la", "ket-qua": "amend", "nhan-xet": "Sửa bước 2"}
    )
    assert kept.status_code == 422 and "Sửa bước 2</textarea>" in kept.content.decode()
    for _ in range(2):
        done = client.post(address, {**sent, "ket-qua": "unchanged"}, follow=True)
        assert (
            "Đã ghi: đã soát, không đổi. Lần sau: trước ngày 16/11/2027." in done.content.decode()
        )
    assert PeriodicReview.objects.of(ward.agency).count() == 1
    wrong = client.post("/admin/soat-xet/ky/", {"ky-manual": "hai năm"})
    assert wrong.status_code == 422 and 'value="hai năm"' in wrong.content.decode()
    client.post("/admin/soat-xet/ky/", {"ky-manual": "6"})
    client.post(f"{address}ky/", {"thang": "3"})
    assert dues.dues(standing(ward.secretary))[0].day == date(2027, 2, 16)
    client.post(f"{address}ky/", {"thang": ""})
    assert dues.dues(standing(ward.secretary))[0].day == date(2027, 5, 16)


def test_strangers_and_those_without_the_role_are_turned_away(ward: Ward) -> None:
    document = ward.issue()
    addresses = (f"/admin/soat-xet/{document.pk}/", f"/admin/soat-xet/{document.pk}/ky/")
    for user, codes in ((ward.stranger, {404}), (ward.staff, {302})):
        client = client_of(user)
        for address in addresses:
            answer = client.post(address, {"ket-qua": "unchanged", "thang": "1"})
            assert answer.status_code in codes
    assert client_of(ward.staff).get("/admin/soat-xet/").status_code == 404
    assert client_of(ward.staff).get("/admin/soat-xet/ky/").status_code == 302
    assert not PeriodicReview.objects.of(ward.agency).exists()


def test_the_list_asks_as_much_of_many_as_of_few(ward: Ward) -> None:
    client, counted = client_of(ward.secretary), []
    for more in (3, 30):
        for _ in range(more):
            ward.issue(starts=factories.at("2025-11-20 08:00"))
        client.get("/admin/soat-xet/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/admin/soat-xet/")
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 12, counted
