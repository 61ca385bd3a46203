"""Tables and answers for property tests: few values, so that rows meet, overlap and leave gaps."""

from typing import Any

from hypothesis import strategies as st

from tests.rules.tables.plain import CONDITIONS, INPUTS

NUMBERS: list[Any] = [0, 1, 5, "5.5", 10, "-1.5"]
DAYS = ["2026-01-01", "2026-01-02", "2026-06-30", "2027-01-01"]
TEXTS = ["Hòa Bình", "hoà bình", "An Bình", "x"]
VALUES: dict[str, list[Any]] = {
    "one_of": ["direct", "post", "online"],
    "number": NUMBERS,
    "date": DAYS,
    "yes_no": [True, False],
    "text": TEXTS,
    "many_of": ["card", "map"],
}
TYPES = {f"c_{name}": entry["type"] for name, entry in INPUTS.items()}


def _ranges(type_: str) -> st.SearchStrategy[Any]:
    values = sorted(VALUES[type_], key=lambda value: float(value) if type_ == "number" else value)
    low, high = st.sampled_from(["from", "above"]), st.sampled_from(["to", "below"])
    places = st.tuples(st.integers(0, len(values) - 1), st.integers(0, len(values) - 1))
    return st.one_of(
        st.builds(lambda end, value: {end: value}, st.one_of(low, high), st.sampled_from(values)),
        st.builds(
            lambda a, b, at: {a: values[min(at)], b: values[max(at)]},
            low,
            high,
            places.filter(lambda at: at[0] != at[1]),
        ),
    )


def cells(type_: str) -> st.SearchStrategy[Any]:
    """Cells of a column of this type."""
    value = st.sampled_from(VALUES[type_])
    plain = [value, st.lists(value, min_size=1, max_size=3)]
    if type_ in ("number", "date"):
        plain.append(_ranges(type_))
    held = st.one_of(plain)
    return st.one_of(held, held, held.map(lambda cell: {"not": cell}))


def rows(columns: list[str], most: int = 6) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows over these columns of conditions."""
    when = st.fixed_dictionaries({}, optional={one: cells(TYPES[one]) for one in columns})
    then = st.fixed_dictionaries({}, optional={"fee": st.sampled_from([0, 8000, "0.5", "-2.5"])})
    row = st.fixed_dictionaries(
        {"when": when, "then": then}, optional={"off": st.just(True), "note": st.just("x")}
    )
    return st.lists(row, min_size=1, max_size=most).map(
        lambda given: [{"id": f"r{at}", **one} for at, one in enumerate(given)]
    )


def bodies(
    columns: list[str] | None = None, policies: tuple[str, ...] = (), most: int = 6
) -> st.SearchStrategy[dict[str, Any]]:
    """Bodies of tables with one column of results, «fee»."""
    names = columns or list(TYPES)
    return st.builds(
        lambda policy, given: {
            "policy": policy,
            "conditions": [one for one in CONDITIONS if one["id"] in names],
            "results": [{"id": "fee", "label": "Mức thu", "type": "number"}],
            "rows": given,
        },
        st.sampled_from(policies or ("first", "unique", "collect", "sum", "min", "max")),
        rows(names, most),
    ).filter(lambda body: any("off" not in row for row in body["rows"]))


def _answer(type_: str) -> st.SearchStrategy[Any]:
    if type_ == "many_of":
        return st.lists(st.sampled_from(VALUES[type_]), min_size=1, max_size=2, unique=True)
    more: list[Any] = {"number": [3, 7, 100], "date": ["2026-03-01"], "text": ["khác"]}.get(
        type_, []
    )
    return st.sampled_from([*VALUES[type_], *more])


whole = st.fixed_dictionaries({name: _answer(entry["type"]) for name, entry in INPUTS.items()})
partial = st.fixed_dictionaries(
    {}, optional={name: _answer(entry["type"]) for name, entry in INPUTS.items()}
)
