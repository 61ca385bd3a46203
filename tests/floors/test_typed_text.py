"""Text that people type into forms of pages comes in through fields that settle it."""

import ast

from tests.floors.sources import sources

# Chosen by the page, or secret: kept as they come.
UNTYPED = ("HiddenInput", "PasswordInput")
PLAIN = ("CharField", "EmailField")


def test_every_field_of_text_settles() -> None:
    wrong = []
    for source in sources():
        if source.path == "registry/readers/form_fields.py":
            continue
        for node in ast.walk(source.tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            owner = node.func.value
            if not (isinstance(owner, ast.Name) and owner.id == "forms"):
                continue
            if node.func.attr in PLAIN and not any(name in ast.unparse(node) for name in UNTYPED):
                wrong.append(f"{source.path}:{node.lineno}")
    assert not wrong, f"use Line, Lines, Code or Email of registry.readers.form_fields: {wrong}"
