"""The case in which a dossier is reviewed: which it is, whose turn, who said what."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from processes.engine.definition import Definition, Step
from processes.events.opening import Closed
from processes.events.tasks import Completed, Returned
from processes.extensions import guards
from processes.models import OPEN_TASK, Case, Task, TaskStatus
from processes.performers import candidates
from registry import canonical, policy
from registry.documents import names
from registry.documents.models import Document, Dossier, DossierItem
from registry.now import local, now
from registry.organisation.models import Dated, Delegation, Membership, User
from registry.organisation.roles import role_labels
from registry.trail import events
from registry.vietnamese import one_line

# The code under which an agency (or one above it, sharing) issues its own chain of review.
CONTROL_CODE = "QT-HT-01"
SUBMITTED = "Trình ban hành: "
# What `Case.about` begins with where a case is the review of a dossier.
ABOUT = "dossier:"
# The result of a review whose dossier was taken back: what the shipped chain calls that end.
WITHDRAWN = "withdrawn"


class Shown(guards.Warrant):
    """Which round of a dossier somebody had before them when they said yes or no."""


class Submitted(guards.Warrant):
    """The round that its author has just submitted: alone this finishes the author's step."""


def shown(dossier: Dossier) -> Shown:
    """Return the round and the digest of a dossier as this object has it: what its page shows."""
    return Shown(dossier.round, dossier.digest)


def is_authors(definition: Definition, step: Step) -> bool:
    """Tell whether a step is the author's own: there drafts are written, nothing is reviewed."""
    role = definition.role(step.role)
    return step == definition.first or (role is not None and role.by == "author")


def about(dossier: Dossier) -> str:
    """Return how a case says that it is the review of this dossier."""
    return about_uid(dossier.uid)


def about_uid(uid: object) -> str:
    """Return the same as `about`, of the dossier with this uid."""
    return f"{ABOUT}{uid}"


def case_of(dossier: Dossier) -> Case | None:
    """Return the case in which a dossier is reviewed, or None."""
    return (
        Case.objects.of(dossier.agency_id)
        .filter(about=about(dossier))
        .select_related("process", "version", "agency")
        .first()
    )


def streams_of(dossiers: Sequence[Dossier]) -> dict[str, str]:
    """Return the streams of the reviews of dossiers, by what they are `about`; one query."""
    if not dossiers:
        return {}
    rows = Case.objects.of(dossiers[0].agency_id).filter(about__in=map(about, dossiers))
    return {case.about: case.stream for case in rows.only("about", "uid")}


def subject_of(dossier: Dossier) -> str:
    """Name a review for people who may not read drafts: by what is issued already.

    Once the dossier is issued its own name says no more than that.
    """
    if dossier.state == Dossier.ISSUED:
        return f"{SUBMITTED}{dossier.title}"
    items = DossierItem.objects.filter(dossier=dossier, round=dossier.round).order_by("pk")
    documents = [item.document for item in items.select_related("document")]
    return f"{SUBMITTED}{_issued_names(documents, names.ever_issued(documents))}"


def known_as(dossier: Dossier, documents: Sequence[Document], ever: set[int]) -> str:
    """Name a dossier for whoever hands it over.

    Where it revises what is issued, as that is called; what was never issued has no other name.
    """
    revises = any(document.pk in ever for document in documents)
    return _issued_names(documents, ever) if revises else dossier.title


def _issued_names(documents: Sequence[Document], ever: set[int]) -> str:
    more = f" và {len(documents) - 1} tài liệu khác" if len(documents) > 1 else ""
    return names.known_as(documents[0], ever) + more


def subjects(user: User, cases: Sequence[Case]) -> dict[int, str]:
    """Return the dossiers' own names, for those who may read them, by the key of the case."""
    uids = {case.about.removeprefix(ABOUT): case.pk for case in cases}
    rows = policy.visible(user, Dossier).filter(uid__in=list(uids)).values_list("uid", "title")
    return {uids[str(uid)]: f"{SUBMITTED}{title}" for uid, title in rows}


def say_subject(case: Case, dossier: Dossier) -> None:
    """Write down what the review may be called now."""
    case.subject = one_line(subject_of(dossier), 500)
    case.settle_words()
    case.save(update_fields=["subject", "folded", "code_key"])


def uid_of(case: Case) -> str | None:
    """Return the uid of the dossier that a case reviews; None for every other case."""
    return case.about.removeprefix(ABOUT) if case.about.startswith(ABOUT) else None


def dossier_of(case: Case) -> Dossier | None:
    """Return the dossier that a case reviews; None for every other case."""
    uid = uid_of(case)
    return Dossier.objects.of(case.agency_id).filter(uid=uid).first() if uid else None


@dataclass(frozen=True)
class CurrentStep:
    """Đến lượt ai, từ bao giờ."""

    stage: str
    people: tuple[str, ...]
    since: datetime
    due_at: datetime | None
    task: Task

    @property
    def late(self) -> bool:
        """Whether it should have been done by now."""
        return self.due_at is not None and self.due_at < now()

    @property
    def still(self) -> datetime | None:
        """Since when its clock stands still; None while it runs."""
        return self.task.case.suspended_since

    @property
    def words(self) -> str:
        """Who, in one line."""
        return ", ".join(self.people) or "chưa có người đủ điều kiện làm bước này"


def current_step(case: Case | None) -> CurrentStep | None:
    """Return whose turn it is in a review; None when it is over."""
    if case is None:
        return None
    task = (
        Task.objects.of(case.agency_id)
        .filter(case=case, status__in=OPEN_TASK)
        .select_related("assignee", "unit", "agency")
        .order_by("pk")
        .first()
    )
    if task is None:
        return None
    task.case = case
    people = tuple(str(one) for one in candidates(task))
    return CurrentStep(task.title, people, task.activated_at, task.due_at, task)


def authors_of(dossier: Dossier) -> set[int | None]:
    """Return everybody who wrote something of the present round, also before a hand-over."""
    return {dossier.author_id, *written(Q(dossier=dossier))[about(dossier)].authors}


@dataclass
class Written:
    """Who wrote the present round of a dossier, and which documents (by primary key) are in it."""

    authors: set[int | None]
    documents: set[int]
    # What the dossier is called, for whoever may read it.
    title: str = ""


def written(which: Q) -> dict[str, Written]:
    """Return what is in the present round of dossiers, by what their cases are `about`; one query.

    `which` are conditions on their items; the caller has asked policy about the dossiers.
    """
    found: dict[str, Written] = defaultdict(lambda: Written(set(), set()))
    rows = DossierItem.objects.filter(which, round=F("dossier__round")).values_list(
        "dossier__uid",
        "document_id",
        "dossier__author_id",
        "document__author_id",
        "dossier__past_authors",
        "document__past_authors",
        "dossier__title",
    )
    for uid, document, *wrote, handed_over, handed_on, title in rows:
        one = found[about_uid(uid)]
        one.title = title
        one.documents.add(document)
        one.authors.update(wrote)
        for text in (handed_over, handed_on):
            one.authors.update(canonical.loads(text).get("rows", []))
    return found


def authors_for(case: Case, known: dict[str, Any]) -> set[int | None]:
    """Return who wrote what this case reviews, looked up once for all who share `known`."""
    there = known.setdefault("written", {})
    if case.about not in there:
        dossier = dossier_of(case)
        there[case.about] = Written(authors_of(dossier) if dossier else set(), set())
    found: Written = there[case.about]
    return found.authors


def reviewers(case: Case, task: Task, but: User | None = None) -> list[str]:
    """Name the people who may do a task of a review today, were `but` an author too."""
    task.case = case
    return [str(one) for one in candidates(task) if one.user != but]


@dataclass(frozen=True)
class Verdict:
    """One finished step of a review."""

    stage: str
    who: str
    for_whom: str
    outcome: str
    reason: str
    at: datetime
    returned: bool
    # In which round it was said; None where the event of that day does not tell.
    round: int | None = None
    step: str = ""
    who_id: int | None = None


def verdicts_of(case: Case | None) -> list[Verdict]:
    """Return what everybody said, oldest first."""
    if case is None:
        return []
    done = (
        Task.objects.of(case.agency_id)
        .filter(case=case, status__in=(TaskStatus.DONE, TaskStatus.RETURNED))
        .select_related("finished_by", "on_behalf_of")
        .order_by("finished_at", "pk")
    )
    said_in = _rounds_of(case)
    return [
        Verdict(
            task.title,
            str(task.finished_by or ""),
            str(task.on_behalf_of or ""),
            task.outcome,
            task.reason,
            task.finished_at or task.activated_at,
            task.status == TaskStatus.RETURNED,
            said_in.get(task.key),
            task.step_id,
            task.finished_by_id,
        )
        for task in done
    ]


def _rounds_of(case: Case) -> dict[str, int]:
    """In which round each finished task of a review was finished, by the key of the task.

    Verdicts of before ADR 57 did not say what they were about: of them nothing is guessed.
    """
    ends = events.read(case.stream).filter(type__in=(Completed.name, Returned.name))
    told = [events.data_of(event) for event in ends]
    return {data["task"]: data["round"] for data in told if data.get("round")}


def approvals_of(
    case: Case, last: User | None, last_for: User | None, at: datetime
) -> list[dict[str, str]]:
    """Return the approval block of the present round, in three columns.

    They are soạn thảo, xem xét, phê duyệt: the author's step is «drafted», the last one is
    «approved» (`last` is finishing it now), all between are «reviewed». Who signs for somebody
    signs with the prefix of their delegation.
    """
    tasks = list(
        Task.objects.of(case.agency_id)
        .filter(case=case, status=TaskStatus.DONE)
        .select_related("finished_by", "on_behalf_of")
        .order_by("pk")
    )
    starts = max(
        (index for index, task in enumerate(tasks) if not task.role and task.assignee_id),
        default=0,
    )
    round_tasks = [task for task in tasks[starts:] if task.finished_by != last]
    rows = []
    for index, task in enumerate(round_tasks):
        rows.append(
            _row(
                case,
                "drafted" if index == 0 else "reviewed",
                task.title,
                task.finished_by,
                task.on_behalf_of,
                task.finished_at or at,
            )
        )
    rows.append(_row(case, "approved", "Phê duyệt, ban hành", last, last_for, at))
    return rows


def _row(
    case: Case, column: str, stage: str, user: User | None, for_user: User | None, at: datetime
) -> dict[str, str]:
    row = {
        "column": column,
        "stage": stage,
        "name": str(user or ""),
        "position": _position(case.agency_id, user),
        "at": at.isoformat(),
    }
    if for_user and user:
        # The delegation that held on that day: an older one may have had another prefix.
        delegation = (
            Delegation.objects.of(case.agency_id)
            .filter(Dated.on(local(at).date()), giver=for_user, receiver=user)
            .order_by("-pk")
            .first()
        )
        row["prefix"] = delegation.prefix if delegation else "KT."
        row["for_name"] = str(for_user)
        row["for_position"] = _position(case.agency_id, for_user)
    return row


def _position(agency_id: int, user: User | None) -> str:
    """A person's position as printed; the name of a role where no position was entered."""
    if user is None:
        return ""
    held = list(Membership.objects.of(agency_id).filter(user=user).order_by("pk"))
    named = next((row.position for row in held if row.position), "")
    return named or next((role_labels()[row.role] for row in held), "")


@dataclass(frozen=True)
class Recalled:
    """Who took a dossier back, when and why."""

    who: str
    at: datetime
    reason: str


def recalled(case: Case | None) -> Recalled | None:
    """Return how the review of a dossier was ended before its last step; None where it was not."""
    last = events.read(case.stream).filter(type=Closed.name).last() if case else None
    told = events.data_of(last) if last else {}
    if last is None or told.get("result") != WITHDRAWN or not told.get("reason"):
        return None
    return Recalled(str(last.actor or ""), last.at, str(told["reason"]))
