"""The tables of 0001 to 0003 in one step; a home that has begun those goes on with them."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("processes", "0001_initial"),
        ("processes", "0002_feedback_and_receipts"),
        ("processes", "0003_case_adoption"),
    ]

    initial = True

    # As early as 0003 has it: a home where the registry stands at 0005 has all of these already, and
    # Django refuses a migration that was applied before what it depends on.
    dependencies = [
        ("registry", "0005_adoption"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=80, verbose_name="Mã hồ sơ")),
                ("pin", models.TextField()),
                ("about", models.CharField(blank=True, db_index=True, max_length=120)),
                ("subject", models.CharField(max_length=500, verbose_name="Nội dung")),
                ("folded", models.CharField(blank=True, max_length=600)),
                (
                    "applicant_name",
                    models.CharField(blank=True, max_length=150, verbose_name="Người nộp"),
                ),
                (
                    "applicant_phone",
                    models.CharField(blank=True, max_length=20, verbose_name="Điện thoại"),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("counter", "Trực tiếp"),
                            ("post", "Bưu chính"),
                            ("online", "Trực tuyến"),
                            ("internal", "Nội bộ"),
                        ],
                        max_length=20,
                        verbose_name="Hình thức nộp",
                    ),
                ),
                ("papers", models.TextField(default="{}")),
                ("state", models.TextField(default="{}")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Đang giải quyết"),
                            ("suspended", "Tạm dừng tính thời hạn"),
                            ("closed", "Đã kết thúc"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("result", models.CharField(blank=True, max_length=20, verbose_name="Kết quả")),
                ("variant", models.CharField(blank=True, max_length=60)),
                ("received_at", models.DateTimeField(verbose_name="Tiếp nhận lúc")),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True, verbose_name="Hẹn trả")),
                ("pauses", models.TextField(default="{}")),
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
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.document",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.unit",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.version",
                    ),
                ),
                ("receipt_serial", models.PositiveIntegerField(default=0)),
                (
                    "adoption",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.adoption",
                    ),
                ),
            ],
            options={
                "verbose_name": "hồ sơ công việc",
                "verbose_name_plural": "hồ sơ công việc",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "indexes": [
                    models.Index(
                        fields=["agency", "status", "due_at"], name="processes_c_agency__2b2fdf_idx"
                    ),
                    models.Index(
                        fields=["opened_by", "status"], name="processes_c_opened__cf5ea7_idx"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "code"), name="case_code_once_in_agency"
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                ("step_id", models.CharField(max_length=100)),
                ("title", models.CharField(max_length=500, verbose_name="Công việc")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("not_started", "Chưa thực hiện"),
                            ("in_progress", "Đang thực hiện"),
                            ("done", "Đã kết thúc"),
                            ("returned", "Đã trả lại"),
                            ("cancelled", "Thôi thực hiện"),
                        ],
                        default="not_started",
                        max_length=20,
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=40, verbose_name="Vai trò")),
                ("activated_at", models.DateTimeField(verbose_name="Chuyển đến lúc")),
                ("started_at", models.DateTimeField(null=True, verbose_name="Nhận việc lúc")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="Xong lúc")),
                ("due_at", models.DateTimeField(null=True, verbose_name="Hạn")),
                ("final_due_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=200, verbose_name="Kết quả")),
                ("reason", models.TextField(blank=True, verbose_name="Lý do")),
                ("urged_at", models.DateTimeField(null=True, verbose_name="Đôn đốc lúc")),
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
                    "assignee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="processes.case",
                    ),
                ),
                (
                    "finished_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "công việc",
                "verbose_name_plural": "công việc",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "indexes": [
                    models.Index(
                        fields=["agency", "status", "due_at"], name="processes_t_agency__bee51c_idx"
                    ),
                    models.Index(
                        fields=["assignee", "status"], name="processes_t_assigne_aa6ff9_idx"
                    ),
                    models.Index(
                        fields=["role", "unit", "status"], name="processes_t_role_331516_idx"
                    ),
                    models.Index(
                        fields=["finished_by", "status"], name="processes_t_finishe_23d7c4_idx"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "key"), name="task_key_once")
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=120)),
                ("amount", models.CharField(max_length=20)),
                ("unit", models.CharField(max_length=20)),
                ("extensions", models.TextField(default="{}")),
                ("count_from", models.CharField(blank=True, max_length=10)),
                ("cutoff", models.CharField(blank=True, max_length=5)),
                ("started_at", models.DateTimeField()),
                ("consumed", models.CharField(default="0", max_length=20)),
                ("running_since", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
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
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.version",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deadlines",
                        to="processes.case",
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deadline",
                        to="processes.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "thời hạn",
                "verbose_name_plural": "thời hạn",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "key"), name="deadline_once_for_subject"
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stars",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (5, "Rất hài lòng"),
                            (4, "Hài lòng"),
                            (3, "Bình thường"),
                            (2, "Không hài lòng"),
                            (1, "Rất không hài lòng"),
                        ],
                        verbose_name="Mức độ hài lòng",
                    ),
                ),
                ("reasons", models.TextField(default="{}")),
                ("text", models.TextField(blank=True, verbose_name="Ý kiến")),
                ("given_at", models.DateTimeField(verbose_name="Gửi lúc")),
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
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="processes.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "đánh giá của người dân",
                "verbose_name_plural": "đánh giá của người dân",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "indexes": [
                    models.Index(
                        fields=["agency", "given_at"], name="processes_f_agency__287987_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stars__gte", 1), ("stars__lte", 5)),
                        name="feedback_one_to_five_stars",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
    ]
