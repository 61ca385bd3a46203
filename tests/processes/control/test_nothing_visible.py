"""What shows nothing is no name, no number and no reason: refused in words, and nothing is done."""

from typing import Any

import pytest
from django.urls import reverse

from processes.adoption import services as adoptions
from processes.adoption.services import AdoptionError
from processes.control import services
from processes.engine.refusal import CommandRefused
from processes.models import Case
from registry.adoption.models import Adoption
from registry.documents import services as documents
from registry.documents.errors import DocumentError
from registry.documents.models import Document, Dossier, Stage, Validity
from registry.now import today
from tests import factories
from tests.processes import adopted
from tests.processes.control.conftest import Office
from tests.processes.control.test_what_was_shown import at

# Zero width, soft hyphens, spaces that do not break, marks of direction, fillers, blank Braille.
NOTHINGS = (
    "", "   ", "\u200b", "\u00ad\u00ad", "\u00a0\u2003\u3000", "\u200b\ufeff \u00a0\u2060",
    "\u202a\u202c\u200e", "\u3164\uffa0", "\u2800", "\n\u200b\r\n",
)  # fmt: skip
nothings = pytest.mark.parametrize("nothing", NOTHINGS, ids=ascii)


@pytest.fixture
def submitted(office: Office) -> Dossier:
    return office.submit(office.draft())


@pytest.fixture
def awaiting(office: Office, submitted: Dossier) -> Dossier:
    office.approve(submitted, office.head, office.stand_in, office.quality)
    return submitted


def stage(dossier: Dossier) -> str:
    found: Document = Document.unscoped.get(dossier_items__dossier=dossier)
    return found.stage


def sent(office: Office, dossier: Dossier, user: Any, **said: str) -> str:
    """What the page of a dossier answers to a verdict that it does not take."""
    named = factories.named(office.task(dossier))
    answer = at(user).post(
        reverse("control:dossier", args=[dossier.uid]), {**named, "key": "k", **said}
    )
    assert answer.status_code == 422
    return answer.content.decode()


@nothings
def test_a_dossier_has_a_visible_name(office: Office, nothing: str) -> None:
    draft = office.draft()
    with pytest.raises(DocumentError, match="Chưa đặt tên bộ tài liệu"):
        services.submit(office.secretary, [draft], title=nothing, change_note="Lần đầu")
    answer = at(office.secretary).post(
        f"{reverse('control:submit')}?tai-lieu={draft.pk}",
        {"title": nothing, "change_note": "Lần đầu", "documents": draft.pk, "key": "k"},
    )
    assert answer.status_code == 422
    assert 'id="id_title_error">Chưa đặt tên bộ tài liệu' in answer.content.decode()
    assert not Dossier.objects.of(office.agency).exists()
    assert not Case.objects.of(office.agency).exists()


@nothings
def test_a_returned_dossier_keeps_a_visible_name(
    office: Office, submitted: Dossier, nothing: str
) -> None:
    factories.verdict(office.head, office.task(submitted), "return", reason="Sửa")
    draft = Document.unscoped.get(dossier_items__dossier=submitted)
    with pytest.raises(DocumentError, match="Chưa đặt tên bộ tài liệu"):
        services.submit(office.secretary, [draft], title=nothing, dossier=submitted)
    submitted.refresh_from_db()
    assert (submitted.round, submitted.title) == (1, "Bộ tài liệu")


@nothings
def test_a_decision_has_a_visible_number(office: Office, awaiting: Dossier, nothing: str) -> None:
    for issue in (
        lambda: factories.verdict(office.top, office.task(awaiting), decision_no=nothing),
        lambda: documents.issue(office.top, awaiting, decision_no=nothing, approvals=[]),
    ):
        with pytest.raises(DocumentError, match="Chưa có số quyết định ban hành"):
            issue()
    page = sent(
        office, awaiting, office.top,
        action="forward", decision_no=nothing, password=factories.PASSWORD,
    )  # fmt: skip
    assert 'id="id_decision_no_error">Chưa có số quyết định ban hành' in page
    assert stage(awaiting) == Stage.AWAITING_ISSUE
    assert not Validity.objects.of(office.agency).filter(version__dossier=awaiting).exists()


@nothings
def test_a_return_has_a_visible_reason(office: Office, submitted: Dossier, nothing: str) -> None:
    with pytest.raises(CommandRefused, match="Hãy ghi lý do khi chọn"):
        factories.verdict(office.head, office.task(submitted), "return", reason=nothing)
    page = sent(office, submitted, office.head, action="return", reason=nothing)
    assert 'id="id_reason_error">Chưa ghi lý do. Hãy ghi rõ điều cần chỉnh sửa.' in page
    assert stage(submitted) == Stage.DEPT_REVIEW


@nothings
def test_a_cancellation_has_a_visible_reason(
    office: Office, awaiting: Dossier, nothing: str
) -> None:
    office.approve(awaiting, office.top)
    issued = Document.unscoped.get(dossier_items__dossier=awaiting)
    with pytest.raises(DocumentError, match="Chưa ghi lý do hủy bỏ"):
        documents.cancel(office.quality, issued, reason=nothing)
    assert Validity.objects.of(office.agency).get(document=issued).ends is None


@pytest.mark.django_db
def test_an_adoption_has_a_visible_number_and_visible_reasons() -> None:
    below = adopted.make()
    row = below.prepare()
    for nothing in NOTHINGS:
        with pytest.raises(AdoptionError, match="Chưa có số quyết định áp dụng"):
            factories.confirm(below.leader, row, decision_no=nothing)
        with pytest.raises(AdoptionError, match="Hãy ghi rõ điều cần chỉnh sửa"):
            factories.send_back(below.leader, row, nothing)
    row = factories.confirm(below.leader, row, decision_no="15/QĐ-UBND")
    for nothing in NOTHINGS:
        with pytest.raises(AdoptionError, match="Chưa ghi lý do thôi áp dụng"):
            adoptions.end(below.leader, row, today(), reason=nothing)
    assert Adoption.objects.of(below.ward).get().ends is None
