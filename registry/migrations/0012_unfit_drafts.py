"""What was typed and does not fit the schema is kept beside the body of a draft."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0011_ticks_and_repeated_codes"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="unfit",
            field=models.TextField(blank=True, default=""),
        ),
    ]
