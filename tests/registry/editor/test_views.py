"""Pages of one document: what they cost, show, take in and issue."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry import canonical
from registry.documents import services
from registry.documents.models import Document
from registry.editor import drafts
from registry.kinds import Kind
from registry.organisation.models import Unit, User
from tests.registry.editor.conftest import BODY
from tests.registry.editor.pages import client_of, field, posted, url


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "most"), [("edit", 20), ("inspect", 20), ("history", 12)])
def test_a_page_of_one_document_costs_few_queries(
    document: Document, secretary: User, name: str, most: int
) -> None:
    client = client_of(secretary)
    client.get(url(name, document))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url(name, document)).status_code == 200
    assert len(queries) <= most, [query["sql"][:120] for query in queries]


@pytest.mark.django_db
def test_a_document_is_made_with_its_kinds_initial_body(
    toy: Kind, secretary: User, unit: Unit
) -> None:
    client = client_of(secretary)
    page = client.get(reverse("documents:add")).content.decode()
    assert "?kind=toy" in page
    address = f"{reverse('documents:add')}?kind=toy"
    assert "Hãy ghi tên tài liệu." in client.post(address, {"title": ""}).content.decode()
    answer = client.post(address, {"title": "Mới", "code": "X-1", "owner_unit": unit.pk})
    made = Document.unscoped.get(title="Mới")
    assert answer["Location"] == url("edit", made)
    assert (made.kind, made.owner_unit, made.author) == ("toy", unit, secretary)


@pytest.mark.django_db
def test_a_file_replaces_the_draft_or_changes_nothing(document: Document, secretary: User) -> None:
    client = client_of(secretary)
    exported = client.get(url("export", document))
    assert exported["Content-Disposition"] == 'attachment; filename="qt-01.json"'
    content = json.loads(exported.content)
    content["body"]["purpose"] = "Từ tệp"
    base = canonical.digest(document.body)

    def upload(told: Any) -> Any:
        raw = told if isinstance(told, bytes) else json.dumps(told).encode()
        return client.post(
            url("import", document),
            {"file": SimpleUploadedFile("a.json", raw), "base_digest": base},
        )

    before = document.body
    for bad in (
        b"{",
        {"format": "x"},
        {**content, "kind": "nope"},
        {**content, "body": {"purpose": 1}},
    ):
        assert upload(bad).status_code == 422
        document.refresh_from_db()
        assert document.body == before
    shown = upload({**content, "body": {"steps": [{"id": "a", "title": 5}]}}).content.decode()
    assert "Các bước công việc › dòng 1 › Trình tự" in shown
    assert upload(content).status_code == 302
    document.refresh_from_db()
    assert document.data["purpose"] == "Từ tệp"


@pytest.mark.django_db
def test_history_compares_and_goes_back(document: Document, secretary: User) -> None:
    first = document.revisions.get()
    drafts.save(
        secretary,
        document,
        {**BODY, "purpose": "Khác"},
        base_digest=canonical.digest(document.body),
    )
    client = client_of(secretary)
    page = client.get(url("history", document)).content.decode()
    assert url("restore", document, first.pk) in page
    compared = client.get(url("compare", document, f"r{first.pk}", "draft")).content.decode()
    assert "<ins>Khác</ins>" in compared
    document.refresh_from_db()
    client.post(
        url("restore", document, first.pk), {"base_digest": canonical.digest(document.body)}
    )
    document.refresh_from_db()
    assert document.data["purpose"] == BODY["purpose"]


@pytest.mark.django_db
def test_a_toy_kind_is_issued_read_and_revised(document: Document, secretary: User) -> None:
    call_command("makemigrations", check=True, dry_run=True)
    dossier = services.freeze(secretary, [document], title="Ban hành")
    (version,) = services.issue(None, dossier, decision_no="12/QĐ-UBND", approvals=[])
    client = client_of(secretary)
    page = client.get(url("inspect", document)).content.decode()
    assert "Lần ban hành 01/00" in page
    assert "12/QĐ-UBND" in page
    assert "Soạn lần sửa đổi mới" in page
    assert client.get(url("edit", document)).status_code == 302
    answer = client.post(url("begin_revision", document))
    assert answer["Location"] == url("edit", document)
    document.refresh_from_db()
    changed = {field(document, "scope"): "Sửa theo luật mới", "title": "Sổ tay đổi tên"}
    assert client.post(url("edit", document), posted(document, **changed)).status_code == 302
    compared = client.get(url("compare", document, f"v{version.pk}", "draft")).content.decode()
    assert "Sửa theo luật mới" in compared
    assert "Tên tài liệu" in compared and "đổi tên</ins>" in compared
    printed = client.get(url("print", document), {"ban": version.pk}).content.decode()
    assert "<td>01, lần sửa đổi 00</td>" in printed and "12/QĐ-UBND" in printed
    assert "Sửa theo luật mới" not in printed
    assert client.get(url("inspect", document), {"ban": version.pk + 99}).status_code == 404


@pytest.mark.django_db
def test_the_preview_holds_what_was_sent_and_saves_nothing(
    document: Document, secretary: User
) -> None:
    client = client_of(secretary)
    before = document.body
    data = posted(document, **{field(document, "purpose"): "Chưa lưu"})
    assert client.post(url("preview", document), data).json()["is_valid"]
    shown = client.get(url("preview", document), {"mode": "brief"})
    assert "Chưa lưu" in shown.content.decode()
    assert "data-mode='brief'" in shown.content.decode()
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    # What does not fit its field is not shown, and holds the rest up no more than saving.
    wrong = {field(document, "budget"): "nhiều", field(document, "purpose"): "Xem tiếp"}
    assert client.post(url("preview", document), posted(document, **wrong)).json()["is_valid"]
    assert "Xem tiếp" in client.get(url("preview", document)).content.decode()
    document.refresh_from_db()
    assert document.body == before
