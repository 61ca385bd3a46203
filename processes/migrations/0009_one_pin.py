"""What a case keeps stands in its first event and in `Case.pin`: the folded state loses its copy."""

from typing import Any

from django.db import migrations

from registry import canonical

TOGETHER = 1000


def fold_anew(apps: Any, schema_editor: Any) -> None:
    """In batches, each committed by itself; run again, it changes nothing that is right."""
    cases = apps.get_model("processes", "Case")._base_manager
    last = 0
    while rows := list(cases.filter(pk__gt=last).order_by("pk").only("pk", "state")[:TOGETHER]):
        changed = []
        for case in rows:
            state = canonical.loads(case.state)
            if state.pop("pin", None) is not None:
                case.state = canonical.dumps(state)
                changed.append(case)
        cases.bulk_update(changed, ["state"], batch_size=200)
        last = rows[-1].pk


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("processes", "0008_who_may_and_when_due")]

    operations = [migrations.RunPython(fold_anew, migrations.RunPython.noop)]
