"""Pinned bodies, compiled once: issued versions never change, so they are kept by their hash."""

from functools import lru_cache
from typing import Any

from processes.engine.definition import Definition, compile_definition
from processes.models import Case
from registry.canonical import Body
from registry.documents import closure
from rules.worktime.calendar import WorkCalendar, from_body

Json = dict[str, Any]


@lru_cache(maxsize=500)
def body(version_id: int, sha256: str) -> Body:
    """The body of an issued version; read it, never change it."""
    return closure.body_of(version_id)


@lru_cache(maxsize=200)
def definition(version_id: int, sha256: str) -> Definition:
    """The compiled process of an issued version."""
    return compile_definition(body(version_id, sha256))


@lru_cache(maxsize=50)
def work_calendar(version_id: int, sha256: str) -> WorkCalendar:
    """The calendar of an issued version. Raises WorktimeError for an incomplete one."""
    return from_body(body(version_id, sha256))


def entry(case: Case, uid: str) -> Json | None:
    """{"version", "sha256", "kind"} of a document that the case keeps, or None."""
    return case.pinned.get(uid)


def body_in(case: Case, uid: str) -> Body | None:
    """The body that the case keeps under this uid, or None."""
    kept = entry(case, uid)
    return body(kept["version"], kept["sha256"]) if kept else None


def process_of(case: Case) -> tuple[Body, Definition]:
    """Body and compiled definition of the process that the case runs by."""
    sha256 = next(
        str(kept["sha256"]) for kept in case.pinned.values() if kept["version"] == case.version_id
    )
    return body(case.version_id, sha256), definition(case.version_id, sha256)
