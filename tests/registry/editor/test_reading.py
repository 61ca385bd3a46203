"""The page on which a document is read names it, and nothing before it."""

import re

import pytest
from django.test import Client

from registry.documents import services
from tests import factories


@pytest.mark.django_db
def test_the_heading_is_the_document_itself() -> None:
    agency = factories.agency()
    author = factories.person(agency, role="iso_secretary")
    draft = services.create(
        author, agency, "manual", title="Sổ tay chất lượng", code="ST-07", body={}
    )
    client = Client()
    client.force_login(author)
    page = client.get(f"/admin/tai-lieu/{draft.pk}/").content.decode()
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert heading is not None
    assert heading.group(1).strip() == "ST-07 Sổ tay chất lượng"
    assert "<title>" in page and re.search(r"<title>\s*ST-07 Sổ tay chất lượng", page)
