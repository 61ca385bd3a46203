"""Lists of document control say how the issue in force stands, and whose turn the next one is."""

from typing import Any

from django.test import Client
from django.urls import reverse

from registry.documents import services as documents
from registry.documents.models import Document, Validity
from registry.now import frozen, now
from registry.organisation.models import User
from tests import factories
from tests.processes.control.conftest import Office

MANUAL = {"sections": [{"id": "m1", "heading": "Mục", "text": "Chữ."}]}


def listed(user: User, code: str, query: str = "") -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse("control:list", args=[code]) + query)


def cells(answer: Any, title: str) -> dict[str, str]:
    """The words of one row, by the names of its columns."""
    for row in answer.context["listing"].rows:
        said = {
            one.column.name: " / ".join(
                (one.cell.text, *one.cell.lines, *(words for _, words in one.cell.marks))
            )
            for one in row
        }
        if said["ten"].startswith(title):
            return said
    raise AssertionError(f"{title} is not listed")


def issued(office: Office, title: str = "Sổ tay chung", **options: Any) -> Document:
    document: Document = factories.install(
        office.agency, "manual", MANUAL, title=title, code=f"ST-{title[-5:]}", **options
    ).document
    document.owner_unit, document.author = factories.unit(office.agency, "VP"), office.secretary
    document.save()
    return document


def test_what_is_issued_stands_as_its_issue_not_as_its_draft(office: Office) -> None:
    document = issued(office)
    documents.begin_revision(office.secretary, document)
    row = cells(listed(office.secretary, "da-ban-hanh"), "Sổ tay chung")
    assert row["tinh-trang"] == "Đang có hiệu lực / Đang sửa đổi"
    assert row["hieu-luc"] and row["lan"] == "01/00"
    assert row["den-luot"].startswith("Mai Lan / Soạn thảo, lưu ")
    # Who may not read the draft learns of no draft.
    reader = factories.person(office.agency, role="staff")
    row = cells(listed(reader, "da-ban-hanh"), "Sổ tay chung")
    assert (row["tinh-trang"], row["den-luot"]) == ("Đang có hiệu lực", "")


def test_what_comes_into_force_later_says_from_when(office: Office) -> None:
    document = issued(office, starts=factories.at("2030-01-15 00:00"))
    answer = listed(office.secretary, "da-ban-hanh")
    row = cells(answer, "Sổ tay chung")
    assert (row["tinh-trang"], row["hieu-luc"]) == ("Sắp có hiệu lực", "15/01/2030")
    coming = listed(office.secretary, "da-ban-hanh", "?tinh-trang=sap-hieu-luc")
    assert [one.pk for one in coming.context["page"].object_list] == [document.pk]
    assert document.pk not in [
        one.pk
        for one in listed(office.secretary, "da-ban-hanh", "?tinh-trang=hieu-luc").context["page"]
    ]


def test_what_ends_says_until_when_and_what_is_over_since_when(office: Office) -> None:
    document = issued(office)
    ends = factories.at("2031-05-01 00:00")
    Validity.unscoped.filter(document=document).update(ends=ends)
    row = cells(listed(office.secretary, "da-ban-hanh"), "Sổ tay chung")
    assert row["tinh-trang"] == "Đang có hiệu lực / đến 01/05/2031"
    with frozen(factories.at("2031-06-01 09:00")):
        row = cells(listed(office.secretary, "da-huy-bo"), "Sổ tay chung")
    assert row["tinh-trang"] == "Hết hiệu lực / từ 01/05/2031"


def test_what_is_under_review_says_whose_turn_it_is_and_since_when(office: Office) -> None:
    office.submit(office.draft("Sổ tay"))
    row = cells(listed(office.secretary, "toi-da-trinh"), "Sổ tay")
    assert "từ" in row["den-luot"] and row["tinh-trang"].startswith("Đang rà soát")
    mine = cells(listed(office.head, "cho-lanh-dao-phong-ban"), "Sổ tay")
    assert mine["den-luot"].startswith("Lãnh đạo phòng ban") and f"{now():%Y}" in mine["den-luot"]


def test_ready_views_count_each_kind_and_lead_there(office: Office) -> None:
    for number in range(2):
        issued(office, f"Sổ tay {number}")
    answer = listed(office.secretary, "da-ban-hanh")
    tabs = {tab.label: (tab.count, tab.url) for tab in answer.context["listing"].tabs}
    assert tabs["Tài liệu hệ thống"] == (2, "?loai=manual")
    assert tabs["Tất cả"][0] == answer.context["page"].total
    only = listed(office.secretary, "da-ban-hanh", "?loai=manual&q=so+tay+1")
    assert [one.title for one in only.context["page"]] == ["Sổ tay 1"]
    assert only.context["page"].total == 1
