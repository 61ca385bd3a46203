"""The index file bears what a server would: writers, readers and rebuilds at once."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from search.analysis import read_query
from search.engines.base import Reach, Rebuilding, Thing
from search.engines.embedded import EmbeddedEngine
from tests.search.conftest import entry, things

ROOT = Path(__file__).parents[2]
EVERYBODY = Reach(public=True)


# A process of its own, not a fork: SQLite's locks do not survive one.
_WRITER = """
import sys, django
django.setup()
from pathlib import Path
from search.engines.base import Thing
from search.engines.embedded import EmbeddedEngine
from tests.search.conftest import entry
engine, writer = EmbeddedEngine(Path(sys.argv[1])), sys.argv[2]
for number in range(20):
    key = f"{writer}-{number}"
    Path(sys.argv[3], key).touch()
    engine.replace([Thing("shelf", key, [entry(key, f"Khai sinh {key}")])])
"""


def test_several_processes_write_while_it_is_searched_and_rebuilt(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "search.sqlite3")
    steady = [entry(f"s{number}", "Kết hôn") for number in range(20)]
    engine.rebuild(things(*steady))
    # What the writers brought, as the product's database would hold it.
    rows = tmp_path / "rows"
    rows.mkdir()
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(engine.path), str(writer), str(rows)], cwd=ROOT
        )
        for writer in range(2)
    ]

    def everything() -> Iterator[Thing]:
        yield from things(*steady)
        for row in sorted(rows.iterdir()):
            yield from things(entry(row.name, f"Khai sinh {row.name}"))

    mistakes: list[str] = []

    def read() -> None:
        while any(writer.poll() is None for writer in writers):
            answer = engine.search(read_query("ket hon"), EVERYBODY, kind="", offset=0, limit=30)
            time.sleep(0.02)
            if len(answer.matches) != 20:
                mistakes.append(f"{len(answer.matches)} of 20")

    reader = threading.Thread(target=read)
    reader.start()
    while any(writer.poll() is None for writer in writers):
        engine.rebuild(everything())
        time.sleep(0.1)
    reader.join()
    assert [writer.returncode for writer in writers] == [0, 0]
    assert not mistakes
    answer = engine.search(read_query("khai sinh"), EVERYBODY, kind="", offset=0, limit=500)
    assert len(answer.matches) == len(list(rows.iterdir())) == 2 * 20


def test_two_rebuilds_at_once_are_one(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "search.sqlite3")
    refused = []

    def slowly() -> list[Thing]:
        try:
            EmbeddedEngine(engine.path).rebuild([])
        except Rebuilding:
            refused.append(True)
        return things(entry("a", "Khai sinh"))

    class Late(list[Thing]):
        def __iter__(self):  # type: ignore[no-untyped-def]
            return iter(slowly())

    assert engine.rebuild(Late()) == 1
    assert refused == [True]


def test_a_rebuild_leaves_nothing_of_older_tables_behind(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "search.sqlite3")
    for _ in range(4):
        engine.rebuild(things(entry("a", "Khai sinh")))
    with engine._reading() as (connection, tables):
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
    assert [name for name in names if name.startswith("entries_")] == [tables.entries]
