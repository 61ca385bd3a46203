"""Past cases of an agency with what was filled in, many at a time; what of it may be shown."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from processes.backtest.deciders import Ready
from processes.cases.answers import Answers
from processes.models import Case, CaseStatus
from registry import kinds
from registry.kinds import Context
from registry.organisation.models import Agency
from registry.records.models import RecordRevision
from rules.examples.reading import value_in_words
from rules.inputs import Inputs

# Cases that ended within so much time are asked.
WINDOW = timedelta(days=365)
HIDDEN = "đã ghi"


def closed(agency: Agency, uid: str, *sides: Ready) -> QuerySet[Case]:
    """Return the cases of an agency that ended and can hold what one of these sides reads.

    That is a form that the case keeps; for a text without a form, a case that keeps the document
    itself (`uid`).
    """
    wanted = Q()
    for name in {side.form or uid for side in sides}:
        wanted |= Q(pin__contains=f'"{name}"')
    return Case.objects.of(agency).filter(wanted, status=CaseStatus.CLOSED)


def answered(agency: Agency, cases: Iterable[Case]) -> dict[int, Answers]:
    """Return the answers of cases by their keys; one query for all of them."""
    found = {case.stream: Answers(case, none=True) for case in cases}
    saved = RecordRevision.objects.filter(record=OuterRef("record")).order_by("-number")
    rows = (
        RecordRevision.objects.filter(
            record__case_stream__in=found,
            record__agency=agency,
            number=Subquery(saved.values("number")[:1]),
        )
        .select_related("record__form")
        .order_by("record_id")
    )
    for revision in rows:
        found[revision.record.case_stream].keep(str(revision.record.form.uid), revision)
    return {one.case.pk: one for one in found.values()}


def read_by(side: Ready, answers: Answers) -> dict[str, Any] | None:
    """Return what a side reads of a case; None where nothing of it was filled in."""
    if side.form:
        return answers.of(side.form) if side.form in answers.revisions else None
    return answers.merged if answers.revisions else None


def personal(side: Ready, context: Context) -> frozenset[str]:
    """Return the fields that a side asks about whose answers are shown to nobody.

    Texts of a fixed form are the numbers of somebody's papers and telephones; of other texts those
    of which only is asked whether they are there.
    """
    form = context.resolve(side.form) if side.form else None
    schema = kinds.get(form.kind).data_schema_of(form.body, context) if form else {}
    numbers = {
        name
        for name, node in schema.get("properties", {}).items()
        if node.get("x-rule") == "text" and "format" in node
    }
    texts = {name for name, entry in side.inputs.items() if entry["type"] == "text"}
    return frozenset((texts - side.compared) | (numbers & side.inputs.keys()))


def shown(answers: Mapping[str, Any], inputs: Inputs, hidden: Iterable[str]) -> dict[str, Any]:
    """Return what may be shown of answers: fields that are asked about, hidden ones as «đã ghi».

    A table keeps its columns that are no texts.
    """
    found: dict[str, Any] = {}
    for name, entry in inputs.items():
        value = answers.get(name)
        if value in (None, "", []):
            continue
        if name in set(hidden):
            found[name] = HIDDEN
        elif entry["type"] == "table" and isinstance(value, list):
            columns = entry.get("columns") or {}
            texts = {key for key, column in columns.items() if column["type"] == "text"}
            found[name] = [shown(row, columns, texts) for row in value if isinstance(row, dict)]
        else:
            found[name] = value
    return found


def said(answers: Mapping[str, Any], inputs: Inputs) -> list[str]:
    """Say answers in words: «Cần xác minh: Có»."""
    return [
        f"{entry['label']}: {value_in_words(answers[name], entry)}"
        for name, entry in inputs.items()
        if name in answers
    ]
