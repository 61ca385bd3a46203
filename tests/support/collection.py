"""Which tests run: all, or only those of the database; and a skipped test is a failed one."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from django.test import SimpleTestCase, TransactionTestCase
from hypothesis import HealthCheck, settings

_DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "page"}
# What a browser shows of a page is the same on every engine; the journeys still go through both.
_BROWSER_FIXTURES = {"page", "open_context"}
_JOURNEYS = "journeys"

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
        "--only-database",
        action="store_true",
        help="leave out what gives the same answer on every engine: tests that touch no database,"
        " and looks at single pages in a browser",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "database: looks at what only one database engine does")


def pytest_report_header(config: pytest.Config) -> str:
    return f"sample data (ISO_DATA): {os.environ.get('ISO_DATA') or 'none, its tests are left out'}"


def touches_database(item: pytest.Item) -> bool:
    """Whether the test can reach a database at all: pytest-django refuses it to all others."""
    if item.get_closest_marker("django_db") or item.get_closest_marker("database"):
        return True
    if _DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
        return True
    cls = getattr(item, "cls", None)
    return isinstance(cls, type) and issubclass(cls, TransactionTestCase | SimpleTestCase)


def differs_by_engine(item: pytest.Item) -> bool:
    """Whether another database engine could give the test another answer."""
    if not touches_database(item):
        return False
    in_browser = bool(_BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())))
    return not in_browser or _JOURNEYS in item.path.parts


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    only_database = config.getoption("--only-database")
    has_data = bool(os.environ.get("ISO_DATA"))
    kept, left_out = [], []
    for item in items:
        wanted = not only_database or differs_by_engine(item)
        needs_data = "sample_data" in getattr(item, "fixturenames", ())
        (kept if wanted and (has_data or not needs_data) else left_out).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
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
