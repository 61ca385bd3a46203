"""JSON Schema 2020-12, offline, formats on, linear regex; problems said in Vietnamese."""

import json
from functools import lru_cache
from typing import Any

import jsonschema_rs

from registry.canonical import MAX_DEPTH
from registry.problems import Problem, pointer
from registry.schema.formats import checks
from registry.schema.sentences import sentence

Schema = dict[str, Any]
Path = tuple[str | int, ...]


class SchemaError(ValueError):
    """A schema that we refuse to use; the message is Vietnamese."""


class CompiledSchema:
    """A checked schema, ready for many instances."""

    def __init__(self, schema: Schema, validator: Any) -> None:
        self.schema = schema
        self._validator = validator

    def problems(self, instance: Any) -> list[Problem]:
        """List every violation, first by place; empty when the instance is valid."""
        if _depth(instance) > MAX_DEPTH:
            return [Problem("", f"Dữ liệu lồng quá {MAX_DEPTH} cấp.", "maxDepth")]
        found = []
        for error in self._validator.iter_errors(instance):
            keyword = _keyword(error)
            where = pointer(*error.instance_path)
            found.append(Problem(where, sentence(keyword, error, self.schema), keyword))
        return sorted(set(found), key=lambda problem: (problem.pointer, problem.keyword))

    def misfits(self, instance: Any) -> set[Path]:
        """Find the places to remove for the rest to fit: what is too much, else what is wrong.

        What is left may have misfits of its own (an object without a property that it must have).
        """
        if _depth(instance) > MAX_DEPTH:
            return {()}
        return {
            place
            for error in self._validator.iter_errors(instance)
            for place in _misfits(error, instance)
        }

    def is_valid(self, instance: Any) -> bool:
        """Tell whether there is no problem; the cheap question."""
        return _depth(instance) <= MAX_DEPTH and bool(self._validator.is_valid(instance))


def _keyword(error: Any) -> str:
    """The JSON Schema keyword that failed: the last name in the schema path."""
    names = [part for part in error.schema_path if isinstance(part, str)]
    return names[-1] if names else "false"


def _misfits(error: Any, instance: Any) -> list[Path]:
    place: Path = tuple(error.instance_path)
    unexpected = getattr(error.kind, "unexpected", None)
    if isinstance(unexpected, list):
        return [(*place, str(name)) for name in unexpected]
    most = getattr(error.kind, "limit", None)
    if _keyword(error) == "maxItems" and isinstance(most, int):
        return [(*place, index) for index in range(most, len(_at(instance, place)))]
    return [place]


def _at(value: Any, place: Path) -> Any:
    for part in place:
        value = value[part]
    return value


def _depth(value: Any) -> int:
    """Nesting depth, found without recursion; stops counting one past the limit."""
    level, depth = [value], 0
    while level and depth <= MAX_DEPTH:
        depth += 1
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below += item.values()
            elif isinstance(item, list):
                below += item
        level = [item for item in below if isinstance(item, dict | list)]
    return depth


def compile_schema(schema: Schema) -> CompiledSchema:
    """Check a schema and make it ready.

    Raises SchemaError for a schema that is wrong, names anything outside itself (`$ref` to an
    address or a file: nothing is ever fetched), has an unknown format or a regex that needs
    backtracking.
    """
    if _depth(schema) > MAX_DEPTH:
        raise SchemaError(f"Lược đồ lồng quá {MAX_DEPTH} cấp.")
    try:
        text = json.dumps(schema, sort_keys=True, ensure_ascii=False)
    except (TypeError, ValueError):
        raise SchemaError("Lược đồ không phải JSON.") from None
    return _compile(text)


@lru_cache(maxsize=512)
def _compile(text: str) -> CompiledSchema:
    schema = json.loads(text)
    outside = _outside_reference(schema)
    if outside:
        raise SchemaError(
            f"Lược đồ tham chiếu ra bên ngoài ({outside}). Chỉ được tham chiếu trong chính nó,"
            " dạng #/$defs/…"
        )
    for error in _of_schemas().iter_errors(schema):
        where = pointer(*error.instance_path) or "/"
        raise SchemaError(f"Lược đồ sai tại {where}, từ khóa “{_keyword(error)}”.")
    try:
        validator = jsonschema_rs.Draft202012Validator(
            schema,
            offline=True,
            validate_formats=True,
            ignore_unknown_formats=False,
            pattern_options=jsonschema_rs.RegexOptions(),
            formats=checks(),
        )
    except ValueError as error:
        raise SchemaError(_construction_sentence(str(error))) from None
    return CompiledSchema(schema, validator)


@lru_cache(maxsize=1)
def _of_schemas() -> Any:
    """What every schema has to fit: the meta-schema, which the library carries."""
    return jsonschema_rs.Draft202012Validator(
        {"$ref": "https://json-schema.org/draft/2020-12/schema"},
        offline=True,
        validate_formats=True,
    )


def _construction_sentence(reason: str) -> str:
    if "format" in reason.lower():
        return "Lược đồ dùng một định dạng (format) không có trong hệ thống."
    if "regex" in reason.lower() or "pattern" in reason.lower():
        return "Lược đồ có mẫu ký tự (pattern) không dùng được."
    return "Lược đồ không dùng được: tham chiếu ($ref) không tìm thấy hoặc sai cú pháp."


def _outside_reference(schema: Schema) -> str:
    """The first `$ref`, `$dynamicRef`, `$id` or `$schema` that leads out of the schema."""
    level: list[Any] = [schema]
    while level:
        item = level.pop()
        if isinstance(item, dict):
            for key in ("$ref", "$dynamicRef"):
                target = item.get(key)
                if isinstance(target, str) and not target.startswith("#"):
                    return target
            level += item.values()
        elif isinstance(item, list):
            level += item
    return ""
