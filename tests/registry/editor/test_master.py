"""Danh mục tài liệu nội bộ, bên ngoài: what is in force, filtered, printed, exported, counted."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registry.documents import services
from registry.documents.codes.giving import proposed_code
from registry.organisation.models import User
from tests import factories

pytestmark = pytest.mark.django_db
EXTERNAL = {
    "number": "12/HD", "issuer": "Sở Nội vụ", "kept_as": "paper", "place": "Tủ 1",
    "applies_to": "Văn thư",
}  # fmt: skip


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asked(user: User, which: str, **query: str) -> Any:
    return client_of(user).get(reverse("documents:master", args=[which]), query)


def shown(user: User, which: str, **query: str) -> list[str]:
    return [row.version.title for row in asked(user, which, **query).context["page"].object_list]


@pytest.fixture
def secretary() -> User:
    above = factories.agency(name="Sở Tư pháp")
    ward = factories.agency(parent=above)
    unit = factories.unit(ward, "VP", "Văn phòng")
    person = factories.person(ward, role="iso_secretary", unit=unit)
    factories.install(ward, "manual", {"sections": [{"id": "a", "heading": "Một"}]}, title="Sổ tay")
    factories.install_process(ward, title="Cấp trích lục")
    factories.install(ward, "external", EXTERNAL, title="Hướng dẫn lưu trữ")
    law = {"type": "Luật", "state": "in_force", "number": "60/2014"}
    factories.install(above, "legal-text", law, title="Luật Hộ tịch", shared=True)
    factories.install(above, "manual", {"sections": [{"id": "a", "heading": "B"}]}, title="Kín")
    return person


def test_inside_and_outside_are_two_lists_and_only_what_is_in_force(secretary: User) -> None:
    services.create(secretary, secretary.memberships.get().agency, "manual", title="Nháp")
    inside = shown(secretary, "noi-bo")
    assert {"Sổ tay", "Cấp trích lục"} <= set(inside)
    assert {"Nháp", "Kín", "Luật Hộ tịch", "Hướng dẫn lưu trữ"} & set(inside) == set()
    assert set(shown(secretary, "ben-ngoai")) == {"Hướng dẫn lưu trữ", "Luật Hộ tịch"}


def test_filters_by_kind_field_unit_and_words(secretary: User) -> None:
    assert shown(secretary, "noi-bo", loai="manual") == ["Sổ tay"]
    assert shown(secretary, "noi-bo", **{"linh-vuc": "Hộ tịch"}) == ["Cấp trích lục"]
    assert shown(secretary, "noi-bo", q="trich luc") == ["Cấp trích lục"]
    assert shown(secretary, "noi-bo", **{"don-vi": "999999"}) == []
    assert "Không có tài liệu nào khớp" in asked(secretary, "noi-bo", q="zzz").content.decode()


def test_it_is_printed_and_exported_as_filtered(secretary: User) -> None:
    paper = asked(secretary, "ben-ngoai", dang="in").content.decode()
    assert "DANH MỤC TÀI LIỆU BÊN NGOÀI" in paper
    assert "Bản giấy – Tủ 1" in paper
    answer = asked(secretary, "ben-ngoai", dang="csv", q="luu tru")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[0][:3] == ["Mã hiệu", "Tên tài liệu", "Số, ký hiệu"]
    assert [row[1] for row in rows[1:]] == ["Hướng dẫn lưu trữ"]


def test_strangers_find_an_empty_list_and_unknown_lists_are_not_there(secretary: User) -> None:
    stranger = factories.person(factories.agency(), role="iso_secretary")
    assert shown(stranger, "noi-bo") == []
    assert "Chưa có tài liệu" in asked(stranger, "noi-bo").content.decode()
    assert asked(secretary, "khac").status_code == 404


def test_its_length_costs_no_query(secretary: User, django_assert_max_num_queries: Any) -> None:
    client = client_of(secretary)
    ward = secretary.memberships.get().agency
    url = reverse("documents:master", args=["noi-bo"])
    client.get(url)
    for number in range(8):
        factories.install(ward, "policy", POLICY, title=f"Chính sách {number}")
    with django_assert_max_num_queries(12):
        assert client.get(url).context["page"].total > 8


POLICY = {
    "type": "policy", "signer_position": "Chủ tịch", "statements": [{"id": "a", "text": "Đúng."}],
}  # fmt: skip


def test_a_new_document_is_offered_the_next_code_of_its_kind(secretary: User) -> None:
    ward = secretary.memberships.get().agency
    assert proposed_code(ward, "instruction") == "HD-01"
    services.create(secretary, ward, "instruction", title="Một", code="HD-07")
    services.create(secretary, ward, "instruction", title="Hai", code="HD-khác")
    assert proposed_code(ward, "instruction") == "HD-08"
    assert proposed_code(ward, "legal-text") == ""
    page = client_of(secretary).get(reverse("documents:add"), {"kind": "instruction"})
    assert 'value="HD-08"' in page.content.decode()


def test_a_policy_asks_to_be_public_and_others_do_not(secretary: User) -> None:
    ward = secretary.memberships.get().agency
    policy = services.create(secretary, ward, "policy", title="Chính sách")
    assert (policy.confidentiality, policy.next_confidentiality) == ("internal", "public")
    plan = services.create(secretary, ward, "plan", title="Kế hoạch")
    assert plan.next_confidentiality == "internal"
