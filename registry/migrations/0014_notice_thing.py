"""A notice says what it is about, so that it can be settled and is shown to who may read that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0013_draft_names")]

    operations = [
        migrations.AddField(
            "notice", "thing", models.CharField(blank=True, default="", max_length=20)
        ),
        migrations.AddField("notice", "thing_id", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "notice",
            models.Index(fields=["thing", "thing_id"], name="notice_of_thing"),
        ),
    ]
