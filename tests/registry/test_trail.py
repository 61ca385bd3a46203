"""The trail finds what was edited, cut or swapped, and never cries wolf."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from registry.documents.constraints import drop_guards, lay_guards
from registry.trail import events
from registry.trail.models import Event
from registry.trail.types import TYPES, EventType

TYPES.add(EventType("test.noted", "Ghi chú"))


def note(stream: str, *texts: str) -> None:
    with transaction.atomic():
        for text in texts:
            events.append(stream, "test.noted", {"text": text})


@pytest.fixture
def unguarded(db: None):  # type: ignore[no-untyped-def]
    """As somebody with the database's own password would work."""
    drop_guards(connection)
    yield
    lay_guards(connection)


@pytest.mark.django_db
def test_an_untouched_trail_has_no_fault() -> None:
    note("a", "một", "hai")
    note("b", "ba")
    assert list(events.verify()) == []


def test_an_edited_row_is_found(unguarded: None) -> None:
    note("a", "một", "hai")
    Event.objects.filter(stream="a", seq=1).update(data='{"text":"khác"}')
    assert [fault.seq for fault in events.verify("a")] == [1]


def test_a_cut_tail_is_found(unguarded: None) -> None:
    note("a", "một", "hai", "ba")
    Event.objects.filter(stream="a", seq=3).delete()
    assert any("bị cắt" in fault.message for fault in events.verify("a"))


def test_a_swapped_pair_is_found(unguarded: None) -> None:
    note("a", "một", "hai", "ba")
    one, two = Event.objects.filter(stream="a", seq__in=(1, 2)).order_by("seq")
    Event.objects.filter(pk=one.pk).update(data=two.data)
    Event.objects.filter(pk=two.pk).update(data=one.data)
    assert {fault.seq for fault in events.verify("a")} >= {1, 2}


def test_a_stream_without_its_head_is_found(unguarded: None) -> None:
    note("a", "một")
    events.StreamHead.objects.filter(stream="a").delete()
    assert any("mất dấu" in fault.message for fault in events.verify())


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["update", "delete", "raw"])
def test_an_event_cannot_be_changed(act: str) -> None:
    note("a", "một")
    event = Event.objects.get(stream="a")
    with pytest.raises(IntegrityError), transaction.atomic():
        if act == "update":
            Event.objects.filter(pk=event.pk).update(type="khác")
        elif act == "delete":
            event.delete()
        else:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM registry_event WHERE id = %s", [event.pk])


@pytest.mark.django_db
def test_a_command_sent_twice_is_written_once() -> None:
    with transaction.atomic():
        first = events.append("a", "test.noted", {"text": "một"}, idempotency_key="bấm")
        again = events.append("a", "test.noted", {"text": "một"}, idempotency_key="bấm")
    assert first.pk == again.pk
    assert Event.objects.filter(stream="a").count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_write_outside_a_transaction() -> None:
    with pytest.raises(events.TrailError):
        events.append("a", "test.noted", {})


@pytest.mark.django_db(transaction=True)
def test_eight_writers_make_no_fault_and_no_deadlock() -> None:
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            for turn in range(6):
                names = [f"s{number % 3}", f"s{(number + turn) % 3}"]
                with transaction.atomic():
                    events.lock_streams(*names)
                    for name in names:
                        events.append(name, "test.noted", {"text": f"{number}.{turn}"})
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    faults = [fault for _ in range(3) for fault in events.verify()]
    for writer in writers:
        writer.join()
    assert failures == []
    assert faults == []
    assert list(events.verify()) == []
    assert Event.objects.filter(stream__in=("s0", "s1", "s2")).count() == 8 * 6 * 2
