"""One set of screens: values in one table, parts in one sheet, no class that nobody uses."""

import re
from functools import cache
from pathlib import Path

from tests.floors.sources import ROOT

TOKENS = "registry/static/registry/ui/tokens.css"
PACKAGES = ("registry", "rules", "formbuilder", "processes", "search", "cms")

# Classes that stand in no class attribute of ours: Wagtail writes them (`login` from our block).
OF_WAGTAIL = {
    "c-sf-add-button",
    "footer",
    "footer__container",
    "footer__container--hidden",
    "form-side",
    "login",
    "struct-block",
    "w-field",
    "w-field__input",
    "w-field__wrapper",
    "w-minimap",
    "w-panel",
    "w-panel__content",
    "w-panel__header",
    "w-theme-dark",
    "w-theme-system",
    "wrapper",
}
# The editor of texts writes these; its look is ours.
OF_DRAFTAIL = {
    "Draftail-Editor",
    "Draftail-Editor--readonly",
    "Draftail-block--empty",
    "Draftail-block--unstyled",
    "DraftEditor-editorContainer",
    "DraftEditor-root",
    "public-DraftEditor-content",
    "public-DraftStyleDefault-depth0",
    "public-DraftStyleDefault-depth1",
    "public-DraftStyleDefault-depth2",
    "public-DraftStyleDefault-ol",
    "public-DraftStyleDefault-orderedListItem",
    "public-DraftStyleDefault-ul",
    "public-DraftStyleDefault-unorderedListItem",
}
# Parts of the drawing that wait for what they show: charts for the figures of leaders, fields for
# the form builder.
TO_COME = {
    "axis", "branch", "chart", "f-rest", "f-soft", "f-wait", "most", "strong",
}  # fmt: skip
# A state by its code, a column of the grid by its type: put together where they are written.
COMPOSED = ("is-", "col-")
LITERAL = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(")
DECLARED = re.compile(r"(?:^|[;{])\s*(--[\w-]+)\s*:", re.MULTILINE)


@cache
def sheets() -> dict[str, str]:
    """Style sheets by path, without their comments."""
    found = [path for name in PACKAGES for path in (ROOT / name).rglob("static/**/*.css")]
    return {
        str(path.relative_to(ROOT)): re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        for path in sorted(found)
    }


def selectors(text: str) -> str:
    """What stands before the blocks of a sheet."""
    return " ".join(re.findall(r"([^{};]*)\{", text))


def blocks(text: str) -> str:
    """What stands in the blocks of a sheet."""
    return " ".join(re.findall(r"\{([^{}]*)\}", text))


@cache
def written() -> str:
    """Everything that may write a class: templates, scripts, code."""
    parts = []
    for name in PACKAGES:
        for path in sorted((ROOT / name).rglob("*")):
            if path.suffix in (".html", ".js", ".py") and "migrations" not in path.parts:
                parts.append(_classes_of(path))
    return "\n".join(parts)


def _classes_of(path: Path) -> str:
    text = path.read_text()
    if path.suffix == ".html":
        # Only what is written as a class: most words of a page are no class.
        found = re.findall(r'class="((?:[^"{]|\{%.*?%\}|\{\{.*?\}\})*)"', text)
        # Given on: the kind of a picture, of the frame, the size of a field.
        found += re.findall(r'\{% ico "?[\w.-]+"? "([^"]*)"', text)
        found += re.findall(r"\{% block app %\}([^{]*)", text) + re.findall(r'size="(\w+)"', text)
        return "\n".join(found)
    # The rows of the home page say how wide their parts are.
    rows = re.findall(r'\bRow\("([\w ]+)"', text)
    lines = [line for line in text.splitlines() if re.search(r"class(?:\b|[Nn]ame|List)", line)]
    quoted = [said for line in lines for said in re.findall(r"[\"'`].*[\"'`]", line)]
    return "\n".join(rows + quoted)


def test_colours_are_written_in_the_tokens_alone() -> None:
    wrong = [
        f"{path}: {value}"
        for path, text in sheets().items()
        if path != TOKENS
        for value in LITERAL.findall(blocks(text))
    ]
    assert not wrong, "\n".join(wrong)


def test_custom_properties_are_declared_in_the_tokens_alone() -> None:
    wrong = [
        f"{path}: {name}"
        for path, text in sheets().items()
        if path != TOKENS
        for name in DECLARED.findall(text)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_token_is_known_and_used() -> None:
    declared = set(DECLARED.findall(sheets()[TOKENS]))
    used = {name for text in sheets().values() for name in re.findall(r"var\((--[\w-]+)", text)}
    assert used <= declared, sorted(used - declared)
    own = {name for name in declared if not name.startswith("--w-")}
    assert own <= used, sorted(own - used)


def test_every_class_is_used() -> None:
    text = written()
    wrong = []
    for path, sheet in sheets().items():
        for name in sorted(set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", selectors(sheet)))):
            if name in OF_WAGTAIL | OF_DRAFTAIL | TO_COME or name.startswith(COMPOSED):
                continue
            if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
                wrong.append(f"{path}: .{name}")
    assert not wrong, "\n".join(wrong)


def test_the_exceptions_still_stand_in_a_sheet() -> None:
    named = set(re.findall(r"\.([A-Za-z_][\w-]*)", " ".join(map(selectors, sheets().values()))))
    assert named >= OF_WAGTAIL | TO_COME, sorted((OF_WAGTAIL | TO_COME) - named)


def test_what_is_to_come_has_not_come() -> None:
    come = [name for name in TO_COME if re.search(rf"(?<![\w-]){name}(?![\w-])", written())]
    assert not come, come
