"""Verdicts, a resubmission and a withdrawal at the same moment: no text is approved that the
reviewer's page did not show, and what stands afterwards can have happened in one order."""

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import pytest

from processes.cases.projection import differences
from processes.control import reviews, services
from processes.engine.refusal import CommandRefused
from processes.models import OPEN_TASK, Case, Task
from registry import canonical
from registry.documents import services as documents
from registry.documents.errors import DocumentError
from registry.documents.models import Document, Dossier, Stage, Version
from registry.organisation.models import User
from registry.policy import Forbidden
from registry.trail import events
from tests import factories
from tests.processes.control.conftest import Office, office  # noqa: F401
from tests.races.test_at_once import together

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], object]
REFUSED = (CommandRefused, DocumentError, Forbidden)
OLD, NEW = "Mọi việc của cơ quan.", "Chỉ một phòng."
# The moments that matter are some milliseconds long: each race is run several times.
TIMES = 5

# All that a dossier, its open step and its draft can be together.
STANDING = {
    (Dossier.OPEN, "phong", Stage.DEPT_REVIEW),
    (Dossier.OPEN, "thuky", Stage.SECRETARY_REVIEW),
    (Dossier.OPEN, "banhanh", Stage.AWAITING_ISSUE),
    (Dossier.RETURNED, "soan", Stage.CHANGES_REQUESTED),
    (Dossier.ISSUED, "", Stage.IDLE),
    (Dossier.WITHDRAWN, "", Stage.DRAFT),
}


@dataclass
class Race:
    """A dossier of one document, and the page of its first round as a reviewer has it open."""

    office: Office
    draft: Document
    dossier: Dossier
    shown: reviews.Shown
    task: Task
    returned: threading.Event = field(default_factory=threading.Event)

    @property
    def case(self) -> Case:
        found = reviews.case_of(self.dossier)
        assert found is not None
        return found

    def present(self) -> Task:
        """Whose turn it is at this very moment; refused where it is nobody's."""
        turn = reviews.current_step(self.case)
        if turn is None:
            raise CommandRefused("Bộ tài liệu này đã xử lý xong.")
        return turn.task

    def say(self, user: User, action: str = "forward", task: Task | None = None) -> None:
        """What the page of the first round sends."""
        services.give_verdict(
            user, task or self.task, action,
            round=self.shown.round, digest=self.shown.digest, reason="Đã xem",
            decision_no="07/QĐ-UBND", password=factories.PASSWORD,
        )  # fmt: skip

    def say_to_whatever_is_there(self, user: User) -> None:
        """Yes to the step whose turn it is by then: what the page showed, on another task."""
        self.say(user, "forward", self.present())

    def send_back(self, user: User) -> None:
        """«Yêu cầu chỉnh sửa»; the author knows as soon as it is done."""
        try:
            self.say(user, "return")
        finally:
            self.returned.set()

    def resubmit(self) -> None:
        """The author submits what the draft says by now."""
        services.submit(
            self.office.secretary, [Document.unscoped.get(pk=self.draft.pk)],
            title="Bộ tài liệu", change_note="Lần hai",
            dossier=Dossier.unscoped.get(pk=self.dossier.pk),
        )  # fmt: skip

    def mend(self) -> None:
        """The author writes another text into the returned draft."""
        fresh = Document.unscoped.get(pk=self.draft.pk)
        body = {"sections": [{"id": "m1", "heading": "Phạm vi", "text": NEW}]}
        base = canonical.digest(fresh.body)
        documents.save_draft(self.office.secretary, fresh, body, base_digest=base)

    def answer_at_once(self) -> None:
        """The author mends and submits in the moment in which it was returned."""
        self.returned.wait(10)
        if self.state == Dossier.RETURNED:
            self.mend()
        self.resubmit()

    def withdraw(self) -> None:
        """«Rút bộ tài liệu», to whatever step is there by then."""
        services.give_verdict(self.office.secretary, self.present(), "withdraw", reason="Thôi")

    def run(self, *acts: Act, meanwhile: Sequence[Act] = ()) -> list[bool]:
        """Which of these acts, all at the same moment, were taken.

        `meanwhile` are tried over and over until the others are through, and once more then; they
        come behind them. Whatever was refused was refused in words, and everything is sound.
        """
        left, over = list(acts), threading.Event()

        def once(act: Act) -> None:
            try:
                act()
            finally:
                left.pop()
                if not left:
                    over.set()

        def again_and_again(act: Act) -> None:
            while not over.is_set():
                with contextlib.suppress(*REFUSED):
                    act()
                    return
            act()

        outcomes = together(
            *(partial(once, act) for act in acts),
            *(partial(again_and_again, act) for act in meanwhile),
        )
        for outcome in outcomes:
            assert outcome is None or (isinstance(outcome, REFUSED) and str(outcome)), outcome
        assert differences(self.case) == []
        assert list(events.verify(self.case.stream)) == []
        assert list(events.verify(self.dossier.stream)) == []
        steps = self.case.tasks.filter(status__in=OPEN_TASK).values_list("step_id", flat=True)
        (step,) = [*steps] or [""]
        assert (self.state, step, Document.unscoped.get(pk=self.draft.pk).stage) in STANDING
        # Whoever reviewed anything had its very text before them.
        ends = events.read(self.case.stream).filter(type__in=("task.completed", "task.returned"))
        for event in ends.exclude(actor=self.office.secretary):
            said = events.data_of(event)
            assert (said["round"], said["digest"]) == (self.shown.round, self.shown.digest)
        return [outcome is None for outcome in outcomes]

    @property
    def state(self) -> str:
        return self.fresh.state

    @property
    def fresh(self) -> Dossier:
        found: Dossier = Dossier.unscoped.get(pk=self.dossier.pk)
        return found


def submitted(office: Office, number: int, *passed: User) -> Race:  # noqa: F811
    """A dossier that these people have agreed to, before the next one."""
    draft = office.draft(f"Sổ tay {number}")
    dossier = office.submit(draft)
    office.approve(dossier, *passed)
    return Race(office, draft, dossier, reviews.shown(dossier), office.task(dossier))


@pytest.fixture
def second(office: Office) -> User:  # noqa: F811
    """Another leader of the department, with the same page open."""
    unit = factories.unit(office.agency, "VP")
    return factories.person(office.agency, role="department_leader", unit=unit, name="Bà Hai")


def test_an_old_page_says_nothing_about_what_is_submitted_at_that_moment(
    office: Office,  # noqa: F811
    second: User,
) -> None:
    for number in range(TIMES):
        race = submitted(office, number)
        race.say(office.head, "return")
        race.mend()
        taken = race.run(
            race.resubmit,
            partial(race.say, office.head),
            meanwhile=[
                partial(race.say_to_whatever_is_there, person) for person in (office.head, second)
            ],
        )
        assert taken == [True, False, False, False]
        assert (race.state, race.fresh.round) == (Dossier.OPEN, 2)


def test_returned_and_agreed_to_at_once_and_submitted_again_in_the_same_moment(
    office: Office,  # noqa: F811
    second: User,
) -> None:
    for number in range(TIMES):
        race = submitted(office, number)
        returned, agreed, again, late = race.run(
            partial(race.send_back, office.head),
            partial(race.say, second),
            race.answer_at_once,
            meanwhile=[partial(race.say_to_whatever_is_there, second)],
        )
        # One yes or one no is about the first round, and only what was returned comes again.
        assert [returned, agreed, late].count(True) == 1 and again == returned
        assert race.fresh.round == (2 if again else 1)


def test_what_is_issued_is_what_the_page_showed_although_it_comes_back_changed(
    office: Office,  # noqa: F811
) -> None:
    other = factories.person(office.agency, role="top_leader", name="Phó Chủ tịch")
    for number in range(TIMES):
        race = submitted(office, number, office.head, office.stand_in, office.quality)
        issued, returned, again, late, old = race.run(
            partial(race.say, office.top),
            partial(race.send_back, other),
            race.answer_at_once,
            meanwhile=[
                partial(race.say_to_whatever_is_there, person)
                for person in (office.top, office.head)
            ],
        )
        assert not old
        assert [issued, returned, late].count(True) == 1 and again == returned
        made = Version.unscoped.filter(document=race.draft)
        assert [one.data["sections"][0]["text"] for one in made] == ([] if returned else [OLD])


def test_withdrawn_and_submitted_again_at_once_it_is_one_of_the_two(
    office: Office,  # noqa: F811
) -> None:
    for number in range(TIMES):
        race = submitted(office, number)
        race.say(office.head, "return")
        race.mend()
        withdrawn, again, *old = race.run(
            race.withdraw,
            race.resubmit,
            partial(race.say, office.head),
            meanwhile=[partial(race.say_to_whatever_is_there, office.head)],
        )
        assert withdrawn != again and not any(old)
        assert race.state == (Dossier.WITHDRAWN if withdrawn else Dossier.OPEN)


def test_withdrawn_while_it_is_returned_or_agreed_to(office: Office, second: User) -> None:  # noqa: F811
    for number in range(TIMES):
        race = submitted(office, number)
        returned, agreed, *withdrawn = race.run(
            partial(race.send_back, office.head),
            partial(race.say, second),
            meanwhile=[race.withdraw, race.withdraw],
        )
        # What is before reviewers is not withdrawn; what came back is, and once.
        assert returned != agreed
        assert withdrawn.count(True) == (1 if returned else 0)
        assert race.state == (Dossier.WITHDRAWN if returned else Dossier.OPEN)
