"""Examples as a body holds them: what is answered, what the law says to that, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.canonical import Body
from registry.kinds.citations import CITATION

MOST = 200


@dataclass(frozen=True)
class Example:
    """One example; `expected` is None until somebody said what the law says."""

    place: int
    id: str
    title: str
    answers: Mapping[str, Any]
    expected: Any
    basis: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called in sentences."""
        return self.title or f"số {self.place + 1}"

    @property
    def pointer(self) -> str:
        """Where it stands in the body."""
        return f"/examples/{self.place}"


def examples_schema(expected: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of the list; `expected` is that of what an example expects."""
    return {
        "type": "array",
        "title": "Ví dụ",
        "description": "Mỗi ví dụ là một trường hợp cụ thể và kết quả theo quy định. Muốn ban hành "
        "thì mọi trường hợp phải có ví dụ, và mọi ví dụ phải cho đúng kết quả mong đợi.",
        "x-editor": "examples",
        "maxItems": MOST,
        "items": {
            "type": "object",
            "title": "Ví dụ",
            "additionalProperties": False,
            "required": ["id"],
            "properties": {
                "id": {"type": "string", "x-id": True, "minLength": 1, "maxLength": 60},
                "title": {
                    "type": "string",
                    "title": "Tên ví dụ",
                    "description": "Ví dụ: Trực tuyến sau 60 ngày.",
                    "maxLength": 200,
                },
                "answers": {
                    "type": "object",
                    "title": "Thông tin đã trả lời",
                    "x-editor": "answers",
                    "maxProperties": 200,
                },
                "expected": {"title": "Kết quả mong đợi", **expected},
                "basis": {
                    "type": "array",
                    "title": "Căn cứ",
                    "description": "Điều khoản hoặc lời giải thích vì sao kết quả phải như vậy.",
                    "maxItems": 20,
                    "items": CITATION,
                },
            },
        },
    }


def examples_of(body: Body) -> list[Example]:
    """Read the examples of a body whose shape fits the schema."""
    return [
        Example(
            place,
            entry["id"],
            entry.get("title", ""),
            entry.get("answers", {}),
            entry.get("expected"),
            tuple(said for one in entry.get("basis", []) if (said := _cited(one))),
        )
        for place, entry in enumerate(body.get("examples", []))
    ]


def words_of(body: Body) -> str:
    """Return the words of the examples, for search."""
    return "\n".join(part for one in examples_of(body) for part in (one.title, *one.basis) if part)


def _cited(citation: Mapping[str, str]) -> str:
    """A citation in words: «Điều 4 Nghị định số 123/2015/NĐ-CP»; as it was typed, where it was."""
    if said := citation.get("text"):
        return said
    named = " ".join(filter(None, (citation.get("type"), citation.get("number"))))
    return " ".join(filter(None, (citation.get("provision"), named or citation.get("title"))))
