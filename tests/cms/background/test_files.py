"""The file broker: no message is seen before it is whole, none is taken twice."""

import os
import time
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from cms import celery  # noqa: F401 - names the transport
from cms.settings.background import transport_options
from tests.cms.background import workers


def test_readers_beside_a_writer_take_every_message_once(tmp_path: Path) -> None:
    options = transport_options("files://", tmp_path)
    written = tmp_path / "written"

    def read() -> None:
        taken, last = [], False
        with Connection("files://localhost", transport_options=options) as connection:
            channel = connection.channel()
            while not last:
                last = written.exists()
                try:
                    while True:
                        taken.append(channel._get("q")["body"][:3])
                except Empty:
                    time.sleep(0.001)
        (tmp_path / f"{os.getpid()}.taken").write_text("\n".join(taken))

    readers = [workers.forked(read, tmp_path / "log") for _ in range(2)]
    names = [f"{number:03d}" for number in range(400)]
    with Connection("files://localhost", transport_options=options) as connection:
        channel = connection.channel()
        for name in names:
            channel._put("q", {"body": name + "x" * 5_000})
    written.touch()
    for pid in readers:
        os.waitpid(pid, 0)
    taken = "\n".join(path.read_text() for path in tmp_path.glob("*.taken"))
    assert sorted(taken.split()) == names
    assert os.listdir(tmp_path / "messages") == []


def test_a_folder_that_cannot_be_written_is_an_error_of_the_broker(tmp_path: Path) -> None:
    (tmp_path / "messages").write_text("not a folder")
    options = transport_options("files://", tmp_path)
    with (
        Connection("files://localhost", transport_options=options) as connection,
        pytest.raises(connection.channel_errors),
    ):
        connection.SimpleQueue("q").put("x")
