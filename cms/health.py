"""Alive and ready: the process answers; and what it needs to work is there.

`/health/` asks nothing of anybody: whoever restarts processes looks here, and a database that is
away is no reason to. `/ready/` asks every part. Only what stops all work (database, migrations,
guards) gives 503; a part that is away while people can go on working makes it «degraded».
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from cms import figures
from cms.background import heartbeat
from cms.metrics import may_look
from cms.operations import databases, watching
from registry.documents.constraints import missing_guards
from registry.trail.models import Job, Worker
from search import service as search

logger = logging.getLogger(__name__)

OK, DEGRADED, DOWN = "ok", "degraded", "down"
# A worker looks at its jobs at least every half minute.
LATE_SECONDS = 5 * 60


@dataclass(frozen=True)
class Component:
    """What one part says of itself: ok, degraded or down, and in Vietnamese what to do."""

    name: str
    status: str
    words: str = ""


def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process answers."""
    return _answer({"status": OK}, 200)


def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 while people can work, else 503; each part by name for those who may look."""
    found = parts()
    worst = next(
        (status for status in (DOWN, DEGRADED) if any(part.status == status for part in found)), OK
    )
    said: dict[str, object] = {"status": worst}
    if may_look(request):
        said["parts"] = {
            part.name: {"status": part.status, **({"words": part.words} if part.words else {})}
            for part in found
        }
    return _answer(said, 503 if worst == DOWN else 200)


def parts() -> list[Component]:
    """Return every part; those that need the database are not asked while it is away."""
    found = [_asked("database", _database, DOWN)]
    if found[0].status == OK:
        found += [
            _asked("migrations", _migrations, DOWN),
            _asked("guards", _guards, DOWN),
            _asked("workers", _workers, DEGRADED),
            _asked("jobs", _jobs, DEGRADED),
        ]
    return [
        *found,
        _asked("search", _search, DEGRADED),
        _asked("backup", watching.trouble, DEGRADED),
    ]


def _asked(name: str, ask: Callable[[], str], otherwise: str) -> Component:
    """A part is well when `ask` has nothing to say; an exception is no answer."""
    try:
        words = ask()
    except Exception:
        logger.exception("%s does not answer", name)
        words = "Không trả lời. Hãy xem nhật ký."
    return Component(name, otherwise if words else OK, words)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "Không kết nối được cơ sở dữ liệu: kiểm tra máy chủ và ISO_DATABASE."
    return ""


def _migrations() -> str:
    with connection.cursor() as cursor:
        waiting = databases.known() - set(databases.applied(cursor))
    return f"Còn {len(waiting)} thay đổi chưa áp dụng: chạy manage.py migrate." if waiting else ""


def _guards() -> str:
    missing = missing_guards(connection)
    return f"Thiếu khóa bảo vệ {', '.join(missing)}: chạy manage.py migrate." if missing else ""


def _jobs() -> str:
    late = figures.oldest_waiting()
    if late > LATE_SECONDS:
        return f"Có việc nền đã chờ {int(late // 60)} phút: kiểm tra celery -A cms worker."
    failed = Job.objects.filter(state=Job.FAILED).count()
    return f"Có {failed} việc nền bị lỗi: xem /admin/viec-nen/." if failed else ""


def _search() -> str:
    state = search.state()
    if not state.reachable:
        return "Máy tìm kiếm không trả lời; đang dùng chỉ mục dự phòng: kiểm tra Elasticsearch."
    return ""


def _workers() -> str:
    if any(heartbeat.is_there(worker) for worker in Worker.objects.all()):
        return ""
    return "Không có tiến trình việc nền nào đang chạy: khởi động celery -A cms worker."


def _answer(said: dict[str, object], status: int) -> JsonResponse:
    answer = JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "no-store"
    return answer
