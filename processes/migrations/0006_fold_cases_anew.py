"""Cases are folded anew: what is looked up sees through Ð, invisible signs, dashes and spaces."""

from typing import Any

from django.db import migrations

from registry.vietnamese import compact, fold

TOGETHER = 2000


def fold_anew(apps: Any, schema_editor: Any) -> None:
    """In batches, each committed by itself; run again, it changes nothing that is right."""
    cases = apps.get_model("processes", "Case")._base_manager
    last = 0
    while rows := list(
        cases.filter(pk__gt=last)
        .order_by("pk")
        .only("pk", "code", "subject", "applicant_name", "folded", "code_key")[:TOGETHER]
    ):
        changed = []
        for case in rows:
            found = (
                compact(case.code)[:80],
                fold(f"{case.code} {case.subject} {case.applicant_name}")[:600],
            )
            if (case.code_key, case.folded) != found:
                case.code_key, case.folded = found
                changed.append(case)
        cases.bulk_update(changed, ["code_key", "folded"], batch_size=500)
        last = rows[-1].pk


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("processes", "0005_case_code_key")]

    operations = [migrations.RunPython(fold_anew, migrations.RunPython.noop)]
