"""The report of a comparison: headings, one line of all, any two sides that may be read."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registry import canonical, kinds
from registry.documents import services as documents
from registry.documents.models import Document
from registry.editor.comparison import report
from registry.editor.diff import compare
from registry.organisation.models import User
from tests import factories

STEPS = [
    {"id": "b1", "title": "Tiếp nhận", "times": {"v": {"amount": "1", "unit": "working_day"}}},
    {"id": "b2", "title": "Thẩm tra"},
    {"id": "b3", "title": "Trả kết quả"},
]
BEFORE: dict[str, Any] = {
    "purpose": "Thống nhất cách làm.",
    "variants": [{"id": "v", "label": "Thông thường"}],
    "steps": STEPS,
    "papers": [{"id": "g1", "name": "Tờ khai"}],
    "fees": [{"id": "p1", "name": "Lệ phí", "amount": 8000}],
    "legal_basis": [{"id": "l1", "text": "Luật thứ nhất"}],
}
AFTER: dict[str, Any] = {
    **BEFORE,
    "purpose": "Thống nhất cách làm, rút ngắn thời gian.",
    "steps": [
        {**STEPS[0], "times": {"v": {"amount": "0.5", "unit": "working_day"}}},
        STEPS[2],
        {**STEPS[1], "title": "Thẩm tra hồ sơ"},
    ],
    "papers": [*BEFORE["papers"], {"id": "g2", "name": "Giấy chứng sinh"}],
    "fees": [{"id": "p1", "name": "Lệ phí", "amount": 5000}],
    "legal_basis": [],
}


def test_everything_stands_under_its_heading_and_in_one_line() -> None:
    made = report(compare(kinds.get("process"), BEFORE, AFTER))
    assert {part.heading: part.counts for part in made.parts} == {
        "Phạm vi áp dụng": "1 sửa",
        "Thành phần hồ sơ": "1 thêm",
        "Phí, lệ phí": "1 sửa",
        "Thời hạn, thời gian": "1 sửa",
        "Bảng các bước công việc": "1 sửa, 1 chuyển chỗ",
        "Cơ sở pháp lý": "1 bỏ",
    }
    assert made.summary.startswith("1 giấy tờ thêm")
    for told in ("2 bước sửa", "1 khoản phí, lệ phí sửa", "sửa 1. Mục đích"):
        assert told in made.summary


def test_equal_texts_have_nothing_to_report() -> None:
    made = report(compare(kinds.get("process"), BEFORE, BEFORE))
    assert (made.parts, made.summary) == ([], "")


@pytest.fixture
def people(db: None) -> tuple[User, User, Document]:
    """A secretary, a clerk who reads no drafts, and a document with two issues and a draft."""
    agency = factories.agency()
    secretary = factories.person(agency, role="iso_secretary", roles=("drafter",))
    clerk = factories.person(agency, role="one_stop")

    def body(text: str) -> dict[str, Any]:
        return {"sections": [{"id": "m1", "heading": "Phạm vi", "text": text}]}

    document = factories.install(agency, "manual", body("Một."), title="Sổ tay", code="ST").document
    for text in ("Hai.",):
        draft = documents.begin_revision(secretary, document)
        documents.save_draft(secretary, draft, body(text), base_digest=canonical.digest(draft.body))
    return secretary, clerk, Document.unscoped.get(pk=document.pk)


def read(user: User, url: str) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    answer = client.get(url)
    return answer.status_code, unescape(answer.content.decode())


def test_the_draft_is_compared_for_who_reads_it_and_for_nobody_else(
    people: tuple[User, User, Document],
) -> None:
    secretary, clerk, document = people
    page = reverse("documents:compare_any", args=[document.pk])
    status, html = read(secretary, page)
    assert status == 200 and "1 mục sửa" in html and "<ins>Hai.</ins>" in html
    version = document.versions.get()
    status, html = read(clerk, page)
    assert status == 200 and "chưa có hai bản" in html and "Hai." not in html
    # Of one issue alone nothing is offered to be compared with itself.
    assert "<select" not in html
    for query in ("?cu=draft&moi=draft", f"?cu=v{version.pk}&moi=draft", "?cu=r1&moi=r2"):
        assert read(clerk, page + query)[0] == 404
    same = f"{page}?cu=v{version.pk}&moi=v{version.pk}"
    assert "chưa có hai bản" in read(clerk, same)[1]
    assert "cùng một bản" in read(secretary, same)[1]


def test_paper_has_the_report_alone(people: tuple[User, User, Document]) -> None:
    secretary, _, document = people
    sides = (f"v{document.versions.get().pk}", "draft")
    url = reverse("documents:compare", args=[document.pk, *sides])
    status, html = read(secretary, f"{url}?dang=in")
    assert status == 200 and "Bản so sánh" in html and "1 mục sửa" in html
    assert "<select" not in html


@pytest.mark.parametrize("token", ["v0", "i1", "i999999", "x", "v" + "9" * 40, "i²"])
def test_a_side_that_is_none_is_not_found(people: tuple[User, User, Document], token: str) -> None:
    secretary, _, document = people
    page = reverse("documents:compare_any", args=[document.pk])
    assert read(secretary, f"{page}?cu={token}&moi=draft")[0] == 404


def test_what_changed_is_proposed_as_the_note_of_the_submission(
    people: tuple[User, User, Document],
) -> None:
    secretary, _, document = people
    status, html = read(secretary, f"{reverse('control:submit')}?tai-lieu={document.pk}")
    assert status == 200 and "1 mục sửa</textarea>" in html
