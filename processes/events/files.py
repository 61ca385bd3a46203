"""A file comes into a case, and is taken out again."""

from typing import TypedDict

from processes.events.base import EVENTS, CaseEvent
from processes.events.sides import Json, Words


class FileAddedData(TypedDict, total=False):
    """A stored file by number, for names of files may name citizens; `paper` is what it copies."""

    file: str
    digest: str
    paper: str
    by: str


class FileAdded(CaseEvent[FileAddedData]):
    """Somebody put a file into the case."""

    name, label = "case.file_added", "Thêm tệp vào hồ sơ"
    files = ("file",)
    leads_to = "file"

    def fold(self, state: Json, data: FileAddedData) -> Json:
        kept = {
            "digest": data.get("digest", ""),
            "paper": data.get("paper", ""),
            "by": data.get("by", ""),
        }
        return {**state, "files": {**state["files"], data["file"]: kept}}

    def sentence(self, words: Words, data: FileAddedData) -> str:
        return "Thêm tệp vào hồ sơ"


EVENTS.add(FileAdded())


class FileRemovedData(TypedDict, total=False):
    """The number of the stored file, and why."""

    file: str
    reason: str
    by: str


class FileRemoved(CaseEvent[FileRemovedData]):
    """Who put a file into the case took it out; both acts stay in the history."""

    name, label = "case.file_removed", "Bỏ tệp khỏi hồ sơ"
    files = ("file",)
    leads_to = "file"

    def fold(self, state: Json, data: FileRemovedData) -> Json:
        files = {file: kept for file, kept in state["files"].items() if file != data["file"]}
        return {**state, "files": files}

    def sentence(self, words: Words, data: FileRemovedData) -> str:
        return "Bỏ tệp khỏi hồ sơ"


EVENTS.add(FileRemoved())
