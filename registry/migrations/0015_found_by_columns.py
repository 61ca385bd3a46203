"""Columns by which documents and periods are found without reading bodies or folding names."""

from typing import Any

from django.db import migrations, models

from registry import canonical
from registry.vietnamese import fold

TOGETHER = 1000
COLUMNS = ("folded", "next_folded", "short_uid")


def fold_names(apps: Any, schema_editor: Any) -> None:
    """Names as they are looked for, and the end of the uid that stands in public addresses."""
    documents = apps.get_model("registry", "Document")._base_manager
    last = 0
    names = ("pk", "uid", "code", "title", "next_code", "next_title")
    while rows := list(
        documents.filter(pk__gt=last).order_by("pk").only(*names, *COLUMNS)[:TOGETHER]
    ):
        changed = []
        for row in rows:
            code = row.code if row.next_code is None else row.next_code
            title = row.title if row.next_title is None else row.next_title
            other = row.next_code is not None or row.next_title is not None
            found = (
                fold(f"{row.code} {row.title}"),
                fold(f"{code} {title}".strip()) if other else "",
                row.uid.hex[-8:],
            )
            if found != tuple(getattr(row, column) for column in COLUMNS):
                row.folded, row.next_folded, row.short_uid = found
                changed.append(row)
        documents.bulk_update(changed, COLUMNS, batch_size=200)
        last = rows[-1].pk


def read_openings(apps: Any, schema_editor: Any) -> None:
    """Who may begin each issue of a process, as its body says."""
    periods = apps.get_model("registry", "Validity")._base_manager
    versions = apps.get_model("registry", "Version")._base_manager
    used = versions.filter(pk__in=periods.values("version"), kind="process")
    for pk, body in used.values_list("pk", "body").iterator():
        procedure_type, need, role = opening(canonical.loads(body))
        periods.filter(version=pk).update(
            procedure_type=procedure_type, opener_need=need, opener_role=role
        )


def opening(body: dict[str, Any]) -> tuple[str, str, str]:
    """(type of procedure, role of the first step, whom it stands for; "*" for everybody)."""
    procedure_type = str(body.get("procedure_type", ""))
    steps, roles = ([row for row in body.get(key) or [] if row] for key in ("steps", "roles"))
    if procedure_type == "system" or not steps:
        return procedure_type, "", ""
    wanted = steps[0].get("role", "").strip()
    for number, row in enumerate(roles, start=1):
        need = row.get("id", "").strip() or f"@{number}"
        if need == wanted:
            anybody = (row.get("by", "").strip() or "role") in ("author", "person")
            return procedure_type, need, "*" if anybody else row.get("role", "").strip()
    return procedure_type, "", ""


def _text() -> models.TextField:
    return models.TextField(default="", editable=False)


class Migration(migrations.Migration):
    dependencies = [("registry", "0014_notice_thing")]

    operations = [
        migrations.AddField("document", "folded", _text()),
        migrations.AddField("document", "next_folded", _text()),
        migrations.AddField(
            "document",
            "short_uid",
            models.CharField(db_index=True, default="", editable=False, max_length=8),
        ),
        migrations.AddField(
            "validity",
            "procedure_type",
            models.CharField(default="", editable=False, max_length=40),
        ),
        migrations.AddField("validity", "opener_need", _text()),
        migrations.AddField("validity", "opener_role", _text()),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
        migrations.RunPython(read_openings, migrations.RunPython.noop),
    ]
