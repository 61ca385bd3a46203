"""What search declares at start: the jobs that keep the indexes true."""

from registry import searchable
from registry.trail.outbox import HANDLERS, Handler
from search import indexing


def declare() -> None:
    """Register what the app adds; called once by the app's ready()."""
    HANDLERS.add(searchable.JOB, Handler(indexing.index, "Cập nhật chỉ mục tra cứu"))
    HANDLERS.add(
        indexing.SEND,
        Handler(indexing.send, "Gửi thay đổi đến máy chủ tra cứu", many=indexing.TOGETHER),
    )
    HANDLERS.add(indexing.BUILD, Handler(indexing.build, "Lập chỉ mục tra cứu", many=1))
