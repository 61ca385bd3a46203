import uuid

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


def _person() -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def _agency() -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="registry.agency",
        verbose_name="Cơ quan",
    )


def _id() -> models.BigAutoField:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def _owned(name: str) -> dict[str, object]:
    return {
        "verbose_name": name,
        "verbose_name_plural": name,
        "abstract": False,
        "base_manager_name": "unscoped",
        "default_manager_name": "unscoped",
    }


MANAGERS = [("unscoped", django.db.models.manager.Manager())]


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0006_background"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="past_authors",
            field=models.TextField(default="{}"),
        ),
        migrations.AddField(
            model_name="dossier",
            name="past_authors",
            field=models.TextField(default="{}"),
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", _id()),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=60, verbose_name="Số")),
                ("made_at", models.DateTimeField()),
                ("content", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("agency", _agency()),
                ("person", _person()),
                ("made_by", _person()),
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
                **_owned("biên bản bàn giao"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "number"), name="handover_number_once"
                    )
                ],
            },
            managers=MANAGERS,
        ),
        migrations.CreateModel(
            name="HandoverReceipt",
            fields=[
                ("id", _id()),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="Xác nhận lúc")),
                ("remark", models.CharField(blank=True, max_length=1000, verbose_name="Ý kiến")),
                ("agency", _agency()),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="registry.handover",
                    ),
                ),
                ("receiver", _person()),
            ],
            options={
                **_owned("xác nhận nhận bàn giao"),
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
            managers=MANAGERS,
        ),
        migrations.CreateModel(
            name="HandoverPlan",
            fields=[
                ("id", _id()),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="Lý do")),
                ("assignments", models.TextField(default="{}")),
                ("prepared_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("agency", _agency()),
                ("person", _person()),
            ],
            options={
                **_owned("dự kiến bàn giao"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("agency", "person"),
                        name="handover_plan_open_once",
                    )
                ],
            },
            managers=MANAGERS,
        ),
    ]
