"""What can be found: sources that packages register, and the word that something changed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from registry.policy import Standing
from registry.register import Register
from registry.trail import outbox

JOB = "search.index"


@dataclass(frozen=True)
class Entry:
    """One thing to be found. `public` is for everybody; else `agency_id` and, when `shared`,
    the agencies below it may find it."""

    key: str
    source: str
    agency_id: int
    title: str
    text: str
    url: str
    code: str = ""
    kind: str = ""
    public: bool = False
    shared: bool = False
    date: datetime | None = None
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """`entries(id)` gives what is to be found of one thing now (nothing: it is to be removed);
    `ids()` gives all things, for a rebuild."""

    name: str
    entries: Callable[[str], list[Entry]]
    ids: Callable[[], Iterable[str]]


SOURCES: Register[Source] = Register("sources", "Nguồn tra cứu", lambda source: source.name)


@dataclass(frozen=True)
class Named:
    """One thing that is called by a code: the code without its punctuation, and its page."""

    key: str
    url: str


# Who finds things by their codes: (who asks, the code without punctuation) gives the things that
# they may read whose code is that, or begins with it.
CODES: Register[Callable[[Standing, str], Iterable[Named]]] = Register("codes", "Nguồn tìm theo mã")


def changed(
    source: str, id: str, *, agency: int | None = None, run_at: datetime | None = None
) -> None:
    """Note in this transaction that a thing of an agency must be indexed afresh.

    With `run_at`, from that instant on.
    """
    at = f"@{run_at.isoformat()}" if run_at else ""
    outbox.enqueue(
        JOB, {"source": source, "id": id}, key=f"{source}:{id}{at}", run_at=run_at, agency=agency
    )
