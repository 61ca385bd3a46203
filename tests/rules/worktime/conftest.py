"""The national calendar that the product ships, and a way to write local instants."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from rules.worktime.calendar import ZONE, WorkCalendar, from_body

NATIONAL = Path(__file__).parents[3] / "fixtures" / "calendars" / "national.json"


@pytest.fixture
def national_body() -> dict[str, Any]:
    body: dict[str, Any] = json.loads(NATIONAL.read_text(encoding="utf-8"))["body"]
    return body


@pytest.fixture
def national(national_body: dict[str, Any]) -> WorkCalendar:
    return from_body(national_body)


@pytest.fixture
def on() -> Callable[[str], datetime]:
    """`on("28/08/2026 15:10")`, a Vietnamese wall clock time."""
    return lambda text: datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)
