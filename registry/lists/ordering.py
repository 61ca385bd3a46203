"""Lists sorted by words, in Vietnamese alphabetical order, by either database.

PostgreSQL has the collation «vi-x-icu»; SQLite learns it, under the same name, from
`registry.vietnamese.sort_key` whenever a connection opens. So one expression serves both.
"""

from typing import Any

from django.db.models import F, Func, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Collate

from registry.vietnamese import LOOKALIKES, sort_key

COLLATION = "vi-x-icu"


class _Letters(Func):
    """A column of words with Ð as Đ, which the collation of PostgreSQL takes for another letter."""

    function = "translate"
    output_field = TextField()

    def __init__(self, field: str) -> None:
        super().__init__(F(field), Value(LOOKALIKES), Value("ĐĐđđ"))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The column alone: our own collation knows."""
        return compiler.compile(self.source_expressions[0])


def by_words(field: str) -> Collate:
    """Make what `order_by` takes for a column of words: titles, names of units, codes."""
    column: Combinable = _Letters(field)
    return Collate(column, COLLATION)


def compare(left: str, right: str) -> int:
    """Compare two texts as a database does: -1, 0 or 1."""
    if left == right:
        return 0
    first, second = sort_key(left), sort_key(right)
    return (first > second) - (first < second)


def teach(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Give a new SQLite connection the Vietnamese collation (signal connection_created)."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(COLLATION, compare)
