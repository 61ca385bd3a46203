"""Modules say their one subject; public functions of services and engines say what they do."""

import ast
import re
from collections.abc import Iterator

from tests.floors.sources import is_in, sources

DESCRIBED = (
    "rules.engine",
    "rules.worktime",
    "processes.engine",
    "processes.events",
    "registry.policy",
    "registry.now",
)


# Where public functions say first what they do.
VERB_FIRST = ("registry", "rules", "formbuilder", "processes", "search", "cms")
# An order begins with a verb: with no article or pronoun, no question, no preposition, and neither
# in the third person («Returns») nor as a participle («Reading») or a noun in the plural.
NO_ORDER = re.compile(
    r"(?:An?|The|It|That|Those|Their|There|Here|What|When|Where|Whether|Which|Who|Whoever|Whose|Why"
    r"|How|If|All|Any|Anybody|Both|Each|Every|Everybody|Everything|No|Nobody|Nothing|One|Some"
    r"|Somebody|Something|Whole|About|Also|At|By|For|From|In|Instead|On|So|To|Under|With|Called"
    r"|Written|True|False|Path|People"
    r"|(?!Pass\b|Address\b|Express\b|Process\b|Bring\b)\w+(?:s|ing))"
)
# Bases whose classes are known by their module, and methods that Django calls by name.
FRAMES = {"BaseCommand", "AppConfig"}


def _public(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Public functions and methods; a property is called by what it is."""
    for node in _public(tree.body):
        inside = _public(node.body) if isinstance(node, ast.ClassDef) else [node]
        for one in inside:
            decorators = " ".join(ast.unparse(each) for each in one.decorator_list)
            if isinstance(one, ast.FunctionDef) and "property" not in decorators:
                yield one


def _is_verb_first(module: str) -> bool:
    return any(is_in(module, name) for name in VERB_FIRST)


def test_public_functions_and_classes_are_described() -> None:
    wrong = [
        f"{source.path}:{node.lineno} {node.name}"
        for source in sources()
        if _is_verb_first(source.module)
        for node in _public(source.tree.body)
        if not ast.get_docstring(node)
        and not (isinstance(node, ast.ClassDef) and FRAMES & {ast.unparse(b) for b in node.bases})
    ]
    assert not wrong, "\n".join(wrong)


def test_functions_say_first_what_they_do() -> None:
    wrong = []
    for source in sources():
        if not _is_verb_first(source.module):
            continue
        for node in _functions(source.tree):
            said = ast.get_docstring(node) or "Take"
            first = re.split(r"[\s:,;.]", said, maxsplit=1)[0]
            if not re.fullmatch("[A-Z][a-z]+", first) or NO_ORDER.fullmatch(first):
                wrong.append(f"{source.path}:{node.lineno} {node.name}: {said.splitlines()[0]}")
    assert not wrong, "\n".join(wrong)


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
