"""Whom a document of an agency above asks for: its needs."""

from dataclasses import dataclass

from processes.engine.definition import SYSTEM
from registry.canonical import Body

# Kinds of documents that run in an agency only by an adoption.
KINDS = ("process",)
UNIT_LEADER = "department_leader"


@dataclass(frozen=True)
class Need:
    """One role of a document, as its issuer wrote it. `unit` is a code of the issuer's; a need
    without a fixed `unit` of its own may go by the unit of each case (`leads`)."""

    id: str
    label: str
    role: str
    unit: str = ""
    leads: bool = False


def needs_of(kind: str, body: Body) -> list[Need] | None:
    """Return whom a document asks for, apart from who opens the case; None if it is not adopted.

    System processes are found up the tree by their code and never adopted.
    """
    if kind not in KINDS or body.get("procedure_type") == SYSTEM:
        return None
    found = []
    for role in body.get("roles", []):
        by = role.get("by", "role")
        if by == "author" or not role.get("id"):
            continue
        leads = by == "unit_leader"
        asked = role.get("role", "") or (UNIT_LEADER if leads else "")
        label = role.get("label", "") or role["id"]
        found.append(Need(role["id"], label, asked, role.get("unit", ""), leads))
    return found
