"""What is over at the door is thrown away every night: sessions, their list, old failures."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from registry.now import now
from registry.trail.regular import JOBS, Regular, crontab

# A session begun in this minute may stand in the list before it is stored.
YOUNG = timedelta(minutes=5)


def tidy() -> str:
    """Delete expired sessions, rows of sessions that are gone, and failures a day old."""
    sessions, _ = Session.objects.filter(expire_date__lt=now()).delete()
    there = Session.objects.filter(session_key=OuterRef("session_key"))
    gone = UserSession.objects.filter(~Exists(there), created_at__lt=now() - YOUNG)
    gone.delete()
    AccessAttempt.objects.filter(attempt_time__lt=now() - timedelta(days=1)).delete()
    return f"Đã dọn {sessions} phiên hết hạn."


JOBS.add(
    Regular("accounts.tidy", "Dọn phiên đăng nhập đã hết hạn", crontab(hour=2, minute=40), tidy)
)
