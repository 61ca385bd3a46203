"""Events, rows and words of a case are what they were: whole courses against what was recorded."""

import json
from pathlib import Path
from typing import Any

import pytest

from processes.casefile import slips
from processes.events import EVENTS
from processes.models import Case
from registry.trail import events
from tests.processes import world as worlds
from tests.processes.cases import course as courses
from tests.processes.cases.course import Course

pytestmark = pytest.mark.django_db
TOLD = Path(__file__).parent / "told"


@pytest.fixture
def course() -> Course:
    return courses.make()


def recorded(name: str) -> Any:
    return json.loads((TOLD / f"{name}.json").read_text())


def as_text(value: Any) -> Any:
    return json.loads(json.dumps(value, ensure_ascii=False))


def test_a_long_course_is_told_as_it_was_recorded(course: Course) -> None:
    case = courses.long_one(course)
    assert as_text(courses.read(course, case)) == recorded("long")


def test_a_stopped_case_is_told_as_it_was_recorded(course: Course) -> None:
    case = courses.stopped_one(course)
    assert as_text(courses.read(course, case)) == recorded("stopped")


def test_the_courses_meet_every_event(course: Course) -> None:
    cases: list[Case] = [courses.long_one(course), courses.stopped_one(course)]
    met = {event.type for case in cases for event in events.read(case.stream)}
    assert met >= {event.name for event in EVENTS}


def test_a_log_that_names_a_task_never_handed_over_leaves_the_slip_readable() -> None:
    world = worlds.make()
    case = world.open()
    task = case.tasks.get()
    assert case.due_at is not None and task.due_at is not None
    due = case.due_at.isoformat()
    events.append(
        case.stream,
        "case.extended",
        {
            "time": {"amount": "1", "unit": "working_day"},
            "due_at": due,
            "task_dues": {task.key: task.due_at.isoformat(), "cu#1": due},
            "reason": "Thêm thời gian",
        },
        agency=world.agency,
    )
    (row,) = slips.control_slip(case, list(events.read(case.stream)))
    assert row.due_at == task.due_at
