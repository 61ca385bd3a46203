"""Where a link of a text may lead: to a page over https, or to a mail address."""

import re

from registry.kinds.blocks.shape import SAFE_LINK
from registry.vietnamese import settle

_SAFE = re.compile(SAFE_LINK)
MOST = 2000


def safe_link(typed: str) -> str:
    """Return the address as it is kept; "" for one that does anything else when it is pressed."""
    address = settle(typed)
    lower = address.lower()
    for scheme in ("https://", "mailto:"):
        if lower.startswith(scheme):
            address = scheme + address[len(scheme) :]
    return address if len(address) <= MOST and _SAFE.match(address) else ""
