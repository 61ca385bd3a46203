"""Lists sorted by words, in Vietnamese alphabetical order, by either database.

PostgreSQL has the collation «vi-x-icu»; SQLite learns it, under the same name, from
`registry.vietnamese.sort_key` whenever a connection opens. So one expression serves both.
"""

from typing import Any

from django.db.models import F
from django.db.models.expressions import Combinable
from django.db.models.functions import Collate

from registry.vietnamese import sort_key

COLLATION = "vi-x-icu"


def by_words(field: str) -> Collate:
    """What `order_by` takes for a column of words: titles, names of units, codes."""
    column: Combinable = F(field)
    return Collate(column, COLLATION)


def compare(left: str, right: str) -> int:
    """-1, 0 or 1, as a database compares two texts."""
    if left == right:
        return 0
    first, second = sort_key(left), sort_key(right)
    return (first > second) - (first < second)


def teach(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Give a new SQLite connection the Vietnamese collation (signal connection_created)."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(COLLATION, compare)
