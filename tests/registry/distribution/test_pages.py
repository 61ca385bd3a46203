"""Pages of distribution: as many questions with many rows as with few, files, an old document."""

import cProfile
import pstats
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.distribution import copies, delivering
from registry.documents.models import Validity, Version
from registry.notices.models import Notice
from registry.now import now
from registry.organisation.models import Membership, User
from tests import factories
from tests.processes.control.conftest import Office
from tests.registry.distribution.conftest import issue, work

pytestmark = pytest.mark.django_db

FEW, MANY = 3, 33


def cost(user: User, address: str) -> tuple[int, Any]:
    client = Client()
    client.force_login(user)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(queries), answer


def test_lists_ask_as_much_for_many_rows_as_for_few(office: Office) -> None:
    clerk = factories.person(office.agency, role="clerk")
    version, desk = issue(office), factories.unit(office.agency, "VP")
    lists = {
        "Cần đọc": (office.head, "/admin/can-doc/"),
        "Phân phối": (
            office.secretary,
            reverse("distribution:readers", args=[version.document_id]) + f"?ban={version.pk}",
        ),
        "Bản in": (clerk, "/admin/ban-in/?muc=dang-giu"),
    }
    found = []
    for rows in (FEW, MANY - FEW):
        people = User.objects.bulk_create(
            User(username=f"doc{rows}-{number}", full_name=f"Đọc {number}")
            for number in range(rows)
        )
        Membership.unscoped.bulk_create(
            Membership(agency=office.agency, user=user, unit=desk, role="staff") for user in people
        )
        for user in people:
            copies.print_copy(clerk, version, person=user)
        delivering.note(version)
        for number in range(rows):
            shipped = factories.install(office.agency, "manual", version.data, title=f"T {number}")
            delivering.deliver({"version": shipped.pk})
        work()
        # The bell asks once more while something waits to be read; that is no row of a list.
        Notice.unscoped.update(read_at=now())
        found.append({what: cost(*given) for what, given in lists.items()})
        least = FEW if len(found) == 1 else MANY
        assert all(a.context["page"].paginator.count >= least for _, a in found[-1].values())
    few, many = ({what: count for what, (count, _) in one.items()} for one in found)
    assert few == many
    assert max(many.values()) <= 12, many


def test_the_list_of_readers_is_a_file_and_a_paper(office: Office) -> None:
    version = issue(office)
    work()
    client = Client()
    client.force_login(office.secretary)
    page = reverse("distribution:readers", args=[version.document_id])
    assert "Quang Vinh" in client.get(f"{page}?dang=csv").getvalue().decode()
    assert client.get(f"{page}?dang=xlsx")["Content-Type"].endswith("sheet")
    paper = client.get(f"{page}?dang=in").content.decode()
    assert "PHÂN PHỐI VÀ XÁC NHẬN" in paper and "Quang Vinh" in paper


def test_whoever_keeps_it_chooses_where_it_goes_and_nothing_typed_is_lost(office: Office) -> None:
    version = issue(office)
    client = Client()
    client.force_login(office.secretary)
    url = reverse("distribution:targets", args=[version.document_id])
    page = client.get(url)
    given = {"seen": page.context["seen"], "key": page.context["key"], "cach": "test"}
    wrong = client.post(url, {**given, "noi-nhan": ["role:staff"], "ngay": "nhiều"})
    text = wrong.content.decode()
    assert wrong.status_code == 422 and "phải từ 1 đến 60" in text
    assert 'value="role:staff" checked' in text and 'value="nhiều"' in text
    assert client.post(url, {**given, "noi-nhan": ["role:staff"], "ngay": "7"}).status_code == 302
    assert "Vai trò Cán bộ, công chức" in client.get(url).content.decode()
    client.force_login(factories.person(office.agency))
    assert client.get(url).status_code == 404


def _again(version: Version, times: int) -> None:
    """So many issues before this one, long ago."""
    first, day = factories.LONG_AGO, timedelta(days=1)
    made = Version.unscoped.bulk_create(
        Version(
            agency_id=version.agency_id, document=version.document, issue_no=number,
            revision_no=1, code=version.code, title=version.title, kind=version.kind,
            body=version.body, sha256=version.sha256, issued_at=now(),
        )
        for number in range(100, 100 + times)
    )  # fmt: skip
    Validity.unscoped.bulk_create(
        Validity(
            agency_id=version.agency_id, document=version.document, version=one,
            starts=first + number * day, ends=first + (number + 1) * day,
        )
        for number, one in enumerate(made)
    )  # fmt: skip


def test_a_document_of_200_issues_is_read_as_quickly_as_one_of_two(office: Office) -> None:
    young, old = issue(office), issue(office)
    work()
    _again(young, 1)
    _again(old, 199)
    client = Client()
    client.force_login(office.secretary)
    counts, calls, sizes = [], [], []
    for version in (young, old):
        address = f"/admin/tai-lieu/{version.document_id}/"
        count, answer = cost(office.secretary, address)
        # What the page does, call by call: the same on a busy machine and on a quiet one.
        with cProfile.Profile() as work_done:
            client.get(address)
        counts.append(count)
        calls.append(pstats.Stats(work_done).total_calls)
        sizes.append(len(answer.content))
    assert counts[0] == counts[1]
    assert sizes[1] <= 1.3 * sizes[0] and calls[1] <= 1.3 * calls[0], (sizes, calls)
    every = client.get(f"{address}?lan=tat-ca").content.decode()
    assert "Lần ban hành 100/01" in every and "Lần ban hành 298/01" in every


def test_an_issue_that_went_to_nobody_says_so_whoever_asks_for_it(office: Office) -> None:
    version = factories.install(
        office.agency, "manual", {"sections": [{"id": "m", "heading": "Mục", "text": "Chữ."}]}
    )
    client = Client()
    client.force_login(office.secretary)
    url = reverse("distribution:readers", args=[version.document_id])
    html = client.get(f"{url}?ban={version.pk}").content.decode()
    assert "Chưa phân phối đến ai" in html and "Không có người nhận nào khớp" not in html
