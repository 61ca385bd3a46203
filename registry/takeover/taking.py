"""One line becomes one issue, in one transaction; sent again it is found to be there.

What the check found is asked again under the agency's lock: somebody may have issued, or begun to
write, what was not there then.
"""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from registry import canonical, kinds, policy
from registry.canonical import Body
from registry.documents import closure
from registry.documents.checks import codes
from registry.documents.errors import DocumentError
from registry.documents.issue.issuing import Issue, Past, issue_version
from registry.documents.models import Document, Stage, Version
from registry.documents.streams import lock_document
from registry.documents.texts import services as texts
from registry.files.inspection import FileError
from registry.files.services import Inspected
from registry.kinds.attached import FILE
from registry.now import LOCAL, now
from registry.organisation.models import Agency, Unit
from registry.problems import errors
from registry.takeover import checking, verdicts
from registry.takeover.errors import TakeoverError
from registry.takeover.models import LineOutcome, LineVerdict, Takeover, TakeoverLine, TakeoverState
from registry.takeover.policies import ABILITY

_CHANGED = "Đã đổi khác so với lúc kiểm tra: "


def take(takeover: Takeover, line: TakeoverLine) -> bool:
    """Take one line over, or keep why it could not be; False where somebody asked to stop.

    The file is read before the transaction begins.
    """
    said = ""
    file: Inspected | None = None
    try:
        file = _file(takeover, line)
    except (TakeoverError, FileError) as error:
        said = str(error)
    try:
        with transaction.atomic():
            return _in_turn(takeover, line, file, said)
    except (TakeoverError, FileError, DocumentError, policy.Forbidden) as error:
        # Nothing of the line is kept but this.
        with transaction.atomic():
            return _in_turn(takeover, line, None, str(error))


def _file(takeover: Takeover, line: TakeoverLine) -> Inspected:
    if line.file is None:
        raise TakeoverError("Không còn tệp của dòng này. Hãy kiểm tra lại.")
    file = checking.inspected(takeover, line.file)
    if file.digest != line.file.sha256:
        raise TakeoverError(f"{_CHANGED}tệp không còn là tệp đã kiểm tra. Hãy kiểm tra lại.")
    return file


def _in_turn(takeover: Takeover, line: TakeoverLine, file: Inspected | None, said: str) -> bool:
    """Do the line while nobody else does one of this takeover, unless it is done or stopped."""
    held = Takeover.unscoped.select_for_update(of=("self",)).select_related(
        "agency__parent__parent", "decided_by"
    ).get(pk=takeover.pk)  # fmt: skip
    fresh = TakeoverLine.objects.of(held.agency_id).select_related("file").get(pk=line.pk)
    if held.state != TakeoverState.TAKING or held.stop_asked:
        return False
    if fresh.outcome:
        return True
    fresh.outcome, fresh.said = LineOutcome.FAILED, said
    if file is not None:
        fresh.outcome, fresh.version = _taken(held, fresh, file)
    fresh.save(update_fields=["outcome", "said", "version"])
    return True


def _taken(
    held: Takeover, line: TakeoverLine, file: Inspected
) -> tuple[LineOutcome, Version | None]:
    actor, agency, facts = held.decided_by, held.agency, line.told
    assert actor is not None
    policy.forget(actor)
    policy.require(actor, ABILITY, agency)
    _require_order(line)
    codes.lock(agency)
    judged = verdicts.judge(facts, file.digest, verdicts.known_of(agency, [facts]))
    if judged.verdict == LineVerdict.SAME:
        # The other of two at once, or a line of before, has taken it already.
        return LineOutcome.SAME, Version.objects.of(agency).get(pk=judged.issue)
    if judged.verdict != LineVerdict.NEW:
        raise TakeoverError(_CHANGED + " ".join(judged.reasons))
    document = lock_document(judged.document) if judged.document else _new(agency, facts)
    body = body_of(facts, texts.lay(actor, document, file), agency)
    wrong = errors(document.kind_of.all_problems(body, closure.context(agency)))
    if wrong:
        raise TakeoverError(f"Nội dung còn lỗi: {wrong[0].message}")
    giver = policy.standing(actor).behalf(ABILITY, agency.pk)
    issue = _issue(document, facts, body, {"takeover": str(held.uid), "line": line.number})
    return LineOutcome.TAKEN, issue_version(document, issue, actor=actor, on_behalf_of=giver)


def _require_order(line: TakeoverLine) -> None:
    """Refuse an issue where an earlier one of the same document could not be taken over."""
    mine = _numbers(line.told)
    others = TakeoverLine.objects.of(line.agency_id).filter(
        takeover=line.takeover_id, document_key=line.document_key, outcome=LineOutcome.FAILED
    )
    for other in others.exclude(pk=line.pk):
        if _numbers(other.told) < mine:
            raise TakeoverError(
                f"Lần ban hành trước của tài liệu này (dòng {other.number}) chưa nhập được. Hãy sửa"
                " dòng đó rồi nhập lại."
            )


def _numbers(facts: Body) -> tuple[int, int]:
    return facts["issue_no"], facts["revision_no"]


def _new(agency: Agency, facts: Body) -> Document:
    unit = Unit.objects.of(agency).filter(code=facts.get("unit", "")).first()
    known = kinds.get(facts["kind"])
    document = Document(
        agency=agency,
        kind=known.code,
        code=facts["code"],
        title=facts["title"],
        owner_unit=unit,
        confidentiality=facts["reach"],
        next_confidentiality=facts["reach"],
        stage=Stage.IDLE,
        body=canonical.dumps({}),
        schema_version=known.schema_version,
        created_at=now(),
        updated_at=now(),
    )
    document.save()
    return document


def body_of(facts: Body, told: Body, agency: Agency) -> Body:
    """Build the body of a document whose text is a file, from what its line says."""
    body: Body = {FILE: told, "field": facts.get("field", "")}
    if facts["kind"] == "external":
        body |= {
            "kept_as": "file",
            "number": facts["code"],
            "issuer": facts["issuer"],
            "applies_to": facts.get("applies_to") or agency.name,
            "signed_on": facts["issued_on"],
            "effective_from": facts["effective_on"],
        }
    return canonical.canonical(body)


def _issue(document: Document, facts: Body, body: Body, told: dict[str, Any]) -> Issue:
    issued = _begin(facts["issued_on"])
    signer = facts.get("signer", "")
    approvals = (
        [{"column": "approved", "name": signer, "at": issued.isoformat(), "paper": True}]
        if signer
        else []
    )
    past = Past(facts["issue_no"], facts["revision_no"], issued, told)
    return Issue(
        code=facts["code"],
        title=facts["title"],
        body=canonical.dumps(body),
        schema_version=document.kind_of.schema_version,
        confidentiality=facts["reach"],
        shared=document.shared,
        starts=_begin(facts["effective_on"]),
        decision_no=facts.get("decision_no", ""),
        approvals=approvals,
        taken_over=True,
        past=past,
    )


def _begin(day: str) -> datetime:
    """The first instant of a day on a Vietnamese clock."""
    return datetime.combine(date.fromisoformat(day), time(), LOCAL)
