"""A form of 10,000 fields: refused in words, nothing kept; the largest one allowed still works."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from formbuilder.kinds.form import KIND
from registry.documents.models import Document
from registry.editor import package
from registry.organisation.models import User
from registry.schema import SchemaError
from tests import factories
from tests.faults.words import fault, text_of
from tests.processes.control.conftest import Office

Browser = Callable[[User], Client]
MOST = KIND.schema["properties"]["fields"]["maxItems"]


def fields(count: int) -> list[dict[str, Any]]:
    return [{"id": f"f{n}", "label": f"Trường số {n}", "type": "text"} for n in range(count)]


def bring(office: Office, at: Browser, count: int) -> Any:
    written = json.dumps(
        {"format": package.FORMAT, "format_version": 1, "kind": "form", "schema_version": 1,
         "code": "BM-LON", "title": "Biểu mẫu lớn", "body": {"fields": fields(count)}}
    )  # fmt: skip
    return at(office.secretary).post(
        "/admin/tai-lieu/them/?kind=form",
        {"title": "Biểu mẫu lớn", "file": SimpleUploadedFile("a.json", written.encode())},
    )


def forms(office: Office) -> list[Document]:
    return list(Document.objects.of(office.agency).filter(kind="form", title="Biểu mẫu lớn"))


def test_10_000_fields_in_a_file_are_refused(office: Office, at: Browser) -> None:
    response = bring(office, at, 10_000)
    assert response.status_code == 422 and fault(response) == ""
    assert f"Nhiều nhất {MOST} dòng" in text_of(response)
    assert forms(office) == []


def test_10_000_pasted_rows_are_refused_whole_and_told_what_a_table_takes(
    office: Office, at: Browser
) -> None:
    asked = json.dumps(
        {"kind": "form", "pointer": "/fields", "body": {},
         "rows": [[f"Trường số {n}", "chữ"] for n in range(10_000)]}
    )  # fmt: skip
    response = at(office.secretary).post(
        "/admin/tai-lieu/dan-bang/", asked, content_type="application/json"
    )
    assert response.status_code == 400
    assert "10000 dòng" in response.json()["error"] and "Hãy chia nhỏ" in response.json()["error"]


def test_no_service_installs_10_000_fields(office: Office) -> None:
    with pytest.raises((SchemaError, ValueError)):
        factories.install(office.agency, "form", {"fields": fields(10_000)}, title="Lớn")


def test_every_page_of_the_largest_form_opens(office: Office, at: Browser) -> None:
    assert bring(office, at, MOST).status_code == 302
    [form] = forms(office)
    for page in ("", "sua/", "xem-truoc/", "in/"):
        response = at(office.secretary).get(f"/admin/tai-lieu/{form.pk}/{page}")
        assert response.status_code == 200 and fault(response) == "", page
        # The editor carries its rows as JSON, in which letters with marks are escaped.
        assert f" {MOST - 1}" in response.content.decode(), page
