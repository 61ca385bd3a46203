"""What search declares at start: the jobs that keep the indexes true."""

from registry import searchable
from registry.trail import outbox
from search import indexing


def declare() -> None:
    """Called once by the app's ready()."""
    outbox.handler(searchable.JOB, "Cập nhật chỉ mục tra cứu")(indexing.index)
    outbox.handler(indexing.SEND, "Gửi thay đổi đến máy chủ tra cứu", many=indexing.TOGETHER)(
        indexing.send
    )
    outbox.handler(indexing.BUILD, "Lập chỉ mục tra cứu", many=1)(indexing.build)
