"""Opening and saving a document untouched changes no byte, whatever its kind."""

import json
from typing import Any

from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail import blocks

from registry.canonical import dumps
from registry.editor.fields.blocks import LeafBlock, NodeListBlock, NodeStructBlock, build
from registry.editor.fields.nodes import Surroundings, root_node
from registry.editor.fields.values import to_body, to_native

NAMES = st.sampled_from(["a", "b", "c_d", "name", "count", "order", "value", "type_of", "x1"])
WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12
) | st.sampled_from(
    ["Quy trình\ncấp giấy", "  hai đầu ", "a\r\nb", "½ ngày", '"<b>&', "{}", "[]", "true", "ế"]
)


def plain(schema: dict[str, Any], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.just((schema, values))


LEAVES: st.SearchStrategy[Any] = st.one_of(
    plain({"type": "string"}, WORDS),
    plain({"type": "string", "x-lines": 4}, WORDS),
    plain({"type": "integer"}, st.integers(-(10**20), 10**20)),
    plain({"type": "boolean"}, st.booleans()),
    plain({"type": "string", "format": "date"}, st.dates().map(lambda day: day.isoformat())),
    plain(
        {"type": "string", "x-decimal": True},
        st.decimals(-(10**6), 10**6, places=2).map(str) | st.integers().map(str),
    ),
    plain(
        {"type": "string", "oneOf": [{"const": "x", "title": "Xê"}, {"const": "y", "title": "Y"}]},
        st.sampled_from(["x", "y"]),
    ),
    plain(
        {
            "type": "integer",
            "oneOf": [{"const": 1, "title": "Thứ hai"}, {"const": 2, "title": "Ba"}],
        },
        st.sampled_from([1, 2]),
    ),
    plain({"type": "string", "x-choices-from": "/rows"}, WORDS),
    plain({"type": "string", "x-reference": {"kinds": ["form"]}}, st.uuids().map(str)),
    plain(
        {"x-editor": "json"},
        st.recursive(
            st.booleans() | st.integers() | WORDS,
            lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2),
            max_leaves=4,
        ),
    ),
    plain({"x-editor": "unknown"}, st.dictionaries(NAMES, st.integers(), max_size=2)),
)


@st.composite
def objects(draw: Any, inner: st.SearchStrategy[Any], ids: bool = False) -> Any:
    fields = draw(st.dictionaries(NAMES, inner, min_size=1, max_size=4))
    properties: dict[str, Any] = {name: schema for name, (schema, _) in fields.items()}
    values = {name: value for name, (_, value) in fields.items()}
    schema: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    if ids:
        properties["id"] = {"type": "string", "x-id": True}
        return schema, st.fixed_dictionaries({"id": st.uuids().map(str)}, optional=values)
    return schema, st.fixed_dictionaries({}, optional=values)


@st.composite
def arrays(draw: Any, inner: st.SearchStrategy[Any]) -> Any:
    shape = draw(st.sampled_from(["plain", "grid", "alternatives", "objects"]))
    if shape == "plain":
        schema, values = draw(LEAVES)
        return {"type": "array", "items": schema}, st.lists(values, max_size=3)
    if shape == "alternatives":
        options, values = [], []
        for const in ("p", "q"):
            schema, value = draw(objects(LEAVES, ids=True))
            schema["properties"]["type"] = {"const": const}
            options.append(schema)
            values.append(value.map(lambda item, const=const: {**item, "type": const}))
        return {"type": "array", "items": {"oneOf": options}}, st.lists(
            st.one_of(values), max_size=3
        )
    schema, values = draw(objects(LEAVES if shape == "grid" else inner, ids=draw(st.booleans())))
    array: dict[str, Any] = {"type": "array", "items": schema}
    if shape == "grid":
        array["x-editor"] = "grid"
    return array, st.lists(values, max_size=3, unique_by=lambda item: item.get("id", id(item)))


BODIES = objects(st.recursive(LEAVES, lambda inner: objects(inner) | arrays(inner), max_leaves=5))


def posted(block: blocks.Block, state: Any, prefix: str) -> dict[str, str]:
    """What a browser sends for an untouched form: its newline rules included."""
    if isinstance(block, LeafBlock):
        if isinstance(state, bool):
            return {prefix: "on"} if state else {}
        multiline = "<textarea" in block.field.widget.render("n", "")
        text = state.replace("\r\n", "\n").replace("\r", "\n")
        if multiline:
            return {prefix: text.replace("\n", "\r\n")}
        return {prefix: text.replace("\n", "")}
    if isinstance(block, NodeStructBlock):
        result: dict[str, str] = {}
        for name, child in block.child_blocks.items():
            result |= posted(child, state[name], f"{prefix}-{name}")
        return result
    result = {f"{prefix}-count": str(len(state))}
    for index, item in enumerate(state):
        child = (
            block.child_block
            if isinstance(block, NodeListBlock)
            else block.child_blocks[item["type"]]
        )
        place = f"{prefix}-{index}"
        result |= {
            f"{place}-deleted": "",
            f"{place}-order": str(index),
            f"{place}-id": item["id"],
            f"{place}-type": item.get("type", "item"),
        }
        result |= posted(child, item["value"], f"{place}-value")
    return result


def through_the_browser(schema: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    block = build(root_node(schema, "toy"))
    state = json.loads(json.dumps(block.get_form_state(to_native(block, body))))
    data = QueryDict(mutable=True)
    data.update(posted(block, state, "p0"))
    native = block.clean(block.value_from_datadict(data, {}, "p0"))
    result: dict[str, Any] = to_body(block, native, body, Surroundings(body)) or {}
    return result


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_opening_and_saving_untouched_changes_no_byte(data: st.DataObject) -> None:
    schema, bodies = data.draw(BODIES)
    body = json.loads(dumps(data.draw(bodies)))
    assert dumps(through_the_browser(schema, body)) == dumps(body)
