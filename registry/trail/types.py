"""The event types that packages declare: a name, a version and Vietnamese words for people."""

from collections.abc import Iterator
from dataclasses import dataclass

from registry.register import Register


@dataclass(frozen=True)
class EventType:
    """`label` is what people read in a history."""

    name: str
    label: str
    version: int = 1


# Appending an event of an undeclared type is a mistake.
TYPES: Register[EventType] = Register("event-types", "Loại sự kiện", lambda type: type.name)


@TYPES.promise
def _have_words() -> Iterator[str]:
    for type in TYPES:
        if not type.label.strip():
            yield f"«{type.name}» chưa có lời để đọc trong nhật ký."


def label_of(name: str) -> str:
    """Return the Vietnamese label, or the bare name of a type no longer declared."""
    declared = TYPES.find(name)
    return declared.label if declared else name


def labels() -> dict[str, str]:
    """Return every declared type with its Vietnamese label."""
    return {declared.name: declared.label for declared in TYPES}
