"""Columns of conditions proposed from what a table may ask about."""

from collections.abc import Iterable, Mapping
from typing import Any

from registry.kinds.ids import new_id
from rules.inputs import Inputs

# What people choose decides more often than what they write.
_ORDER = {"one_of": 0, "yes_no": 1, "number": 2, "money": 3, "date": 4, "many_of": 5}


def proposed(inputs: Inputs, used: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Return a column for each input that a table may ask and none of `used` asks yet.

    Choices come first, then yes/no, numbers, days; free texts are not proposed.
    """
    taken = set(used)
    names = [name for name, entry in inputs.items() if entry["type"] in _ORDER]
    names.sort(key=lambda name: _ORDER[inputs[name]["type"]])
    return [column_for(name, inputs[name]) for name in names if name not in taken]


def column_for(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Make the column of conditions that asks an input."""
    return {"id": new_id(), "field": name, "label": str(entry.get("label") or name)}
