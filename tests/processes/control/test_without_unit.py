"""Whoever has the task of a review reads what it is about, whatever unit the documents have."""

import pytest
from django.test import Client
from django.urls import reverse

from processes.control import lists
from registry import policy
from registry.documents import services as documents
from registry.documents.models import Document, Dossier
from registry.notices.models import Notice
from registry.organisation.models import User
from registry.trail import outbox
from tests import factories
from tests.processes.control.conftest import Office


def draft(office: Office, author: User | None = None) -> Document:
    sections = [{"id": "m1", "heading": "Phạm vi", "text": "Mọi việc."}]
    return documents.create(
        author or office.secretary, office.agency, "manual", title="Không có phòng",
        code="ST-00", body={"sections": sections},
    )  # fmt: skip


def reads(person: User, dossier: Dossier) -> int:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client.get(reverse("control:dossier", args=(dossier.uid,))).status_code


def test_every_reviewer_reads_it_at_their_stage_and_after(office: Office) -> None:
    document = draft(office)
    dossier = office.submit(document)
    assert dossier.owner_unit is None
    for person in office.chain:
        assert reads(person, dossier) == 200, person
        assert policy.can(person, "read_draft", Document.unscoped.get(pk=document.pk)), person
        office.approve(dossier, person)
        assert reads(person, dossier) == 200, person


def test_it_stands_in_the_list_of_the_head_and_leads_there(office: Office) -> None:
    dossier = office.submit(draft(office))
    (found,) = lists.documents_in(office.head, lists.BY_CODE["cho-lanh-dao-phong-ban"])
    client = Client()
    client.force_login(office.head)
    opened = client.get(reverse("control:open", args=(found.pk,)))
    assert opened["Location"] == reverse("control:dossier", args=(dossier.uid,))
    assert client.get(reverse("documents:inspect", args=(found.pk,))).status_code == 200


@pytest.mark.parametrize("kind", ["absence", "stand_in"])
def test_a_stand_in_of_the_head_reads_it_too(office: Office, kind: str) -> None:
    deputy = factories.person(office.agency, role="staff")
    dossier = office.submit(draft(office))
    assert reads(deputy, dossier) == 404
    factories.delegation(office.agency, office.head, deputy, "department_leader", kind)
    assert reads(deputy, dossier) == 200


def test_who_neither_reviews_nor_leads_does_not(office: Office) -> None:
    other_unit = factories.unit(office.agency, "TP")
    others = [
        factories.person(office.agency, role="department_leader", unit=other_unit),
        factories.person(office.agency, role="staff"),
        factories.person(factories.agency(), role="department_leader"),
    ]
    document = draft(office)
    dossier = office.submit(document)
    for person in others:
        assert reads(person, dossier) == 404, person
        assert not policy.visible(person, Document).filter(pk=document.pk).exists()


def test_an_own_chain_may_ask_a_role_that_reads_no_drafts(office: Office) -> None:
    clerk = factories.person(office.agency, role="auditor")
    from processes.control.services import control_process
    from registry.documents import closure

    uid = control_process(office.agency)
    body = closure.in_force(office.agency, uid).body  # type: ignore[union-attr]
    roles = [
        {**role, "by": "role", "role": "auditor"} if role["id"] == "dept" else role
        for role in body["roles"]
    ]
    factories.install(office.agency, "process", {**body, "roles": roles}, uid=uid, code="QT-HT-01")
    dossier = office.submit(draft(office))
    while outbox.work(20):
        pass
    (notice,) = Notice.objects.of(office.agency).filter(user=clerk)
    client = Client()
    client.force_login(clerk)
    assert client.get(notice.url, follow=True).status_code == 200
    assert reads(clerk, dossier) == 200
