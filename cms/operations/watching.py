"""Whether a young backup is kept: for the health check, and the regular job that tells of it."""

from datetime import timedelta

from django.conf import settings

from cms import figures
from registry.trail.regular import JOBS, Regular, RegularFailed


def trouble() -> str:
    """Return what is wrong with the backups, in Vietnamese; "" where a young one is kept or none is
    wanted (`manage.py check_production` tells of that)."""
    if not settings.BACKUPS:
        return ""
    age = figures.backup_age()
    if age is None:
        return f"Chưa có bản sao lưu nào trong {settings.BACKUPS}: đặt lịch chạy manage.py backup."
    days = age / 86_400
    if days > settings.BACKUP_DAYS:
        return f"Bản sao lưu mới nhất đã {int(days)} ngày: kiểm tra lịch chạy manage.py backup."
    return ""


def check_backup() -> str:
    """Return how old the newest backup is; fails where none is young enough."""
    if not settings.BACKUPS:
        return "Chưa đặt ISO_BACKUPS nên không kiểm tra."
    if wrong := trouble():
        raise RegularFailed(wrong)
    return f"Bản sao lưu mới nhất cách đây {int((figures.backup_age() or 0) // 3_600)} giờ."


JOBS.add(Regular("backup.check", "Kiểm tra bản sao lưu mới nhất", timedelta(hours=6), check_backup))
