"""Catalogues: what stands in a column of a row, whether a code is one of theirs."""

from rules.engine.functions.known import Catalogue
from rules.engine.functions.parameters import CATALOGUE, CODE, TEXT
from rules.engine.outcomes import Incalculable
from rules.engine.signature import Operator


def lookup(catalogue: Catalogue, code: str, column: str) -> str:
    """Return what stands in the column of the row of this code.

    Raises Incalculable where there is no such row in use, or nothing stands there.
    """
    found = catalogue.rows.get(code, {}).get(column, "")
    if not found:
        raise Incalculable("Danh mục không có dòng của mã này, hoặc ô này để trống")
    return found


def in_catalogue(code: str, catalogue: Catalogue) -> bool:
    """Tell whether a row in use has this code."""
    return code in catalogue.rows


OPERATORS = (
    Operator(
        "lookup", "function", "tra danh mục", 3, 3, gives="text",
        takes=(CATALOGUE, CODE, TEXT), calculate=lookup,
        says="cột {2} của dòng có mã {1} trong {0}",
        note="uid of the catalogue, code, column: its id or name, `label` for the name of a row",
    ),
    Operator(
        "in_catalogue", "function", "có trong danh mục", 2, 2,
        takes=(CODE, CATALOGUE), calculate=in_catalogue, says="{0} có trong {1}",
    ),
)  # fmt: skip
