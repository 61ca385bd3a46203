"""SQL typed at the database by hand: what is written once stays, whichever way it is tried."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from registry.distribution import copies, services
from registry.documents import constraints
from registry.organisation.models import Agency
from registry.periodic import services as periodic
from registry.trail import events
from registry.yearly import services as yearly
from tests import factories
from tests.processes import world as worlds
from tests.processes.control.conftest import make_office
from tests.registry.distribution import conftest as distributed


def _rows(table: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
        return cursor.fetchall()


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return [column.name for column in found]


def _replace(table: str) -> str:
    """An upsert that writes over a row by its key."""
    names = _columns(table)
    if connection.vendor == "sqlite":
        return f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    key, other = names[0], names[-1]
    return (
        f"INSERT INTO {table} SELECT * FROM {table}"
        f" ON CONFLICT ({key}) DO UPDATE SET {other} = excluded.{other}"
    )


WAYS: dict[str, Callable[[str], str]] = {
    "update": lambda table: f"UPDATE {table} SET {_columns(table)[-1]} = {_columns(table)[-1]}",
    "update of one": lambda table: (
        f"UPDATE {table} SET {_columns(table)[1]} = {_columns(table)[1]}"
        f" WHERE {_columns(table)[0]} = (SELECT min({_columns(table)[0]}) FROM {table})"
    ),
    "delete": lambda table: f"DELETE FROM {table}",
    "replace": _replace,
    "truncate": lambda table: f"TRUNCATE {table} CASCADE",
}


@pytest.fixture
def filled(db: None) -> None:
    """A row in each guarded table that the product writes by itself."""
    commune = worlds.make()
    commune.open()
    agency = factories.agency()
    sections = [{"id": "m1", "heading": "Phạm vi", "text": "Mọi việc."}]
    factories.install(agency, "manual", {"sections": sections})
    read_again_and_reported(agency)


def read_again_and_reported(agency: Agency) -> None:
    """Objectives in force, read again once, with one result."""
    row = {
        "id": "a", "objective": "Đúng hạn", "comparison": "at_least", "target": "98", "unit": "%",
        "owner": "Văn phòng", "due": "2026-12-31", "measure": "Đếm",
    }  # fmt: skip
    body = {"year": 2026, "objectives": [row]}
    document = factories.install(agency, "objectives", body).document
    secretary = factories.person(agency, role="iso_secretary")
    periodic.review(secretary, document, "unchanged", seen=periodic.shown_of(document))
    one = yearly.objective_of(document, "a")
    assert one is not None
    yearly.report(secretary, document, "a", {"q1": "97"}, seen=yearly.shown_of(one))


GUARDED = (
    "registry_event", "registry_version", "registry_periodicreview", "registry_objectivevalue",
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("table", GUARDED)
def test_it_is_refused(filled: None, table: str, way: str, database_engine: str) -> None:
    if way == "truncate" and database_engine == "sqlite":
        way = "delete"  # SQLite has no TRUNCATE; a DELETE of everything is its shortcut for one
    before = _rows(table)
    assert before
    # Somebody at a console comes after the commit: nothing of it waits to be checked any more.
    connection.check_constraints()
    with (
        pytest.raises((IntegrityError, DatabaseError), match="chỉ được thêm"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(WAYS[way](table))
    assert _rows(table) == before
    assert list(events.verify()) == []


@pytest.mark.parametrize("table", [*constraints.APPEND_ONLY, *constraints.KEPT])
def test_every_guarded_table_has_its_guards(db: None, table: str) -> None:
    """The same for tables that nothing has filled here: the guards themselves are asked for."""
    assert not [name for name in constraints.missing_guards(connection) if table in name]
    constraints.drop_guards(connection)
    assert [name for name in constraints.missing_guards(connection) if table in name]
    constraints.lay_guards(connection)
    assert constraints.missing_guards(connection) == []


@pytest.mark.parametrize("act", ["update", "delete", "truncate"])
def test_a_guard_that_is_switched_off_is_missed_and_laid_anew(
    db: None, act: str, database_engine: str
) -> None:
    """The owner of a table may do that, and the trigger itself is still to be seen."""
    name, table = f"guard_registry_event_{act}", "registry_event"
    with connection.cursor() as cursor:
        if database_engine == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        elif act != "truncate":
            cursor.execute(f"DROP TRIGGER {name}")
    gone = [] if (act, database_engine) == ("truncate", "sqlite") else [name]
    assert constraints.missing_guards(connection) == gone
    constraints.lay_guards(connection)
    assert constraints.missing_guards(connection) == []


@pytest.fixture
def read(db: None) -> None:
    """An issue that somebody has read, and a copy of it that has come back."""
    office = make_office()
    version = distributed.issue(office)
    distributed.work()
    services.acknowledge(office.head, version)
    copy = copies.print_copy(office.secretary, version, person=office.head)
    copies.end_copy(office.secretary, copy, "returned")


TAKES_BACK = {
    "registry_delivery": (
        "acknowledged_at = NULL",
        "acknowledged_at = received_at",
        "person_id = (SELECT max(id) FROM registry_user)",
        "received_at = due_on",
    ),
    "registry_controlledcopy": ("number = 7", "ended_at = printed_at", "ended_at = NULL"),
}


@pytest.mark.parametrize("table", TAKES_BACK)
def test_what_was_read_and_taken_back_stays_so(
    read: None, table: str, database_engine: str
) -> None:
    done = "acknowledged_at IS NOT NULL" if table == "registry_delivery" else "state <> 'held'"
    before = _rows(table)
    connection.check_constraints()
    tries = [f"UPDATE {table} SET {change} WHERE {done}" for change in TAKES_BACK[table]]
    tries += [f"DELETE FROM {table}", _replace(table)]
    if database_engine == "postgresql":
        tries.append(f"TRUNCATE {table} CASCADE")
    for statement in tries:
        if statement.startswith("INSERT INTO"):
            continue  # an upsert of PostgreSQL that changes nothing takes nothing back
        with (
            pytest.raises((IntegrityError, DatabaseError), match="chỉ được thêm"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert _rows(table) == before


def test_an_event_put_in_by_hand_is_found(filled: None) -> None:
    """Adding is allowed to the tables, so the chain must tell."""
    stream = events._stream_names()[0]
    names = [name for name in _columns("registry_event") if name not in ("id", "seq", "prev_hash")]
    listed = ", ".join(names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO registry_event ({listed}, seq, prev_hash)"
            f" SELECT {listed}, seq + 1, hash FROM registry_event WHERE stream = %s"
            " ORDER BY seq DESC LIMIT 1",
            [stream],
        )
    assert [fault.stream for fault in events.verify()] == [stream] * 2


def test_a_head_that_was_turned_back_is_found(filled: None) -> None:
    stream = events._stream_names()[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE registry_streamhead SET seq = 0, hash = ''  WHERE stream = %s", [stream]
        )
    assert [fault.stream for fault in events.verify()] == [stream]
