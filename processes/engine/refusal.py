"""The one error that the engine raises for a command it does not accept; who is barred; what every
command has to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from registry.vietnamese import settle

if TYPE_CHECKING:
    from processes.engine.definition import Step

Json = dict[str, Any]


class CommandRefused(Exception):
    """A command that may not be carried out now; `str(error)` is a Vietnamese sentence for people.

    A refused command has no event and no effect.
    """


def author_barred(step: Step, state: Json, by: str) -> str:
    """Say why `by` may not do a step barred to the author of the case; "" where nothing bars.

    Whoever had the case before it was handed over stays barred.
    """
    authors = {state["author"], *state["past_authors"]} - {""}
    if step.not_author and by in authors:
        return f"{step.name} phải do người khác người lập hồ sơ thực hiện."
    return ""


def reason_of(data: Json, otherwise: str) -> str:
    """Return the reason that a command gives. Raises CommandRefused with `otherwise` for none."""
    reason = settle(str(data.get("reason", "")))
    if not reason:
        raise CommandRefused(otherwise)
    return reason


def by_of(data: Json) -> str:
    """Return who gives a command, by number."""
    return str(data.get("by", ""))
