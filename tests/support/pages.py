"""Reading what a page carries for its own forms."""

import re
from html import unescape


def hidden(page: str, name: str) -> str:
    """The value of the first hidden input of this name; "" where there is none."""
    found = re.search(rf'<input type="hidden" name="{re.escape(name)}" value="([^"]*)"', page)
    return unescape(found.group(1)) if found else ""


def main(page: str) -> str:
    """What a page of the workspace holds itself, without the frame around it."""
    return page.partition("<main")[2].partition("</main>")[0]
