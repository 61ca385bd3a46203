"""How many database queries the promised figures take: steps, home, lists, editor, public pages.

Run `python -m benchmarks.figures`. Counts, not times: they mean the same on every machine. Works on
a database of its own, which it throws away.
"""

import os
from collections.abc import Iterator

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402

from cms import demo  # noqa: E402
from tests.figures import measures  # noqa: E402
from tests.figures.measures import Figure  # noqa: E402
from tests.figures.office import Office  # noqa: E402


def figures() -> Iterator[Figure]:
    """Count all that has a bound, on one set of demo agencies."""
    demo.load()
    office = Office()
    yield from measures.steps(office)
    yield measures.edit(office)
    yield from measures.public(office)
    few, many = measures.of_every_length(office)
    for what, count in many.items():
        same = "" if few[what] == count else f" (với {measures.FEW} dòng: {few[what]})"
        yield Figure(f"Danh sách «{what}», {measures.MANY} dòng{same}", count, measures.LIST)
    yield from measures.homes(office)


def main() -> None:
    """Print the counts and bounds as a table."""
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with transaction.atomic():
            print(f"{'truy vấn':>9} {'tối đa':>7}  việc")
            for figure in figures():
                mark = " " if figure.holds else "!"
                print(f"{figure.count:>9} {figure.most:>7} {mark}{figure.what}")
            transaction.set_rollback(True)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
