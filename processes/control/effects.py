"""What the steps of document control do: move the stage, issue; and who may not do them."""

from datetime import datetime
from typing import Any

from processes import effects, guards
from processes.control import reviews
from processes.engine.refusal import CommandRefused
from processes.models import Case
from registry.documents import services as documents
from registry.documents.models import Stage
from registry.now import now
from registry.organisation.models import User


def stage(
    case: Case,
    event: dict[str, Any],
    value: str,
    actor: User | None,
    *,
    data: dict[str, Any],
    on_behalf_of: User | None,
) -> None:
    """Move every document of the dossier to the stage that the step names."""
    dossier = reviews.dossier_of(case)
    if dossier is not None:
        documents.set_stage(dossier, value, actor=actor, on_behalf_of=on_behalf_of)


def issue(
    case: Case,
    event: dict[str, Any],
    value: str,
    actor: User | None,
    *,
    data: dict[str, Any],
    on_behalf_of: User | None,
) -> None:
    """Issue the dossier with the decision number and the day that the leader entered."""
    dossier = reviews.dossier_of(case)
    if dossier is None:
        raise CommandRefused("Không tìm thấy bộ tài liệu để ban hành.")
    day = data.get("effective_from")
    documents.issue(
        actor,
        dossier,
        decision_no=str(data.get("decision_no", "")),
        approvals=reviews.approvals_of(case, actor, on_behalf_of, now()),
        effective_from=datetime.fromisoformat(day) if day else None,
        on_behalf_of=on_behalf_of,
    )
    dossier.refresh_from_db()
    reviews.say_subject(case, dossier)


def not_own(question: guards.Question) -> str:
    """Nobody reviews or issues what they wrote (four eyes); the author's own steps are theirs."""
    if not question.step.not_author or not question.case.about.startswith("dossier:"):
        return ""
    if question.actor.pk in reviews.authors_for(question.case, question.known):
        return "Người soạn thảo không được rà soát hoặc phê duyệt tài liệu của chính mình."
    return ""


def declare() -> None:
    """Register effects and guards."""
    stages = tuple((one.value, str(one.label)) for one in Stage if one != Stage.IDLE)
    chosen = effects.Value("choice", "tình trạng tài liệu", stages)
    effects.register("document.stage", stage, "Chuyển tình trạng tài liệu", chosen, system=True)
    effects.register("document.issue", issue, "Ban hành bộ tài liệu", effects.NOTHING, system=True)
    guards.register("control.not_own", not_own)
