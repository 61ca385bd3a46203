"""Columns of cases take whatever a process may say by its schema."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("processes", "0006_fold_cases_anew")]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="variant",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="task",
            name="outcome",
            field=models.CharField(blank=True, max_length=300, verbose_name="Kết quả"),
        ),
        migrations.AlterField(
            model_name="task",
            name="title",
            field=models.CharField(max_length=1000, verbose_name="Công việc"),
        ),
    ]
