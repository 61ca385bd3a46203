"""A file that is the text of a document: what a body says of it, and how that is shown."""

from typing import Any

from registry.canonical import Body
from registry.kinds.sheet import SheetSection, facts
from registry.schema.walk import nodes

# Where bodies have it.
FILE = "file"
_MEGABYTE = 1024 * 1024
FILE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Tệp nội dung",
    "description": "Tệp Word hoặc PDF là chính văn bản này. Ban hành rồi thì không đổi được nữa.",
    "x-editor": "file",
    "x-file": True,
    "additionalProperties": False,
    "required": ["sha256", "name", "size", "content_type"],
    "properties": {
        "sha256": {"type": "string", "x-machine": True, "pattern": "^[0-9a-f]{64}$"},
        "name": {"type": "string", "maxLength": 255},
        "size": {"type": "integer", "minimum": 1},
        "content_type": {"type": "string", "x-machine": True, "maxLength": 100},
    },
}


def takes_file(schema: dict[str, Any]) -> bool:
    """Tell whether the text of documents of this schema may be a file."""
    return FILE in schema.get("properties", {})


def file_of(body: Body) -> dict[str, Any] | None:
    """Return what a body says of its file; None where it has none, or says it wrongly."""
    told = body.get(FILE)
    whole = isinstance(told, dict) and {"sha256", "name"} <= set(told)
    return told if whole else None


def files_named(schema: dict[str, Any], body: Body) -> list[dict[str, Any]]:
    """List what a body says of its files: the file that is its text, images in it (`x-file`)."""
    return [
        told
        for _, node, told in nodes(schema, body)
        if node.get("x-file") and isinstance(told, dict) and {"sha256", "name"} <= set(told)
    ]


def size_in_words(size: int) -> str:
    """Write a size as people read it: «1,2 MB», «340 KB»."""
    if size >= _MEGABYTE:
        return f"{size / _MEGABYTE:.1f} MB".replace(".", ",")
    return f"{max(1, round(size / 1024))} KB"


def file_section(body: Body) -> SheetSection:
    """Build the part of a sheet that names the file; empty where there is none."""
    told = file_of(body)
    if told is None:
        return SheetSection()
    return facts(
        "Nội dung ở tệp kèm theo",
        [
            ("Tên tệp", told["name"]),
            ("Dung lượng", size_in_words(int(told.get("size", 0)))),
            ("Mã SHA-256", told["sha256"]),
        ],
    )
