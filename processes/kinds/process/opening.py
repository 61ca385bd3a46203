"""Who may begin a case of a process: said by its first step, asked by lists without its body."""

from processes.engine.definition import PERSON, SYSTEM, Definition, compile_definition
from registry.canonical import Body
from registry.kinds import ANYBODY, Opener


def opening(body: Body) -> Opener:
    """Return who may begin a case of a process: what `Kind.opening` says of it."""
    return opening_of(compile_definition(body), str(body.get("procedure_type", "")))


def opening_of(definition: Definition, procedure_type: str) -> Opener:
    """Return who may begin a case of a process that is compiled already.

    Whoever opens a case does its first step, or hands it to colleagues of the same role or to the
    person whom they choose. System processes are opened by the acts that need them, never by hand.
    """
    first = definition.first
    role = definition.role(first.role) if first else None
    if role is None or procedure_type == SYSTEM:
        return Opener(procedure_type)
    return Opener(procedure_type, role.id, ANYBODY if role.by in ("author", PERSON) else role.role)
