"""How a database answers a question: by which index."""

from django.db import connection
from django.db.models import QuerySet


def plan(rows: QuerySet) -> str:
    """The plan of a query; PostgreSQL reads no table through that an index could answer for, as it
    would with as few rows as tests have."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.explain()
