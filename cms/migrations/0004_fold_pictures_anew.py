"""Names of pictures are folded anew, as those of cases are."""

from typing import Any

from django.db import migrations

from registry.vietnamese import fold

TOGETHER = 2000


def fold_anew(apps: Any, schema_editor: Any) -> None:
    """In batches, each committed by itself; run again, it changes nothing that is right."""
    pictures = apps.get_model("cms", "Picture")._base_manager
    changed = []
    for picture in pictures.only("pk", "title", "folded").iterator(chunk_size=TOGETHER):
        found = fold(picture.title)[:250]
        if picture.folded != found:
            picture.folded = found
            changed.append(picture)
    pictures.bulk_update(changed, ["folded"], batch_size=500)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cms", "0003_front")]

    operations = [migrations.RunPython(fold_anew, migrations.RunPython.noop)]
