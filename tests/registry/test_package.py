"""Documents as JSON files: out and in again the same, and every bad file refused in words."""

import json
from typing import Any

import pytest

from registry import canonical, kinds
from registry.documents.models import Document
from registry.editor import package
from registry.kinds import Kind
from registry.packages.errors import PackageError


@pytest.fixture
def kind() -> Any:
    made = Kind(
        code="toy-package",
        label="Mẫu",
        label_plural="Mẫu",
        schema_version=2,
        schema={
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "name": {"type": "string", "title": "Tên"},
                "count": {"type": "integer"},
            },
        },
        upgrade=lambda body, from_version: {
            ("name" if key == "ten" else key): value for key, value in body.items()
        },
    )
    with kinds.KINDS.added(made):
        yield made


def document(body: dict[str, Any]) -> Document:
    return Document(
        kind="toy-package",
        code="M-1",
        title="Mẫu số 1",
        body=canonical.dumps(body),
        schema_version=2,
    )


def told(**changes: Any) -> dict[str, Any]:
    base = {
        "format": package.FORMAT,
        "format_version": 1,
        "kind": "toy-package",
        "schema_version": 2,
        "code": "M-1",
        "title": "Mẫu",
        "body": {"name": "a"},
    }
    return base | changes


def refusal(content: Any, expected: str = "") -> PackageError:
    raw = content if isinstance(content, str | bytes) else json.dumps(content)
    with pytest.raises(PackageError) as caught:
        package.read(raw, expected)
    return caught.value


def test_what_goes_out_comes_in_again(kind: Kind) -> None:
    body = {"name": "Tờ khai\nhai dòng ế", "count": 10**17 + 1}
    read = package.read(package.export(document(body)))
    assert (read.kind.code, read.code, read.title) == ("toy-package", "M-1", "Mẫu số 1")
    assert canonical.dumps(read.body) == canonical.dumps(body)


def test_an_older_file_is_brought_to_todays_schema(kind: Kind) -> None:
    read = package.read(json.dumps(told(schema_version=1, body={"ten": "cũ"})))
    assert read.body == {"name": "cũ"}


def test_text_is_normalised(kind: Kind) -> None:
    assert package.read(json.dumps(told(body={"name": "e\u0302\u0301\x00"}))).body == {"name": "ế"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "không đúng dạng tệp tài liệu ở dòng 1"),
        (b"\xff\xfe", "không đúng dạng"),
        ("[]", "không đúng dạng tệp tài liệu"),
        ("[" * 100_000, "lồng quá"),
        ("{}", "không phải tệp tài liệu"),
        (told(format_version=9), "bản phần mềm khác"),
        (told(schema_version=3), "bản phần mềm mới hơn"),
        (told(schema_version="2"), "bản phần mềm mới hơn"),
        (told(kind="nope"), "không có loại tài liệu “nope”"),
        (told(body="x"), "đúng dạng"),
        (told(title=5), "Mục “title” của tệp phải là văn bản"),
        (told(body={"name": 1.5}), "chuỗi thập phân"),
    ],
)
def test_a_bad_file_is_refused_in_words(kind: Kind, content: Any, words: str) -> None:
    assert words in str(refusal(content))


def test_a_file_of_another_kind_is_refused(kind: Kind) -> None:
    assert "Hãy chọn đúng tệp" in str(refusal(told(), expected="manual"))


def test_every_wrong_place_is_named(kind: Kind) -> None:
    error = refusal(told(body={"name": 5, "count": "x", "other": 1}))
    assert "3 chỗ" in str(error)
    assert {"/name", "/count"} <= {problem.pointer for problem in error.problems}


def test_a_huge_file_is_refused_unread() -> None:
    assert "quá lớn" in str(refusal("x" * (package.LARGEST + 1)))


def test_a_file_keeps_every_byte_of_its_body(kind: Kind) -> None:
    """Bodies are hashed where they were issued: what people no longer type stays what it was."""
    body = {"name": "Ðiều\u200b động –\u00a0giám\u00adđịnh\u2028x"}
    read = package.read(package.export(document(body)))
    assert read.body == body
    assert canonical.digest(canonical.dumps(read.body)) == canonical.digest(canonical.dumps(body))
