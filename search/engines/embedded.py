"""Search without a server: an SQLite file with FTS5 tables, shared by all processes of a machine.

Every operation opens the file afresh (about a millisecond), so a file that was deleted or restored
from a backup is noticed at the next one. A rebuild fills a second pair of tables in the same file
and changes over in one transaction; putting another file in its place instead could pair that file
with the write-ahead log of the old one.
"""

# ruff: noqa: S608 - what is put into SQL are our own table names; values are always parameters

import fcntl
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from registry.searchable import Entry
from search.analysis import Query
from search.engines.base import Answer, IndexMissing, Match, Reach, Rebuilding, Thing
from search.engines.readings import NAMES, WEIGHTS, Clause, Reading, columns, readings

# Raised whenever analysis or tables change: an older file is then built anew.
FORMAT = 3
BATCH = 100


class EmbeddedEngine:
    """The engine of one index file; see `search.engines.base.Engine`."""

    name = "embedded"

    def __init__(self, path: Path) -> None:
        self.path = path

    def search(self, query: Query, reach: Reach, *, kind: str, offset: int, limit: int) -> Answer:
        """Search by the strictest reading of the query that finds anything at all."""
        allowed, values = _allowed(reach)
        with self._reading() as (connection, tables):
            for reading in readings(query):
                expression = _expression(reading)
                kinds = dict(
                    tuple(row)
                    for row in connection.execute(
                        f"SELECT e.kind, count(*) FROM {tables.found_where(allowed)} "
                        "GROUP BY e.kind",
                        [expression, *values],
                    )
                )
                if not kinds:
                    continue
                only = " AND e.kind = ?" if kind else ""
                rows = connection.execute(
                    f"SELECT e.*, {tables.rank} AS rank FROM {tables.found_where(allowed)}{only} "
                    "ORDER BY rank, e.date DESC, e.key LIMIT ? OFFSET ?",
                    [expression, *values, *([kind] if kind else []), limit, offset],
                )
                return Answer([Match(_entry(row), -row["rank"]) for row in rows], kinds)
        return Answer()

    def suggest(self, query: Query, reach: Reach, limit: int) -> list[Entry]:
        """Search titles and codes by their beginnings."""
        if not query:
            return []
        allowed, values = _allowed(reach)
        words = [f'"{word}"' for word in query.folded]
        reading = f"{{{' '.join(NAMES)}}} : ({' AND '.join(words)} *)"
        with self._reading() as (connection, tables):
            rows = connection.execute(
                f"SELECT e.* FROM {tables.found_where(allowed)} "
                f"ORDER BY {tables.rank}, e.key LIMIT ?",
                [reading, *values, limit],
            )
            return [_entry(row) for row in rows]

    def replace(self, things: list[Thing]) -> int:
        """Write to the tables in use and to those being built, where it is noted as newer."""
        with self._writing() as connection:
            state = _state(connection)
            if not any(state):
                raise IndexMissing("the index was never finished")
            for thing in things:
                for generation in filter(None, state):
                    _put(connection, _Tables(generation), thing)
                if state[1]:
                    connection.execute(
                        "INSERT OR IGNORE INTO newer VALUES (?, ?)", [thing.source, thing.id]
                    )
        return max((thing.number for thing in things), default=0)

    def rebuild(self, things: Iterable[Thing]) -> int:
        """Build the index anew, and mend a damaged file: what cannot be read is deleted first."""
        with self._alone():
            try:
                with self._writing() as connection:
                    generation = _begin(connection)
            except (IndexMissing, sqlite3.DatabaseError):
                self._create()
                with self._writing() as connection:
                    generation = _begin(connection)
            tables = _Tables(generation)
            source = iter(things)
            while batch := list(islice(source, BATCH)):
                with self._writing() as connection:
                    for thing in batch:
                        if not _is_newer(connection, thing):
                            _put(connection, tables, thing)
            with self._writing() as connection:
                return _finish(connection, tables)

    def ready(self) -> bool:
        """Tell whether the file can be searched."""
        try:
            with self._reading():
                return True
        except IndexMissing:
            return False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Have whoever reads a thing in order to replace it wait here for those before."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_name(self.path.name + ".turn").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _create(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._open("rwc")) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("CREATE TABLE state (current INTEGER, building INTEGER)")
            connection.execute("INSERT INTO state VALUES (0, 0)")
            connection.execute(
                "CREATE TABLE newer (source TEXT, thing TEXT, PRIMARY KEY (source, thing))"
            )
            connection.execute(f"PRAGMA user_version={FORMAT}")
            connection.execute("COMMIT")

    def _open(self, mode: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=20,
            isolation_level=None,
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._open("rw")
        except sqlite3.DatabaseError as error:
            raise IndexMissing(str(error)) from error
        with closing(connection):
            try:
                (version,) = connection.execute("PRAGMA user_version").fetchone()
            except sqlite3.DatabaseError as error:
                raise IndexMissing(str(error)) from error
            if version != FORMAT:
                raise IndexMissing(f"format {version}")
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[tuple[sqlite3.Connection, "_Tables"]]:
        """One snapshot, so that a change-over in between is not seen half."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                current, _ = _state(connection)
                if not current:
                    raise IndexMissing("the index was never finished")
                yield connection, _Tables(current)
            except sqlite3.OperationalError:
                # Locked or out of disk space: not the file's fault.
                raise
            except sqlite3.DatabaseError as error:
                raise IndexMissing(str(error)) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                # Some errors (disk full) have ended the transaction already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the right to rebuild; the system takes it back from a process that dies."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_name(self.path.name + ".lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Rebuilding from error
            yield


class _Tables:
    """The names of one generation of tables."""

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self.entries = f"entries_{generation}"
        self.words = f"words_{generation}"
        self.rank = f"bm25({self.words}, {', '.join(map(str, WEIGHTS.values()))})"

    def found_where(self, allowed: str) -> str:
        return (
            f"{self.words} JOIN {self.entries} e ON e.id = {self.words}.rowid "
            f"WHERE {self.words} MATCH ? AND {allowed}"
        )


def _state(connection: sqlite3.Connection) -> tuple[int, int]:
    """(generation in use, generation being built), 0 for none."""
    row = connection.execute("SELECT current, building FROM state").fetchone()
    return row["current"], row["building"]


def _begin(connection: sqlite3.Connection) -> int:
    """Fresh tables to build in; what an interrupted rebuild left behind goes."""
    current, abandoned = _state(connection)
    if abandoned:
        _drop(connection, abandoned)
    tables = _Tables(max(current, abandoned) + 1)
    connection.execute(
        f"CREATE TABLE {tables.entries} (id INTEGER PRIMARY KEY, key TEXT, source TEXT,"
        " thing TEXT, agency_id INTEGER, kind TEXT, public INTEGER, shared INTEGER, title TEXT,"
        " code TEXT, text TEXT, url TEXT, date TEXT, extra TEXT)"
    )
    connection.execute(f"CREATE INDEX {tables.entries}_thing ON {tables.entries} (source, thing)")
    # The words come analysed, one space between them; the tokenizer has only to cut there.
    connection.execute(
        f"CREATE VIRTUAL TABLE {tables.words} USING"
        f" fts5({', '.join(WEIGHTS)}, tokenize = \"ascii tokenchars '_'\")"
    )
    connection.execute("DELETE FROM newer")
    connection.execute("UPDATE state SET building = ?", [tables.generation])
    return tables.generation


def _finish(connection: sqlite3.Connection, tables: _Tables) -> int:
    (number,) = connection.execute(f"SELECT count(*) FROM {tables.entries}").fetchone()
    current, _ = _state(connection)
    connection.execute("UPDATE state SET current = ?, building = 0", [tables.generation])
    connection.execute("DELETE FROM newer")
    if current:
        _drop(connection, current)
    return int(number)


def _drop(connection: sqlite3.Connection, generation: int) -> None:
    tables = _Tables(generation)
    connection.execute(f"DROP TABLE IF EXISTS {tables.words}")
    connection.execute(f"DROP TABLE IF EXISTS {tables.entries}")


def _is_newer(connection: sqlite3.Connection, thing: Thing) -> bool:
    """Whether a job brought this thing since the rebuild began, so that ours may be older."""
    found = connection.execute(
        "SELECT 1 FROM newer WHERE source = ? AND thing = ?", [thing.source, thing.id]
    )
    return found.fetchone() is not None


def _put(connection: sqlite3.Connection, tables: _Tables, thing: Thing) -> None:
    mine = "source = ? AND thing = ?"
    connection.execute(
        f"DELETE FROM {tables.words} WHERE rowid IN (SELECT id FROM {tables.entries} WHERE {mine})",
        [thing.source, thing.id],
    )
    connection.execute(f"DELETE FROM {tables.entries} WHERE {mine}", [thing.source, thing.id])
    for entry in thing.entries:
        added = connection.execute(
            f"INSERT INTO {tables.entries} (key, source, thing, agency_id, kind, public, shared,"
            " title, code, text, url, date, extra)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                entry.key,
                thing.source,
                thing.id,
                entry.agency_id,
                entry.kind,
                entry.public,
                entry.shared,
                entry.title,
                entry.code,
                entry.text,
                entry.url,
                entry.date.isoformat() if entry.date else "",
                json.dumps(entry.extra, ensure_ascii=False),
            ],
        )
        words = columns(entry)
        connection.execute(
            f"INSERT INTO {tables.words} (rowid, {', '.join(words)})"
            f" VALUES (?, {', '.join('?' * len(words))})",
            [added.lastrowid, *words.values()],
        )


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        key=row["key"],
        source=row["source"],
        agency_id=row["agency_id"],
        title=row["title"],
        text=row["text"],
        url=row["url"],
        code=row["code"],
        kind=row["kind"],
        public=bool(row["public"]),
        shared=bool(row["shared"]),
        date=datetime.fromisoformat(row["date"]) if row["date"] else None,
        extra=json.loads(row["extra"]),
    )


def _allowed(reach: Reach) -> tuple[str, list[Any]]:
    """The permission filter as SQL over `e`, with its values."""
    if reach.public:
        return "e.public", []

    def marks(ids: frozenset[int]) -> str:
        return ", ".join("?" * len(ids))

    own, above = marks(reach.agencies), marks(reach.above)
    return (
        f"(e.agency_id IN ({own}) OR (e.shared AND e.agency_id IN ({above})))",
        [*sorted(reach.agencies), *sorted(reach.above)],
    )


def _expression(reading: Reading) -> str:
    """The reading as an FTS5 expression; required words count a second time.

    The words are letters and digits alone, so quoted they can hold nothing of FTS5's own syntax.
    """
    score = " OR ".join(_clause(clause) for clause in reading.counted)
    if reading.required:
        score = f"({_clause(reading.required)}) AND ({score})"
    return f'({score}) OR ({{code}} : "{reading.code}")' if reading.code else score


def _clause(clause: Clause) -> str:
    columns = " ".join(clause.columns)
    if clause.every:
        return " AND ".join(f'({{{columns}}} : "{word}")' for word in clause.words)
    any_word = " OR ".join(f'"{word}"' for word in clause.words)
    return f"({{{columns}}} : ({any_word}))"
