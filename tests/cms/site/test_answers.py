"""What a citizen asks of a procedure first: what is needed, how long, how much, where."""

import pytest
from django.test import Client

from registry.adoption.models import Adoption, AdoptionState
from registry.now import now, today
from registry.organisation.models import Agency
from tests import factories
from tests.cms.site.conftest import path_to, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    province = factories.agency(name="Sở Tư pháp")
    return factories.agency(name="Ủy ban nhân dân phường Hòa Bình", parent=province)


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_four_answers_come_first(client: Client, agency: Agency) -> None:
    agency.telephone, agency.address = "0234 382 2115", "24 Nguyễn Trãi"
    agency.save()
    papers = [
        {"id": f"p{n}", "name": f"Giấy số {n}", "how": "submit", "optional": n == 1}
        for n in range(1, 6)
    ]
    fees = [
        {"id": "f1", "name": "Nộp trực tiếp", "amount": 75000, "per": "trường hợp"},
        {"id": "f2", "name": "Bản sao", "amount": 8000, "per": "bản"},
    ]
    body = text_of(client, path_to(publish(agency, papers=papers, fees=fees)))
    first = body[body.index('class="answers"') : body.index('class="proc"')]
    names = ["Cần gì", "Bao lâu", "Bao nhiêu tiền", "Ở đâu"]
    assert [first.index(name) for name in names] == sorted(first.index(name) for name in names)
    # What everybody needs comes before what is needed only sometimes.
    assert "Giấy số 2" in first and "Giấy số 1" not in first
    assert "Còn 2 giấy tờ nữa" in first
    assert "75.000 <small>đồng/trường hợp</small>" in first
    assert "Bản sao: <b>8.000 đồng/bản</b>" in first
    assert "24 Nguyễn Trãi" in first and 'href="tel:02343822115"' in first


def test_a_procedure_wears_the_head_of_its_agency(client: Client, agency: Agency) -> None:
    body = text_of(client, path_to(publish(agency)))
    head = body[body.index("<header") : body.index("</header>")]
    assert agency.name in head and "<title>" in body and agency.short_name in body


def test_handing_in_online_leads_to_the_national_portal(client: Client, agency: Agency) -> None:
    at_the_desk = path_to(publish(agency, methods="Trực tiếp"))
    assert "Nộp trực tuyến" not in text_of(client, at_the_desk)
    online = path_to(publish(agency, "Khai sinh", code="QT 1", methods="Trực tiếp, trực tuyến"))
    assert 'href="https://dichvucong.gov.vn/"' in text_of(client, online)


def test_what_a_shared_procedure_says_of_where_names_those_who_adopted_it(
    client: Client, agency: Agency
) -> None:
    province = agency.parent
    assert province is not None
    version = publish(province, "Thủ tục dùng chung")
    version.document.shared = True
    version.document.save()
    Adoption.objects.create(
        agency=agency,
        document=version.document,
        state=AdoptionState.CONFIRMED,
        starts=today(),
        prepared_at=now(),
    )
    body = text_of(client, path_to(version))
    where = body[body.index('id="o-dau"') : body.index('class="proc"')]
    assert f"Nộp tại {agency.name}" in where and 'href="/lien-he/"' in where
