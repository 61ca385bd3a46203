"""Problems as the editor shows them: each with the place in words and where to jump to."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from registry.editor.fields.nodes import Node, root_node
from registry.editor.panels import panels_of
from registry.kinds import Kind
from registry.kinds.blocks import joined, plain
from registry.problems import Problem, parts

# The fields above the tabs of a kind, by the pointers that `unfit.in_head` gives them.
HEAD_TAB = "chung"
HEAD = {
    "#title": "Tên tài liệu",
    "#code": "Mã hiệu",
    "#owner_unit": "Đơn vị chủ trì",
    "#confidentiality": "Phạm vi đọc",
}


@dataclass(frozen=True)
class Shown:
    """One problem on the page: `tab` is the slug of its panel ("" = the whole document)."""

    pointer: str
    where: str
    tab: str
    message: str
    severity: str

    def told(self) -> dict[str, str]:
        """Return what the page's script gets."""
        return {
            "pointer": self.pointer,
            "tab": self.tab,
            "message": self.message,
            "severity": self.severity,
        }


def shown(kind: Kind, body: dict[str, Any], problems: list[Problem]) -> list[Shown]:
    """Put the problems in the order of the screen: errors first, then warnings."""
    tabs = {name: panel for panel in panels_of(kind) for name in panel.names}
    order = {name: number for number, name in enumerate(tabs)}
    found = []
    for problem in problems:
        names = parts(problem.pointer)
        panel = tabs.get(names[0]) if names else None
        head = HEAD.get(problem.pointer, "")
        found.append(
            (
                (problem.severity != "error", order.get(names[0], -1) if names else -1),
                Shown(
                    problem.pointer,
                    head or place(kind, body, problem.pointer),
                    HEAD_TAB if head else panel.slug if panel else "",
                    problem.message,
                    problem.severity,
                ),
            )
        )
    return [item for _, item in sorted(found, key=lambda pair: pair[0])]


@dataclass(frozen=True)
class Tab:
    """One tab of the edit page, and how much is wrong on it."""

    slug: str
    heading: str
    errors: int = 0
    warnings: int = 0

    @property
    def count(self) -> int:
        """How many errors, or where there are none how many warnings."""
        return self.errors or self.warnings

    @property
    def said(self) -> str:
        """The count in words."""
        return f"{self.count} điều {'phải sửa' if self.errors else 'nên xem lại'}"


def tabs_of(kind: Kind, problems: list[Shown]) -> list[Tab]:
    """List the tabs of a kind's edit page in their order, the fields that all have first."""
    errors = Counter(problem.tab for problem in problems if problem.severity == "error")
    warnings = Counter(problem.tab for problem in problems if problem.severity != "error")
    named = [(HEAD_TAB, "Thông tin chung")]
    named += [(panel.slug, panel.heading) for panel in panels_of(kind)]
    return [Tab(slug, heading, errors[slug], warnings[slug]) for slug, heading in named]


def place(kind: Kind, body: dict[str, Any], pointer: str) -> str:
    """Write a pointer in words: «Các bước › dòng 3 “Thẩm tra” › Thời gian»."""
    node: Node | None = root_node(kind.schema, kind.code)
    value: Any = body
    words = []
    for part in parts(pointer):
        if isinstance(value, list) or (node and node.schema.get("type") == "array"):
            rows = value if isinstance(value, list) else []
            value = rows[int(part)] if part.isdigit() and int(part) < len(rows) else None
            words.append(_row(part, value))
            node = _item(node, value)
            continue
        value = value.get(part) if isinstance(value, dict) else None
        node = (
            next((child for child in node.properties() if child.name == part), None)
            if (node)
            else None
        )
        if node is None:
            break
        words.append(node.label)
    return " › ".join(words)


def _row(part: str, item: Any) -> str:
    number = int(part) + 1 if part.isdigit() else part
    name = title_of(item)
    return f"dòng {number} “{name}”" if name else f"dòng {number}"


def _item(node: Node | None, item: Any) -> Node | None:
    if node is None or not isinstance(node.schema.get("items"), dict):
        return None
    inside = node.item
    for option in inside.schema.get("oneOf", []):
        alternative = inside.child("", option)
        const = alternative.schema.get("properties", {}).get("type", {}).get("const")
        if isinstance(item, dict) and const == item.get("type"):
            return alternative
    return inside


def title_of(item: Any) -> str:
    """Return the words by which people know a row: its title, label, name or term, shortened."""
    if isinstance(item, str):
        return item[:40]
    if not isinstance(item, dict):
        return ""
    for name in ("title", "label", "name", "term", "heading", "text", "number"):
        found = item.get(name)
        if isinstance(found, list):
            # A structured text: its first line.
            found = plain(found).strip().split("\n")[0]
        if isinstance(found, str) and found:
            return found if len(found) <= 40 else found[:39] + "…"
    runs = item.get("runs")
    if isinstance(runs, list):
        found = joined(runs).strip()
        return found if len(found) <= 40 else found[:39] + "…"
    return ""
