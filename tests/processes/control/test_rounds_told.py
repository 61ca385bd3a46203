"""The history of a dossier says in which round each verdict was given, and what changed since."""

import re

import pytest
from django.urls import reverse

from processes.control import reviews
from registry.documents.models import Dossier
from registry.organisation.models import User
from tests import factories
from tests.processes.control.conftest import Office
from tests.processes.control.test_what_was_shown import again, at


def page_of(user: User, dossier: Dossier) -> str:
    return at(user).get(reverse("control:dossier", args=[dossier.uid])).content.decode()


def lines(html: str) -> list[str]:
    """The rows of the history, as people read them."""
    history = html.split('class="timeline"')[1].split("</ol>")[0]
    rows = re.findall(r"<li\b.*?</li>", history, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_each_verdict_says_in_which_round_it_was_given(office: Office) -> None:
    draft = office.draft()
    dossier = again(office, office.submit(draft), draft)
    factories.verdict(office.head, office.task(dossier))
    said = reviews.verdicts_of(reviews.case_of(dossier))
    # Submitted, returned; submitted once more, agreed to.
    assert [one.round for one in said] == [1, 1, 2, 2]
    told = lines(page_of(office.head, dossier))
    assert ["Lần trình 1" in row for row in told] == [True, True, False, False]
    assert ["Lần trình 2" in row for row in told] == [False, False, True, True]
    assert "Quang Vinh" in told[1] and "Sửa phạm vi" in told[1]


def test_what_was_said_of_an_earlier_round_leads_to_what_changed_since(office: Office) -> None:
    draft = office.draft()
    dossier = again(office, office.submit(draft), draft)
    html = page_of(office.head, dossier).split('class="timeline"')[1]
    compared = reverse("control:rounds", args=[dossier.uid, 1])
    # By both verdicts on the first round; the present one has nothing to be compared with.
    assert html.count(f'href="{compared}"') == 2
    assert reverse("control:rounds", args=[dossier.uid, 2]) not in html
    assert "Chỉ một phòng." in at(office.head).get(compared).content.decode()


def test_a_first_round_has_nothing_to_be_compared_with(office: Office) -> None:
    html = page_of(office.head, office.submit(office.draft()))
    assert "Lần trình 1" in lines(html)[0] and "so-sanh" not in html


def test_a_verdict_whose_event_tells_no_round_says_none(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = office.draft()
    dossier = again(office, office.submit(draft), draft)
    # As an event of before the rounds were kept reads; what is written is never changed.
    told = reviews.events.data_of
    monkeypatch.setattr(
        reviews.events, "data_of",
        lambda event: {k: v for k, v in told(event).items() if k not in ("round", "digest")},
    )  # fmt: skip
    said = reviews.verdicts_of(reviews.case_of(dossier))
    assert len(said) == 3 and {one.round for one in said} == {None}
    history = page_of(office.head, dossier).split('class="timeline"')[1].split("</ol>")[0]
    assert "Lần trình" not in history and "so-sanh" not in history
