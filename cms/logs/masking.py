"""The last net of the logs: what looks like a telephone, a mail address or an identity number."""

import re
from collections.abc import MutableMapping
from typing import Any

MAIL = re.compile(r"[^\s@<>\"'(),;:=]+@[\w-]+(?:\.[\w-]+)+")
# A Vietnamese telephone number, however it is grouped; identity numbers have 9 or 12 digits.
PHONE = re.compile(r"(?<![\w.+-])(?:\+?84|0)(?:[ .-]?\d){8,10}(?!\w)")
DIGITS = re.compile(r"(?<![\w.-])\d{9,}(?!\w)")
MASK = "[che]"

# Written by ourselves and of a known form; a random id may well look like a number.
_OURS = ("timestamp", "request_id", "level", "logger")


def masked(text: str) -> str:
    """Return the text without anything that looks like one of the three."""
    return DIGITS.sub(MASK, PHONE.sub(MASK, MAIL.sub(MASK, text)))


def mask_values(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Mask every text of a line, however deep it stands; a structlog processor."""
    for key, value in event.items():
        if key not in _OURS and not key.startswith("_"):
            event[key] = _deep(value)
    return event


def _deep(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {key: _deep(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_deep(inner) for inner in value]
    if isinstance(value, bool | int | float) or value is None:
        return value
    return masked(str(value))
