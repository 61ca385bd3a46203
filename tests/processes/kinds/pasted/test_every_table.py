"""Whatever is pasted has the shape of its table."""

import pytest

from processes.kinds.process import KIND
from processes.kinds.process.pasted import parse_fees, parse_papers, parse_records, parse_step_rows
from processes.kinds.process.schema import initial
from registry.schema import compile_schema
from tests.processes.kinds.pasted.rows import BODY, ROWS


@pytest.mark.parametrize("parser", [parse_step_rows, parse_papers, parse_fees, parse_records])
@pytest.mark.parametrize(
    "rows", [ROWS, [["một ô"]], [["a"], ["b", "c", "d"]], [["1", ""], ["2", "x"]], [["9" * 400]]]
)
def test_whatever_is_pasted_has_the_shape_of_the_table(parser, rows):
    name = {"parse_step_rows": "steps", "parse_records": "records_kept"}.get(
        parser.__name__, parser.__name__.removeprefix("parse_")
    )
    for body in (BODY, initial(), {}):
        problems = compile_schema(KIND.schema).problems({name: parser(rows, body)})
        # What does not fit is told at one cell, where it stands as it was pasted.
        assert all(p.keyword == "maxLength" or _is_count(p.pointer) for p in problems)


def _is_count(pointer):
    return pointer.split("/")[-1] in ("original", "copies", "amount", "years")
