"""What a public procedure page costs: queries when it is made and when it is kept, and its weight.

Run `python -m benchmarks.public` against the installation that ISO_HOME names (`load_demo` makes
one). Counts and ratios, not times: they mean the same on every machine.
"""

import os
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")


def main() -> None:
    """Print the figures of the home page, the list, a search and one procedure."""
    django.setup()
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from cms.site import reading

    rows, _ = reading.directory()
    if not rows:
        raise SystemExit("no public procedure here: run manage.py load_demo first")
    client = Client(headers={"host": "localhost"})
    client.get(rows[0].path)  # loads templates
    caches["pages"].clear()
    print(f"{len(rows)} public procedures")
    # The procedure first: nothing that another page reads may help it.
    for name, path in (
        ("procedure", rows[0].path),
        ("home", "/"),
        ("list", "/thu-tuc/"),
        ("search", "/thu-tuc/?q=ban+sao"),
    ):
        counts, seconds, weight = [], [], 0
        for _ in range(2):
            begin = perf_counter()
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(path)
            seconds.append(perf_counter() - begin)
            assert answer.status_code == 200, path
            counts.append(len(queries))
            weight = len(answer.content)
        print(
            f"{name:10} {counts[0]} queries, then {counts[1]};"
            f" {seconds[0] / seconds[1]:,.1f} times quicker; {weight:,} bytes of HTML"
        )


if __name__ == "__main__":
    main()
