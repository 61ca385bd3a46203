"""The kind "rule" (điều kiện áp dụng): when something applies, over a form or own inputs."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from registry.canonical import Body
from registry.kinds import Context, Kind, Reference
from registry.problems import Problem, pointer, warning
from registry.schema.walk import references_of
from rules.engine import (
    INPUT_TYPES,
    Known,
    Outline,
    asked_of_caller,
    describe,
    documents,
    outline,
    problems,
    variables,
)
from rules.examples.of_rules import EXAMPLES, WORDS, issue_problems, reach
from rules.examples.reading import section
from rules.examples.shape import examples_of, words_of
from rules.input_types import TYPES
from rules.inputs import Inputs, own_inputs, schema_of_inputs, with_reserved
from rules.services import inputs_of, known_to

# What a rule may declare itself; the rest comes from forms.
_TYPE_LABELS = {name: label for name, label in INPUT_TYPES.items() if TYPES[name].shape is not None}
_ID: dict[str, Any] = {"type": "string", "x-id": True, "minLength": 1, "maxLength": 60}

_OPTIONS: dict[str, Any] = {
    "type": "array",
    "title": "Các lựa chọn",
    "maxItems": 200,
    "x-when": {"type": [name for name, type_ in TYPES.items() if type_.listed]},
    "items": {
        "type": "object",
        "title": "Lựa chọn",
        "additionalProperties": False,
        "required": ["id"],
        "properties": {
            "id": _ID,
            "label": {"type": "string", "title": "Tên", "maxLength": 500},
        },
    },
}

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "form": {
            "type": "string",
            "title": "Biểu mẫu",
            "description": "Điều kiện xét theo các mục của biểu mẫu này.",
            "x-reference": {"kinds": ["form"], "relation": "uses"},
        },
        "inputs": {
            "type": "array",
            "title": "Thông tin đầu vào",
            "description": "Chỉ khai khi điều kiện không dựa vào biểu mẫu nào.",
            "x-editor": "grid",
            "x-columns": ["label", "type"],
            "maxItems": 100,
            "items": {
                "type": "object",
                "title": "Thông tin",
                "additionalProperties": False,
                "required": ["id"],
                "properties": {
                    "id": _ID,
                    "label": {"type": "string", "title": "Tên", "maxLength": 500},
                    "type": {
                        "type": "string",
                        "title": "Kiểu",
                        "oneOf": [
                            {"const": name, "title": label[:1].upper() + label[1:]}
                            for name, label in _TYPE_LABELS.items()
                        ],
                    },
                    "options": _OPTIONS,
                },
            },
        },
        "logic": {
            "type": "object",
            "title": "Áp dụng khi",
            "x-editor": "condition",
            "x-inputs": "form-or-inputs",
            "x-open": True,
        },
        "off": {
            "type": "boolean",
            "title": "Tạm không áp dụng điều kiện này",
            "description": "Khi đánh dấu và ban hành, điều kiện luôn trả lời Không, không xét thông"
            " tin nào; hồ sơ đã mở vẫn theo bản trước.",
        },
        "examples": EXAMPLES,
        "note": {
            "type": "string",
            "title": "Ghi chú",
            "description": "Căn cứ của điều kiện, ví dụ điều khoản quy định trường hợp này.",
            "x-lines": 3,
            "maxLength": 5000,
        },
    },
}


def _problems(body: Body, context: Context) -> list[Problem]:
    inputs = inputs_of(body, context)
    logic = body.get("logic")
    known = known_to(logic, context)
    used = variables(logic or {})
    for other in known.rules.values():
        used |= variables(other.logic)
    found = [*input_problems(body, used), *_source_problems(body, inputs)]
    if body.get("off"):
        text = "Điều kiện đang được đánh dấu tạm không áp dụng: mọi trường hợp đều trả lời Không."
        found.append(warning("/off", text))
    if not logic:
        return [*found, Problem("/logic", "Chưa đặt điều kiện.", "required")]
    said = problems(logic, inputs, known)
    return [*found, *(problem.below("/logic") for problem in said)]


def _references(body: Body) -> list[Reference]:
    """Its form, and the catalogues and rules that its logic names."""
    named = [
        Reference(uid, "uses", "/logic" + place) for place, uid, _ in documents(body.get("logic"))
    ]
    return [Reference(*found) for found in references_of(SCHEMA, body)] + named


def _source_problems(body: Body, inputs: Inputs | None) -> Iterator[Problem]:
    """Where the inputs come from: one form, or the rule itself."""
    if inputs is None:
        yield Problem(
            "/form",
            "Không tìm thấy biểu mẫu này: cần đã ban hành, còn hiệu lực hoặc trình cùng bộ.",
            "reference",
        )
    elif body.get("form") and body.get("inputs"):
        yield Problem(
            "/inputs",
            "Điều kiện đã dựa vào biểu mẫu nên không dùng các thông tin khai ở đây.",
            "unused",
            "warning",
        )
    elif not (body.get("form") or body.get("inputs") or asked_of_caller(body.get("logic"))):
        yield Problem(
            "/form", "Hãy chọn biểu mẫu hoặc khai các thông tin đầu vào của điều kiện.", "required"
        )


def input_problems(body: Body, used: set[str], word: str = "Điều kiện") -> Iterator[Problem]:
    """Check the declared inputs, of which the rule or table (its `word`) uses some."""
    seen: set[str] = set()
    for index, entry in enumerate(body.get("inputs", [])):
        place = pointer("inputs", index)
        label = entry.get("label", "")
        if not label:
            yield Problem(place + "/label", "Chưa có tên thông tin.", "required")
        elif label.casefold() in seen:
            yield Problem(
                place + "/label", f"Có hai thông tin cùng tên «{label}».", "unique", "warning"
            )
        seen.add(label.casefold())
        if not entry.get("type"):
            yield Problem(place + "/type", f"Chưa chọn kiểu của «{label}».", "required")
        elif TYPES[entry["type"]].listed and not entry.get("options"):
            yield Problem(place + "/options", f"«{label}» chưa có lựa chọn nào.", "required")
        for position, option in enumerate(entry.get("options", [])):
            if not option.get("label"):
                yield Problem(
                    f"{place}/options/{position}/label", "Chưa có tên lựa chọn.", "required"
                )
        if not body.get("form") and entry["id"] not in used:
            yield Problem(place, f"{word} không dùng thông tin «{label}».", "unused", "warning")


def _data_schema(body: Body) -> dict[str, Any]:
    """Answers to the declared inputs; a rule over a form takes the answers to that form."""
    return {"type": "object"} if body.get("form") else schema_of_inputs(own_inputs(body))


def _text(body: Body) -> str:
    """Words for search. The form's labels belong to the form, which is found by itself."""
    words = [entry.get("label", "") for entry in body.get("inputs", [])]
    if not body.get("form") and body.get("logic"):
        words.append(describe(body["logic"], own_inputs(body)))
    words += [words_of(body), body.get("note", "")]
    return "\n".join(word for word in words if word)


# ---- how people read it

_OFF = format_html(
    "<p><strong>{}</strong> {}</p>",
    "Tạm không áp dụng.",
    "Điều kiện dưới đây trả lời Không cho mọi trường hợp.",
)


def _render(body: Body, context: Context, mode: str = "") -> SafeString:
    inputs = inputs_of(body, context)
    logic = body.get("logic", {})
    return format_html(
        '<section class="rule"><h2>Áp dụng khi</h2>{}{}{}{}{}{}</section>',
        _OFF if body.get("off") else "",
        _sentence(logic, inputs, known_to(logic, context)),
        _form_line(body, context),
        _inputs_table(with_reserved(inputs or {}), variables(logic)),
        _examples(body, inputs, context),
        format_html("<h2>Ghi chú</h2><p>{}</p>", body["note"]) if body.get("note") else "",
    )


def _sentence(logic: Any, inputs: Inputs | None, known: Known) -> SafeString:
    """One sentence, or a list within lists where several parts stand side by side."""
    said = outline(logic, inputs, known)
    if not said.parts:
        return format_html("<p>{}.</p>", said.words)
    return format_html("<p>{}:</p>{}", said.words, _list(said.parts))


def _list(lines: Iterable[Outline]) -> SafeString:
    items = ((one.words, _list(one.parts) if one.parts else "") for one in lines)
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}{}</li>", items))


def _form_line(body: Body, context: Context) -> SafeString:
    if not body.get("form"):
        return mark_safe("")
    form = context.resolve(body["form"])
    if form is None:
        return format_html("<p>{}</p>", "Chưa tìm thấy biểu mẫu của điều kiện.")
    name = " ".join(part for part in (form.code, form.title) if part)
    return format_html("<p>Xét theo biểu mẫu: {}</p>", name)


def _inputs_table(inputs: Inputs, used: set[str]) -> SafeString:
    rows = [
        (
            entry["label"],
            INPUT_TYPES[entry["type"]],
            "; ".join(option["label"] for option in entry.get("options", [])),
        )
        for name, entry in inputs.items()
        if name in used
    ]
    if not rows:
        return mark_safe("")
    return format_html(
        '<h2>Thông tin cần có</h2><table><thead><tr><th scope="col">Thông tin</th>'
        '<th scope="col">Kiểu</th><th scope="col">Lựa chọn</th></tr></thead>'
        "<tbody>{}</tbody></table>",
        format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", rows),
    )


def _examples(body: Body, inputs: Inputs | None, context: Context) -> SafeString:
    examples = examples_of(body)
    expected = {one.id: WORDS.get(one.expected, "(chưa ghi)") for one in examples}
    far = reach(body, inputs, context) if examples and inputs is not None else ""
    return section(examples, with_reserved(inputs or {}), expected, far)


KIND = Kind(
    code="rule",
    label="Điều kiện áp dụng",
    label_plural="Điều kiện áp dụng",
    picture="rule",
    schema=SCHEMA,
    schema_version=2,
    problems=_problems,
    issue_problems=issue_problems,
    references=_references,
    data_schema=_data_schema,
    text=_text,
    render=_render,
)
