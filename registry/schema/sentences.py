"""Vietnamese sentences for schema violations; library texts are never shown."""

from typing import Any

from registry.readers import days, numbers
from registry.schema.formats import sentence_of
from registry.schema.walk import resolve_ref

Schema = dict[str, Any]

# So many letters a piece of a structured text has at most (registry.kinds.blocks).
MOST_LETTERS = 20_000

# Keywords whose sentence needs nothing but their own value.
_LIMITS = {
    "minLength": "Quá ngắn: cần ít nhất {} ký tự.",
    "maxLength": "Quá dài: nhiều nhất {} ký tự.",
    "minimum": "Phải từ {} trở lên.",
    "maximum": "Không được quá {}.",
    "exclusiveMinimum": "Phải lớn hơn {}.",
    "exclusiveMaximum": "Phải nhỏ hơn {}.",
    "multipleOf": "Phải là bội số của {}.",
    "minItems": "Cần ít nhất {} dòng.",
    "maxItems": "Nhiều nhất {} dòng.",
    "uniqueItems": "Có dòng bị lặp lại. Hãy bỏ bớt dòng trùng.",
    "minProperties": "Cần ít nhất {} mục.",
    "maxProperties": "Nhiều nhất {} mục.",
    "not": "Giá trị này không được phép.",
    "pattern": "Không đúng mẫu quy định.",
}


def sentence(keyword: str, error: Any, schema: Schema) -> str:
    """Say what is wrong and what to do, for one violation."""
    node = _node(schema, list(error.schema_path)[:-1])
    limit = node.get(keyword)
    if keyword == "pattern" and node.get("x-decimal"):
        return numbers.why_not(str(error.instance))
    if keyword in _LIMITS:
        return _LIMITS[keyword].format(limit)
    match keyword:
        case "required":
            return f"Thiếu “{_missing(error, node)}”. Hãy điền mục này."
        case "additionalProperties" | "unevaluatedProperties" | "false":
            return "Có mục không được phép. Hãy bỏ mục này hoặc kiểm tra lại tên mục."
        case "type":
            return f"Phải là {_type_name(limit)}."
        case "oneOf" if _words(error.instance) > MOST_LETTERS:
            return f"Đoạn này quá dài: nhiều nhất {MOST_LETTERS} ký tự. Hãy tách thành nhiều đoạn."
        case "enum" | "const" | "oneOf" | "anyOf":
            choices = _choices(node)
            return (
                f"Giá trị không có trong danh sách. Chọn một trong: {choices}."
                if choices
                else ("Giá trị không đúng dạng nào được phép.")
            )
        case "format" if limit == "date":
            return f"Phải là ngày có thật. {days.why_not(str(error.instance))}"
        case "format":
            return _FORMATS.get(str(limit)) or sentence_of(str(limit)) or "Không đúng định dạng."
        case _:
            return f"Không đúng quy định ({keyword})."


_FORMATS = {
    "date-time": "Phải là thời điểm có thật kèm múi giờ.",
    "time": "Phải là giờ có thật.",
    "email": "Phải là địa chỉ thư điện tử, ví dụ ten@coquan.gov.vn.",
    "uuid": "Chưa đúng tài liệu. Hãy chọn lại tài liệu từ danh sách.",
    "uri": "Phải là địa chỉ đầy đủ, bắt đầu bằng https://.",
}
_TYPES = {
    "string": "văn bản",
    "integer": "số nguyên",
    "number": "số",
    "boolean": "có hoặc không",
    "array": "một danh sách",
    "object": "một nhóm mục",
    "null": "để trống",
}


def _words(block: Any) -> int:
    """How many letters the longest piece of a block of a structured text has."""
    runs = block.get("runs") if isinstance(block, dict) else None
    texts = [run.get("text", "") for run in runs or [] if isinstance(run, dict)]
    return max((len(text) for text in texts if isinstance(text, str)), default=0)


def _node(schema: Schema, path: list[Any]) -> Schema:
    node: Any = schema
    for part in path:
        if isinstance(node, dict):
            node = resolve_ref(node, schema)
            node = node.get(part, node.get(str(part), {})) if part != "$ref" else node
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
        else:
            return {}
    return resolve_ref(node, schema) if isinstance(node, dict) else {}


def _missing(error: Any, node: Schema) -> str:
    name = getattr(error.kind, "property", "")
    title = node.get("properties", {}).get(name, {}).get("title", name)
    return str(title)


def _type_name(limit: Any) -> str:
    names = limit if isinstance(limit, list) else [limit]
    return " hoặc ".join(_TYPES.get(str(name), str(name)) for name in names)


def _choices(node: Schema) -> str:
    if "enum" in node:
        return ", ".join(str(item) for item in node["enum"])
    if "const" in node:
        return str(node["const"])
    options = node.get("oneOf") or node.get("anyOf") or []
    return ", ".join(str(option["title"]) for option in options if "const" in option)
