"""What goes wrong with documents, said in Vietnamese."""

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
