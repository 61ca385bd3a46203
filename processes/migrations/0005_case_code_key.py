"""The code of a case as it is looked up, however it is punctuated."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("processes", "0004_review_subjects")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="code_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=80),
            preserve_default=False,
        ),
    ]
