"""The kind "calendar": what is wrong with a body, and how people read it."""

import pytest

from registry import kinds
from registry.canonical import canonical
from registry.kinds import EMPTY_CONTEXT


@pytest.fixture
def kind():
    return kinds.get("calendar")


def _found(kind, body):
    return {(found.pointer, found.severity) for found in kind.all_problems(body, EMPTY_CONTEXT)}


def test_the_national_calendar_is_sound_and_canonical(kind, national_body):
    assert kind.all_problems(national_body, EMPTY_CONTEXT) == []
    assert canonical(national_body) == national_body
    ids = [row["id"] for row in national_body["exceptions"] + national_body["shifts"]]
    assert len(set(ids)) == len(ids)


def test_a_new_calendar_only_lacks_its_range(kind):
    assert _found(kind, kind.initial()) == {("/from", "error"), ("/to", "error")}


def _body(**changes):
    shifts = [{"id": "a", "weekday": 1, "start": "07:30", "end": "11:30"}]
    return {"from": "2026-01-01", "to": "2026-12-31", "shifts": shifts, **changes}


def _with_exceptions(*rows):
    return _body(exceptions=[{"id": str(number), **row} for number, row in enumerate(rows)])


SWAP = {"date": "2026-08-31", "kind": "off", "swapped_with": "2026-08-22"}


@pytest.mark.parametrize(
    ("body", "pointer", "severity"),
    [
        (_body(to="2025-12-31"), "/to", "error"),
        (_body(to="2126-12-31"), "/to", "error"),
        (_body(cutoff="15h"), "/cutoff", "error"),
        (_body(shifts=[]), "/shifts", "error"),
        (
            _body(shifts=[{"id": "a", "weekday": 1, "start": "7h30", "end": "11:30"}]),
            "/shifts/0/start",
            "error",
        ),
        (
            _body(shifts=[{"id": "a", "start": "07:30", "end": "11:30"}]),
            "/shifts/0/weekday",
            "error",
        ),
        (
            _body(shifts=[{"id": "a", "weekday": 1, "start": "13:30", "end": "11:30"}]),
            "/shifts/0/end",
            "error",
        ),
        (
            _body(
                shifts=[
                    {"id": "a", "weekday": 1, "start": "07:30", "end": "11:30"},
                    {"id": "b", "weekday": 1, "start": "11:00", "end": "12:00"},
                ]
            ),
            "/shifts/1/start",
            "error",
        ),
        (_with_exceptions({"date": "2027-01-01", "kind": "off"}), "/exceptions/0/date", "error"),
        (_with_exceptions({"kind": "off"}), "/exceptions/0/date", "error"),
        (_with_exceptions({"date": "2026-09-02"}), "/exceptions/0/kind", "error"),
        (
            _with_exceptions(*[{"date": "2026-09-02", "kind": "off"}] * 2),
            "/exceptions/1/date",
            "error",
        ),
        (_with_exceptions(SWAP), "/exceptions/0/swapped_with", "warning"),
        (_with_exceptions({"date": "2026-08-24", "kind": "work"}), "/exceptions/0/date", "warning"),
    ],
)
def test_it_says_what_is_wrong_where(kind, body, pointer, severity):
    assert _found(kind, body) == {(pointer, severity)}


def test_a_whole_swap_is_fine(kind):
    other = {"date": "2026-08-22", "kind": "work", "swapped_with": "2026-08-31"}
    assert _found(kind, _with_exceptions(SWAP, other)) == set()


def test_people_read_the_weeks_and_the_days_off(kind, national_body):
    page = kind.render({**national_body, "cutoff": "15:00"}, EMPTY_CONTEXT)
    for words in (
        "từ ngày 01/01/2025 đến hết ngày 31/12/2027",
        "07:30 – 11:30; 13:30 – 17:00",
        "năm 2026",
        '<th scope="row">02/09/2026</th><td>Thứ Tư</td><td>Nghỉ</td>',
        "nhận sau 15:00",
    ):
        assert words in page


@pytest.mark.parametrize("body", [{}, _with_exceptions({}), _body(shifts=[{"id": "a"}])])
def test_an_unfinished_one_can_be_read_too(kind, body):
    assert "<table>" in kind.render(body, EMPTY_CONTEXT)


def test_what_is_typed_is_escaped(kind):
    page = kind.render(_with_exceptions({"name": "<script>"}), EMPTY_CONTEXT)
    assert "<script>" not in page and "&lt;script&gt;" in page


def test_search_finds_its_days_by_name(kind, national_body):
    assert "Quốc khánh" in kind.text_of(national_body).splitlines()
