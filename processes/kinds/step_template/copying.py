"""Inserting a step template into a process: a copy in the process's own words, with its origin."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from processes.extensions import effects
from registry.canonical import Body
from registry.kinds import Resolved
from registry.kinds.ids import new_id
from registry.vietnamese import fold

Row = dict[str, Any]


@dataclass(frozen=True)
class Insertion:
    """The rows that a process gets: roles that it lacks, and steps."""

    roles: list[Row]
    steps: list[Row]


def insertion(template: Resolved, process: Body) -> Insertion:
    """Copy an issued template for a process; the process is not changed.

    A role that the process has (the same people, or the same name) is used; times go to every
    variant; ways inside the template lead to the copies.
    """
    steps = template.body.get("steps", [])
    copy = new_id()
    links = {step["id"]: new_id() for step in steps}
    used = roles_used(steps)
    roles = placed_roles(
        [role for role in template.body.get("roles", []) if role["id"] in used], process
    )
    ids = {origin: role["id"] for origin, role in roles.items()}
    had = {role["id"] for role in process.get("roles", [])}
    return Insertion(
        [role for role in roles.values() if role["id"] not in had],
        [
            {
                "id": links[step["id"]],
                **projected(step, ids, links, variants(process)),
                "origin": origin(template, copy, step["id"]),
            }
            for step in steps
        ],
    )


def origin(template: Resolved, copy: str, step: str) -> Row:
    """Say where a copied row comes from; kept with it for ever, through edits and exports."""
    return {
        "template": template.uid,
        "copy": copy,
        "step": step,
        "issue_no": template.issue_no,
        "revision_no": template.revision_no,
        "sha256": template.sha256,
    }


def variants(process: Body) -> list[str]:
    """Return the ids of a process's variants: for each of them a step has a time."""
    return [variant["id"] for variant in process.get("variants", [])]


def roles_used(steps: Iterable[Row]) -> set[str]:
    """Return the ids of the roles that steps name, as who does them or whom they notify."""
    used = set()
    for step in steps:
        used.add(step.get("role", ""))
        for moment in ("enter", "done", "returned"):
            used |= {row.get("value", "") for row in step.get(moment, []) if _tells(row)}
    return used


def placed_roles(roles: Iterable[Row], process: Body) -> dict[str, Row]:
    """Return {id in the template: the role of the process that it becomes}.

    A new role where none of the process fits.
    """
    known = list(process.get("roles", []))
    taken = {role["id"] for role in known}
    placed: dict[str, Row] = {}
    for role in roles:
        found = _same_role(role, known)
        if found is None:
            name = role["id"]
            while name in taken:
                name = f"{name[:60]}-m"
            found = {**role, "id": name}
            known.append(found)
            taken.add(name)
        placed[role["id"]] = found
    return placed


def _same_role(role: Row, known: list[Row]) -> Row | None:
    """The same people (agency role and unit), else the same name."""

    def who(one: Row) -> tuple[Any, ...]:
        return one.get("by"), one.get("role"), one.get("unit")

    same = [one for one in known if role.get("by") and who(one) == who(role)]
    named = [one for one in known if fold(one.get("label", "")) == fold(role.get("label", ""))]
    both = [one for one in same if one in named]
    return next(iter(both or same or named), None)


def projected(
    step: Row, roles: Mapping[str, str], links: Mapping[str, str], variants: list[str]
) -> Row:
    """Put a template's step in the words of a process: its roles, its variants, its own steps.

    What leads to a step that the process does not have is left out.
    """
    made: Row = {}
    for name, value in step.items():
        match name:
            case "id":
                continue
            case "time":
                made["times"] = dict.fromkeys(variants, value)
            case "role":
                made[name] = roles.get(value, "")
            case "next" | "return_to":
                made[name] = links.get(value, "")
            case "actions":
                made[name] = [_action(row, links) for row in value]
            case "enter" | "done" | "returned":
                made[name] = [
                    {**row, "value": roles.get(row.get("value", ""), "")} if _tells(row) else row
                    for row in value
                ]
            case _:
                made[name] = value
    return {name: value for name, value in made.items() if value not in ("", {}, [])}


def _tells(row: Row) -> bool:
    """Whether an effect's value is a role."""
    return effects.takes_role(row.get("effect", ""))


def _action(row: Row, links: Mapping[str, str]) -> Row:
    to = links.get(row.get("to", ""), "")
    return {name: value for name, value in {**row, "to": to}.items() if value != ""}
