"""Kind «table» (Bảng quyết định): rows of conditions and of what follows from them."""

from typing import Any

from django.utils.safestring import SafeString

from registry.canonical import Body
from registry.kinds import Context, Kind, Reference
from registry.kinds.citations import LEGAL_BASIS
from registry.kinds.shapes import ID, choice, in_body, text, yes_no
from registry.problems import Problem, pointer
from registry.schema.walk import references_of
from rules.engine import INPUT_TYPES
from rules.examples.of_tables import EXAMPLES, expected_words, issue_problems, reach
from rules.examples.reading import section
from rules.examples.shape import examples_of
from rules.inputs import own_inputs, schema_of_inputs
from rules.kinds.rule import SCHEMA as RULE
from rules.kinds.rule import input_problems
from rules.services import inputs_of
from rules.tables import pages, problems
from rules.tables.grids.sheets import kept_body
from rules.tables.shape import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TEXT,
    MOST_VALUES,
    POLICIES,
    RESULTS,
    table_of,
)
from rules.tables.words import cell_words, value_words

_KEYS = {"pattern": "^[A-Za-z0-9_-]{1,64}$"}
_VALUE: dict[str, Any] = {"type": ["string", "boolean", "integer"], "maxLength": MOST_TEXT}
_END: dict[str, Any] = {"type": ["string", "integer"], "maxLength": 60}
_PLAIN: dict[str, Any] = {
    "type": ["string", "boolean", "integer", "array", "object"],
    "maxLength": MOST_TEXT,
    "minItems": 1,
    "maxItems": MOST_VALUES,
    "items": _VALUE,
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {"from": _END, "above": _END, "to": _END, "below": _END},
}
# Of these a cell has one sort: not two in one (`dependentSchemas` says what excludes the others).
_ALONE = {"maxProperties": 1}
CELL: dict[str, Any] = {
    **_PLAIN,
    "title": "Ô điều kiện",
    "x-editor": "decision-cell",
    "properties": {
        **_PLAIN["properties"],
        "not": _PLAIN,
        "typed": {"type": "string", "minLength": 1, "maxLength": MOST_TEXT},
    },
    "dependentSchemas": {"not": _ALONE, "typed": _ALONE},
}
RESULT: dict[str, Any] = {
    "type": ["string", "boolean", "integer", "object"],
    "title": "Ô kết quả",
    "maxLength": MOST_TEXT,
    "x-editor": "decision-cell",
    "additionalProperties": False,
    "required": ["typed"],
    "properties": {"typed": {"type": "string", "minLength": 1, "maxLength": MOST_TEXT}},
}


def _cells(title: str, where: str, cell: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "title": title,
        "x-editor": "decision-cells",
        "x-each": where,
        "propertyNames": _KEYS,
        "additionalProperties": cell,
    }


def _columns(title: str, item: str, fields: dict[str, Any]) -> dict[str, Any]:
    more = {
        "group": text("Nhóm cột", "Các cột cùng nhóm đứng dưới một tiêu đề chung.", maxLength=200),
        "hidden": yes_no("Ẩn khi đọc", description="Cột ẩn vẫn được xét như các cột khác."),
    }
    return {
        "type": "array",
        "title": title,
        "x-editor": "decision-part",
        "maxItems": MOST_COLUMNS,
        "items": {
            "type": "object",
            "title": item,
            "additionalProperties": False,
            "required": ["id"],
            "properties": {"id": ID, **fields, **more},
        },
    }


SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "form": {
            **RULE["properties"]["form"],
            "description": "Bảng xét theo các mục của biểu mẫu này.",
        },
        "inputs": {
            **RULE["properties"]["inputs"],
            "description": "Chỉ khai khi bảng không dựa vào biểu mẫu nào.",
        },
        "policy": choice(
            "Cách lấy kết quả",
            {code: label for code, label in POLICIES.items()},  # noqa: C416 - wider keys
            **{"x-editor": "decision-part"},
        ),
        "conditions": _columns(
            "Cột điều kiện (Nếu)",
            "Cột điều kiện",
            {
                "label": text("Tên cột", "Để trống thì lấy tên của thông tin được xét."),
                "field": {
                    **text("Thông tin được xét", "Mục của biểu mẫu, hoặc thông tin đã khai."),
                    "x-editor": "decision-asked",
                },
            },
        ),
        "results": _columns(
            "Cột kết quả (Thì)",
            "Cột kết quả",
            {
                "label": text("Tên cột"),
                "type": choice("Kiểu", {name: INPUT_TYPES[name].capitalize() for name in RESULTS}),
                "unit": text("Đơn vị", "Số đếm cái gì: ngày làm việc, bản.", maxLength=60),
                "options": {
                    **RULE["properties"]["inputs"]["items"]["properties"]["options"],
                    "x-when": {"type": ["one_of"]},
                },
            },
        ),
        "rows": {
            "type": "array",
            "title": "Các dòng",
            "x-editor": "decision-table",
            "maxItems": MOST_ROWS,
            "items": {
                "type": "object",
                "title": "Dòng",
                "additionalProperties": False,
                "required": ["id"],
                "properties": {
                    "id": ID,
                    "when": _cells("Nếu", "/conditions", CELL),
                    "then": _cells("Thì", "/results", RESULT),
                    "basis": in_body("Căn cứ", "/legal_basis"),
                    "provision": text("Điều, khoản, điểm"),
                    "note": text("Ghi chú", lines=2, maxLength=5000),
                    "off": yes_no("Tạm không dùng"),
                },
            },
        },
        "examples": EXAMPLES,
        "legal_basis": {**LEGAL_BASIS, "x-panel": "Căn cứ"},
        "note": text("Ghi chú", "Cách dùng bảng, điều cần lưu ý.", lines=3, maxLength=5000),
    },
}


def _problems(body: Body, context: Context) -> list[Problem]:
    inputs = inputs_of(body, context)
    used = {column.get("field", "") for column in body.get("conditions", [])}
    found = [*input_problems(body, used, "Bảng"), *problems.source_problems(body, inputs)]
    return found if inputs is None else [*found, *problems.problems(body, inputs)]


def _references(body: Body) -> list[Reference]:
    """What the body names, and each provision that a row goes by."""
    found = [Reference(*one) for one in references_of(SCHEMA, body)]
    known = {one["id"]: one.get("uid") for one in body.get("legal_basis", [])}
    return found + [
        Reference(
            known[row["basis"]], "cites", pointer("rows", at, "basis"), row.get("provision", "")
        )
        for at, row in enumerate(body.get("rows", []))
        if known.get(row.get("basis"))
    ]


def _data_schema(body: Body) -> dict[str, Any]:
    """Answers to the declared inputs; a table over a form takes the answers to that form."""
    return {"type": "object"} if body.get("form") else schema_of_inputs(own_inputs(body))


def _text(body: Body) -> str:
    """Words for search; what a form calls its choices is found with the form."""
    table = table_of(body, {} if body.get("form") else own_inputs(body))
    words = [column.label for column in (*table.conditions, *table.results)]
    for row in table.rows:
        words += [
            cell_words(row.when[column.id], column)
            for column in table.conditions
            if column.id in row.when
        ]
        words += [
            value_words(row.then[column.id], column)
            for column in table.results
            if column.id in row.then
        ]
        words.append(row.note)
    words += [str(one.get("text", "")) for one in body.get("legal_basis", [])]
    words.append(body.get("note", ""))
    return "\n".join(dict.fromkeys(word for word in words if word))


def body_in(content: bytes) -> Body | None:
    """Return the body that a workbook of ours keeps; None where it keeps none, or one of no shape.

    Raises FileError and SheetError as `rules.tables.grids.sheets.load`.
    """
    body = kept_body(content)
    return body if body is not None and not KIND.compiled.problems(body) else None


def _render(body: Body, context: Context, mode: str = "") -> SafeString:
    """The table, and what its examples say that the law asks."""
    inputs, examples = inputs_of(body, context), examples_of(body)
    table = table_of(body, inputs)
    expected = {one.id: expected_words(one.expected, table) for one in examples}
    far = reach(body, inputs) if examples and inputs is not None else ""
    return pages.render(body, context, mode) + section(examples, inputs or {}, expected, far)


KIND = Kind(
    code="table",
    label="Bảng quyết định",
    label_plural="Bảng quyết định",
    picture="table",
    schema=SCHEMA,
    problems=_problems,
    issue_problems=issue_problems,
    references=_references,
    data_schema=_data_schema,
    text=_text,
    render=_render,
    initial=lambda: {"policy": "first"},
)
