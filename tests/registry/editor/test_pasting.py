"""What is pasted into a table is read, counted and answered in Vietnamese."""

from typing import Any

import pytest
from django.urls import reverse

from registry.documents.models import Document
from registry.organisation.models import User
from tests.registry.editor.pages import client_of


@pytest.mark.django_db
def test_malformed_pastes_are_answered_in_vietnamese(document: Document, secretary: User) -> None:
    client = client_of(secretary)
    for body in (
        b"",
        b"[]",
        b'{"kind":"toy"}',
        b'{"kind":"nope","pointer":"/steps","rows":[]}',
        b'{"kind":"toy","pointer":"/purpose","rows":[]}',
        b'{"kind":"toy","pointer":"/steps","rows":[1]}',
        b'{"kind":"toy","pointer":"/nothing","rows":[]}',
        b"[" * 100_000,
    ):
        answer = client.post(reverse("documents:paste"), body, content_type="application/json")
        assert answer.status_code == 400, body[:60]
        assert "Không đọc được" in answer.json()["error"]


@pytest.mark.django_db
def test_cells_that_were_not_read_are_counted_after_pasting(secretary: User) -> None:
    def paste(pointer: str, *rows: list[str]) -> Any:
        asked = {"kind": "process", "pointer": pointer, "rows": rows}
        return client_of(secretary).post(
            reverse("documents:paste"), asked, content_type="application/json"
        )

    told = paste(
        "/fees",
        ["Khoản thu", "Mức thu"],
        ["Sao", "20.000đ - 30.000đ"],
        ["Khai sinh", "Miễn phí"],
        ["Kết hôn", "75 nghìn đồng"],
    ).json()
    assert [row.get("amount", "") for row in told["rows"]] == ["20.000đ - 30.000đ", "", "75000"]
    assert told["said"] == (
        "Đã dán 3 dòng. 1 ô chưa đọc được, giữ nguyên như đã dán: hãy sửa ở ô được đánh dấu."
        " 1 mức thu không phải một số tiền, giữ nguyên văn ở «Ghi chú, miễn giảm» («Miễn phí»)."
    )
    told = paste("/papers", ["Tên giấy tờ", "Bản chính", "Bản sao"], ["Đơn", "x", "hai"]).json()
    assert [(row["original"], row["copies"]) for row in told["rows"]] == [("x", "hai")]
    assert "2 ô chưa đọc được" in told["said"]
    told = paste("/roles", ["Văn thư", "?", "", "", "thừa"]).json()
    assert "«thừa»" in told["said"]
    # More rows than are read at once are refused whole: the box of the page keeps them.
    answer = paste("/fees", *([["Sao: 1.000 đồng"]] * 600))
    assert (answer.status_code, "600 dòng" in answer.json()["error"]) == (400, True)
