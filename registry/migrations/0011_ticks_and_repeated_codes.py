"""What an author knows and leaves, with its reason; agencies that allow repeated codes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0010_draft_shared"),
    ]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="repeats_codes",
            field=models.BooleanField(default=False, verbose_name="Cho phép trùng mã hiệu"),
        ),
        migrations.AddField(
            model_name="dossieritem",
            name="ticks",
            field=models.TextField(default="{}"),
        ),
    ]
