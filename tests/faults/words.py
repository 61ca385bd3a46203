"""What a person may be told when something is wrong: Vietnamese, and never a broken page."""

import html
import re
import unicodedata
from typing import Any

# How Django, Wagtail, browsers' libraries and Python begin what they say.
ENGLISH = re.compile(
    r"This field|Enter a|Ensure |Select a valid|Null characters|is not a valid|Forbidden|CSRF ver|"
    r"Bad Request|Server Error|Not Found|Page not found|Traceback|Error at|permission to|"
    r"Sorry|Please |invalid literal|Expecting |maximum recursion|Exceeds the limit|DoesNotExist|"
    r"Something went wrong|could not|cannot |must be|too (?:long|large|deep)",
)
_SCRIPTS = re.compile(r"<script.*?</script>|<template.*?</template>|<[^>]*>", re.DOTALL)


def text_of(response: Any) -> str:
    """An answer as people read it: no scripts, no tags."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = body.decode(errors="replace")
    if "json" in response.get("Content-Type", ""):
        text = response.json().__repr__()
    return unicodedata.normalize("NFC", html.unescape(_SCRIPTS.sub(" ", text)))


def fault(response: Any) -> str:
    """What is wrong with an answer; "" where it is one that a person can do something with."""
    if response.status_code >= 500:
        return f"{response.status_code}"
    kind = response.get("Content-Type", "")
    if response.status_code in (301, 302, 304, 405) or not ("html" in kind or "json" in kind):
        return ""
    english = ENGLISH.search(text_of(response))
    return f"{response.status_code}: {english[0]}" if english else ""
