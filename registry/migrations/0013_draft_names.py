"""What a draft is to be called stands apart from what everybody calls the document."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone


def names_apart(apps: Any, schema_editor: Any) -> None:
    """Give issued documents the name of their issue back; where the draft has another, keep it."""
    documents = apps.get_model("registry", "Document")._base_manager
    versions = apps.get_model("registry", "Version")._base_manager
    periods = apps.get_model("registry", "Validity")._base_manager
    instant = timezone.now()
    names: dict[int, tuple[str, str]] = {
        row["document_id"]: (row["code"], row["title"])
        for row in versions.order_by("issue_no", "revision_no")
        .values("document_id", "code", "title")
        .iterator()
    }
    in_force = periods.filter(Q(ends=None) | Q(ends__gt=instant), starts__lte=instant)
    names |= {
        row["document_id"]: (row["version__code"], row["version__title"])
        for row in in_force.values("document_id", "version__code", "version__title").iterator()
    }
    for pk, code, title in documents.values_list("pk", "code", "title").iterator():
        name = names.get(pk, (code, title))
        if name != (code, title):
            documents.filter(pk=pk).update(
                code=name[0],
                title=name[1],
                next_code=None if code == name[0] else code,
                next_title=None if title == name[1] else title,
            )


def names_together(apps: Any, schema_editor: Any) -> None:
    """One name again: the draft's."""
    documents = apps.get_model("registry", "Document")._base_manager
    for row in documents.exclude(next_code=None, next_title=None):
        row.code = row.code if row.next_code is None else row.next_code
        row.title = row.title if row.next_title is None else row.next_title
        row.save(update_fields=["code", "title"])


class Migration(migrations.Migration):
    dependencies = [("registry", "0012_unfit_drafts")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="next_code",
            field=models.CharField(
                blank=True, max_length=60, null=True, verbose_name="Mã hiệu của bản soạn thảo"
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="next_title",
            field=models.CharField(
                blank=True, max_length=500, null=True, verbose_name="Tên của bản soạn thảo"
            ),
        ),
        migrations.RunPython(names_apart, names_together),
    ]
