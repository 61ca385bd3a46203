"""What was filled in during a case, and what its rules and branches answer to it."""

from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery

from processes import pinned
from processes.engine.advance import Outcome
from processes.models import Case
from registry import kinds
from registry.canonical import Body
from registry.kinds import Context, Resolved
from registry.records.models import RecordRevision
from rules import services as rules
from rules.engine import UNKNOWN, RuleError, describe

Json = dict[str, Any]


class Answers:
    """The latest answers of each form of a case, read when first asked for.

    `none` says that nothing was saved yet, so that there is nothing to read. `deciding` says when
    and on which calendar an act decides; who only reads answers decides nothing.
    """

    def __init__(
        self, case: Case, *, none: bool = False, deciding: rules.Deciding | None = None
    ) -> None:
        self.case = case
        self.deciding = deciding or rules.Deciding()
        if none:
            self.revisions = {}

    @cached_property
    def revisions(self) -> dict[str, RecordRevision]:
        """Latest revision of the record of each form, by the form's uid."""
        saved = RecordRevision.objects.filter(record=OuterRef("record")).order_by("-number")
        rows = (
            RecordRevision.objects.filter(
                record__case_stream=self.case.stream,
                record__agency=self.case.agency_id,
                number=Subquery(saved.values("number")[:1]),
            )
            .select_related("record__form", "record__form_version__document", "by")
            .order_by("record_id")
        )
        return {str(revision.record.form.uid): revision for revision in rows}

    def keep(self, form_uid: str, revision: RecordRevision) -> None:
        """Take this revision, just saved, for the latest of the form's record from now on."""
        self.revisions[form_uid] = revision

    def of(self, form_uid: str) -> Body:
        """Return the answers to one form; empty when it was never saved."""
        revision = self.revisions.get(form_uid)
        return revision.data if revision else {}

    def digest_of(self, form_uid: str) -> str:
        """Return the digest by which a page knows the answers to one form; "" if never saved."""
        revision = self.revisions.get(form_uid)
        return revision.sha256 if revision else ""

    @property
    def merged(self) -> Body:
        """All answers of the case by field id."""
        together: Body = {}
        for revision in self.revisions.values():
            together |= revision.data
        return together

    def evaluate(self, uid: str) -> Outcome:
        """Return what a pinned rule says; a rule that can't be used never says yes."""
        body = pinned.body_in(self.case, uid)
        if body is None:
            return "unknown"
        answers = self.of(str(body["form"])) if body.get("form") else self.merged
        try:
            return _outcome(rules.decide(body, answers, context(self.case), self.deciding))
        except RuleError:
            return "unknown"

    def branch(self, logic: Any) -> Outcome:
        """Return what the condition of a branch says about everything filled in."""
        try:
            return _outcome(rules.compiled(logic, None).decide(self.deciding.beside(self.merged)))
        except RuleError:
            return "unknown"

    def says(self, logic: Any) -> str:
        """Say a condition over everything filled in, by the labels of the forms of the case."""
        process = kinds.get(self.case.process.kind)
        body = self.case.version.data
        return describe(logic, rules.inputs_at("case-forms", process, body, context(self.case)))


def _outcome(answer: Any) -> Outcome:
    return "unknown" if answer is UNKNOWN else bool(answer)


def context(case: Case) -> Context:
    """Return how a case reads references: by what it pinned, never by what holds today."""

    def resolve(uid: str) -> Resolved | None:
        kept, body = pinned.entry(case, uid), pinned.body_in(case, uid)
        if kept is None or body is None:
            return None
        return Resolved(
            uid=uid,
            kind=kept["kind"],
            code="",
            title="",
            body=body,
            version_id=kept["version"],
            sha256=kept["sha256"],
            in_force=True,
        )

    return Context(agency_id=case.agency_id, instant=case.opened_at, resolve=resolve)
