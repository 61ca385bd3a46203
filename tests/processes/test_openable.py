"""Whatever a process may say by its schema, a case of it opens and goes on, on every database."""

from typing import Any

import pytest
from django.db import models

from processes import services
from processes.engine.definition import compile_definition
from processes.kinds.process import KIND
from processes.kinds.process.schema import STEP
from processes.models import Case, Deadline, Task
from registry.organisation.roles import role_labels
from tests import factories

pytestmark = pytest.mark.django_db
LONGEST_ID = "b" * 64


def wordy() -> dict[str, Any]:
    """A process whose every word and id is as long as the schema lets it be."""
    title, button = "Việc " * 200, "Chuyển trả " * 27 + "ba"
    step = {
        "id": LONGEST_ID,
        "title": title.strip().ljust(1000, "g"),
        "role": "ai",
        "times": {LONGEST_ID: factories.days("3000.123456")},
        "return_to": "a",
        "return_label": button[:300],
    }
    return {
        "procedure_type": "internal",
        "roles": [{"id": "ai", "label": "Ai đó", "by": "author"}],
        "variants": [{"id": LONGEST_ID, "label": "", "time": factories.days("3000.123456")}],
        "steps": [{**step, "id": "a", "return_to": LONGEST_ID}, {**step, "times": {}}],
    }


def test_the_longest_words_of_a_process_fit_the_case() -> None:
    agency = factories.agency()
    # Three thousand days of work need a long calendar.
    factories.calendar(agency, factories.calendar_body(to="2044-12-31"))
    author = factories.person(agency)
    body = wordy()
    assert KIND.compiled.problems(body) == []
    version = factories.install(agency, "process", body)
    case = services.open_case(author, agency, factories.uid_of(version), subject="Việc")
    task = Task.objects.of(agency).get(case=case)
    assert task.title == body["steps"][0]["title"]
    services.return_task(author, task, reason="Sửa")
    done = Task.objects.of(agency).get(case=case, status="returned")
    assert done.outcome == body["steps"][0]["return_label"]


def _length(model: type[models.Model], name: str) -> int:
    return int(model._meta.get_field(name).max_length or 0)


def test_columns_are_as_wide_as_what_the_schema_lets_in() -> None:
    ids = 64
    assert _length(Task, "title") >= STEP["title"]["maxLength"]
    assert _length(Task, "outcome") >= STEP["return_label"]["maxLength"]
    assert _length(Task, "step_id") >= ids
    assert _length(Task, "key") >= ids + len("#999999")
    assert _length(Case, "variant") >= ids
    assert _length(Deadline, "key") >= ids + len("#999999")
    assert _length(Deadline, "amount") >= len("999999.999999")
    assert _length(Task, "role") >= max(len(code) for code in role_labels())
    assert compile_definition(wordy()).first is not None
