"""Sharing with agencies below is asked for by the draft and holds when it is issued."""

from typing import Any

from django.db import migrations, models
from django.db.models import F


def asked_as_it_is(apps: Any, schema_editor: Any) -> None:
    """A draft of a shared document asks to stay so, in a dossier that is under way too."""
    apps.get_model("registry", "Document")._base_manager.update(next_shared=F("shared"))
    items = apps.get_model("registry", "DossierItem")._base_manager
    items.filter(document__shared=True).update(shared=True)


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_public_periods")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="next_shared",
            field=models.BooleanField(default=False, verbose_name="Bản soạn thảo dùng chung"),
        ),
        migrations.AddField(
            model_name="dossieritem",
            name="shared",
            field=models.BooleanField(
                default=False, verbose_name="Dùng chung cho cơ quan trực thuộc"
            ),
        ),
        migrations.RunPython(asked_as_it_is, migrations.RunPython.noop),
    ]
