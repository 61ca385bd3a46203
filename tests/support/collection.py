"""Which tests run where: `PLACES`, `RUNS_ON`, `class_of`; and a skipped test is a failed one.

Plain pytest runs everything on the engine that it finds. `make test` runs both engines with
`--divided`, and each leaves out what the other one answers for; `make quick` runs `--quick`.
docs/testing.md says it to people.
"""

import enum
import functools
import gc
import inspect
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from django.test import Client, SimpleTestCase, TransactionTestCase
from hypothesis import HealthCheck, settings

from cms.roomy import in_room
from tests.support.browser import where_they_stand

ROOT = Path(__file__).parents[2]
SQLITE, POSTGRESQL = "sqlite", "postgresql"


class Class(enum.Enum):
    """What a test is about."""

    PURE = "pure"
    SERVICE = "service"
    PAGE = "page"
    BROWSER = "browser"
    PRESSED = "pressed"
    WALK = "walk"


RUNS_ON: dict[Class, tuple[str, ...]] = {
    # Reaches no database.
    Class.PURE: (SQLITE,),
    # Where production differs: types, locks, a transaction that is over after an error. The pages
    # lead through the same services on SQLite, and so does `make quick`.
    Class.SERVICE: (POSTGRESQL,),
    # What a page or a browser shows is the same on every engine.
    Class.PAGE: (SQLITE,),
    Class.BROWSER: (SQLITE,),
    # What an engine does when it is raced, cut off, or asked how much.
    Class.PRESSED: (SQLITE, POSTGRESQL),
    # Minutes for one question or one way through the product: once, on the engine of production.
    Class.WALK: (POSTGRESQL,),
}

# A place says what its tests are about, the longest path before the others; what is in none of them
# is told by what it can reach (`class_of`).
PLACES: dict[str, Class] = {
    # Thousands of pages; who may see what is the same question to every engine.
    "tests/leaks": Class.PAGE,
    "tests/faults/test_every_address.py": Class.WALK,
    "tests/faults/test_search_server.py": Class.WALK,
    "tests/faults": Class.PRESSED,
    "tests/races": Class.PRESSED,
    "tests/figures": Class.PAGE,
    "tests/journeys": Class.WALK,
    "tests/journeys/test_every_page.py": Class.PAGE,
    # Two minutes for the demo, which runs on SQLite.
    "tests/cms/test_demo_year.py": Class.PAGE,
    "tests/operations/test_backup.py": Class.PRESSED,
    "tests/operations/test_health.py": Class.PRESSED,
    "tests/support": Class.PRESSED,
    # Guards, order of words, pages by key: each engine has its own way.
    "tests/registry/test_found_by_columns.py": Class.PRESSED,
    "tests/registry/test_ordering.py": Class.PRESSED,
    "tests/registry/test_outbox.py": Class.PRESSED,
    "tests/registry/test_paging.py": Class.PRESSED,
    "tests/registry/test_records.py": Class.PRESSED,
    "tests/registry/test_trail.py": Class.PRESSED,
    "tests/registry/test_validity.py": Class.PRESSED,
}
# Begun first where tests are divided, each group by a worker of its own: they take minutes, or
# share a world that does and would be made again by a worker that takes over half of a module.
FIRST = (
    ("tests/journeys/",),
    ("tests/cms/test_demo_year.py", "tests/search/test_quality.py"),
    ("tests/leaks/",),
)

_DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "page"}
_BROWSER_FIXTURES = {"page", "open_context"}
_PAGE_FIXTURES = {"client", "live_server"}

# Not in `make quick`, whatever they are about: they start servers or other processes.
_SERVERS = {"elasticsearch_url", "redis_url", "rabbitmq_url", "engine", "remote_engine", "browser"}
_NOT_QUICK = ("tests/operations/", "tests/support/", "tests/tools/", "benchmarks/")

# Examples are the same in every run, so that a red build stays red until somebody mends it;
# `--hypothesis-profile=search` looks further.
settings.register_profile(
    "build",
    deadline=None,
    derandomize=True,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile("build")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--divided",
        choices=(SQLITE, POSTGRESQL),
        help="this engine's share, where the other engine's run follows",
    )
    parser.addoption(
        "--quick", action="store_true", help="floors, engines and services; no pages, no servers"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "database: looks at what only one database engine does")
    # Every phase of a test has room for its frames, as every request has.
    from_call = pytest.CallInfo.from_call
    patch = pytest.MonkeyPatch()
    patch.setattr(
        pytest.CallInfo,
        "from_call",
        lambda phase, *given, **named: from_call(lambda: in_room(phase), *given, **named),
    )
    config.add_cleanup(patch.undo)


def pytest_report_header(config: pytest.Config) -> str:
    return f"sample data (ISO_DATA): {os.environ.get('ISO_DATA') or 'none, its tests are left out'}"


def class_of(item: pytest.Item) -> Class:
    """By its place, else by whether it reaches a database, opens a browser, or asks for pages."""
    if not touches_database(item):
        return Class.PURE
    path = f"{_path(item)}/"
    places = [place for place in PLACES if path.startswith(f"{place}/")]
    if places:
        return PLACES[max(places, key=len)]
    if item.get_closest_marker("database"):
        return Class.PRESSED
    fixtures = _fixtures(item)
    if _BROWSER_FIXTURES & fixtures:
        return Class.BROWSER
    if _PAGE_FIXTURES & fixtures or _asks_for_pages(item):
        return Class.PAGE
    return Class.SERVICE


def _fixtures(item: pytest.Item) -> set[str]:
    """Names of what the test is given; a parameter that shares a fixture's name is none."""
    made = getattr(item, "_fixtureinfo").name2fixturedefs  # noqa: B009
    parameters = {
        name for name, found in made.items() if found[-1].func.__module__ == "_pytest.python"
    }
    return set(getattr(item, "fixturenames", ())) - parameters


def _path(item: pytest.Item) -> str:
    return _below_root(item.path)


@functools.cache
def _below_root(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else ""


def touches_database(item: pytest.Item) -> bool:
    """Whether the test can reach a database at all: pytest-django refuses it to all others."""
    if item.get_closest_marker("django_db") or item.get_closest_marker("database"):
        return True
    if _DATABASE_FIXTURES & _fixtures(item):
        return True
    cls = getattr(item, "cls", None)
    return isinstance(cls, type) and issubclass(cls, TransactionTestCase | SimpleTestCase)


def _asks_for_pages(item: pytest.Item) -> bool:
    """Whether the test, a fixture of it or a helper that they call names Django's test client."""
    definitions = getattr(item, "_fixtureinfo").name2fixturedefs  # noqa: B009
    left: list[Any] = [getattr(item, "obj", None)]
    left += [found[-1].func for found in definitions.values()]
    seen: set[Any] = set()
    while left:
        thing = left.pop()
        if isinstance(thing, type) and issubclass(thing, Client):
            return True
        found = _ours(thing)
        if found is not None and found not in seen:
            seen.add(found)
            left += _named(found)
    return False


def _ours(thing: Any) -> FunctionType | type | None:
    """The function or class of the tests that a thing is, or that it wraps."""
    if not isinstance(thing, type):
        got = thing.fget if isinstance(thing, property) else thing
        thing = inspect.unwrap(got) if callable(got) else None
    return thing if isinstance(thing, FunctionType | type) and _is_ours(thing) else None


@functools.cache
def _named(thing: FunctionType | type) -> tuple[Any, ...]:
    """What a function or class of the tests names: helpers and fixtures share most of it."""
    if isinstance(thing, type):
        found = list(vars(thing).values())
    else:
        names = set(_names(thing.__code__))
        found = [thing.__globals__[name] for name in names if name in thing.__globals__]
        for module in [one for one in found if isinstance(one, ModuleType)]:
            found += [vars(module)[name] for name in names if name in vars(module)]
    wanted = [one for one in found if isinstance(one, type) and issubclass(one, Client)]
    return (*wanted, *filter(None, map(_ours, found)))


@functools.cache
def _is_ours(thing: FunctionType | type) -> bool:
    """Whether it is written in the tests, whatever name pytest has imported its module by."""
    file = getattr(sys.modules.get(thing.__module__), "__file__", None) or ""
    return file.startswith(f"{ROOT}/tests/") or Path(file).name.startswith("test_")


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def is_quick(item: pytest.Item) -> bool:
    """Whether the test is of those for daily work."""
    if _SERVERS & _fixtures(item) or _path(item).startswith(_NOT_QUICK):
        return False
    return class_of(item) in (Class.PURE, Class.SERVICE)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Each worker begins at another place: what one has compiled, the others only read."""
    report = yield
    if isinstance(collector, pytest.Directory) and report.passed:
        found, (number, workers) = report.result, _worker()
        begin = len(found) * number // workers
        report.result = [*found[begin:], *found[:begin]]
    return report


def _worker() -> tuple[int, int]:
    """Which worker this is, and of how many."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return int(name.removeprefix("gw")), int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


@pytest.hookimpl(tryfirst=True, specname="pytest_collection_modifyitems")
def pytest_in_one_order(items: list[pytest.Item]) -> None:
    """Wherever a worker began, the order is the same for all."""
    items.sort(key=_path)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    engine, quick = config.getoption("--divided"), config.getoption("--quick")
    has_data = bool(os.environ.get("ISO_DATA"))

    def wanted(item: pytest.Item) -> bool:
        if "sample_data" in getattr(item, "fixturenames", ()) and not has_data:
            return False
        if quick and not is_quick(item):
            return False
        return not engine or engine in RUNS_ON[class_of(item)]

    kept, left_out = [], []
    for item in items:
        (kept if wanted(item) else left_out).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept
    if engine:
        items[:] = spread(items, _worker()[1])


def spread(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """Order tests so that each worker, which is given an even share in this order, begins with
    long ones: begun last, they keep the others waiting."""
    heads: list[list[pytest.Item]] = [[] for _ in range(workers)]
    rest = []
    begun = functools.cache(
        lambda path: next((n for n, one in enumerate(FIRST) if path.startswith(one)), None)
    )
    for item in items:
        group = begun(_path(item))
        (rest if group is None else heads[group % workers]).append(item)
    found: list[pytest.Item] = []
    for number, head in enumerate(heads):
        share = len(items) * (number + 1) // workers - len(found) - len(head)
        found += head + rest[: max(share, 0)]
        rest = rest[max(share, 0) :]
    return found + rest


def pytest_collection_finish() -> None:
    # What was imported and collected stays to the end: looking through it again and again for
    # garbage is a fourteenth of the whole run.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed and report.when == "call" and (seen := where_they_stand(item)):
        report.sections.append(("The browser shows", seen))
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"A test may not be skipped: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def sample_data() -> Path:
    """The folder of public sample data that ISO_DATA names; without it these tests are left out."""
    folder = Path(os.environ["ISO_DATA"])
    assert folder.is_dir(), f"ISO_DATA={folder} is not a folder"
    return folder
