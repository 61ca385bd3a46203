"""Schemas are refused when they lead outside; problems are Vietnamese and know their place."""

import pytest

from registry.schema import SchemaError, compile_schema

PERSON = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "title": "Họ tên", "minLength": 2},
        "born": {"type": "string", "format": "date"},
        "kind": {"oneOf": [{"const": "a", "title": "Cá nhân"}, {"const": "t", "title": "Tổ chức"}]},
        "papers": {"type": "array", "items": {"$ref": "#/$defs/paper"}},
    },
    "$defs": {"paper": {"type": "object", "properties": {"copies": {"type": "integer"}}}},
}


def test_a_valid_instance_has_no_problem() -> None:
    assert compile_schema(PERSON).problems({"name": "Lê Thử", "born": "2000-02-29"}) == []


@pytest.mark.parametrize(
    ("instance", "pointer", "words"),
    [
        ({}, "", "Thiếu “Họ tên”"),
        ({"name": "L"}, "/name", "ít nhất 2 ký tự"),
        ({"name": "Lê", "born": "2001-02-29"}, "/born", "ngày có thật"),
        ({"name": "Lê", "kind": "x"}, "/kind", "Cá nhân, Tổ chức"),
        ({"name": "Lê", "papers": [{"copies": "hai"}]}, "/papers/0/copies", "số nguyên"),
        ({"name": "Lê", "la": 1}, "", "không được phép"),
    ],
)
def test_each_problem_says_what_and_where(
    instance: dict[str, object], pointer: str, words: str
) -> None:
    (problem,) = compile_schema(PERSON).problems(instance)
    assert problem.pointer == pointer
    assert words in problem.message


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "http://127.0.0.1/schema.json"},
        {"$ref": "file:///etc/passwd"},
        {"properties": {"a": {"$ref": "other.json#/a"}}},
        {"type": "strin"},
        {"type": "string", "format": "khong-co"},
        {"type": "string", "pattern": "(?=x)"},
        {"$ref": "#/$defs/missing"},
    ],
)
def test_a_schema_that_is_wrong_or_leads_outside_is_refused(schema: dict[str, object]) -> None:
    with pytest.raises(SchemaError):
        compile_schema(schema)


def test_a_hostile_pattern_does_not_hang() -> None:
    problems = compile_schema({"type": "string", "pattern": "^(a+)+$"}).problems("a" * 40 + "!")
    assert [problem.keyword for problem in problems] == ["pattern"]


def test_an_instance_nested_without_end_is_a_problem_not_a_crash() -> None:
    deep: object = {}
    for _ in range(20_000):
        deep = {"a": deep}
    (problem,) = compile_schema({"type": "object"}).problems(deep)
    assert "lồng quá" in problem.message
