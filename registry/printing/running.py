"""What every printed page says of itself at its head: code and issue, by a style sheet of its own.

Boxes in the margin of a page take literal words alone, and the content policy forbids styles in a
page: so the words come as a style sheet whose address says them. The number of the page needs no
words of ours (`registry/printing/sheet.css`).
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# Longer words would run into each other on the narrow side of a sheet.
LONGEST = 80


@dataclass(frozen=True)
class Running:
    """The words at both ends of the head of every page."""

    left: str = ""
    right: str = ""

    @property
    def address(self) -> str:
        """Where its style sheet is."""
        words = urlencode({"trai": self.left[:LONGEST], "phai": self.right[:LONGEST]})
        return f"{reverse('running_head')}?{words}"


@require_safe
@cache_control(private=True, max_age=3600)
def running_head(request: HttpRequest) -> HttpResponse:
    """Give the style sheet of a running head: nothing in its words can end a string of CSS."""
    rules = "".join(
        f"@{box} {{ content: {quoted(request.GET.get(name, '')[:LONGEST])}; }} "
        for box, name in (("top-left", "trai"), ("top-right", "phai"))
    )
    return HttpResponse(f"@page {{ {rules}}}\n", content_type="text/css; charset=utf-8")


def quoted(words: str) -> str:
    """Write words as a string of CSS; whatever is no letter, digit or space by its number."""
    written = (
        sign if sign.isalnum() or sign == " " else f"\\{ord(sign):06x} "
        for sign in words
        if sign != "\0"
    )
    return f'"{"".join(written)}"'
