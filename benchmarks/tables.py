"""Decision tables: one look-up in a table of 500 rows, and compiling it, beside zen-engine
(compiled Rust), where that is installed.

Run: `python benchmarks/tables.py`; for the peer in an environment that has `zen-engine` besides
ours. Prints times, and ratios of measurements of one run, so that the machine's own speed cancels
out. Answers met before are quicker than fresh ones (ADR 92), so both are measured.
"""

import contextlib
import itertools
import json
import sys
import timeit
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rules.tables.compile import compile_table

zen: Any = None
with contextlib.suppress(ImportError):
    import zen

CHANNELS, STEPS = 20, 25
INPUTS: dict[str, Any] = {
    "channel": {
        "type": "one_of",
        "label": "Cách nộp",
        "options": [{"id": f"c{one}", "label": f"Cách {one}"} for one in range(CHANNELS)],
    },
    "days": {"type": "number", "label": "Số ngày"},
    "late": {"type": "yes_no", "label": "Quá hạn"},
}


def body(policy: str) -> dict[str, Any]:
    """Return a table of 500 rows: a channel, ten days each, late."""
    return {
        "policy": policy,
        "conditions": [{"id": name, "field": name} for name in INPUTS],
        "results": [{"id": "fee", "type": "money", "label": "Mức thu"}],
        "rows": [
            {
                "id": f"r{step}_{channel}",
                "when": {
                    "channel": f"c{channel}",
                    "days": {"from": step * 10, "below": step * 10 + 10},
                    "late": True,
                },
                "then": {"fee": 1_000 * (step * CHANNELS + channel)},
            }
            for step, channel in itertools.product(range(STEPS), range(CHANNELS))
        ],
    }


def decision(table: dict[str, Any]) -> Any:
    """Return the same table as a decision of zen-engine."""
    rules = [
        {
            "_id": row["id"],
            "i1": json.dumps(row["when"]["channel"]),
            "i2": f"[{row['when']['days']['from']}..{row['when']['days']['below']})",
            "i3": "true",
            "o1": str(row["then"]["fee"]),
        }
        for row in table["rows"]
    ]
    content = {
        "hitPolicy": {"first": "first", "collect": "collect"}[table["policy"]],
        "inputs": [
            {"id": f"i{at}", "name": name, "field": name, "type": "expression"}
            for at, name in enumerate(INPUTS, 1)
        ],
        "outputs": [{"id": "o1", "name": "fee", "field": "fee", "type": "expression"}],
        "rules": rules,
    }
    graph = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in"},
            {"id": "t", "type": "decisionTableNode", "name": "t", "content": content},
            {"id": "out", "type": "outputNode", "name": "out"},
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "t", "type": "edge"},
            {"id": "b", "sourceId": "t", "targetId": "out", "type": "edge"},
        ],
    }
    # Prepared once, as those do who want speed of it.
    content = zen.ZenDecisionContent(json.dumps(graph))
    return zen.ZenEngine().create_decision(content)


def best(work: Any, rounds: int) -> float:
    """Measure the seconds of one call: the best of seven runs."""
    return min(timeit.repeat(work, number=rounds, repeat=7)) / rounds


def measure() -> dict[str, float]:
    """Measure microseconds of a look-up, milliseconds of compiling, and ratios to the peer."""
    found: dict[str, float] = {}
    for policy in ("first", "collect"):
        table = body(policy)
        compiled = compile_table(table, INPUTS)
        found[f"{policy}, compiling 500 rows, ms"] = (
            best(lambda t=table: compile_table(t, INPUTS), 3) * 1e3
        )
        last = {"channel": "c19", "days": 245, "late": True}
        fresh = itertools.count(1)

        def new(compiled: Any = compiled, fresh: Any = fresh) -> Any:
            return compiled({"channel": "c19", "days": f"{next(fresh) % 2_500 / 10}", "late": True})

        ours, unmet = best(lambda t=compiled, a=last: t(a), 2_000), best(new, 1_000)
        found[f"{policy}, last row, µs"] = ours * 1e6
        found[f"{policy}, answers never met, µs"] = unmet * 1e6
        if zen is None:
            continue
        theirs = decision(table)
        said = theirs.evaluate(last)["result"]
        said = said[0] if policy == "collect" else said
        assert compiled(last).state == "found"
        assert said["fee"] == 499_000, said
        peer = best(lambda d=theirs, a=last: d.evaluate(a), 200)
        found[f"{policy}, zen-engine, µs"] = peer * 1e6
        found[f"{policy}, last row, times zen-engine"] = peer / ours
        found[f"{policy}, never met, times zen-engine"] = peer / unmet
    return found


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name}: {value:,.1f}")
