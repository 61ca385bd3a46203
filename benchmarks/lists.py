"""What lists cost as they are asked today, beside the way that they were asked before, in one run.

Run `python -m benchmarks.lists`. Ratios, not times: they mean the same on every machine. Works on a
database of its own, which it throws away; both ways must give the same, or a ratio means nothing.
"""

import os
import timeit
from collections.abc import Callable
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.core.paginator import Paginator  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402

from processes.cases.answers import Answers  # noqa: E402
from processes.cases.opening import openable, opens_any  # noqa: E402
from registry.documents.listing import called, listed  # noqa: E402
from registry.documents.models import Document  # noqa: E402
from registry.lists.paging import by_key  # noqa: E402
from registry.policy import standing  # noqa: E402
from registry.records.models import RecordRevision  # noqa: E402
from registry.trail.models import Event  # noqa: E402
from registry.vietnamese import fold  # noqa: E402
from tests import factories  # noqa: E402
from tests.processes import world as worlds  # noqa: E402
from tests.processes.test_lists_grow import copies  # noqa: E402
from tests.processes.world import World  # noqa: E402

DOCUMENTS, EVENTS, PROCESSES, REVISIONS = 5_000, 20_000, 100, 300
PAGE, PER_PAGE = 380, 50

Way = Callable[[], Any]


def titles(world: World) -> tuple[str, Way, Way]:
    """Prepare a search of documents by words: (name, way of before, way of today)."""
    reader = factories.person(world.agency, role="iso_secretary")
    first = Document.unscoped.filter(agency=world.agency).earliest("pk")
    made = copies(first, DOCUMENTS, title=lambda n: f"Thủ tục số {n}")
    for one in made:
        one.derive()
    Document.unscoped.bulk_update(made, ["folded"], batch_size=200)
    words = "thu tuc 4999"

    def before() -> list[int]:
        rows = listed(reader).only("code", "title", "next_code", "next_title")
        return [
            row.pk
            for row in rows
            if all(word in fold(f"{row.code} {row.title}") for word in fold(words).split())
        ]

    def today() -> list[int]:
        return list(listed(reader).filter(called(words)).values_list("pk", flat=True))

    return f"words among {DOCUMENTS:,} documents", before, today


def pages(world: World) -> tuple[str, Way, Way]:
    """Prepare a page far back in the trail: (name, way of before, way of today)."""
    first = Event.objects.filter(agency=world.agency).earliest("pk")
    copies(first, EVENTS, stream=lambda n: f"record:{n}")
    rows = Event.objects.filter(agency=world.agency).order_by("-at", "-pk")
    total = rows.count()
    numbered = Paginator(rows, PER_PAGE)
    numbered.count = total
    place = RequestFactory().get(f"/?p={PAGE - 1}")
    address = by_key(rows, place, PER_PAGE, total=total).next_url
    request = RequestFactory().get(f"/{address}")

    def before() -> list[int]:
        return [row.pk for row in numbered.page(PAGE)]

    def today() -> list[int]:
        return [row.pk for row in by_key(rows, request, PER_PAGE, total=total)]

    return f"page {PAGE} of {EVENTS:,} events", before, today


def offers(world: World) -> tuple[str, Way, Way]:
    """Prepare the button that opens a case: (name, way of before, way of today).

    It is asked for by a person who may open a case of none of the processes.
    """
    body = world.process.data
    for number in range(PROCESSES):
        factories.install_process(world.agency, {**body, "purpose": f"Việc {number}"})
    at = standing(factories.person(world.agency, role="staff"))
    return (
        f"one button over {PROCESSES} processes",
        lambda: any(openable(at)),
        lambda: opens_any(at),
    )


def answers(world: World) -> tuple[str, Way, Way]:
    """Prepare the answers of a case saved often: (name, way of before, way of today)."""
    case = world.open()
    (last,) = Answers(case).revisions.values()
    copies(last, REVISIONS, number=lambda n: n + 2)

    def before() -> list[int]:
        latest = {}
        rows = RecordRevision.objects.filter(record__case_stream=case.stream)
        related = rows.select_related("record__form", "record__form_version__document", "by")
        for revision in related.order_by("record_id", "number"):
            latest[str(revision.record.form.uid)] = revision.pk
        return list(latest.values())

    def today() -> list[int]:
        return [revision.pk for revision in Answers(case).revisions.values()]

    return f"answers saved {REVISIONS} times", before, today


def main() -> None:
    """Print how many times quicker each is."""
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with transaction.atomic():
            world = worlds.make()
            for prepare in (answers, offers, pages, titles):
                what, before, today = prepare(world)
                assert before() == today(), what
                slow, fast = (
                    min(timeit.repeat(way, number=3, repeat=3)) for way in (before, today)
                )
                print(f"{what}: {slow / fast:6.1f} times quicker")
            transaction.set_rollback(True)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
