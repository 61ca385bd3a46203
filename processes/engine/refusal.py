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
    """Why `by` may not do a step that the author of the case may not do; "" where nothing bars.

    Whoever had the case before it was handed over stays barred.
    """
    authors = {state["author"], *state["past_authors"]} - {""}
    if step.not_author and by in authors:
        return f"{step.name} phải do người khác người lập hồ sơ thực hiện."
    return ""


def reason_of(data: Json, otherwise: str) -> str:
    """The reason that a command gives; CommandRefused with `otherwise` where it gives none."""
    reason = settle(str(data.get("reason", "")))
    if not reason:
        raise CommandRefused(otherwise)
    return reason


def by_of(data: Json) -> str:
    """Who gives a command, by number."""
    return str(data.get("by", ""))
