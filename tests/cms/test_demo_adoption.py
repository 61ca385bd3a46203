"""The demo's ward works by a procedure of the province from the first day."""

import pytest

from cms import demo
from processes.adoption.troubles import troubles_of
from processes.cases.opening import openable
from processes.control import reviews
from processes.control import services as control
from registry import canonical
from registry.adoption.models import Adoption
from registry.documents import services as documents
from registry.documents.models import Document
from registry.notices.models import Notice
from registry.organisation.models import User
from registry.policy import standing
from registry.trail import outbox
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_ward_opens_cases_by_the_provinces_procedure() -> None:
    demo.load()
    demo.load()
    row = Adoption.unscoped.get()
    assert troubles_of(row) == []
    offered = openable(standing(User.objects.get(username="hotich")))
    assert "Báo cáo định kỳ công tác tư pháp" in {
        one.version.title for one in offered if one.adoption == row
    }


def person(username: str) -> User:
    return User.objects.get(username=username)


def test_the_provinces_people_issue_a_new_version_and_the_ward_is_told() -> None:
    demo.load()
    author = person("thukyso")
    document = documents.begin_revision(author, Document.unscoped.get(code="QT-BC-01"))
    documents.save_draft(
        author,
        document,
        {**document.data, "result": "Báo cáo đã ký, gửi đúng hạn."},
        base_digest=canonical.digest(document.body),
    )
    dossier = control.submit(author, [document], title="Sửa QT-BC-01", change_note="Rõ kết quả")
    # Her stand-in reviews in her place: nobody reviews what they wrote.
    for username in ("truongphongso", "banISOso", "phogiamdocso", "giamdocso"):
        turn = reviews.current_step(reviews.case_of(dossier))
        assert turn is not None
        factories.verdict(
            person(username), turn.task, decision_no="31/QĐ-STP", password="iso-dien-tu"
        )
    outbox.work()
    told = Notice.unscoped.filter(user=person("thuky"), kind="adoption").latest("pk")
    assert "QT-BC-01" in told.text or "Báo cáo định kỳ" in told.text
