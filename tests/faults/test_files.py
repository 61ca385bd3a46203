"""Files and rules that people or programs made up: refused in Vietnamese, and nothing changes."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from registry import canonical
from registry.documents.models import Document
from registry.editor import package
from registry.organisation.models import User
from registry.schema import SchemaError, compile_schema
from tests.faults.words import fault, text_of
from tests.processes.control.conftest import Office


def deep(levels: int) -> str:
    """A condition nested that deep, as text: Python itself could not write it."""
    return '{"!": ' * levels + "true" + "}" * levels


def told(**changes: Any) -> str:
    return json.dumps(
        {"format": package.FORMAT, "format_version": 1, "kind": "manual", "schema_version": 1,
         "code": "ST", "title": "Sổ tay", "body": {}, **changes}
    )  # fmt: skip


FILES = {
    "empty": (b"", "không đúng dạng"),
    "cut off": (b'{"format": "iso-dien-tu/tai', "không đúng dạng"),
    "not text": (b"\xff\xfe\x00\x01", "không đúng dạng"),
    "a list": (b"[]", "đúng dạng"),
    "null": (b"null", "đúng dạng"),
    "foreign": (b'{"a": 1}', "không phải tệp tài liệu"),
    "not a number": (told(body={"x": float("nan")}).encode(), "Số lẻ"),
    "fraction": (told(body={"x": 0.5}).encode(), "Số lẻ"),
    "endless number": (b'{"format": ' + b"9" * 5000 + b"}", "không đúng dạng"),
    "another kind": (told(kind="form").encode(), "Hãy chọn đúng tệp"),
    "unknown kind": (told(kind="khong-co").encode(), "không có loại tài liệu"),
    "unknown property": (told(body={"colour": "xanh"}).encode(), "sai cấu trúc"),
    "a remote schema": (told(body={"$ref": "http://example.com/a.json"}).encode(), "sai cấu trúc"),
    "a newer product": (told(schema_version=99).encode(), "mới hơn"),
    "a body that is none": (told(body=[1]).encode(), "đúng dạng"),
    "half a letter": (told(title="\ud800").encode(), "ký tự không hợp lệ"),
    "5,000 deep": (told(body=0).replace("0}", deep(5000) + "}").encode(), "lồng quá"),
    "100,000 deep": (told(body=0).replace("0}", deep(100_000) + "}").encode(), "lồng quá"),
    "too large": (b" " * 5_000_001, "quá lớn"),
}


@pytest.mark.parametrize("name", list(FILES))
def test_a_bad_file_is_refused_in_words_and_changes_nothing(
    office: Office, at: Callable[[User], Client], name: str
) -> None:
    content, words = FILES[name]
    draft = office.draft()
    client = at(office.secretary)
    for url in (f"/admin/tai-lieu/{draft.pk}/nhap/", "/admin/tai-lieu/them/?kind=manual"):
        response = client.post(
            url,
            {"title": "Từ tệp", "base_digest": canonical.digest(draft.body),
             "file": SimpleUploadedFile("tep.json", content)},
        )  # fmt: skip
        assert response.status_code == 422 and fault(response) == "", url
        assert words in text_of(response) or not content, url
    fresh = Document.objects.of(office.agency).get(pk=draft.pk)
    assert fresh.body == draft.body
    assert not Document.objects.of(office.agency).filter(title="Từ tệp").exists()


@pytest.mark.parametrize(
    "reference",
    ["http://example.com/a.json", "https://example.com/#/a", "file:///etc/passwd", "other.json"],
)
def test_a_schema_that_points_elsewhere_is_refused(reference: str) -> None:
    with pytest.raises(SchemaError, match=r"[àáâãèéêìíòóôõùúýăđĩũơưạ-ỹ]"):
        compile_schema({"type": "object", "properties": {"a": {"$ref": reference}}})


@pytest.mark.parametrize("levels", [101, 5000, 15_000])
def test_a_rule_nested_too_deep_is_told_by_the_condition_editor(
    office: Office, at: Callable[[User], Client], levels: int
) -> None:
    asked = f'{{"kind": "rule", "body": {{}}, "logic": {deep(levels)}}}'
    response = at(office.secretary).post(
        "/admin/dieu-kien/", asked, content_type="application/json"
    )
    assert fault(response) == ""
    assert response.json()["error"]


def test_a_rule_nested_too_deep_is_no_draft(office: Office, at: Callable[[User], Client]) -> None:
    content = told(kind="rule", body=0).replace("0}", f'{{"logic": {deep(90)}}}}}')
    client = at(office.secretary)
    client.post(
        "/admin/tai-lieu/them/?kind=rule",
        {"title": "Sâu", "file": SimpleUploadedFile("a.json", content.encode())},
    )
    for draft in Document.objects.of(office.agency).filter(title="Sâu"):
        for page in ("", "sua/", "xem-truoc/", "in/"):
            assert fault(client.get(f"/admin/tai-lieu/{draft.pk}/{page}")) == "", page
