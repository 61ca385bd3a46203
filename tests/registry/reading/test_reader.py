"""Beside a document stand its state, its issues, who approved it, what it names, what names it."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registry import kinds
from registry.documents import services
from registry.documents.models import Document
from registry.organisation.models import Agency, User
from tests import factories
from tests.support.worlds import once_a_module

# One more than the page of before: which of the documents that a text names one may open.
MOST = 46


def make_people() -> tuple[Agency, User, User]:
    agency = factories.agency()
    secretary = factories.person(agency, role="iso_secretary", roles=("drafter",))
    return agency, secretary, factories.person(agency, role="staff")


people = once_a_module(make_people)


def page(user: User, document: Document, ask: str = "") -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/admin/tai-lieu/{document.pk}/{ask}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def part(html: str, label: str) -> str:
    """The rail, or what stands in it under a heading."""
    rail = html[html.index('<aside class="rail"') : html.index("</aside>")]
    return rail if not label else rail.split(f"<h2>{label}</h2>")[1].split("</section>")[0]


def manual(text: str) -> dict[str, Any]:
    return {"sections": [{"id": "m1", "heading": "Phạm vi", "text": text}]}


def law(**more: Any) -> dict[str, Any]:
    return {"type": "Nghị định", "issuer": "Chính phủ", "state": "in_force", **more}


def test_the_outline_leads_to_the_headings_of_the_paper(people: Any) -> None:
    agency, _, staff = people
    process = factories.install_process(
        agency, factories.small_process(factories.uid_of(form(agency)))
    )
    html = page(staff, process.document)
    outline = html[html.index('class="outline"') :].split("</nav>")[0]
    ids = re.findall(r'href="#([^"]+)"', outline)
    assert "1. Mục đích" in outline and "Trình tự các bước công việc" in outline
    assert len(ids) > 7 and all(f'id="{one}"' in html for one in ids)
    assert html.count("<h1") == 1


def form(agency: Agency) -> Any:
    return factories.install(agency, "form", factories.small_form(), title="Tờ khai thử")


def test_the_issues_stand_in_time_each_with_its_link(people: Any) -> None:
    agency, _, staff = people
    first = factories.install(agency, "manual", manual("Một"))
    uid, later = factories.uid_of(first), factories.at("2030-01-01 00:00")
    factories.install(
        agency, "manual", manual("Hai"), uid=uid, starts=factories.at("2026-03-01 08:00")
    )
    factories.install(agency, "manual", manual("Ba"), uid=uid, starts=later)
    line = part(page(staff, first.document), "Các lần ban hành")
    assert line.index("03/00") < line.index("02/00") < line.index("01/00")
    assert "đã được thay thế từ 01/03/2026" in line and "sắp có hiệu lực, từ 01/01/2030" in line
    for version in first.document.versions.all():
        assert f'href="?ban={version.pk}"' in line
    old = page(staff, first.document, f"?ban={first.pk}")
    assert "đến <b>01/03/2026</b>" in part(old, "") and "Đã được thay thế" in part(old, "")


def test_a_text_without_a_head_of_its_own_bears_the_official_one(people: Any) -> None:
    agency, _, staff = people
    version = factories.install(agency, "manual", manual("Một"), code="ST-01", title="Sổ tay")
    html = page(staff, version.document)
    head = html[html.index('class="sheet-head"') :].split("</table>")[0]
    assert "ST-01" in head and "Sổ tay" in head and agency.name in head and "01" in head


def test_a_cited_law_says_its_state_and_leads_there(people: Any) -> None:
    agency, _, staff = people
    text = factories.install(agency, "legal-text", law(state="partly"), title="Về hộ tịch")
    basis = [{"id": "l1", "text": "Nghị định về hộ tịch", "uid": factories.uid_of(text)}]
    body = factories.small_process(factories.uid_of(form(agency)), legal_basis=basis)
    related = part(page(staff, factories.install_process(agency, body).document), "Liên quan")
    assert "Viện dẫn" in related and "Sử dụng" in related and "Tờ khai thử" in related
    assert f'/admin/tai-lieu/{text.document_id}/"' in related
    assert re.search(r'is-wait">[^<]*(<svg.*?</svg>)?\s*Hết hiệu lực một phần', related, re.DOTALL)


def test_the_relations_of_laws_are_said_both_ways(people: Any) -> None:
    agency, _, staff = people
    old = factories.install(agency, "legal-text", law(number="1/2015/NĐ-CP"), title="Văn bản cũ")
    rows = [{"id": "r1", "relation": "amends", "uid": factories.uid_of(old)}]
    new = factories.install(agency, "legal-text", law(relations=rows), title="Văn bản mới")
    there = part(page(staff, new.document), "Liên quan")
    assert "Sửa đổi, bổ sung" in there and "Văn bản cũ" in there
    back = part(page(staff, old.document), "Liên quan")
    assert "Được sửa đổi, bổ sung bởi" in back and "Văn bản mới" in back
    assert "Được viện dẫn trong" not in back


@pytest.mark.parametrize("code", sorted(kinds.legal_text.RELATIONS))
def test_every_relation_of_laws_has_its_words_on_the_other_side(code: str) -> None:
    assert kinds.legal_text.TURNED[code]


def test_a_law_reads_as_a_law(people: Any) -> None:
    agency, _, staff = people
    body = law(
        number="123/2015/NĐ-CP",
        signed_on="2015-11-15",
        provisions=[{"id": "d1", "path": "Điều 37", "heading": "Thẩm quyền", "text": "Ủy ban."}],
    )
    html = page(staff, factories.install(agency, "legal-text", body, title="Về hộ tịch").document)
    assert "Nghị định số: 123/2015/NĐ-CP" in html and "ngày 15 tháng 11 năm 2015" in html
    assert ">Điều 37. Thẩm quyền</h2>" in html


def test_a_form_is_read_as_its_sheet_first_and_filled_in_on_other_tabs(people: Any) -> None:
    agency, _, staff = people
    document = form(agency).document
    html = page(staff, document)
    assert 'class="form-sheet"' in html and 'class="fill"' not in html
    assert 'class="fill"' in page(staff, document, "?xem=citizen")
    assert 'class="form-sheet"' in page(staff, document, "?xem=không-có")


def test_the_drawing_of_a_process_is_a_tab(people: Any) -> None:
    agency, _, staff = people
    body = factories.small_process(factories.uid_of(form(agency)))
    document = factories.install_process(agency, body).document
    assert "?ban=" in page(staff, document) and "<svg xmlns" not in page(staff, document)
    assert 'class="swimlane"' in page(staff, document, "?xem=drawing")


def test_one_bar_has_the_main_act_and_keeps_the_rare_ones_apart(people: Any) -> None:
    agency, secretary, staff = people
    version = factories.install(agency, "manual", manual("Một"))
    bar = acts(page(secretary, version.document))
    assert bar.count('class="btn go"') == 1 and "Soạn lần sửa đổi mới" in bar
    assert "Lịch sử" in bar[bar.index("<details") :] and "Bản in" in bar
    draft = services.begin_revision(secretary, version.document)
    bar = acts(page(secretary, draft, "?ban=soan-thao"))
    main = bar[bar.index('class="btn go"') :].split("</a>")[0]
    assert "Soạn thảo" in main and "Trình ban hành" in bar.split("<details")[0]
    assert "So với lần trước" in bar
    # Who only reads has the printed paper and no empty menu.
    bar = acts(page(staff, version.document))
    assert "Bản in" in bar and "<details" not in bar and "btn go" not in bar


def acts(html: str) -> str:
    return html.split('<div class="acts">')[1].split("</header>")[0]


def test_reading_costs_no_more_with_many_names(people: Any) -> None:
    agency, _, staff = people
    uid = factories.uid_of(form(agency))

    def cost(laws: int) -> int:
        texts = [factories.install(agency, "legal-text", law()) for _ in range(laws)]
        basis = [
            {"id": f"l{number}", "text": "x", "uid": factories.uid_of(text)}
            for number, text in enumerate(texts)
        ]
        process = factories.install_process(agency, factories.small_process(uid, legal_basis=basis))
        page(staff, process.document)
        with CaptureQueriesContext(connection) as queries:
            page(staff, process.document)
        return len(queries)

    few, many = cost(1), cost(6)
    assert few == many <= MOST
