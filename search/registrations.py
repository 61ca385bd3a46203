"""What search declares at start: the job that keeps the index true."""

from registry import searchable
from registry.trail import outbox
from search import indexing


def declare() -> None:
    """Called once by the app's ready()."""
    outbox.handler(searchable.JOB, "Cập nhật chỉ mục tra cứu")(indexing.index)
