"""Two comments, or a comment and the verdict that ends its turn, at the same moment."""

from functools import partial

import pytest

from processes.cases.projection import differences
from processes.control import reviews
from processes.control.comments import acts, recalling
from processes.engine.refusal import CommandRefused
from registry.comments.models import Comment
from registry.documents.models import Document, Dossier
from registry.trail import events
from tests import factories
from tests.processes.control.conftest import Office, office  # noqa: F401
from tests.processes.control.test_comments import commented
from tests.races.test_at_once import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_reviewers_comment_at_once_and_both_have_a_number(office: Office) -> None:  # noqa: F811
    other = factories.person(
        office.agency, role="department_leader", unit=factories.unit(office.agency, "VP")
    )
    dossier = office.submit(office.draft())
    said = [
        partial(commented, office, Dossier.unscoped.get(pk=dossier.pk), user, text=f"Ý {number}")
        for number, user in enumerate([office.head, other, office.head])
    ]
    assert [one for one in together(*said) if isinstance(one, Exception)] == []
    numbers = Comment.objects.of(office.agency).values_list("number", flat=True)
    assert sorted(numbers) == [1, 2, 3]
    assert list(events.verify(dossier.stream)) == []


def test_a_comment_at_the_moment_of_the_verdict_is_before_it_or_refused(
    office: Office,  # noqa: F811
) -> None:
    dossier = office.submit(office.draft())
    task = office.task(dossier)
    comment, verdict = together(
        partial(commented, office, dossier), partial(factories.verdict, office.head, task)
    )
    assert not isinstance(verdict, Exception)
    there = Comment.objects.of(office.agency).count()
    assert there == (0 if isinstance(comment, CommandRefused) else 1)


def test_an_answer_pressed_twice_at_once_is_said_once(office: Office) -> None:  # noqa: F811
    made = commented(office, office.submit(office.draft()))
    press = partial(
        acts.reply, office.secretary, made, "answer", text="Đã sửa.", idempotency_key="k"
    )
    together(press, press)
    assert made.replies.count() == 1


def test_a_dossier_taken_back_at_the_moment_of_a_verdict_is_one_or_the_other(
    office: Office,  # noqa: F811
) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    office.approve(dossier, office.head, office.stand_in, office.quality)
    task = office.task(dossier)
    together(
        partial(recalling.recall, office.secretary, dossier, "Thôi"),
        partial(factories.verdict, office.top, task, decision_no="1/QĐ"),
    )
    fresh, stage = Dossier.unscoped.get(pk=dossier.pk), Document.unscoped.get(pk=draft.pk).stage
    assert (fresh.state, stage) in {("issued", ""), ("withdrawn", "draft")}
    case = reviews.case_of(fresh)
    assert case is not None and differences(case) == []
