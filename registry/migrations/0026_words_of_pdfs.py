"""PDFs that were put in before their words could be read are read now, by the usual job."""

from typing import Any

from django.db import migrations
from django.utils import timezone


def read_words(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("registry", "DocumentFile")._base_manager.filter(
        file__name__iendswith=".pdf", words=""
    )
    job, instant = apps.get_model("registry", "Job"), timezone.now()
    job.objects.bulk_create(
        [
            job(
                handler="document.words",
                payload=f'{{"row":{pk}}}',
                key=str(pk),
                agency_id=agency,
                run_at=instant,
                created_at=instant,
            )
            for pk, agency in rows.values_list("pk", "agency_id")
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("registry", "0025_validity_until")]
    operations = [migrations.RunPython(read_words, migrations.RunPython.noop)]
