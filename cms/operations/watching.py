"""The regular job that tells administrators when no young backup is kept."""

from datetime import timedelta

from django.conf import settings

from cms import figures
from registry.trail.regular import RegularFailed, regular


@regular("backup.check", "Kiểm tra bản sao lưu mới nhất", every=timedelta(hours=6))
def check_backup() -> str:
    """How old the newest backup is; fails where none is young enough."""
    if not settings.BACKUPS:
        return "Chưa đặt ISO_BACKUPS nên không kiểm tra."
    age = figures.backup_age()
    if age is None:
        raise RegularFailed(
            f"Chưa có bản sao lưu nào trong {settings.BACKUPS}: đặt lịch chạy manage.py backup."
        )
    days = int(age // 86_400)
    if age > settings.BACKUP_DAYS * 86_400:
        raise RegularFailed(
            f"Bản sao lưu mới nhất đã {days} ngày: kiểm tra lịch chạy manage.py backup."
        )
    return f"Bản sao lưu mới nhất cách đây {int(age // 3_600)} giờ."
