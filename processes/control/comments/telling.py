"""Telling who acted on a dossier before what became of it, in the words of the verdict."""

from collections.abc import Callable, Sequence

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
    turn = reviews.current_step(case)
    spared = {candidate.user.pk for candidate in candidates(turn.task)} if turn else set()
    if turn is None:
        spared.add(case.opened_by_id)
    _tell(
        case,
        dossier,
        [one for one in _acted(case, dossier) if one.pk not in spared],
        actor,
        lambda reader: _words(case, dossier, task, actor, reader),
        f"{case.stream}:{task.key}:{KIND}",
    )


def tell_of_recall(case: Case, actor: User, reason: str, waiting: Sequence[User]) -> None:
    """Tell who acted on a dossier, and for whom it waited, that its author took it back and why."""
    dossier = reviews.dossier_of(case)
    if dossier is None:
        return

    def said(reader: User) -> str:
        named = telling.thing(case, reader)
        why = f" «{telling.cut(reason, 160)}»."
        return (
            f"{named[:1].upper()}{named[1:]}, lần trình {dossier.round}: {actor} đã rút, không"
            f" trình nữa.{why}"
        )

    people = [*_acted(case, dossier), *waiting]
    _tell(case, dossier, people, actor, said, f"{case.stream}:recall:{KIND}")


def _acted(case: Case, dossier: Dossier) -> list[User]:
    """Who submitted a dossier, and who did a step of its review or had it done for them."""
    done = (
        Task.objects.of(case.agency_id)
        .filter(case=case, status__in=(TaskStatus.DONE, TaskStatus.RETURNED))
        .select_related("finished_by", "on_behalf_of")
        .order_by("pk")
    )
    both = [who for one in done for who in (one.finished_by, one.on_behalf_of)]
    return [dossier.author, *(who for who in both if who is not None)]


def _tell(
    case: Case,
    dossier: Dossier,
    people: Sequence[User],
    actor: User,
    words: Callable[[User], str],
    key: str,
) -> None:
    """Tell each once, but not who did it; the newest word is enough, so older ones are settled."""
    about = ("dossier", dossier.pk)
    lay_aside(about, kinds=(KIND,))
    for who in {one.pk: one for one in people}.values():
        if who.pk != actor.pk and who.is_active:
            url = telling.page_of(case)
            notify(who, case.agency_id, words(who), url, kind=KIND, key=key, about=about)


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
