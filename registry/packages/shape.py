"""The shape of a whole-agency package: its JSON Schema, and what its parts are called."""

from typing import Any

from registry.adoption.models import AdoptionState
from registry.documents.models import Confidentiality, Stage
from registry.files.services import MAX_BYTES
from registry.organisation.models import Delegation
from registry.organisation.roles import role_labels
from registry.schema import CompiledSchema, compile_schema

FORMAT = "iso-dien-tu/co-quan"
FORMAT_VERSION = 1

Schema = dict[str, Any]
_UID: Schema = {
    "type": "string",
    "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
}
_HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_DAY: Schema = {"type": "string", "format": "date", "pattern": "^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$"}
# In UTC and written one way only, so that the same instant is always the same bytes.
_INSTANT: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9](\.[0-9]{6})?\+00:00$",
}
_SMALL: Schema = {"type": "integer", "minimum": 0, "maximum": 32767}
_BODY: Schema = {"type": "object"}


def _text(most: int, least: int = 1) -> Schema:
    return {"type": "string", "minLength": least, "maxLength": most}


def _one_of(values: Any) -> Schema:
    return {"enum": [str(value) for value in values if value]}


def _object(properties: Schema, *required: str) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": list(required),
    }


def _list(item: Schema, most: int) -> Schema:
    return {"type": "array", "items": item, "maxItems": most}


_LONG = 20_000
_USER = _text(150)
_UNIT = _text(40)
_ROLE = _one_of(role_labels())
_PERIOD = {"starts": _DAY, "ends": _DAY}

_VALIDITY = _object({"starts": _INSTANT, "ends": _INSTANT, "public": {"type": "boolean"}}, "starts")
_VERSION = _object(
    {
        "uid": _UID,
        "issue_no": _SMALL,
        "revision_no": _SMALL,
        "code": _text(60),
        "title": _text(500),
        "schema_version": _SMALL,
        "sha256": _HASH,
        "body": _BODY,
        "approvals": _list(_BODY, 200),
        "decision_no": _text(80),
        "change_note": _text(_LONG),
        "legal_ground": _text(_LONG),
        "issued_by": _USER,
        "issued_at": _INSTANT,
        "taken_over_at": _INSTANT,
        "validity": _list(_VALIDITY, 1000),
    },
    *("uid", "issue_no", "revision_no", "title", "schema_version", "sha256", "issued_at"),
)
_FILE = _object(
    {
        "sha256": _HASH,
        "name": _text(255),
        "size": {"type": "integer", "minimum": 1, "maximum": MAX_BYTES},
    },
    *("sha256", "name", "size"),
)
_DOCUMENT = _object(
    {
        "uid": _UID,
        "kind": _text(40),
        "code": _text(60),
        "title": _text(500),
        "owner_unit": _UNIT,
        "author": _USER,
        "confidentiality": _one_of(Confidentiality.values),
        "next_confidentiality": _one_of(Confidentiality.values),
        "shared": {"type": "boolean"},
        "next_shared": {"type": "boolean"},
        "stage": _one_of([Stage.DRAFT]),
        "schema_version": _SMALL,
        "body": _BODY,
        "created_at": _INSTANT,
        "updated_at": _INSTANT,
        "submitted_once": {"type": "boolean"},
        "versions": _list(_VERSION, 1000),
        # Where the contents go along: what its text was, or is, as a file, and pictures in it.
        "files": _list(_FILE, 10_000),
    },
    *("uid", "kind", "title", "confidentiality", "next_confidentiality", "schema_version"),
    *("created_at", "updated_at"),
)
_ADOPTION = _object(
    {
        "uid": _UID,
        "document": _UID,
        "state": _one_of(AdoptionState.values),
        "bindings": _list(_object({"need": _text(64), "role": _ROLE, "unit": _UNIT}, "need"), 200),
        "calendar": _UID,
        "decision_no": _text(80),
        "decision_on": _DAY,
        "reason": _text(500),
        "prepared_by": _USER,
        "prepared_for": _USER,
        "prepared_at": _INSTANT,
        "confirmed_by": _USER,
        "confirmed_for": _USER,
        "confirmed_at": _INSTANT,
        **_PERIOD,
    },
    *("uid", "document", "state", "prepared_at"),
)
# How the agency presents itself, but for its mark: files stay where they are.
SAID: Schema = {
    "motto": _text(120),
    "brand": {"type": "string", "pattern": "^#[0-9a-f]{6}$"},
    "address": _text(255),
    "telephone": _text(40),
    "email": _text(120),
    "hours": _text(300),
}
_CONTENT = _object(
    {
        "agency": _object(
            {
                "uid": _UID,
                "code": _text(40),
                "name": _text(255),
                "short_name": _text(80),
                "place": _text(120),
                "parent": _text(40),
                "active": {"type": "boolean"},
                "repeats_codes": {"type": "boolean"},
                "cancels_by_top": {"type": "boolean"},
                **SAID,
            },
            *("uid", "code", "name"),
        ),
        "units": _list(
            _object(
                {"code": _UNIT, "name": _text(255), "parent": _UNIT, **_PERIOD}, "code", "name"
            ),
            2000,
        ),
        "people": _list(_object({"username": _USER, "full_name": _text(150)}, "username"), 20_000),
        "memberships": _list(
            _object(
                {"user": _USER, "role": _ROLE, "unit": _UNIT, "position": _text(150), **_PERIOD},
                *("user", "role"),
            ),
            50_000,
        ),
        "delegations": _list(
            _object(
                {
                    "giver": _USER,
                    "receiver": _USER,
                    "role": _ROLE,
                    "unit": _UNIT,
                    "kind": _one_of(dict(Delegation.KINDS)),
                    "prefix": _text(10),
                    "reason": _text(255),
                    "decision_no": _text(80),
                    **_PERIOD,
                },
                *("giver", "receiver", "role", "kind"),
            ),
            50_000,
        ),
        "documents": _list(_DOCUMENT, 20_000),
        "adoptions": _list(_ADOPTION, 20_000),
    },
    "agency",
)
SCHEMA = _object(
    {
        "format": {"const": FORMAT},
        "format_version": {"const": FORMAT_VERSION},
        "sha256": _HASH,
        "content": _CONTENT,
    },
    *("format", "format_version", "sha256", "content"),
)


def compiled() -> CompiledSchema:
    """Return the schema, ready for use; the service keeps it by its content."""
    return compile_schema(SCHEMA)
