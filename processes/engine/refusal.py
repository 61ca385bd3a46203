"""The one error that the engine raises for a command it does not accept."""

from __future__ import annotations


class CommandRefused(Exception):
    """A command that may not be carried out now; `str(error)` is a Vietnamese sentence for people.

    A refused command has no event and no effect.
    """
