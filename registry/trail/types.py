"""The event types that packages declare: a name, a version and Vietnamese words for people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EventType:
    """`label` is what people read in a history."""

    name: str
    label: str
    version: int = 1


_types: dict[str, EventType] = {}


def register_type(name: str, label: str, version: int = 1) -> EventType:
    """Declare an event type; appending an undeclared one is a mistake."""
    declared = EventType(name, label, version)
    if _types.get(name, declared) != declared:
        raise ValueError(f"event type {name!r} is registered already")
    _types[name] = declared
    return declared


def get_type(name: str) -> EventType:
    """The declared type; KeyError when nobody declared it."""
    return _types[name]


def label_of(name: str) -> str:
    """Its Vietnamese label, or the bare name of a type no longer declared."""
    declared = _types.get(name)
    return declared.label if declared else name


def labels() -> dict[str, str]:
    """Every declared type with its Vietnamese label."""
    return {name: declared.label for name, declared in _types.items()}
