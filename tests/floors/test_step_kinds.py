"""All about a kind of step is in its class: nobody else spells its code or knows it."""

import ast
import re

from processes.engine import steps
from processes.engine.steps import STEP_KINDS, StepKind
from tests.floors.sources import ROOT, is_in, sources

# Who spells such a word for something else; and for what.
OTHER_WORDS = {
    ("processes.adoption.shown", "decision"): "the number and day of the decision to adopt",
    ("processes.adoption.views.overview", "end"): "the act that ends an adoption",
    ("processes.drawing.layout", "end"): "at which end of a line of words an arrow has them",
}
ABOVE = ("processes", "cms", "search")
HOME = "processes.engine.steps"
_ASKED = re.compile(r"""\bkind\b["'\])]*\s*[=!]==?\s*["'](\w+)["']""")


def test_no_other_module_spells_the_code_of_a_kind() -> None:
    codes = {kind.code for kind in STEP_KINDS}
    found = {
        (source.module, node.value)
        for source in sources()
        if source.module.split(".")[0] in ABOVE and not is_in(source.module, HOME)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and node.value in codes
    }
    assert found == OTHER_WORDS.keys()


def test_no_script_and_no_template_asks_for_a_kind_by_its_code() -> None:
    codes = {kind.code for kind in STEP_KINDS}
    wrong = [
        f"{path.relative_to(ROOT)}: {asked[0]}"
        for package in (*ABOVE, "registry")
        for ending in ("js", "html")
        for path in sorted((ROOT / package).rglob(f"*.{ending}"))
        for asked in _ASKED.finditer(path.read_text(encoding="utf-8"))
        if asked[1] in codes
    ]
    assert not wrong, "\n".join(wrong)


def test_nobody_else_knows_a_class_of_kinds() -> None:
    """Others get what they need from the room, which shows none of them."""
    shown = [getattr(steps, name) for name in steps.__all__]
    classes = [one for one in shown if isinstance(one, type) and issubclass(one, StepKind)]
    assert classes == [StepKind]
    wrong = [
        f"{source.path}:{node.lineno} imports from {node.module}"
        for source in sources()
        if not is_in(source.module, HOME)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom)
        and (
            (node.module or "").startswith(HOME + ".")
            or (node.module == HOME and {alias.name for alias in node.names} - set(steps.__all__))
        )
    ]
    assert not wrong, "\n".join(wrong)


def test_every_module_of_the_room_holds_one_kind_that_is_registered() -> None:
    inside = {source.module for source in sources() if is_in(source.module, HOME)}
    kinds = [type(kind).__module__ for kind in STEP_KINDS]
    assert sorted(inside - {HOME, f"{HOME}.base"}) == sorted(kinds)
