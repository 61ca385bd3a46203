"""What an account needs beside its password: directory id, first password, emergencies, sessions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0007_handover")]

    operations = [
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
