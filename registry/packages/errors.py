"""What is wrong with a file that somebody brings in."""

from registry.problems import Problem


class PackageError(ValueError):
    """A file that we can't take; the message is Vietnamese, `problems` name the places."""

    def __init__(self, message: str, problems: list[Problem] | None = None) -> None:
        super().__init__(message)
        self.problems = problems or []
