"""A whole agency as one JSON text: the same agency always gives the same bytes.

Inside: the agency, its units, its documents with draft, issues and validity, its adoptions; with
`people` also who works there in which role. Never inside: passwords, second factors, keys, sign-in
addresses; cases, records, files of these, feedback and notices (the citizens' data); the trail,
which stays with the installation where it was written.
"""

import gzip
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction

from registry import canonical
from registry.adoption.models import Adoption
from registry.documents.models import Document, Stage, Validity, Version
from registry.documents.texts.models import DocumentFile
from registry.organisation.models import Agency, Delegation, Membership, Unit, User
from registry.packages import shape

Json = dict[str, Any]


def export(agency: Agency, *, people: bool = False, files: bool = False) -> str:
    """Write the package of an agency as text; everything in it is read at one instant.

    With `files` it names those of the documents, whose contents go along (`carrying`).
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        content = canonical.canonical(_content(agency, people, files))
    told = {
        "format": shape.FORMAT,
        "format_version": shape.FORMAT_VERSION,
        "sha256": canonical.digest(canonical.dumps(content)),
        "content": content,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def packed(text: str, name: str) -> bytes:
    """Return the bytes of a file of this name; compress them where it ends in .gz.

    They are always compressed the same way.
    """
    raw = text.encode()
    return gzip.compress(raw, 9, mtime=0) if name.endswith(".gz") else raw


def _content(agency: Agency, people: bool, files: bool) -> Json:
    documents = list(
        Document.objects.of(agency)
        .select_related("owner_unit", "author")
        .order_by("kind", "code", "uid")
    )
    versions: dict[int, list[Version]] = {}
    for version in (
        Version.objects.of(agency).select_related("issued_by").order_by("issue_no", "revision_no")
    ):
        versions.setdefault(version.document_id, []).append(version)
    periods: dict[int, list[Validity]] = {}
    for period in Validity.objects.of(agency).order_by("starts", "pk"):
        periods.setdefault(period.version_id, []).append(period)
    named_files: dict[int, list[Json]] = {}
    if files:
        for row in DocumentFile.objects.of(agency).select_related("file"):
            told = {"sha256": row.file.sha256, "name": row.file.name, "size": row.file.size}
            named_files.setdefault(row.document_id, []).append(told)
    adoptions = list(
        Adoption.objects.of(agency)
        .select_related(
            "document", "calendar", "prepared_by", "prepared_for", "confirmed_by", "confirmed_for"
        )
        .order_by("document__uid", "starts", "uid")
    )
    members = list(Membership.objects.of(agency).select_related("user", "unit")) if people else []
    given = (
        list(Delegation.objects.of(agency).select_related("giver", "receiver", "unit"))
        if people
        else []
    )
    named = Named(people)
    found = {
        "agency": {
            "uid": str(agency.uid),
            "code": agency.code,
            "name": agency.name,
            "short_name": agency.short_name,
            "place": agency.place,
            "parent": agency.parent.code if agency.parent else "",
            "active": agency.active,
            **({"repeats_codes": True} if agency.repeats_codes else {}),
            **({"cancels_by_top": True} if agency.cancels_by_top else {}),
            **{name: said for name in shape.SAID if (said := getattr(agency, name))},
        },
        "units": [
            {"code": unit.code, "name": unit.name, "parent": _code(unit.parent), **_period(unit)}
            for unit in Unit.objects.of(agency).select_related("parent").order_by("code")
        ],
        "memberships": _sorted(_membership(row, named) for row in members),
        "delegations": _sorted(_delegation(row, named) for row in given),
        "documents": [
            {
                **_document(one, versions.get(one.pk, []), periods, named),
                "files": _sorted(named_files.get(one.pk, [])),
            }
            for one in documents
        ],
        "adoptions": [_adoption(row, named) for row in adoptions],
    }
    return {**found, "people": named.rows()}


class Named:
    """The people that a package names; without `people` it names nobody."""

    def __init__(self, people: bool) -> None:
        self.people = people
        self._known: dict[str, str] = {}

    def __call__(self, user: User | None) -> str:
        """The person's name to sign in with, "" where nobody is named."""
        if user is None or not self.people:
            return ""
        self._known[user.username] = user.full_name
        return user.username

    def rows(self) -> list[Json]:
        """List everybody that was named, without anything to sign in with."""
        return [
            {"username": username, "full_name": self._known[username]}
            for username in sorted(self._known)
        ]


def _document(
    document: Document,
    versions: list[Version],
    periods: dict[int, list[Validity]],
    named: Named,
) -> Json:
    return {
        "uid": str(document.uid),
        "kind": document.kind,
        # The draft's, as its body; what it is called now follows from the versions.
        "code": document.draft_code,
        "title": document.draft_title,
        "owner_unit": _code(document.owner_unit),
        "author": named(document.author),
        "confidentiality": document.confidentiality,
        "next_confidentiality": document.next_confidentiality,
        "shared": document.shared,
        "next_shared": document.next_shared,
        # Its review stays behind with the people and cases of it: the draft begins again.
        "stage": "" if document.stage == Stage.IDLE else Stage.DRAFT.value,
        "schema_version": document.schema_version,
        "body": canonical.loads(document.body),
        "created_at": instant(document.created_at),
        "updated_at": instant(document.updated_at),
        "submitted_once": document.submitted_once,
        "versions": [_version(one, periods.get(one.pk, []), named) for one in versions],
    }


def _version(version: Version, periods: list[Validity], named: Named) -> Json:
    approvals = canonical.loads(version.approvals)
    return {
        "uid": str(version.uid),
        "issue_no": version.issue_no,
        "revision_no": version.revision_no,
        "code": version.code,
        "title": version.title,
        "schema_version": version.schema_version,
        "sha256": version.sha256,
        "body": canonical.loads(version.body),
        "approvals": approvals.get("rows", []) if isinstance(approvals, dict) else approvals,
        "decision_no": version.decision_no,
        "change_note": version.change_note,
        "legal_ground": version.legal_ground,
        "issued_by": named(version.issued_by),
        "issued_at": instant(version.issued_at),
        **({"taken_over_at": instant(version.taken_over_at)} if version.taken_over_at else {}),
        "validity": [
            {
                "starts": instant(one.starts),
                "ends": instant(one.ends) if one.ends else "",
                "public": one.public,
            }
            for one in periods
        ],
    }


def _adoption(row: Adoption, named: Named) -> Json:
    return {
        "uid": str(row.uid),
        "document": str(row.document.uid),
        "state": row.state,
        "bindings": row.rows,
        "calendar": str(row.calendar.uid) if row.calendar else "",
        "decision_no": row.decision_no,
        "decision_on": _day(row.decision_on),
        "reason": row.reason,
        "prepared_by": named(row.prepared_by),
        "prepared_for": named(row.prepared_for),
        "prepared_at": instant(row.prepared_at),
        "confirmed_by": named(row.confirmed_by),
        "confirmed_for": named(row.confirmed_for),
        "confirmed_at": instant(row.confirmed_at) if row.confirmed_at else "",
        **_period(row),
    }


def _membership(row: Membership, named: Named) -> Json:
    return {
        "user": named(row.user),
        "role": row.role,
        "unit": _code(row.unit),
        "position": row.position,
        **_period(row),
    }


def _delegation(row: Delegation, named: Named) -> Json:
    return {
        "giver": named(row.giver),
        "receiver": named(row.receiver),
        "role": row.role,
        "unit": _code(row.unit),
        "kind": row.kind,
        "prefix": row.prefix,
        "reason": row.reason,
        "decision_no": row.decision_no,
        **_period(row),
    }


def _sorted(rows: Iterable[Json]) -> list[Json]:
    return sorted(rows, key=canonical.dumps)


def _code(unit: Unit | None) -> str:
    return unit.code if unit else ""


def _period(row: Any) -> Json:
    return {"starts": _day(row.starts), "ends": _day(row.ends)}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def instant(at: datetime) -> str:
    """Write an instant as packages do: UTC, microseconds only where there are some."""
    return at.astimezone(UTC).isoformat()


def instant_of(text: str) -> datetime | None:
    """Read the instant that a package writes; None for none."""
    return datetime.fromisoformat(text) if text else None


def day_of(text: str) -> date | None:
    """Read the day that a package writes; None for none."""
    return date.fromisoformat(text) if text else None
