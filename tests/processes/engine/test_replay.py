"""A log replays to the state it was written with, today and for ever."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.engine.definition import compile_definition
from processes.engine.machine import (
    CommandRefused,
    Environment,
    decide,
    evolve,
    initial_state,
    replay,
)
from processes.engine.state import whole
from registry.canonical import canonical

LOGS = sorted((Path(__file__).parent / "logs").glob("*.json"))


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_every_recorded_log_replays_to_its_recorded_state(path):
    log = json.loads(path.read_text())
    # As stored, without what is empty: a later release may know of more than an old log holds.
    assert canonical(replay(log["events"])) == canonical(log["state"])


def test_there_are_recorded_logs():
    assert len(LOGS) >= 2


IDS = ["s1", "s2", "s3", "s4", "s5"]


@st.composite
def bodies(draw):
    ids = IDS[: draw(st.integers(1, 5))]
    target = st.sampled_from(["", *ids])
    steps = []
    for step_id in ids:
        kind = draw(st.sampled_from(["human", "human", "human", "decision", "end"]))
        step = {"id": step_id, "title": step_id, "kind": kind, "role": "r"}
        if kind == "human":
            step |= {
                "next": draw(target),
                "return_to": draw(target),
                "shares_time_with": draw(target),
                "not_author": draw(st.booleans()),
                "times": {"v1": {"amount": "1", "unit": "working_day"}},
                "actions": [{"id": "extra", "label": "Khác", "to": draw(target)}],
                "enter": [{"effect": "notify"}] if draw(st.booleans()) else [],
            }
        elif kind == "decision":
            step |= {
                "branches": [{"id": "b", "when": {"var": "x"}, "to": draw(target)}],
                "otherwise": draw(target),
            }
        steps.append(step)
    return {
        "steps": steps,
        "roles": [{"id": "r", "label": "R", "by": "author"}],
        "variants": [{"id": "v1", "label": "Một"}, {"id": "v2", "label": "Hai", "when": "rule"}],
    }


NAMES = [
    *["open", "start", "return", "recall", "record_saved", "choose_variant", "suspend", "resume"],
    *["extend", "urge", "attach", "detach", "close", "stop"],
    *["complete"] * 4,
]
commands = st.tuples(
    st.sampled_from(NAMES),
    st.fixed_dictionaries(
        {
            "task": st.sampled_from([f"{step}#{n}" for step in IDS for n in (1, 2, 3)])
            | st.just("<active>"),
            "by": st.sampled_from(["1", "2"]),
            "reason": st.sampled_from(["", "vì"]),
            "action": st.sampled_from(["", "forward", "return", "extra", "none"]),
            "variant": st.sampled_from(["v1", "v2", "v3"]),
            "time": st.sampled_from([{}, {"amount": "1", "unit": "working_day"}]),
            "result": st.sampled_from(["", "refused"]),
            "file": st.sampled_from(["1", "2"]),
        }
    ),
)
outcomes = st.sampled_from([True, False, "unknown"])


@settings(max_examples=200, deadline=None)
@given(bodies(), st.lists(st.tuples(commands, outcomes), max_size=14))
def test_whatever_happens_the_log_and_the_state_agree(body, script):
    definition = compile_definition(body)
    state, log = initial_state(), []
    opening = (("open", {"author": "1", "by": "1", "variant": ""}), True)
    for (name, data), outcome in [opening, *script]:
        data = {"form": "f", "record": "r", "digest": "d", **data}
        if data.get("task") == "<active>":
            data["task"] = state["active"][0] if state["active"] else ""
        environment = Environment(
            evaluate=lambda uid, o=outcome: o,
            branch=lambda logic, o=outcome: o,
            effect_allowed=lambda effect, o=outcome: o is not False,
        )
        command = {"type": name, "data": data}
        before = json.dumps(state, sort_keys=True)
        try:
            events = decide(definition, state, command, environment)
        except CommandRefused:
            assert json.dumps(state, sort_keys=True) == before
            continue
        assert state["status"] != "closed", "a closed case is final"
        # Answers do not depend on whether state was stored canonically in between.
        assert decide(definition, canonical(state), command, environment) == events
        for event in events:
            state = evolve(state, event)
        log += events
        assert state["status"] in ("open", "closed")
        assert len(state["active"]) == (1 if state["status"] == "open" else 0)

    assert replay(log) == state
    assert whole(replay([canonical(event) for event in log])) == state
    assert json.loads(json.dumps(state)) == state
    closings = [event["type"] for event in log].count("case.closed")
    assert closings == (state["status"] == "closed")
    finished = [
        event["data"]["task"]
        for event in log
        if event["type"] in ("task.completed", "task.returned", "task.cancelled")
    ]
    assert len(finished) == len(set(finished)), "every task is finished once"
    assert set(state["history"]) == set(finished) | set(state["active"])
    assert len(state["history"]) == len(set(state["history"]))
