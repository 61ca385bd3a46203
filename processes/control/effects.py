"""What the steps of document control do: move the stage, issue; and who may not do them."""

from processes import pinned
from processes.control import reviews
from processes.engine.definition import FORWARD
from processes.engine.refusal import CommandRefused
from processes.extensions import guards
from processes.extensions.effects import EFFECTS, NOTHING, EffectRequest, EffectType, Value
from processes.models import Case
from registry import identity
from registry.documents import services as documents
from registry.documents.models import Stage
from registry.now import now


def stage(request: EffectRequest) -> None:
    """Move every document of the dossier to the stage that the step names."""
    dossier = reviews.dossier_of(request.case)
    if dossier is not None:
        documents.set_stage(dossier, request.value, actor=request.actor, on_behalf_of=request.giver)


def issue(request: EffectRequest) -> None:
    """Issue the dossier with the decision number and the instant that the leader entered.

    Whoever issues has proven who they are (`services.give_verdict`): without that no page, no
    other service and no process that asks for this effect elsewhere issues anything.
    """
    case, actor, data = request.case, request.actor, request.data
    dossier = reviews.dossier_of(case)
    if dossier is None:
        raise CommandRefused("Không tìm thấy bộ tài liệu để ban hành.")
    if actor is None or data.get("confirmed") != identity.Confirmed(actor.pk):
        raise CommandRefused(
            "Ban hành cần xác nhận lại chính người ban hành. Hãy mở trang của bộ tài liệu, xác nhận"
            " rồi ban hành."
        )
    documents.issue(
        actor,
        dossier,
        decision_no=str(data.get("decision_no", "")),
        approvals=reviews.approvals_of(case, actor, request.giver, now()),
        effective_from=data.get("effective_from"),
        on_behalf_of=request.giver,
    )
    dossier.refresh_from_db()
    reviews.say_subject(case, dossier)


def not_own(question: guards.Question) -> str:
    """Say why somebody may not review or issue what they wrote (four eyes); "" where they may.

    The author's own steps are theirs.
    """
    if not question.step.not_author or not question.case.about.startswith(reviews.ABOUT):
        return ""
    if question.actor.pk in reviews.authors_for(question.case, question.known):
        return "Người soạn thảo không được rà soát hoặc phê duyệt tài liệu của chính mình."
    return ""


def by_its_page(question: guards.Question) -> str:
    """Say why no other page finishes a step of a review; "" where nothing bars.

    A verdict names what it is about, and the author's step ends by submitting: only this package's
    services do either, whatever page asks.
    """
    if not question.action or reviews.uid_of(question.case) is None:
        return ""
    definition = pinned.process_of(question.case)[1]
    if question.action == FORWARD and reviews.is_authors(definition, question.step):
        if isinstance(question.warrant, reviews.Submitted):
            return ""
        return (
            "Bước soạn thảo chỉ xong khi bộ tài liệu được trình lại. Hãy sửa tài liệu rồi bấm"
            " «Sửa xong, trình lại» tại trang của bộ tài liệu."
        )
    if isinstance(question.warrant, reviews.Shown):
        return ""
    return "Ý kiến về bộ tài liệu chỉ ghi được tại trang của bộ tài liệu đó."


def not_ended(case: Case, act: str) -> str:
    """Say why a review is not stopped, and takes no file; "" for other acts and other cases.

    A review is urged, suspended and extended like any case, for none of this touches a text.
    Stopped from outside it would leave its drafts under review for ever; a file put into it would
    be seen by nobody who decides.
    """
    if reviews.uid_of(case) is None:
        return ""
    if act == "stop":
        return (
            "Việc rà soát bộ tài liệu không dừng tại đây được, vì tài liệu sẽ mắc lại ở tình trạng"
            " đang rà soát. Hãy yêu cầu chỉnh sửa; người soạn thảo sẽ rút bộ tài liệu."
        )
    if act == "attach":
        return "Bộ tài liệu trình ban hành không nhận tệp tại đây. Hãy đưa tệp vào chính tài liệu."
    return ""


def declare() -> None:
    """Register effects and guards."""
    stages = tuple((one.value, str(one.label)) for one in Stage if one != Stage.IDLE)
    chosen = Value("choice", "tình trạng tài liệu", stages)
    EFFECTS.add(
        EffectType("document.stage", stage, "Chuyển tình trạng tài liệu", chosen, system=True)
    )
    EFFECTS.add(EffectType("document.issue", issue, "Ban hành bộ tài liệu", NOTHING, system=True))
    guards.GUARDS.add("control.not_own", not_own)
    guards.GUARDS.add("control.by_its_page", by_its_page)
    guards.ACT_GUARDS.add("control.not_ended", not_ended)
