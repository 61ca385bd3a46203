"""Pinned bodies, compiled once: issued versions never change, so they are kept by pin and hash."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from processes.engine.definition import Definition, compile_definition
from processes.models import Case
from registry import canonical, kinds
from registry.canonical import Body
from registry.documents import closure
from registry.documents.closure import of_version
from registry.documents.models import Version
from registry.kinds import Context, Resolved
from registry.now import local
from rules.worktime import WorkCalendar, from_body

Json = dict[str, Any]


@dataclass(frozen=True)
class PinnedVersion:
    """An issued version and its body; read them, never change them."""

    version: Version
    body: Body


@lru_cache(maxsize=200)
def _closure(pin: str) -> dict[str, PinnedVersion]:
    """Everything that a pin names, by uid, read at once; cases opened alike have one pin."""
    kept = canonical.loads(pin)
    versions = Version.unscoped.in_bulk([entry["version"] for entry in kept.values()])
    return {
        uid: PinnedVersion(versions[entry["version"]], versions[entry["version"]].data)
        for uid, entry in kept.items()
    }


@lru_cache(maxsize=200)
def _definition(pin: str, uid: str) -> Definition:
    """The compiled process of this uid."""
    return compile_definition(_closure(pin)[uid].body)


@lru_cache(maxsize=50)
def work_calendar(version_id: int, sha256: str) -> WorkCalendar:
    """Return the calendar of an issued version. Raises WorktimeError for an incomplete one."""
    return from_body(closure.body_of(version_id))


def entry(case: Case, uid: str) -> Json | None:
    """Return {"version", "sha256", "kind"} of a document that the case keeps, or None."""
    return case.pinned.get(uid)


@lru_cache(maxsize=500)
def _completed(pin: str, uid: str, instant: datetime) -> Body | None:
    """A body with what it takes from others of the pin laid in: a form's choices on that day."""
    kept = _closure(pin).get(uid)
    if kept is None:
        return None

    def resolve(name: str) -> Resolved | None:
        other = _closure(pin).get(name)
        return of_version(other.version, name, in_force=True) if other else None

    context = Context(instant=instant, resolve=resolve)
    return kinds.get(kept.version.kind).complete(kept.body, context)


def body_in(case: Case, uid: str) -> Body | None:
    """Return the body that the case keeps under this uid, complete as at opening, or None."""
    day = local(case.opened_at).replace(hour=0, minute=0, second=0, microsecond=0)
    return _completed(case.pin, uid, day)


def version_in(case: Case, uid: str) -> Version | None:
    """Return the version that the case keeps under this uid, or None.

    A row of the caller's own: what is loaded along with it (its document) is not kept.
    """
    kept = _closure(case.pin).get(uid)
    return copy(kept.version) if kept else None


def process_of(case: Case) -> tuple[Body, Definition]:
    """Return the body and the compiled definition of the process that the case runs by."""
    uid = next(uid for uid, kept in case.pinned.items() if kept["version"] == case.version_id)
    return _closure(case.pin)[uid].body, _definition(case.pin, uid)


def bars_author(definition: Definition, step_id: str) -> bool:
    """Tell whether the author of the case may not do this step: what `Task.not_author` says."""
    step = definition.step(step_id)
    return step is not None and step.not_author
