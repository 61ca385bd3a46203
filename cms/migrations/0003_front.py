from importlib import import_module

from django.db import migrations

replace_welcome = import_module("cms.migrations.0001_attempts_squashed_0003_front").replace_welcome


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_pages"), ("wagtailcore", "0054_initial_locale")]

    operations = [migrations.RunPython(replace_welcome, migrations.RunPython.noop)]
