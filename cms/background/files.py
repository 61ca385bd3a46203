"""The broker `files://`: messages as files of one folder, for one machine and no further service.

kombu's own file transport shows a message before it is written (the reader gets half of it and the
worker stops) and moves what it read through the system's temporary folder. Here a message appears
whole, by a rename, and is taken by a rename.
"""

import os
import uuid
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

# Not «.msg», the ending that readers look for.
_UNFINISHED, _TAKEN = ".new", ".taken"


class FolderChannel(filesystem.Channel):
    """Messages of a queue are the files `*.<queue>.msg`, in the order of their names."""

    supports_fanout = False

    def _put(self, *given: Any, **options: Any) -> None:
        # By place: kombu's own classes do not agree on the name of the second.
        queue, message = given
        folder = Path(self.data_folder_out)
        name = f"{time_ns():020d}_{uuid.uuid4()}"
        unfinished = folder / f"{name}{_UNFINISHED}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(dumps(message), encoding="utf-8")
            unfinished.rename(folder / f"{name}.{queue}.msg")
        except OSError as error:
            raise ChannelError(f"Cannot write a message to {folder}: {error}") from error

    def _get(self, queue: str, timeout: Any = None) -> Any:
        folder = Path(self.data_folder_in)
        for name in sorted(_names(folder, queue)):
            taken = folder / f"{name}{_TAKEN}"
            try:
                (folder / name).rename(taken)
            except FileNotFoundError:
                continue  # Another worker was quicker.
            text = taken.read_text(encoding="utf-8")
            taken.unlink()
            return loads(text)
        raise Empty

    def _size(self, queue: str) -> int:
        return len(_names(Path(self.data_folder_in), queue))

    def _purge(self, queue: str) -> int:
        folder = Path(self.data_folder_in)
        names = _names(folder, queue)
        for name in names:
            (folder / name).unlink(missing_ok=True)
        return len(names)

    # Which queue hangs on which exchange: there is one queue, of the name that messages carry.

    def get_table(self, exchange: str) -> list[Any]:
        return [filesystem.exchange_queue_t(exchange, "", exchange)]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        pass

    def _delete(self, queue: str, *args: Any, **kwargs: Any) -> None:
        self._purge(queue)


def _names(folder: Path, queue: str) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if name.partition(".")[2] == f"{queue}.msg"]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ChannelError(f"Cannot read messages of {folder}: {error}") from error


class Transport(filesystem.Transport):
    """Named `files` in kombu's table of transports (`cms/celery.py`)."""

    Channel = FolderChannel
    implements = filesystem.Transport.implements.extend(exchange_type=frozenset(["direct"]))
