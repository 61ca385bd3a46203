"""How long it takes to check and take over 500 documents of paper, and how often the page is told.

Run `python -m benchmarks.documents_import`, with `ISO_TEST_DATABASE` naming a PostgreSQL server, or
with the number of documents. Works on a database of its own, which it throws away. Each document is
a Word file of a few pages of its own. Seconds on this machine, beside what was promised: less than
two minutes, and progress every second.
"""

import io
import os
import sys
import threading
import time
import zipfile
from itertools import pairwise

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402

from registry.documents.models import Version  # noqa: E402
from registry.takeover import jobs, services  # noqa: E402
from registry.takeover.models import Takeover, TakeoverState  # noqa: E402
from registry.trail import outbox  # noqa: E402
from tests import factories  # noqa: E402
from tests.registry.takeover.office import HEADS, archive, book, line  # noqa: E402

DOCUMENTS, SECONDS, APART = 500, 120.0, 1.0
_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-'
    b'types"><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'wordprocessingml.document.main+xml"/></Types>'
)
_BODY = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(number: int) -> bytes:
    """A Word file of some pages that no other is equal to."""
    said = "".join(
        f"<w:p><w:r><w:t>Mục {place} của tài liệu {number}: việc làm theo thứ tự.</w:t></w:r></w:p>"
        for place in range(400)
    )
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        text = f'<w:document xmlns:w="{_BODY}"><w:body>{said}</w:body></w:document>'
        package.writestr("word/document.xml", text)
    return kept.getvalue()


def folder(number: int) -> bytes:
    """An archive with a list of so many documents, and their files."""
    names = [f"HD-{place:04d}" for place in range(number)]
    rows = [line(code=name, title=f"Việc {name}", unit="", file=f"{name}.docx") for name in names]
    files = {f"{name}.docx": word(place) for place, name in enumerate(names)}
    return archive({"danh-muc.xlsx": book([HEADS, *rows]), **files})


def worked(takeover: Takeover) -> tuple[float, float]:
    """Do the jobs of a takeover; how long it took, and the longest time in which a page that asks
    all the while was told nothing new."""
    takeover.refresh_from_db()
    told: list[float] = [time.perf_counter()]
    over = threading.Event()

    def look() -> None:
        last: object = None
        while not over.wait(0.1):
            fresh = Takeover.unscoped.get(pk=takeover.pk)
            seen = (fresh.state, fresh.looked, jobs.counted(fresh))
            if seen != last:
                last = seen
                told.append(time.perf_counter())
        connection.close()

    page = threading.Thread(target=look)
    page.start()
    while takeover.state in (TakeoverState.CHECKING, TakeoverState.TAKING):
        outbox.work(1)
        takeover.refresh_from_db()
    over.set()
    page.join()
    return told[-1] - told[0], max(b - a for a, b in pairwise(told))


def main() -> int:
    """Print how long both parts take."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        agency = factories.agency()
        secretary = factories.person(agency, role="iso_secretary")
        content = folder(number)
        print(f"{connection.vendor}: {number} documents, {len(content) / 1024 / 1024:.1f} MB")
        takeover = services.begin(secretary, agency, [("thu-muc.zip", content)])
        checked, apart = worked(takeover)
        print(f"checked in    {checked:6.1f} s, progress at most {apart:.1f} s apart")
        services.decide(secretary, takeover, seen=takeover.digest)
        taken, between = worked(takeover)
        count = Version.objects.of(agency).count()
        print(
            f"taken over in {taken:6.1f} s, progress at most {between:.1f} s apart: {count} issues"
        )
        holds = checked + taken < SECONDS and max(apart, between) < APART + 1 and count == number
        print(f"together {checked + taken:.1f} s (bound: {SECONDS:.0f}){'' if holds else ' !'}")
        return int(not holds)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
