from typing import Any

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q


def note_reach(apps: Any, schema_editor: Any) -> None:
    """What is public now was issued so; of versions from a dossier, what the dossier asked for."""
    item = apps.get_model("registry", "DossierItem")._base_manager.filter(
        dossier=OuterRef("version__dossier"),
        document=OuterRef("document"),
        confidentiality="public",
    )
    periods = apps.get_model("registry", "Validity")._base_manager
    periods.filter(
        Q(version__dossier=None) | Exists(item), document__confidentiality="public"
    ).update(public=True)


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_accounts")]

    operations = [
        migrations.AddField(
            model_name="validity",
            name="public",
            field=models.BooleanField(default=False, verbose_name="Công khai"),
        ),
        migrations.RunPython(note_reach, migrations.RunPython.noop),
    ]
