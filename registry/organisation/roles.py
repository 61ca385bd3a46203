"""The role table as data: fixtures/roles.json says what a role may do and on whose things."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Literal

Reach = Literal["agency", "unit", "own"]

ROLES_FILE = Path(__file__).resolve().parents[2] / "fixtures" / "roles.json"


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, dict[str, str]]]:
    result: dict[str, dict[str, dict[str, str]]] = json.loads(ROLES_FILE.read_text())
    return result


def role_labels() -> dict[str, str]:
    """Return {role code: Vietnamese name}, in the order of the table."""
    return {code: str(row["label"]) for code, row in _table()["roles"].items()}


def reach(role: str, ability: str) -> Reach | None:
    """Return how far an ability of a role goes: the agency, the own unit, own things, or None."""
    return _table()["abilities"].get(ability, {}).get(role)  # type: ignore[return-value]


def abilities() -> list[str]:
    """Return every ability that the table names."""
    return list(_table()["abilities"])
