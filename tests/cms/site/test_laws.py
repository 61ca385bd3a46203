"""The legal basis of a procedure: where its texts are read, and which are over."""

import pytest
from django.test import Client

from cms.site import published
from registry.organisation.models import Agency
from tests import factories
from tests.cms.site.conftest import cites, law, path_to, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.agency(name="Ủy ban nhân dân phường Hòa Bình")


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_legal_basis_leads_to_the_text_and_back(client: Client, agency: Agency) -> None:
    text = law(agency)
    version = publish(agency, legal_basis=cites(text))
    body = text_of(client, path_to(version))
    address = published.law_path(text.title, text.document.uid)
    assert f'<a href="{address}">Luật Hộ tịch năm 2014</a>' in body and "(Còn hiệu lực)" in body
    page = text_of(client, address)
    assert "60/2014/QH13" in page and "Quốc hội" in page and path_to(version) in page
    wrong = client.get(f"/van-ban/ten-cu-{text.document.uid.hex[-8:]}/")
    assert (wrong.status_code, wrong.headers["Location"]) == (302, address)


def test_a_text_that_is_over_is_marked(client: Client, agency: Agency) -> None:
    version = publish(agency, legal_basis=cites(law(agency, "expired")))
    body = text_of(client, path_to(version))
    assert 'class="state is-late"' in body and "Hết hiệu lực toàn bộ" in body


def test_a_text_that_is_not_public_is_not_led_to(client: Client, agency: Agency) -> None:
    text = law(agency, confidentiality="internal")
    body = text_of(client, path_to(publish(agency, legal_basis=cites(text))))
    assert "Luật Hộ tịch năm 2014" in body and "/van-ban/" not in body
    assert client.get(published.law_path(text.title, text.document.uid)).status_code == 404
