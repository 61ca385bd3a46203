"""A time that cannot be counted needs the author's «đã biết, để nguyên»; reviewers read it all."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from processes.control.views.pages import document_pages
from registry import canonical
from registry.documents import services
from registry.documents.checks import ticks
from registry.documents.models import Document, Dossier, DossierItem
from registry.documents.services import HasProblems
from registry.organisation.models import User
from registry.trail import events
from tests import factories
from tests.processes.control.conftest import Office

REASON = "Luật không định thời hạn của bước này"
AGREED = {"text": "theo thỏa thuận"}


def procedure(**time: str) -> dict[str, Any]:
    body = factories.small_process()
    for step in body["steps"]:
        step.pop("form_part", None)
    body["steps"][1]["times"]["thuong"] = time or AGREED
    return body


def draft(office: Office, body: dict[str, Any] | None = None, code: str = "QT-77") -> Document:
    return services.create(
        office.secretary, office.agency, "process", title="Cấp bản sao", code=code,
        body=body or procedure(), owner_unit=factories.unit(office.agency, "VP"),
    )  # fmt: skip


def fresh(document: Document) -> Document:
    found: Document = Document.unscoped.select_related("agency").get(pk=document.pk)
    return found


def key(document: Document) -> str:
    problems = services.problems_of([document])[str(document.uid)]
    (found,) = ticks.asked(str(document.uid), document.data, problems)
    return found


def item(document: Document) -> DossierItem:
    return DossierItem.objects.filter(document=document).order_by("-pk")[0]


def returned(office: Office, document: Document) -> Dossier:
    dossier = office.submit(document, known={key(document): REASON})
    factories.verdict(office.head, office.task(dossier), "return", reason="Xem lại.")
    dossier.refresh_from_db()
    return dossier


def rewritten(office: Office, document: Document, body: dict[str, Any]) -> Document:
    base = canonical.digest(fresh(document).body)
    return services.save_draft(office.secretary, fresh(document), body, base_digest=base)


@pytest.mark.parametrize("known", [None, {}, {"khác": REASON}, "blank"])
def test_it_bars_submitting_without_a_tick_and_its_reason(office: Office, known: Any) -> None:
    document = draft(office)
    with pytest.raises(HasProblems, match="Đã biết, để nguyên") as refused:
        office.submit(document, known={key(document): " "} if known == "blank" else known)
    (problem,) = refused.value.problems[str(document.uid)]
    assert "«theo thỏa thuận»" in problem.message
    assert not Dossier.objects.of(office.agency).exists()


def test_a_ticked_one_is_submitted_and_the_trail_keeps_why(office: Office) -> None:
    document = draft(office)
    dossier = office.submit(document, known={key(document): f"  {REASON}\n"})
    (tick,) = ticks.loads(item(document).ticks)
    assert (tick.reason, tick.by) == (REASON, "Mai Lan")
    said = events.data_of(events.read(dossier.stream).get(type="dossier.submitted"))
    assert said["known"] == {
        str(document.uid): [{"at": "/steps/1/times/thuong", "key": key(document), "reason": REASON}]
    }


def test_every_reviewer_reads_the_author_s_sentences_and_ticks(office: Office) -> None:
    body = procedure()
    body["roles"].append({"id": "thua", "label": "Kế toán", "by": "role", "role": "clerk"})
    document = draft(office, body)
    told = [problem.message for problem in services.problems_of([document])[str(document.uid)]]
    dossier = office.submit(document, known={key(document): REASON})
    for person in office.chain:
        page = client(person).get(reverse("control:dossier", args=(dossier.uid,)))
        text = page.content.decode()
        assert len(told) == 2 and all(sentence in text for sentence in told), person
        assert REASON in text and "Mai Lan" in text
        office.approve(dossier, person)
    issued = client(office.top).get(reverse("control:dossier", args=(dossier.uid,)))
    assert REASON in issued.content.decode()


def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_returned_dossier_keeps_the_tick_of_a_value_that_stayed(office: Office) -> None:
    document = draft(office)
    dossier = returned(office, document)
    body = procedure()
    body["steps"].insert(0, {"id": "truoc", "title": "Hướng dẫn", "role": "mc",
                             "times": {"thuong": factories.days("0.5")}})  # fmt: skip
    rewritten(office, document, body)
    office.submit(fresh(document), dossier=dossier)
    assert [tick.reason for tick in ticks.loads(item(document).ticks)] == [REASON]


def test_a_tick_lapses_when_the_value_changes(office: Office) -> None:
    document = draft(office)
    dossier = returned(office, document)
    rewritten(office, document, procedure(text="khi nào xong"))
    with pytest.raises(HasProblems, match="Đã biết, để nguyên"):
        office.submit(fresh(document), dossier=dossier)


def test_an_unclear_day_needs_it_too_and_a_clear_one_does_not(office: Office) -> None:
    unclear = draft(office, procedure(amount="2", unit="day"))
    with pytest.raises(HasProblems):
        office.submit(unclear)
    office.submit(draft(office, procedure(amount="2", unit="working_day"), code="QT-78"))


def test_a_copy_frozen_without_its_tick_is_not_issued(office: Office) -> None:
    document = draft(office)
    dossier = office.submit(document, known={key(document): REASON})
    office.approve(dossier, office.head, office.stand_in, office.quality)
    DossierItem.objects.filter(document=document).update(ticks="{}")
    (page,) = document_pages(dossier)
    assert [remark.open for remark in page.remarks if remark.key] == [True]
    with pytest.raises(HasProblems, match="yêu cầu chỉnh sửa"):
        office.approve(dossier, office.top)


def test_what_is_installed_needs_no_tick(office: Office) -> None:
    assert factories.install(office.agency, "process", procedure()).pk


def test_the_page_asks_keeps_what_was_typed_and_submits(office: Office) -> None:
    document = draft(office)
    address = f"{reverse('control:submit')}?tai-lieu={document.pk}"
    secretary = client(office.secretary)
    mark = key(document)
    assert f'name="ly-do-{mark}"' in secretary.get(address).content.decode()
    sent = {"documents": [document.pk], "title": "Bộ", "change_note": "Lần đầu", "key": "một"}
    refused = secretary.post(address, {**sent, "da-biet": [mark]})
    assert refused.status_code == 422
    refused = secretary.post(address, {**sent, f"ly-do-{mark}": REASON})
    assert refused.status_code == 422 and REASON in refused.content.decode()
    done = secretary.post(address, {**sent, "da-biet": [mark], f"ly-do-{mark}": REASON})
    assert done.status_code == 302
    assert [tick.reason for tick in ticks.loads(item(document).ticks)] == [REASON]
