"""All about an event of a case is in its class: nobody else names one, or keeps a table of them."""

import ast

from processes import events
from tests.floors.sources import imports, is_in, sources

# Who may know classes of events by name besides the engine, which causes them; and why.
KNOWING = {
    "processes.casefile.items": "who put a file into a case is who caused its event",
    "processes.citizens.services": "causes what citizens do from outside, which no engine decides",
    "processes.control.reviews": "asks the database for verdicts alone, by the name of the events",
    "cms.system.objects": "asks the database for files alone, by the name of their events",
}
SUBJECTS = {subject.__name__ for subject in events.SUBJECTS}


def test_no_other_module_spells_the_name_of_an_event() -> None:
    names = {event.name for event in events.EVENTS}
    wrong = [
        f"{source.path}:{node.lineno} spells {node.value}"
        for source in sources()
        if not is_in(source.module, "processes.events")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and node.value in names
    ]
    assert not wrong, "\n".join(wrong)


def test_only_the_engine_and_these_know_classes_of_events() -> None:
    found = {
        source.module
        for source in sources()
        if not is_in(source.module, "processes.events")
        and not is_in(source.module, "processes.engine")
        for _, name in imports(source)
        if any(is_in(name, subject) for subject in SUBJECTS)
    }
    assert found == KNOWING.keys()


def test_every_module_of_events_is_a_subject_that_is_loaded() -> None:
    inside = {source.module for source in sources() if is_in(source.module, "processes.events")}
    told = {f"processes.events.{name}" for name in ("base", "sides", "states")}
    assert inside - told - {"processes.events"} == SUBJECTS
