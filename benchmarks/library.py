"""How long the library, the lists of document control and their counts keep the database busy.

Run `python -m benchmarks.library`, with `ISO_TEST_DATABASE` naming a PostgreSQL server, or with the
number of documents (50,000 without it; six versions each). Works on a database of its own, which it
throws away. Milliseconds within the database, the best of five: compare them on one machine alone.
"""

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import (  # noqa: E402
    CaptureQueriesContext,
    setup_databases,
    setup_test_environment,
    teardown_databases,
)

from processes.control import lists  # noqa: E402
from registry.documents.models import Document, Validity, Version  # noqa: E402
from registry.library import shelf  # noqa: E402
from registry.lists.counting import Counted, together  # noqa: E402
from registry.lists.paging import by_key  # noqa: E402
from registry.now import now  # noqa: E402
from registry.organisation.models import Agency, User  # noqa: E402
from registry.periodic import dues  # noqa: E402
from registry.policy import standing  # noqa: E402
from tests import factories  # noqa: E402

DOCUMENTS, VERSIONS, UNITS, PROCESSES = 50_000, 6, 20, 200
REQUEST, PER_PAGE = RequestFactory().get("/"), 30
MANUAL = {"sections": [{"id": "m1", "heading": "Phạm vi", "text": "Mọi việc của cơ quan."}]}


def copied(row: Any, number: int, **changes: str) -> None:
    """Insert so many rows like this one; a change is SQL, in which `i` counts from 1."""
    columns = [field.column for field in type(row)._meta.concrete_fields if not field.primary_key]
    chosen = ", ".join(changes.get(column, f"r.{column}") for column in columns)
    table = type(row)._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})"
            f" INSERT INTO {table} ({', '.join(columns)})"
            f" SELECT {chosen} FROM n, {table} r WHERE r.id = {row.pk}"
        )


def fill(number: int) -> tuple[Agency, User, User]:
    """Fill a database of its own: an agency, its secretary, somebody of staff."""
    agency = factories.agency()
    units = [factories.unit(agency, f"P{place}") for place in range(UNITS)]
    for _ in range(PROCESSES):
        factories.install_process(agency)
    version = factories.install(agency, "manual", MANUAL, starts=now() - timedelta(days=400))
    document, period = version.document, Validity.objects.of(agency).get(version=version)
    uid = "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
    last = Document.objects.of(agency).latest("pk").pk
    copied(
        document, number, uid=uid, code="'TL-' || i", folded="'tl-' || i || ' tai lieu ' || i",
        title="'Tài liệu ' || i", owner_unit_id=f"{units[0].pk} + i % {UNITS}",
    )  # fmt: skip
    newest = Version.objects.of(agency).latest("pk").pk
    for issue in range(1, VERSIONS + 1):
        first = newest + (issue - 1) * number
        copied(
            version, number, uid=uid, document_id=f"{last} + i", issue_no=str(issue),
            code="'TL-' || i",
        )  # fmt: skip
        days = (VERSIONS - issue) * 100
        age = "r.starts" if connection.vendor == "sqlite" else f"r.starts - interval '{days} days'"
        until = "NULL"
        if issue < VERSIONS:
            until = (
                f"r.starts - interval '{days - 100} days'"
                if connection.vendor == "postgresql"
                else "r.starts"
            )
        copied(
            period, number, document_id=f"{last} + i", version_id=f"{first} + i", starts=age,
            ends=until,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    secretary = factories.person(agency, role="iso_secretary", unit=units[0])
    return agency, secretary, factories.person(agency, role="staff", unit=units[0])


def first_page(rows: Any) -> list[Any]:
    """Return the rows of a list's first page; how many there are was counted before."""
    return list(
        by_key(rows if rows.ordered else rows.order_by("-pk"), REQUEST, PER_PAGE, total=10**6)
    )


def measured(ask: Callable[[], Any]) -> tuple[float, int]:
    """Return the least milliseconds that the database took, and how many questions it was asked."""
    found = []
    for _ in range(5):
        with CaptureQueriesContext(connection) as queries:
            ask()
        found.append((sum(float(one["time"]) for one in queries) * 1000, len(queries)))
    return min(found)


def main() -> None:
    """Print how long each takes."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        agency, secretary, staff = fill(number)
        print(f"{connection.vendor}: {Document.objects.of(agency).count():,} documents,"
              f" {Version.objects.of(agency).count():,} versions")  # fmt: skip
        at, reader = standing(secretary), standing(staff)
        due = dues.soon(at)
        asked: dict[str, Callable[[], Any]] = {
            "library: tree and counts": lambda: shelf.shelf_of(reader),
            "library: first page": lambda: first_page(shelf.issued(reader)),
            "library: a unit, first page": lambda: first_page(
                shelf.issued(reader, unit=str(secretary.memberships.get().unit_id))
            ),
            "count: due for review": lambda: together(due=Counted(due, {"due": Count("pk")})),
            "all counts of document control": lambda: lists.counts(secretary),
        }
        for one in lists.LISTS:
            if one.shown(at):
                of = lists.documents_in if one.of is Document else lists.proposals_in
                rows = of(secretary, one)
                asked[f"list: {one.label}, first page"] = lambda rows=rows: first_page(rows)
        for what, ask in asked.items():
            milliseconds, queries = measured(ask)
            print(f"{milliseconds:8.0f} ms {queries:3} queries  {what}")
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
