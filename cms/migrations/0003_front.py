from typing import Any

from django.db import migrations


def replace_welcome(apps: Any, schema_editor: Any) -> None:
    """Put the front of the installation in the place of the page that Wagtail installs."""
    page_model = apps.get_model("wagtailcore", "Page")
    home_model = apps.get_model("cms", "HomePage")
    site_model = apps.get_model("wagtailcore", "Site")
    locale, _ = apps.get_model("wagtailcore", "Locale").objects.get_or_create(language_code="vi")
    welcome = page_model.objects.filter(depth=2, path="00010001").first()
    if welcome is None or welcome.content_type.model != "page" or welcome.numchild:
        return
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="cms", model="homepage"
    )
    site_model.objects.all().delete()
    welcome.delete()
    home = home_model.objects.create(
        title="Trang chủ",
        draft_title="Trang chủ",
        slug="trang-chu",
        content_type=content_type,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/trang-chu/",
        locale=locale,
    )
    site_model.objects.create(
        hostname="localhost",
        site_name="ISO điện tử",
        root_page_id=home.pk,
        is_default_site=True,
    )


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_pages"), ("wagtailcore", "0054_initial_locale")]

    operations = [migrations.RunPython(replace_welcome, migrations.RunPython.noop)]
