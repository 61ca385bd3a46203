"""An agency says how it presents itself: mark, motto, colour, where and when it is found."""

from django.db import migrations, models

FIELDS = (
    ("mark", "Biểu trưng", 64),
    ("motto", "Khẩu hiệu", 120),
    ("brand", "Màu chủ đạo", 7),
    ("address", "Địa chỉ", 255),
    ("telephone", "Điện thoại", 40),
    ("email", "Thư điện tử", 120),
    ("hours", "Giờ tiếp nhận hồ sơ", 300),
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0015_found_by_columns")]

    operations = [
        migrations.AddField(
            "agency", name, models.CharField(label, blank=True, default="", max_length=length)
        )
        for name, label, length in FIELDS
    ]
