"""Keeping the indexes true: one thing after each change, everything on a rebuild.

A change is a job. It is written to the index file at once; where a server is set, a second job
brings it there, together with others, outside every transaction. While the server is away these
jobs wait, however long it takes.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import chain, islice
from typing import Any

from django.db.models import Max

from registry import searchable
from registry.now import now
from registry.register import Register
from registry.trail import outbox
from registry.trail.models import Job
from registry.trail.outbox import NotNow
from search.engines import local, remote
from search.engines.base import Engine, EngineAway, IndexMissing, Rebuilding, Thing

logger = logging.getLogger(__name__)

SEND = "search.send"
BUILD = "search.build"
# How many changes are sent together.
TOGETHER = 500
# Seconds until a server that is away is asked again.
AGAIN = 20
# A change that has waited so long makes the server's answers old.
OLD = timedelta(seconds=10)

AWAY = "Máy chủ tra cứu không trả lời."

# Each is told `(source, id)` of every change that was indexed, at least once.
CHANGED: Register[Callable[[str, str], None]] = Register(
    "changed", "Nơi được báo khi chỉ mục tra cứu thay đổi"
)


def index(payload: dict[str, Any]) -> None:
    """Do the job: ask the source what is to be found of the thing now, and replace what was.

    Without an index there is nothing to keep true: the next search has all of it built. Building it
    here would hold the job's transaction, and with it every writer of an SQLite database.
    """
    name, id = str(payload["source"]), str(payload["id"])
    file, server = local(), remote()
    try:
        # Reading and writing in one turn: of two workers the one that read later writes later.
        with file.turn():
            file.replace([Thing(name, id, _entries(name, id))])
    except IndexMissing:
        logger.info("no search index yet: %s %s is indexed with all others", name, id)
        if server:
            wish_for(file)
    if server:
        outbox.enqueue(SEND, {"source": name, "id": id}, key=f"{name}:{id}")
    for listener in CHANGED:
        listener(name, id)


def send(payloads: list[dict[str, Any]]) -> None:
    """Do the job of many changes: bring the things as they are now to the server.

    Raises NotNow while the server is away or has no index.
    """
    server = remote()
    if server is None:
        return
    # The numbers come before the entries: a state that was read later has no lower number.
    numbers = _numbers({f"{each['source']}:{each['id']}" for each in payloads})
    things = [
        Thing(source, id, _entries(source, id), number)
        for key, number in numbers.items()
        for source, _, id in [key.partition(":")]
    ]
    try:
        highest = server.replace(things)
    except EngineAway as error:
        raise NotNow(AGAIN, AWAY) from error
    except IndexMissing as error:
        wish_for(server)
        raise NotNow(AGAIN, "Chỉ mục trên máy chủ tra cứu đang được lập.") from error
    if highest > latest():
        # The index knows changes that this database never had: the database is an older copy, and
        # none of its changes would count against them.
        wish_for(server, anew=True)


def wish_for(engine: Engine, *, anew: bool = False) -> None:
    """Note the job that builds an engine's index (`anew`: even where there is one)."""
    outbox.enqueue(BUILD, {"engine": engine.name, "anew": anew}, key=f"{engine.name}:{anew}")


def build(payloads: list[dict[str, Any]]) -> None:
    """Do the job that builds an index. Raises NotNow while it cannot be."""
    for payload in payloads:
        for engine in engines():
            if engine.name != payload["engine"]:
                continue
            try:
                if payload["anew"] or not engine.ready():
                    build_one(engine, lambda _done: outbox.keep())
            except EngineAway as error:
                raise NotNow(AGAIN, AWAY) from error
            except Rebuilding as error:
                raise NotNow(AGAIN, "Một tiến trình khác đang lập chỉ mục.") from error


def engines() -> list[Engine]:
    """Return every engine that is kept true: the index file, and the server where there is one."""
    server = remote()
    return [local(), server] if server else [local()]


def rebuild() -> int:
    """Index everything of every source in every engine; the number of entries.

    Raises Rebuilding, EngineAway.
    """
    return max(build_one(engine) for engine in engines())


def build_one(engine: Engine, progress: Callable[[int], None] | None = None) -> int:
    """Index everything in one engine; `progress(things)` is called after every thing read."""
    # Where nothing is sent, nothing is numbered.
    number = latest() if engine.name != local().name else 1

    def everything() -> Iterator[Thing]:
        for done, (name, id) in enumerate(_ids(), start=1):
            yield Thing(name, id, _entries(name, id), number)
            if progress:
                progress(done)

    return engine.rebuild(everything())


def few(most: int) -> bool:
    """Tell whether there are at most so many things, so that indexing them takes about a second."""
    return len(list(islice(_ids(), most + 1))) <= most


def waiting() -> int:
    """Return how many changes the server has not got yet."""
    return Job.objects.filter(handler=SEND, state__in=[Job.WAITING, Job.RUNNING]).count()


def is_behind() -> bool:
    """Tell whether the server has not got a change for so long that its answers are old."""
    unsent = Job.objects.filter(handler=SEND, state__in=[Job.WAITING, Job.RUNNING])
    return unsent.filter(created_at__lt=now() - OLD).exists()


def latest() -> int:
    """Return the number of the latest change of all."""
    found: int | None = Job.objects.aggregate(latest=Max("pk"))["latest"]
    return found or 1


def _numbers(keys: set[str]) -> dict[str, int]:
    """Key of each thing that is being sent -> the number of its last change."""
    rows = Job.objects.filter(handler=SEND, state=Job.RUNNING, key__in=keys).order_by("pk")
    return dict(rows.values_list("key", "pk"))


def _ids() -> Iterator[tuple[str, str]]:
    return chain.from_iterable(
        ((source.name, str(id)) for id in source.ids()) for source in searchable.SOURCES
    )


def _entries(name: str, id: str) -> list[searchable.Entry]:
    source = searchable.SOURCES.find(name)
    return source.entries(id) if source else []
