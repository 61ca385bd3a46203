"""Who sees, edits and deletes a draft, and when nobody does."""

import pytest
from django.urls import reverse

from registry.documents.models import Document, Stage
from registry.organisation.models import Agency, User
from tests.registry.editor.conftest import person
from tests.registry.editor.pages import client_of, posted, url

PAGES = ["inspect", "edit", "preview", "print", "history", "export", "import", "delete"]


@pytest.mark.django_db
def test_a_stranger_of_another_agency_finds_nothing(document: Document, stranger: User) -> None:
    client = client_of(stranger)
    revision = document.revisions.get()
    addresses = [url(name, document) for name in PAGES]
    addresses += [
        url("compare", document, f"r{revision.pk}", "draft"),
        url("restore", document, revision.pk),
        url("begin_revision", document),
    ]
    for address in addresses:
        assert client.get(address).status_code in (404, 405), address
        assert client.post(address, posted(document)).status_code in (404, 405), address
    assert "Quy trình mẫu" not in client.get(reverse("documents:list")).content.decode()
    assert client.get(reverse("documents:choices"), {"q": "mẫu"}).json()["results"] == []


@pytest.mark.django_db
def test_somebody_without_the_role_reads_no_draft(document: Document, agency: Agency) -> None:
    clerk = client_of(person(agency, "van.thu", "Ngô Thị Văn Thư", "clerk"))
    assert clerk.get(url("inspect", document)).status_code == 200
    answer = clerk.post(url("edit", document), posted(document, title="Đổi"))
    assert answer.status_code == 302
    staff = client_of(person(agency, "can.bo", "Đỗ Văn Cán", "staff"))
    assert staff.get(url("inspect", document)).status_code == 404
    document.refresh_from_db()
    assert document.title == "Quy trình mẫu"


@pytest.mark.django_db
def test_a_draft_in_review_can_not_be_edited(document: Document, secretary: User) -> None:
    Document.unscoped.filter(pk=document.pk).update(stage=Stage.QUALITY_REVIEW)
    client = client_of(secretary)
    answer = client.get(url("edit", document), follow=True)
    assert "đang được rà soát nên không sửa được" in answer.content.decode()
    answer = client.post(
        url("edit", document), posted(document), headers={"accept": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "locked"


@pytest.mark.django_db
def test_only_a_draft_that_was_never_submitted_is_deleted(
    document: Document, secretary: User
) -> None:
    client = client_of(secretary)
    assert "Không xóa" in client.get(url("delete", document)).content.decode()
    Document.unscoped.filter(pk=document.pk).update(submitted_once=True)
    client.post(url("delete", document))
    assert Document.unscoped.filter(pk=document.pk).exists()
    Document.unscoped.filter(pk=document.pk).update(submitted_once=False)
    client.post(url("delete", document))
    assert not Document.unscoped.filter(pk=document.pk).exists()
