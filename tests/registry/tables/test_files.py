"""A list as a file: its rows, its columns, nothing that a spreadsheet would carry out."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from registry.lists.spreadsheets import workbook
from registry.organisation.models import User
from registry.tables import files
from tests import factories

MANUAL = {"sections": [{"id": "m1", "heading": "Mục", "text": "Chữ."}]}
LIST = "/admin/tai-lieu/"


def opened(answer: Any) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    answer.close()
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.fixture
def client(db: None) -> Client:
    ward = factories.agency()
    unit = factories.unit(ward, "VP", "Văn phòng")
    for number in range(34):
        factories.install(ward, "manual", MANUAL, title=f"Sổ tay {number}", code=f"ST-{number}")
    factories.install(ward, "manual", MANUAL, title="=1+1", code="-2")
    made = Client()
    made.force_login(factories.person(ward, role="iso_secretary", unit=unit))
    return made


def test_a_file_has_the_rows_of_all_pages_as_filtered_and_in_their_order(client: Client) -> None:
    query = "?q=so+tay&sap=ten&loai=manual"
    first = client.get(LIST + query)
    second = client.get(LIST + first.context["page"].next_url)
    shown = [row.title for page in (first, second) for row in page.context["page"].object_list]
    answer: Any = client.get(f"{LIST}{query}&dang=csv")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    heads = [column.title or column.label for column in first.context["listing"].in_file]
    assert rows[0] == heads and "Sửa bản soạn thảo" not in heads
    assert [row[1] for row in rows[1:]] == shown and len(shown) == 34
    sheet = opened(client.get(f"{LIST}{query}&dang=xlsx"))
    assert sheet[0] == heads and [row[1] for row in sheet[1:]] == shown
    # Days are days there, and can be sorted.
    assert isinstance(sheet[1][heads.index("Hiệu lực từ")], datetime)


def test_a_file_has_the_chosen_columns(client: Client) -> None:
    chosen = {"do": "columns", "list": "documents", "back": LIST, "column": ["don-vi"]}
    client.post("/admin/cach-xem/", chosen)
    answer: Any = client.get(f"{LIST}?dang=csv")
    assert answer.getvalue().decode("utf-8-sig").splitlines()[0] == "Tên tài liệu,Đơn vị chủ trì"


def test_nothing_in_it_is_a_formula(client: Client) -> None:
    answer: Any = client.get(f"{LIST}?dang=csv")
    assert "'-2,'=1+1" in answer.getvalue().decode()
    whole = b"".join(client.get(f"{LIST}?dang=xlsx").streaming_content)  # type: ignore[attr-defined]
    sheet = load_workbook(io.BytesIO(whole)).active
    assert sheet is not None
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert cell.data_type == "s"


def test_too_many_rows_are_no_file_and_the_page_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_IN_FILE", 30)
    answer = client.get(f"{LIST}?loai=manual&dang=xlsx", follow=True)
    assert answer.redirect_chain == [("?loai=manual", 302)]
    text = answer.content.decode()
    assert "Danh sách có 35 dòng, nhiều hơn 30 dòng mà một tệp chứa được. Hãy lọc bớt" in text


@pytest.mark.django_db  # whoever closes an answer looks after the connection
def test_what_excel_cannot_hold_is_left_out() -> None:
    rows = [["a\x00b\x0b\ud800", 7, date(2026, 4, 24), None, "x" * 40_000]]
    sheet = opened(workbook("x.xlsx", ["Một", "Hai", "Ba", "Bốn", "Năm"], rows))
    assert sheet[1][:4] == ["ab", 7, datetime(2026, 4, 24), None]  # noqa: DTZ001
    assert len(str(sheet[1][4])) == 32_767


def test_a_stranger_gets_an_empty_file_of_what_is_not_theirs(client: Client) -> None:
    stranger: User = factories.person(factories.agency(), role="iso_secretary")
    other = Client()
    other.force_login(stranger)
    answer: Any = other.get(f"{LIST}?dang=csv")
    assert len(answer.getvalue().decode().splitlines()) == 1
