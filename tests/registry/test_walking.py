"""The clock walks for the demo: forward, never past the present, and never where people work."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from registry.now import frozen, now, walking
from tests import factories

NOW = factories.at("2026-12-01 10:00")
START = factories.at("2026-03-02 08:00")


def test_it_walks_from_an_earlier_day_and_ends_in_the_present() -> None:
    with frozen(NOW):
        with walking(START) as walk:
            assert now() == START
            walk.to(START + timedelta(days=3))
            assert now() == walk.at == START + timedelta(days=3)
        assert now() == NOW


@pytest.mark.parametrize("wrong", [START - timedelta(seconds=1), NOW + timedelta(seconds=1)])
def test_it_goes_neither_back_nor_into_the_future(wrong: object) -> None:
    with frozen(NOW), walking(START) as walk:
        with pytest.raises(ValueError, match="a walk goes"):
            walk.to(wrong)  # type: ignore[arg-type]
        assert now() == START


def test_an_error_on_the_way_leaves_the_present() -> None:
    with frozen(NOW):
        with pytest.raises(KeyError), walking(START):
            raise KeyError
        assert now() == NOW


SERVING = """
from datetime import datetime, UTC, timedelta
from registry.now import frozen, now, walking
import {module}
{call}
for move in (frozen, walking):
    try:
        with move(datetime(2026, 1, 1, tzinfo=UTC)):
            raise SystemExit("the clock was moved")
    except RuntimeError:
        pass
assert abs(now() - datetime.now(UTC)) < timedelta(minutes=1)
"""


@pytest.mark.parametrize(
    ("module", "call"),
    [
        ("cms.serving", "cms.serving.post_fork(None, type('W', (), {'slot': 1}))"),
        (
            "cms.background.heartbeat, cms.celery",
            "cms.background.heartbeat.start = print; cms.celery._ready(None)",
        ),
    ],
)
def test_what_serves_people_tells_the_time_as_it_is(module: str, call: str) -> None:
    code = "import django; django.setup()\n" + SERVING.replace("{module}", module)
    told = subprocess.run(
        [sys.executable, "-c", code.replace("{call}", call)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
