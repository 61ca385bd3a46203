"""Modules say their one subject; public functions of services and engines say what they do."""

import ast

from tests.floors.sources import is_in, sources

DESCRIBED = (
    "rules.engine",
    "rules.worktime",
    "processes.engine",
    "registry.policy",
    "registry.now",
)


def test_every_module_says_its_subject() -> None:
    wrong = [
        source.path
        for source in sources()
        if source.tree.body and not ast.get_docstring(source.tree)
    ]
    assert not wrong, "\n".join(wrong)


def test_public_functions_of_services_and_engines_are_described_and_typed() -> None:
    wrong = []
    for source in sources():
        is_service = "services" in source.module.split(".")
        if not is_service and not any(is_in(source.module, name) for name in DESCRIBED):
            continue
        for node in source.tree.body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                wrong.append(f"{source.path}:{node.lineno} {node.name} has no docstring")
            if isinstance(node, ast.FunctionDef) and node.returns is None:
                wrong.append(f"{source.path}:{node.lineno} {node.name} has no return type")
    assert not wrong, "\n".join(wrong)


def test_no_module_grows_past_its_subject() -> None:
    # A module past this size has a second subject in it.
    wrong = [
        f"{source.path}: {lines} lines"
        for source in sources()
        if (lines := len(ast.unparse(source.tree).splitlines())) > 450
    ]
    assert not wrong, "\n".join(wrong)
