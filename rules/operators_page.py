"""The page of operators, written from what the engine declares."""

from rules.engine import OPERATORS, Operator

PLACE = "docs/rules-operators.md"
_FAMILIES = {
    "text": "text", "number": "number", "date": "day", "partial_date": "day known in part",
    "instant": "instant", "yes_no": "yes or no", "one_of": "choice", "many_of": "several choices",
    "table": "table", "list": "list", "calendar": "calendar", "catalogue": "catalogue",
    "amount": "money or number", "any": "anything",
}  # fmt: skip
_HEAD = """# Operators of rules

Written by `manage.py rules_operators` from `rules/engine/operators.py` and the modules of
`rules/engine/functions/`; a test compares. How they are used: [rules.md](rules.md).
"""
_FUNCTIONS = """Plain functions of known values: an operand that is missing or does not suffice
makes the result unknown.
"""
_OWN = frozenset({"alike", "fold", "function"})


def page() -> str:
    """Return the page as it has to stand in `docs`."""
    written = [operator for operator in OPERATORS.values() if not operator.internal]
    published = [operator for operator in written if not _is_own(operator)]
    own = [operator for operator in written if _is_own(operator)]
    return "\n".join(
        [
            _HEAD,
            "## JSON Logic's own\n",
            *_table(published),
            "",
            "## Ours\n",
            _FUNCTIONS,
            *_table(own),
            "",
        ]
    )


def _is_own(operator: Operator) -> bool:
    return operator.family in _OWN or operator.code in ("outer", "rule")


def _table(operators: list[Operator]) -> list[str]:
    head = [
        "| operator | operands | takes | gives | in Vietnamese | note |",
        "|---|---|---|---|---|---|",
    ]
    return head + [f"| {' | '.join(_cells(operator))} |" for operator in operators]


def _cells(operator: Operator) -> list[str]:
    said = operator.says.replace("{0}", "…").replace("{1}", "…").replace("{2}", "…")
    return [
        f"`{operator.code}`",
        _count(operator),
        _taken(operator),
        _FAMILIES.get(operator.gives, operator.gives),
        said or operator.label,
        operator.note,
    ]


def _count(operator: Operator) -> str:
    if operator.most is None:
        return f"{operator.least} or more"
    if operator.least == operator.most:
        return str(operator.least)
    return f"{operator.least} to {operator.most}"


def _taken(operator: Operator) -> str:
    if not operator.takes:
        return _either(operator.accepts) or "anything"
    shown = operator.takes[: operator.most]
    return ", ".join(_either(parameter.accepts) for parameter in shown)


def _either(families: frozenset[str]) -> str:
    order = list(_FAMILIES)
    return " or ".join(_FAMILIES[name] for name in sorted(families, key=order.index))
