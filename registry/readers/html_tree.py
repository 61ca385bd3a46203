"""HTML from a clipboard as a tree of elements and words; whatever it is, it is read."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"br", "img", "hr", "col", "input", "wbr", "area", "base", "link", "meta", "source"}
# Nobody writes deeper; what is deeper stands in its parent.
_DEEPEST = 150


@dataclass
class Element:
    """An element with its attributes; `inside` are elements and words in their order."""

    tag: str
    attributes: dict[str, str]
    inside: list["Element | str"] = field(default_factory=list)

    @property
    def style(self) -> str:
        """Return its style in small letters, without spaces; pages send it as `data-style`."""
        given = self.attributes.get("style") or self.attributes.get("data-style", "")
        return given.lower().replace(" ", "")

    def elements(self) -> list["Element"]:
        """List the elements right inside it."""
        return [one for one in self.inside if isinstance(one, Element)]


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        if tag in ("p", "li", "td", "th", "tr") and self._open[-1].tag == tag:
            self._open.pop()
        self._open[-1].inside.append(made)
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


def tree_of(html: str) -> Element:
    """Read HTML, however wrong or deep it is; no word is left out."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return tree.root
