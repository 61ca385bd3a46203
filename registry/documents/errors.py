"""What goes wrong with documents, said in Vietnamese."""

from collections.abc import Sequence

from registry.problems import Problem


class DocumentError(ValueError):
    """What was asked cannot be done; the message is Vietnamese and says what to do."""


class StaleDraft(DocumentError):
    """Somebody saved the draft since it was opened; nothing was overwritten."""


class HasProblems(DocumentError):
    """Problems bar the way; `problems` maps a document's uid to them."""

    def __init__(self, message: str, problems: dict[str, list[Problem]]) -> None:
        super().__init__(message)
        self.problems = problems


class Several(DocumentError):
    """More than one thing bars the way; `reasons` are what each alone would have raised."""

    def __init__(self, reasons: Sequence[Exception]) -> None:
        super().__init__(" ".join(map(str, reasons)))
        self.reasons = tuple(reasons)


def all_of(reasons: Sequence[Exception]) -> Exception:
    """Return what to raise for all that bars the way: the one reason, or Several."""
    return reasons[0] if len(reasons) == 1 else Several(reasons)


def each_of(error: Exception) -> tuple[Exception, ...]:
    """Return what bars the way, one by one."""
    return error.reasons if isinstance(error, Several) else (error,)
