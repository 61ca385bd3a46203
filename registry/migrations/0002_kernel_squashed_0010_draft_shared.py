"""The tables of 0002 to 0010 in one step; a home that has begun those goes on with them.

What 0009 and 0010 did to rows that existed is left out: a new home has none.
"""

import uuid

import django.db.models.deletion
import django.db.models.manager
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("registry", "0002_kernel"),
        ("registry", "0003_job_agency"),
        ("registry", "0004_draft_reach"),
        ("registry", "0005_adoption"),
        ("registry", "0006_background"),
        ("registry", "0007_handover"),
        ("registry", "0008_accounts"),
        ("registry", "0009_public_periods"),
        ("registry", "0010_draft_shared"),
    ]

    dependencies = [
        ("registry", "0001_organisation"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="StreamHead",
            fields=[
                ("stream", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("seq", models.PositiveBigIntegerField(default=0)),
                ("hash", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "locked",
                    models.BooleanField(default=False, editable=False, verbose_name="locked"),
                ),
                (
                    "locked_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="locked at"),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=40, verbose_name="Loại tài liệu")),
                ("code", models.CharField(blank=True, max_length=60, verbose_name="Mã hiệu")),
                ("title", models.CharField(max_length=500, verbose_name="Tên tài liệu")),
                (
                    "confidentiality",
                    models.CharField(
                        choices=[
                            ("public", "Công khai"),
                            ("internal", "Nội bộ cơ quan"),
                            ("restricted", "Hạn chế"),
                        ],
                        default="internal",
                        max_length=20,
                        verbose_name="Phạm vi đọc",
                    ),
                ),
                (
                    "shared",
                    models.BooleanField(
                        default=False, verbose_name="Dùng chung cho cơ quan trực thuộc"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "Đang soạn thảo"),
                            ("changes_requested", "Yêu cầu chỉnh sửa"),
                            ("dept_review", "Đang chờ lãnh đạo phòng ban rà soát"),
                            ("secretary_review", "Đang chờ thư ký ISO rà soát"),
                            ("quality_review", "Đang chờ lãnh đạo chất lượng xem xét"),
                            ("awaiting_issue", "Đang chờ ban hành"),
                            ("", "Không có bản soạn thảo"),
                        ],
                        default="draft",
                        max_length=30,
                        verbose_name="Tình trạng bản soạn thảo",
                    ),
                ),
                ("body", models.TextField(default="{}")),
                ("schema_version", models.PositiveSmallIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("submitted_once", models.BooleanField(default=False)),
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
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Người soạn thảo",
                    ),
                ),
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="locked_%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="locked by",
                    ),
                ),
                (
                    "owner_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.unit",
                        verbose_name="Đơn vị chủ trì",
                    ),
                ),
                (
                    "next_confidentiality",
                    models.CharField(
                        choices=[
                            ("public", "Công khai"),
                            ("internal", "Nội bộ cơ quan"),
                            ("restricted", "Hạn chế"),
                        ],
                        default="internal",
                        max_length=20,
                        verbose_name="Phạm vi đọc của bản soạn thảo",
                    ),
                ),
                ("past_authors", models.TextField(default="{}")),
                (
                    "next_shared",
                    models.BooleanField(default=False, verbose_name="Bản soạn thảo dùng chung"),
                ),
            ],
            options={
                "verbose_name": "tài liệu",
                "verbose_name_plural": "tài liệu",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "indexes": [
                    models.Index(
                        fields=["agency", "kind", "stage"], name="registry_do_agency__36df63_idx"
                    ),
                    models.Index(
                        fields=["agency", "author", "stage"], name="registry_do_agency__ae139a_idx"
                    ),
                ],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Dossier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=500, verbose_name="Tên bộ tài liệu")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Đang trình"),
                            ("returned", "Yêu cầu chỉnh sửa"),
                            ("issued", "Đã ban hành"),
                            ("withdrawn", "Đã rút"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="Lần trình")),
                (
                    "change_note",
                    models.TextField(blank=True, verbose_name="Tóm lược nội dung sửa đổi"),
                ),
                (
                    "legal_ground",
                    models.TextField(blank=True, verbose_name="Căn cứ của việc sửa đổi"),
                ),
                (
                    "effective_from",
                    models.DateTimeField(blank=True, null=True, verbose_name="Hiệu lực từ"),
                ),
                (
                    "decision_no",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="Số quyết định ban hành"
                    ),
                ),
                (
                    "minor",
                    models.BooleanField(
                        default=False, verbose_name="Sửa đổi nhỏ (tăng lần sửa đổi)"
                    ),
                ),
                ("submitted_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
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
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.unit",
                    ),
                ),
                ("past_authors", models.TextField(default="{}")),
            ],
            options={
                "verbose_name": "bộ tài liệu trình ban hành",
                "verbose_name_plural": "bộ tài liệu trình ban hành",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DossierItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("code", models.CharField(blank=True, max_length=60)),
                ("title", models.CharField(max_length=500)),
                ("body", models.TextField()),
                ("schema_version", models.PositiveSmallIntegerField(default=1)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossier_items",
                        to="registry.document",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="registry.dossier",
                    ),
                ),
                (
                    "confidentiality",
                    models.CharField(
                        choices=[
                            ("public", "Công khai"),
                            ("internal", "Nội bộ cơ quan"),
                            ("restricted", "Hạn chế"),
                        ],
                        default="internal",
                        max_length=20,
                    ),
                ),
                (
                    "shared",
                    models.BooleanField(
                        default=False, verbose_name="Dùng chung cho cơ quan trực thuộc"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dossier", "document", "round"), name="dossier_item_once_a_round"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stream", models.CharField(max_length=120)),
                ("seq", models.PositiveBigIntegerField()),
                ("type", models.CharField(max_length=60)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("at", models.DateTimeField()),
                ("data", models.TextField(default="{}")),
                ("idempotency_key", models.CharField(blank=True, max_length=120)),
                ("prev_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.agency",
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
            ],
            options={
                "ordering": ["stream", "seq"],
                "indexes": [
                    models.Index(fields=["agency", "-at"], name="registry_ev_agency__0751ee_idx"),
                    models.Index(fields=["actor", "-at"], name="registry_ev_actor_i_b6a1b6_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("stream", "seq"), name="event_seq_once"),
                    models.UniqueConstraint(
                        fields=("stream", "prev_hash"), name="event_chain_never_forks"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("idempotency_key", ""), _negated=True),
                        fields=("stream", "idempotency_key"),
                        name="event_command_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("handler", models.CharField(max_length=60)),
                ("payload", models.TextField(default="{}")),
                ("key", models.CharField(blank=True, max_length=150)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Đang chờ"),
                            ("running", "Đang làm"),
                            ("done", "Đã xong"),
                            ("failed", "Lỗi"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("run_at", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.agency",
                    ),
                ),
                ("claimed_at", models.DateTimeField(null=True)),
                ("postponed", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "run_at"], name="registry_jo_state_52ed5f_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state", "waiting"), models.Q(("key", ""), _negated=True)
                        ),
                        fields=("handler", "key"),
                        name="job_key_waits_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                ("text", models.CharField(max_length=500)),
                ("url", models.CharField(blank=True, max_length=500)),
                ("key", models.CharField(blank=True, max_length=150)),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "thông báo",
                "verbose_name_plural": "thông báo",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "indexes": [
                    models.Index(fields=["user", "read_at"], name="registry_no_user_id_019510_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("user", "key"),
                        name="notice_once",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=255)),
                (
                    "content_type",
                    models.CharField(default="application/octet-stream", max_length=100),
                ),
                ("size", models.PositiveBigIntegerField()),
                ("path", models.CharField(max_length=255)),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "tệp",
                "verbose_name_plural": "tệp",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "sha256", "name"), name="file_content_once"
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("issue_no", models.PositiveSmallIntegerField(verbose_name="Lần ban hành")),
                (
                    "revision_no",
                    models.PositiveSmallIntegerField(default=0, verbose_name="Lần sửa đổi"),
                ),
                ("code", models.CharField(blank=True, max_length=60)),
                ("title", models.CharField(max_length=500)),
                ("kind", models.CharField(max_length=40)),
                ("body", models.TextField()),
                ("schema_version", models.PositiveSmallIntegerField(default=1)),
                ("sha256", models.CharField(max_length=64)),
                ("approvals", models.TextField(default="[]")),
                ("decision_no", models.CharField(blank=True, max_length=80)),
                ("change_note", models.TextField(blank=True)),
                ("legal_ground", models.TextField(blank=True)),
                ("issued_at", models.DateTimeField()),
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
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="registry.document",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="registry.dossier",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "lần ban hành",
                "verbose_name_plural": "lần ban hành",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("document", "issue_no", "revision_no"), name="version_number_once"
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("case_stream", models.CharField(blank=True, db_index=True, max_length=120)),
                ("title", models.CharField(blank=True, max_length=255)),
                ("created_at", models.DateTimeField()),
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
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.document",
                    ),
                ),
                (
                    "form_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="registry.version",
                    ),
                ),
            ],
            options={
                "verbose_name": "hồ sơ lưu",
                "verbose_name_plural": "hồ sơ lưu",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RecordRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Đang điền"), ("final", "Đã hoàn thành")], max_length=10
                    ),
                ),
                ("answers", models.TextField(default="{}")),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("destroyed_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="registry.record",
                    ),
                ),
            ],
            options={
                "ordering": ["record", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("record", "number"), name="record_revision_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Validity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts", models.DateTimeField(verbose_name="Từ")),
                ("ends", models.DateTimeField(blank=True, null=True, verbose_name="Đến")),
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
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="validities",
                        to="registry.document",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="validities",
                        to="registry.version",
                    ),
                ),
                ("public", models.BooleanField(default=False, verbose_name="Công khai")),
            ],
            options={
                "verbose_name": "hiệu lực",
                "verbose_name_plural": "hiệu lực",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "indexes": [
                    models.Index(
                        fields=["document", "starts"], name="registry_va_documen_deb97a_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends", None), ("ends__gte", models.F("starts")), _connector="OR"
                        ),
                        name="validity_not_backwards",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Rendition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("sha256", models.CharField(max_length=64)),
                ("signature", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
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
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.storedfile",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renditions",
                        to="registry.version",
                    ),
                ),
            ],
            options={
                "verbose_name": "bản thể hiện",
                "verbose_name_plural": "bản thể hiện",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ReferenceRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("target_uid", models.UUIDField()),
                ("relation", models.CharField(max_length=10)),
                ("pointer", models.CharField(blank=True, max_length=255)),
                ("provision", models.CharField(blank=True, max_length=120)),
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
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reference_rows",
                        to="registry.document",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reference_rows",
                        to="registry.version",
                    ),
                ),
            ],
            options={
                "verbose_name": "viện dẫn",
                "verbose_name_plural": "viện dẫn",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "indexes": [
                    models.Index(
                        fields=["target_uid", "relation"], name="registry_re_target__e6bbd3_idx"
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("value", models.PositiveBigIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.agency",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "name"), name="counter_once_in_agency"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Adoption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts", models.DateField(blank=True, null=True, verbose_name="Từ ngày")),
                ("ends", models.DateField(blank=True, null=True, verbose_name="Đến ngày")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "Chờ lãnh đạo phê duyệt"),
                            ("returned", "Yêu cầu chỉnh sửa"),
                            ("confirmed", "Đã phê duyệt"),
                        ],
                        default="prepared",
                        max_length=10,
                    ),
                ),
                ("bindings", models.TextField(default="{}")),
                (
                    "decision_no",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="Số quyết định áp dụng"
                    ),
                ),
                (
                    "decision_on",
                    models.DateField(blank=True, null=True, verbose_name="Ngày quyết định"),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="Lý do")),
                ("prepared_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.document",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoptions",
                        to="registry.document",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prepared_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "việc áp dụng quy trình",
                "verbose_name_plural": "việc áp dụng quy trình",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "indexes": [
                    models.Index(
                        fields=["document", "state"], name="registry_ad_documen_cda5ec_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends", None)),
                        fields=("agency", "document"),
                        name="adoption_open_once_in_agency",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Worker",
            fields=[
                ("name", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RegularRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("running", "Đang chạy"),
                            ("good", "Xong"),
                            ("failed", "Lỗi"),
                            ("lost", "Bị dừng giữa chừng"),
                        ],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("error", models.TextField(blank=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["name", "-id"], name="regular_run_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "running")),
                        fields=("name",),
                        name="regular_job_runs_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=60, verbose_name="Số")),
                ("made_at", models.DateTimeField()),
                ("content", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
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
            ],
            options={
                "verbose_name": "biên bản bàn giao",
                "verbose_name_plural": "biên bản bàn giao",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "number"), name="handover_number_once"
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="HandoverReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="Xác nhận lúc")),
                ("remark", models.CharField(blank=True, max_length=1000, verbose_name="Ý kiến")),
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
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="registry.handover",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "xác nhận nhận bàn giao",
                "verbose_name_plural": "xác nhận nhận bàn giao",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "indexes": [
                    models.Index(
                        fields=["receiver", "confirmed_at"], name="registry_ha_receive_3b7dfa_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("handover", "receiver"), name="handover_receipt_once"
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="HandoverPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="Lý do")),
                ("assignments", models.TextField(default="{}")),
                ("prepared_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "dự kiến bàn giao",
                "verbose_name_plural": "dự kiến bàn giao",
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("agency", "person"),
                        name="handover_plan_open_once",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="user",
            name="directory_id",
            field=models.CharField(
                blank=True,
                max_length=255,
                null=True,
                unique=True,
                verbose_name="Mã định danh trong danh bạ",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="must_change_password",
            field=models.BooleanField(default=False, verbose_name="Phải đổi mật khẩu"),
        ),
        migrations.AddField(
            model_name="user",
            name="break_glass",
            field=models.BooleanField(default=False, verbose_name="Tài khoản dự phòng"),
        ),
        migrations.AddField(
            model_name="user",
            name="session_epoch",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
