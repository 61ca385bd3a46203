"""Telling who acted on a dossier before what became of it, in the words of the verdict."""

from processes.control import reviews
from processes.control.comments import shown
from processes.models import Case, Task, TaskStatus
from processes.notices import telling
from processes.performers import candidates
from registry.documents.models import Dossier
from registry.notices.services import lay_aside, notify
from registry.organisation.models import User

KIND = "verdict"


def tell_of_verdict(case: Case, task: Task, actor: User) -> None:
    """Tell who submitted the dossier and who acted on it before, once each.

    `task` is the one that the verdict ended. Not told: who gave it, and who gets the work that
    comes of it, for they hear of that.
    """
    dossier = reviews.dossier_of(case)
    if dossier is None:
        return
    done = list(
        Task.objects.of(case.agency_id)
        .filter(case=case, status__in=(TaskStatus.DONE, TaskStatus.RETURNED))
        .select_related("finished_by", "on_behalf_of")
        .order_by("pk")
    )
    people = {dossier.author_id: dossier.author}
    for one in done:
        people |= {who.pk: who for who in (one.finished_by, one.on_behalf_of) if who is not None}
    turn = reviews.current_step(case)
    told = {candidate.user.pk for candidate in candidates(turn.task)} if turn else set()
    if turn is None and case.opened_by_id is not None:
        told.add(case.opened_by_id)
    # The newest word is enough: nobody finds five notices of one dossier.
    about = ("dossier", dossier.pk)
    lay_aside(about, kinds=(KIND,))
    for who in people.values():
        if who.pk != actor.pk and who.pk not in told and who.is_active:
            notify(
                who, case.agency_id, _words(case, dossier, task, actor, who),
                telling.page_of(case), kind=KIND, key=f"{case.stream}:{task.key}:{KIND}",
                about=about,
            )  # fmt: skip


def _words(case: Case, dossier: Dossier, task: Task, actor: User, reader: User) -> str:
    """What became of the dossier, and why."""
    named = telling.thing(case, reader)
    stands = f" (thay {task.on_behalf_of})" if task.on_behalf_of_id else ""
    why = f" «{telling.cut(task.reason, 160)}»." if task.reason.strip() else ""
    head = f"{named[:1].upper()}{named[1:]}, lần trình {dossier.round}: {actor}{stands}"
    if dossier.state == Dossier.ISSUED:
        return f"{head} đã ban hành kèm theo {dossier.decision_no}.{why}"
    if dossier.state == Dossier.WITHDRAWN:
        return f"{head} đã rút, không trình nữa.{why}"
    if task.status == TaskStatus.RETURNED:
        left = shown.unsettled(dossier)
        carried = f" Kèm {left} ý kiến theo đoạn chưa xong." if left else ""
        return f"{head} yêu cầu chỉnh sửa ở bước «{telling.cut(task.title, 80)}».{why}{carried}"
    return f"{head} đồng ý ở bước «{telling.cut(task.title, 80)}», đã chuyển bước sau.{why}"
