"""The tables of 0001 and 0002, and the front page of 0003, in one step."""

import uuid
from typing import Any

import django.core.validators
import django.db.models.deletion
import django.db.models.manager
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import cms.site.blocks
import registry.now


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
    replaces = [("cms", "0001_attempts"), ("cms", "0002_pages"), ("cms", "0003_front")]

    initial = True

    # As early as 0002 has it: see the squashed migration of `processes`.
    dependencies = [
        ("registry", "0009_public_periods"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempts",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("window", models.DateTimeField()),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "lượt thử",
                "verbose_name_plural": "lượt thử",
                "indexes": [models.Index(fields=["window"], name="cms_attempt_window_461e14_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "window"), name="attempts_once_in_window"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GuidePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("lead", models.TextField(blank=True, max_length=600, verbose_name="Tóm tắt")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("text", 1),
                            ("list", 5),
                            ("picture", 9),
                            ("procedure", 11),
                            ("link", 14),
                            ("notice", 15),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "icon": "title",
                                    "label": "Tiêu đề mục",
                                    "max_length": 200,
                                    "template": "cms/site/blocks/heading.html",
                                },
                            ),
                            1: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "Xuống dòng hai lần để sang đoạn mới.",
                                    "icon": "pilcrow",
                                    "label": "Đoạn văn",
                                    "rows": 5,
                                    "template": "cms/site/blocks/text.html",
                                },
                            ),
                            2: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"label": "Đánh số thứ tự", "required": False},
                            ),
                            3: ("wagtail.blocks.TextBlock", (), {"label": "Mục", "rows": 1}),
                            4: ("wagtail.blocks.ListBlock", (3,), {"label": "Các mục"}),
                            5: ("wagtail.blocks.StructBlock", [[("numbered", 2), ("rows", 4)]], {}),
                            6: ("cms.site.choosers.PictureChooserBlock", (), {"label": "Hình"}),
                            7: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Nói hình có gì, ví dụ: Bàn tiếp nhận hồ sơ ở tầng 1.",
                                    "label": "Mô tả hình cho người không nhìn thấy",
                                    "max_length": 300,
                                },
                            ),
                            8: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "label": "Chú thích dưới hình",
                                    "max_length": 300,
                                    "required": False,
                                },
                            ),
                            9: (
                                "wagtail.blocks.StructBlock",
                                [[("picture", 6), ("description", 7), ("caption", 8)]],
                                {},
                            ),
                            10: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": cms.site.blocks.procedures, "label": "Thủ tục"},
                            ),
                            11: ("wagtail.blocks.StructBlock", [[("procedure", 10)]], {}),
                            12: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Chữ hiện trên trang", "max_length": 200},
                            ),
                            13: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Ví dụ: /thu-tuc/ hoặc https://dichvucong.gov.vn/",
                                    "label": "Địa chỉ",
                                    "max_length": 500,
                                    "validators": [
                                        django.core.validators.RegexValidator(
                                            "^(/(?!/)[^\\s\\\\]*|https?://[^\\s/\\\\]+[^\\s\\\\]*)$",
                                            "Địa chỉ bắt đầu bằng / (trang của cơ quan) hoặc https:// (trang khác).",
                                        )
                                    ],
                                },
                            ),
                            14: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 12), ("address", 13)]],
                                {},
                            ),
                            15: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "icon": "warning",
                                    "label": "Lưu ý",
                                    "rows": 3,
                                    "template": "cms/site/blocks/notice.html",
                                },
                            ),
                        },
                        verbose_name="Nội dung",
                    ),
                ),
            ],
            options={
                "verbose_name": "Trang hướng dẫn",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="NewsIndex",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("lead", models.TextField(blank=True, max_length=600, verbose_name="Giới thiệu")),
            ],
            options={
                "verbose_name": "Danh sách tin",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="NewsPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("day", models.DateField(default=registry.now.today, verbose_name="Ngày của tin")),
                ("lead", models.TextField(max_length=600, verbose_name="Tóm tắt")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("text", 1),
                            ("list", 5),
                            ("picture", 9),
                            ("procedure", 11),
                            ("link", 14),
                            ("notice", 15),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "icon": "title",
                                    "label": "Tiêu đề mục",
                                    "max_length": 200,
                                    "template": "cms/site/blocks/heading.html",
                                },
                            ),
                            1: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "Xuống dòng hai lần để sang đoạn mới.",
                                    "icon": "pilcrow",
                                    "label": "Đoạn văn",
                                    "rows": 5,
                                    "template": "cms/site/blocks/text.html",
                                },
                            ),
                            2: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"label": "Đánh số thứ tự", "required": False},
                            ),
                            3: ("wagtail.blocks.TextBlock", (), {"label": "Mục", "rows": 1}),
                            4: ("wagtail.blocks.ListBlock", (3,), {"label": "Các mục"}),
                            5: ("wagtail.blocks.StructBlock", [[("numbered", 2), ("rows", 4)]], {}),
                            6: ("cms.site.choosers.PictureChooserBlock", (), {"label": "Hình"}),
                            7: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Nói hình có gì, ví dụ: Bàn tiếp nhận hồ sơ ở tầng 1.",
                                    "label": "Mô tả hình cho người không nhìn thấy",
                                    "max_length": 300,
                                },
                            ),
                            8: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "label": "Chú thích dưới hình",
                                    "max_length": 300,
                                    "required": False,
                                },
                            ),
                            9: (
                                "wagtail.blocks.StructBlock",
                                [[("picture", 6), ("description", 7), ("caption", 8)]],
                                {},
                            ),
                            10: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": cms.site.blocks.procedures, "label": "Thủ tục"},
                            ),
                            11: ("wagtail.blocks.StructBlock", [[("procedure", 10)]], {}),
                            12: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Chữ hiện trên trang", "max_length": 200},
                            ),
                            13: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Ví dụ: /thu-tuc/ hoặc https://dichvucong.gov.vn/",
                                    "label": "Địa chỉ",
                                    "max_length": 500,
                                    "validators": [
                                        django.core.validators.RegexValidator(
                                            "^(/(?!/)[^\\s\\\\]*|https?://[^\\s/\\\\]+[^\\s\\\\]*)$",
                                            "Địa chỉ bắt đầu bằng / (trang của cơ quan) hoặc https:// (trang khác).",
                                        )
                                    ],
                                },
                            ),
                            14: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 12), ("address", 13)]],
                                {},
                            ),
                            15: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "icon": "warning",
                                    "label": "Lưu ý",
                                    "rows": 3,
                                    "template": "cms/site/blocks/notice.html",
                                },
                            ),
                        },
                        verbose_name="Nội dung",
                    ),
                ),
            ],
            options={
                "verbose_name": "Tin",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="HomePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("lead", models.TextField(blank=True, max_length=600, verbose_name="Lời chào")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("text", 1),
                            ("list", 5),
                            ("picture", 9),
                            ("procedure", 11),
                            ("link", 14),
                            ("notice", 15),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "icon": "title",
                                    "label": "Tiêu đề mục",
                                    "max_length": 200,
                                    "template": "cms/site/blocks/heading.html",
                                },
                            ),
                            1: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "Xuống dòng hai lần để sang đoạn mới.",
                                    "icon": "pilcrow",
                                    "label": "Đoạn văn",
                                    "rows": 5,
                                    "template": "cms/site/blocks/text.html",
                                },
                            ),
                            2: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"label": "Đánh số thứ tự", "required": False},
                            ),
                            3: ("wagtail.blocks.TextBlock", (), {"label": "Mục", "rows": 1}),
                            4: ("wagtail.blocks.ListBlock", (3,), {"label": "Các mục"}),
                            5: ("wagtail.blocks.StructBlock", [[("numbered", 2), ("rows", 4)]], {}),
                            6: ("cms.site.choosers.PictureChooserBlock", (), {"label": "Hình"}),
                            7: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Nói hình có gì, ví dụ: Bàn tiếp nhận hồ sơ ở tầng 1.",
                                    "label": "Mô tả hình cho người không nhìn thấy",
                                    "max_length": 300,
                                },
                            ),
                            8: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "label": "Chú thích dưới hình",
                                    "max_length": 300,
                                    "required": False,
                                },
                            ),
                            9: (
                                "wagtail.blocks.StructBlock",
                                [[("picture", 6), ("description", 7), ("caption", 8)]],
                                {},
                            ),
                            10: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": cms.site.blocks.procedures, "label": "Thủ tục"},
                            ),
                            11: ("wagtail.blocks.StructBlock", [[("procedure", 10)]], {}),
                            12: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Chữ hiện trên trang", "max_length": 200},
                            ),
                            13: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Ví dụ: /thu-tuc/ hoặc https://dichvucong.gov.vn/",
                                    "label": "Địa chỉ",
                                    "max_length": 500,
                                    "validators": [
                                        django.core.validators.RegexValidator(
                                            "^(/(?!/)[^\\s\\\\]*|https?://[^\\s/\\\\]+[^\\s\\\\]*)$",
                                            "Địa chỉ bắt đầu bằng / (trang của cơ quan) hoặc https:// (trang khác).",
                                        )
                                    ],
                                },
                            ),
                            14: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 12), ("address", 13)]],
                                {},
                            ),
                            15: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "icon": "warning",
                                    "label": "Lưu ý",
                                    "rows": 3,
                                    "template": "cms/site/blocks/notice.html",
                                },
                            ),
                        },
                        verbose_name="Nội dung",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.agency",
                        verbose_name="Cơ quan",
                    ),
                ),
            ],
            options={
                "verbose_name": "Trang chủ",
                "constraints": [
                    models.UniqueConstraint(fields=("agency",), name="home_page_once_for_agency")
                ],
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="Tên hình")),
                ("folded", models.CharField(max_length=250)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("path", models.CharField(max_length=200)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("uploaded_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.agency",
                        verbose_name="Cơ quan",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "hình",
                "verbose_name_plural": "hình",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "sha256"), name="picture_once_in_agency"
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(replace_welcome, migrations.RunPython.noop),
    ]
