"""Guards in the database itself: what is written once stays, and versions never overlap.

Laid after every migrate, not in a migration: Django rebuilds a SQLite table when a column is
added and silently drops its triggers.
"""

from typing import Any

APPEND_ONLY = (
    "registry_event",
    "registry_version",
    "registry_rendition",
    "registry_handover",
    "registry_comment",
    "registry_commentreply",
    "registry_periodicreview",
    "registry_objectivevalue",
)
# Rows that are never deleted. Columns of `always` never change; those of `once` are filled in once.
KEPT: dict[str, dict[str, tuple[str, ...]]] = {
    "registry_delivery": {
        "always": ("agency_id", "version_id", "person_id", "received_at"),
        "once": ("opened_at", "acknowledged_at", "checked_at", "checked_by_id"),
    },
    "registry_controlledcopy": {
        "always": (
            "agency_id", "version_id", "number", "secret", "person_id", "unit_id", "printed_at",
            "printed_by_id",
        ),
        "once": ("ended_at", "ended_by_id"),
    },
}  # fmt: skip
REFUSED = "Dữ liệu này chỉ được thêm, không được sửa hoặc xóa"
OVERLAP = "Hai lần ban hành của một tài liệu không được cùng có hiệu lực"


def lay_guards(connection: Any) -> None:
    """Put every guard in place; running it again changes nothing."""
    statements = _sqlite() if connection.vendor == "sqlite" else _postgresql()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def drop_guards(connection: Any) -> None:
    """Take the guards away (a test's flush); lay_guards puts them back."""
    with connection.cursor() as cursor:
        for table in (*APPEND_ONLY, *KEPT):
            for name in _names(table):
                cursor.execute(_drop(connection.vendor, name, table))
        for name, table in (
            ("guard_record_version", "registry_record"),
            ("guard_validity_insert", "registry_validity"),
            ("guard_validity_update", "registry_validity"),
        ):
            cursor.execute(_drop(connection.vendor, name, table))


def missing_guards(connection: Any) -> list[str]:
    """List the guards that are missing or switched off; a check and a test ask this."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        " UNION SELECT conname FROM pg_constraint WHERE contype = 'x'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {row[0] for row in cursor.fetchall()}
    acts = 2 if connection.vendor == "sqlite" else 3
    wanted = {name for table in (*APPEND_ONLY, *KEPT) for name in _names(table)[:acts]}
    wanted.add("guard_record_version")
    if connection.vendor == "sqlite":
        wanted |= {"guard_validity_insert", "guard_validity_update"}
    else:
        wanted.add("validity_no_overlap")
    return sorted(wanted - there)


def _names(table: str) -> list[str]:
    return [f"guard_{table}_update", f"guard_{table}_delete", f"guard_{table}_truncate"]


def _changed(table: str, distinct: str) -> str:
    """The condition for an update of a kept row that takes something back."""
    kept = KEPT[table]
    parts = [f"OLD.{name} {distinct} NEW.{name}" for name in kept["always"]]
    parts += [
        f"(OLD.{name} IS NOT NULL AND OLD.{name} {distinct} NEW.{name})" for name in kept["once"]
    ]
    return " OR ".join(parts)


def _drop(vendor: str, name: str, table: str) -> str:
    if vendor == "sqlite":
        return f"DROP TRIGGER IF EXISTS {name}"
    return f"DROP TRIGGER IF EXISTS {name} ON {table}"


def _sqlite() -> list[str]:
    made = []
    for table in APPEND_ONLY:
        for name, act in zip(_names(table), ("UPDATE", "DELETE"), strict=False):
            made.append(
                f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {act} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
    for table in KEPT:
        update, delete, _ = _names(table)
        refuse = f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        made.append(
            f"CREATE TRIGGER IF NOT EXISTS {update} BEFORE UPDATE ON {table}"
            f" WHEN {_changed(table, 'IS NOT')}{refuse}"
        )
        made.append(f"CREATE TRIGGER IF NOT EXISTS {delete} BEFORE DELETE ON {table}{refuse}")
    made.append(
        "CREATE TRIGGER IF NOT EXISTS guard_record_version"
        " BEFORE UPDATE OF form_version_id, form_id ON registry_record"
        " WHEN OLD.form_version_id IS NOT NEW.form_version_id OR OLD.form_id IS NOT NEW.form_id"
        f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    )
    overlap = (
        "SELECT 1 FROM registry_validity v WHERE v.document_id = NEW.document_id"
        " AND v.id IS NOT NEW.id"
        " AND (NEW.ends IS NULL OR NEW.ends > NEW.starts)"
        " AND (v.ends IS NULL OR v.ends > v.starts)"
        " AND (v.ends IS NULL OR v.ends > NEW.starts)"
        " AND (NEW.ends IS NULL OR NEW.ends > v.starts)"
    )
    for name, act in (("insert", "INSERT"), ("update", "UPDATE")):
        made.append(
            f"CREATE TRIGGER IF NOT EXISTS guard_validity_{name} BEFORE {act} ON registry_validity"
            f" WHEN EXISTS ({overlap}) BEGIN SELECT RAISE(ABORT, '{OVERLAP}'); END"
        )
    return made


def _postgresql() -> list[str]:
    made = [
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        (
            "CREATE OR REPLACE FUNCTION guard_refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';"
            " END $$"
        ),
    ]
    for table in APPEND_ONLY:
        acts = ("UPDATE", "DELETE", "TRUNCATE")
        for name, act in zip(_names(table), acts, strict=True):
            each = "STATEMENT" if act == "TRUNCATE" else "ROW"
            made.append(
                f"CREATE OR REPLACE TRIGGER {name} BEFORE {act} ON {table}"
                f" FOR EACH {each} EXECUTE FUNCTION guard_refuse()"
            )
    for table in KEPT:
        update, delete, truncate = _names(table)
        refuse = " EXECUTE FUNCTION guard_refuse()"
        made.append(
            f"CREATE OR REPLACE TRIGGER {update} BEFORE UPDATE ON {table} FOR EACH ROW"
            f" WHEN ({_changed(table, 'IS DISTINCT FROM')}){refuse}"
        )
        made.append(
            f"CREATE OR REPLACE TRIGGER {delete} BEFORE DELETE ON {table} FOR EACH ROW{refuse}"
        )
        made.append(
            f"CREATE OR REPLACE TRIGGER {truncate} BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT{refuse}"
        )
    made.append(
        "CREATE OR REPLACE TRIGGER guard_record_version"
        " BEFORE UPDATE OF form_version_id, form_id ON registry_record FOR EACH ROW"
        " WHEN (OLD.form_version_id IS DISTINCT FROM NEW.form_version_id"
        " OR OLD.form_id IS DISTINCT FROM NEW.form_id) EXECUTE FUNCTION guard_refuse()"
    )
    made.append(
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname ="
        " 'validity_no_overlap') THEN ALTER TABLE registry_validity ADD CONSTRAINT"
        " validity_no_overlap EXCLUDE USING gist"
        " (document_id WITH =, tstzrange(starts, ends, '[)') WITH &&); END IF; END $$"
    )
    return made
