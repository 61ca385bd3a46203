"""Cases found by their codes, however they are punctuated: for the search of the top bar."""

from collections.abc import Iterator

from django.urls import reverse

from processes.models import Case
from registry import policy
from registry.policy import Standing
from registry.searchable import CODES, Named


def _called(at: Standing, key: str) -> Iterator[Named]:
    """The cases that the person may read that have this very code."""
    found = policy.readable(at, Case).filter(about="", code_key=key)
    for uid in found.values_list("uid", flat=True)[:2]:
        yield Named(key, reverse("case_detail", args=[uid]))


def declare() -> None:
    """Register that cases are found by their codes."""
    CODES.add("case", _called)
