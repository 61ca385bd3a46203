"""The list of documents: what it costs and finds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.documents import services
from registry.documents.models import Document
from registry.organisation.models import Agency, User
from tests.registry.editor.pages import client_of


@pytest.mark.django_db
def test_the_list_costs_the_same_whatever_its_length(
    document: Document, secretary: User, agency: Agency
) -> None:
    client = client_of(secretary)
    client.get(reverse("documents:list"))
    for number in range(45):
        services.create(secretary, agency, "toy", title=f"Tài liệu số {number}", body={})
    for query in ("", "?q=tai lieu so", "?kind=toy&tinh-trang=soan-thao", "?p=2"):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("documents:list") + query)
        assert len(queries) <= 12, "\n".join(row["sql"][:150] for row in queries)
        assert "Tài liệu số" in page.content.decode()


@pytest.mark.django_db
def test_the_list_finds_without_accents_and_says_what_to_do_when_empty(
    document: Document, secretary: User
) -> None:
    client = client_of(secretary)
    assert (
        "Quy trình mẫu"
        in client.get(reverse("documents:list"), {"q": "quy trinh"}).content.decode()
    )
    assert "bỏ lọc" in client.get(reverse("documents:list"), {"q": "zzz"}).content.decode()
