"""Legal texts: relations that say something, days as people write them, no two states at once."""

from typing import Any

import pytest
from django.test import Client

from registry import kinds
from registry.documents import closure, services
from registry.kinds import Context
from registry.organisation.models import User
from registry.problems import Problem, errors
from tests import factories

LAW = kinds.get("legal-text")
NOW = factories.at("2026-11-29 09:00")


def law(**more: Any) -> dict[str, Any]:
    return {"type": "Nghị định", "number": "61/2018/NĐ-CP", "state": "in_force", **more}


def found(body: dict[str, Any]) -> list[Problem]:
    return LAW.all_problems(body, Context(instant=NOW))


def shown(body: dict[str, Any]) -> str:
    return LAW.render(body, Context(instant=NOW))


@pytest.mark.parametrize(
    ("row", "places"),
    [
        ({"id": "r1"}, ["/relations/0"]),
        ({"id": "r1", "relation": "amends"}, ["/relations/0/number"]),
        ({"id": "r1", "number": "1/2020/NĐ-CP"}, ["/relations/0/relation"]),
        ({"id": "r1", "from": "2026-01-01"}, ["/relations/0/relation", "/relations/0/number"]),
        ({"id": "r1", "relation": "amends", "number": "1/2020/NĐ-CP"}, []),
    ],
)
def test_a_relation_says_what_and_to_which_text(row: dict[str, Any], places: list[str]) -> None:
    assert [problem.pointer for problem in errors(found(law(relations=[row])))] == places


def test_what_was_issued_with_an_empty_relation_prints_no_lonely_colon() -> None:
    assert "<li>" not in shown(law(relations=[{"id": "r1"}]))
    half = shown(law(relations=[{"id": "r1", "relation": "amends"}]))
    assert "Sửa đổi, bổ sung: chưa ghi văn bản nào" in half


def test_days_are_printed_as_people_write_them() -> None:
    page = shown(law(effective_from="2026-11-01", relations=[
        {"id": "r1", "relation": "amends", "number": "1/2020/NĐ-CP", "from": "2026-11-01"},
    ]))  # fmt: skip
    assert page.count("01/11/2026") == 2
    assert "2026-11-01" not in page


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"state": "pending", "effective_from": "2026-11-01"}, "có hiệu lực từ 01/11/2026"),
        ({"state": "in_force", "effective_from": "2027-01-01"}, "đến 01/01/2027"),
        ({"state": "partly", "effective_to": "2026-11-29"}, "hết hiệu lực từ 29/11/2026"),
        ({"state": "expired", "effective_to": "2027-01-01"}, "đến 01/01/2027"),
        ({"state": "in_force", "effective_from": "2026-11-01"}, ""),
        ({"state": "expired"}, ""),
    ],
)
def test_a_state_that_its_days_contradict_is_said_not_mended(
    more: dict[str, str], words: str
) -> None:
    doubts = [p for p in found(law(**more)) if p.pointer == "/state"]
    assert [problem.severity for problem in doubts] == (["warning"] if words else [])
    assert all(words in problem.message for problem in doubts)
    assert ("Hãy xem lại tình trạng" in shown(law(**more))) == bool(words)


def test_an_empty_row_of_any_table_bars_submitting_and_is_said_once() -> None:
    problems = errors(found(law(provisions=[{"id": "d1", "path": "Điều 1"}, {"id": "d2"}])))
    assert [(p.pointer, p.message) for p in problems] == [
        ("/provisions/1", "Dòng 2 của «Điều khoản» còn trống. Hãy điền, hoặc xóa dòng này.")
    ]
    manual = kinds.get("manual")
    said = errors(manual.all_problems({"sections": [{"id": "m1"}]}, Context(instant=NOW)))
    assert len([p for p in said if p.pointer.startswith("/sections/0")]) == 1


def at(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
def test_the_list_shows_the_state_of_the_law_and_no_second_one() -> None:
    agency = factories.agency()
    secretary = factories.person(agency, role="iso_secretary")
    factories.install(agency, "legal-text", law(state="expired"))
    page = at(secretary, "/admin/tai-lieu/?kind=legal-text")
    assert "Hết hiệu lực toàn bộ" in page
    assert "Đang có hiệu lực ·" not in page


@pytest.mark.django_db
def test_a_replaced_issue_says_since_when_and_not_until_when() -> None:
    agency = factories.agency()
    secretary = factories.person(agency, role="iso_secretary")
    first = factories.install(
        agency, "manual", manual("Một"), starts=factories.at("2025-02-01 08:00")
    )
    factories.install(
        agency,
        "manual",
        manual("Hai"),
        uid=factories.uid_of(first),
        starts=factories.at("2025-03-01 08:00"),
    )
    page = at(secretary, f"/admin/tai-lieu/{first.document_id}/")
    assert "đã được thay thế từ 01/03/2025" in page
    assert "đang có hiệu lực từ 01/03/2025" in page
    assert "hết hiệu lực từ 01/02/2025" not in page


def manual(text: str) -> dict[str, Any]:
    return {"sections": [{"id": "m1", "heading": "Phạm vi", "text": text}]}


@pytest.mark.django_db
def test_a_cancelled_document_says_since_when_it_has_no_force() -> None:
    agency = factories.agency()
    leader = factories.person(agency, role="quality_leader", roles=("iso_secretary",))
    version = factories.install(agency, "manual", manual("Một"))
    services.cancel(leader, version.document, reason="Không còn dùng.")
    page = at(leader, f"/admin/tai-lieu/{version.document_id}/")
    assert "hết hiệu lực từ" in page and "đang có hiệu lực" not in page


@pytest.mark.django_db
def test_a_law_of_the_province_says_what_cites_it_in_the_agencies_one_may_read() -> None:
    province = factories.agency(name="UBND tỉnh")
    ward = factories.agency(name="UBND phường An Bình", parent=province)
    other = factories.agency(name="UBND phường Khác", parent=province)
    text = factories.install(province, "legal-text", law(), shared=True)
    uid = factories.uid_of(text)
    for agency, title in ((ward, "Cấp trích lục"), (other, "Việc của phường khác")):
        form = factories.uid_of(factories.install(agency, "form", factories.small_form()))
        basis = [{"id": "l1", "text": "Nghị định 61/2018/NĐ-CP", "uid": uid}]
        factories.install_process(
            agency, factories.small_process(form, legal_basis=basis), title=title
        )
    officer = factories.person(ward, role="staff")
    page = at(officer, f"/admin/tai-lieu/{text.document_id}/")
    assert "Được viện dẫn trong 1 tài liệu đang có hiệu lực" in page
    assert "Cấp trích lục" in page and "UBND phường An Bình" in page
    assert "Việc của phường khác" not in page
    assert closure.naming(uid, NOW).count() == 2
