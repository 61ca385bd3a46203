"""How a database answers a question: by which index."""

from django.db import connection
from django.db.models import QuerySet


def plan(rows: QuerySet) -> str:
    """The plan of a query; PostgreSQL neither reads a table through nor sorts where an index could
    answer, as it would with as few rows as tests have."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for way in ("seqscan", "sort", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    return rows.explain()
