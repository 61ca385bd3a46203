"""Appending to and verifying the trail: the only log, hash-chained per stream."""

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Q, QuerySet

from registry import canonical
from registry.now import local, now
from registry.organisation.models import Agency, User
from registry.trail.models import Event, StreamHead
from registry.trail.types import TYPES

OTHER_CONTENT = (
    "Yêu cầu này đã được gửi một lần với nội dung khác, nên nội dung vừa gửi chưa được ghi."
    " Hãy mở lại trang, xem kết quả của lần trước rồi làm lại nếu cần."
)


class OtherContent(ValueError):
    """One key came a second time with other content: nothing of it was carried out."""


class TrailError(RuntimeError):
    """The trail was used wrongly: outside a transaction, or with an undeclared type."""


def lock_streams(*streams: str) -> dict[str, StreamHead]:
    """Lock streams until the transaction ends, in sorted order (unsorted orders deadlock).

    Where one of several does not exist yet none is locked before it does: who held a later one
    while waiting for somebody else's new earlier one would be locked out of order.
    """
    if not connection.in_atomic_block:
        raise TrailError("streams are locked inside a transaction")
    names = sorted(set(streams))
    heads = StreamHead.objects.select_for_update().filter(stream__in=names).order_by("stream")
    complete = [Exists(StreamHead.objects.filter(stream=name)) for name in names if len(names) > 1]
    locked = {head.stream: head for head in heads.filter(*complete)}
    if len(locked) < len(names):
        StreamHead.objects.bulk_create(
            [StreamHead(stream=name) for name in names], ignore_conflicts=True
        )
        locked = {head.stream: head for head in heads.all()}
    return locked


def append(
    stream: str,
    type: str,
    data: dict[str, Any] | None = None,
    *,
    actor: User | None = None,
    on_behalf_of: User | None = None,
    agency: Agency | int | None = None,
    at: datetime | None = None,
    idempotency_key: str = "",
) -> Event:
    """Write one fact to one stream and return it.

    `data` carries ids and digests, never answers or names of citizens. A second append with the
    same idempotency key returns the first event and writes nothing.
    Raises TrailError outside a transaction, KeyError for an undeclared type.
    """
    return append_many(
        stream,
        [(type, data or {})],
        actor=actor,
        on_behalf_of=on_behalf_of,
        agency=agency,
        at=at,
        idempotency_key=idempotency_key,
    )[0]


def append_many(
    stream: str,
    facts: list[tuple[str, dict[str, Any]]],
    *,
    actor: User | None = None,
    on_behalf_of: User | None = None,
    agency: Agency | int | None = None,
    at: datetime | None = None,
    idempotency_key: str = "",
    head: StreamHead | None = None,
) -> list[Event]:
    """Write the facts of one command to one stream; the key belongs to the first of them.

    Who has locked the stream and asked for the key already hands over its `head`.
    """
    held = head is not None
    head = head or lock_streams(stream)[stream]
    if idempotency_key and not held:
        done = already_done(stream, idempotency_key)
        if done:
            return [done]
    instant = (at or now()).astimezone(UTC)
    events = []
    for position, (type, data) in enumerate(facts):
        event = Event(
            stream=stream,
            seq=head.seq + 1,
            type=type,
            version=TYPES.get(type).version,
            agency_id=agency.pk if isinstance(agency, Agency) else agency,
            actor=actor,
            on_behalf_of=on_behalf_of,
            at=instant,
            data=canonical.dumps(data),
            idempotency_key=idempotency_key if position == 0 else "",
            prev_hash=head.hash,
        )
        event.hash = chain_hash(event)
        head.seq, head.hash = event.seq, event.hash
        events.append(event)
    Event.objects.bulk_create(events)
    head.save(update_fields=["seq", "hash"])
    return events


def owned(actor: User | None, key: str) -> str:
    """Return a page's key as this person's own, "" for none: what somebody else did under it is no
    answer to them, and what they ask is judged as if it were asked for the first time."""
    return f"{actor.pk if actor else 0}.{key}" if key else ""


def keyed(command: str, key: str, *asked: Any) -> str:
    """Return a page's key as it is stored, "" for none: with the command, so that one key never
    mistakes one command for another, and with a digest of what was asked.

    Instants in it count by their day: the moment of a press is no content.
    """
    if not key:
        return ""
    # What a page never sends, but somebody may: a database takes no zero byte and no half letter.
    if len(key) > _LONGEST_KEY or not key.isprintable():
        key = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:40]
    text = json.dumps(_by_day(asked), ensure_ascii=False, sort_keys=True, default=str)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{command}:{key}#{digest}"


def _by_day(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _by_day(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_by_day(item) for item in value]
    if isinstance(value, str) and "T" in value[10:11]:
        with contextlib.suppress(ValueError):
            value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return (local(value) if value.tzinfo else value).date().isoformat()
    return value


def of_command(key: str) -> Q:
    """Return the events that carried out the command of this key, whatever its content was."""
    bare = key.rpartition("#")[0] or key
    return Q(idempotency_key=bare) | Q(idempotency_key__startswith=f"{bare}#")


# With command, digest and the number of the person it fits its column.
_LONGEST_KEY = 80

Refused = Callable[[str], Exception]


def is_same(stored: str | None, key: str, refused: Refused = OtherContent) -> bool:
    """Tell whether what is stored under a key is this very command; False for nothing stored.

    Raises `refused`, in Vietnamese, where something else was asked under it. Keys without a digest,
    as older events have them, tell no content apart.
    """
    if not stored:
        return False
    if "#" in stored and "#" in key and stored != key:
        raise refused(OTHER_CONTENT)
    return True


def already_done(
    stream: str, idempotency_key: str, refused: Refused = OtherContent
) -> Event | None:
    """Return the event of a command that was carried out before, if it was.

    Raises `refused`, in Vietnamese, where its key (see `keyed`) came with another content.
    """
    if not idempotency_key:
        return None
    done = Event.objects.filter(of_command(idempotency_key), stream=stream).first()
    same = done is not None and is_same(done.idempotency_key, idempotency_key, refused)
    return done if same else None


def read(stream: str) -> QuerySet[Event]:
    """Return the events of a stream in order."""
    return Event.objects.filter(stream=stream).select_related("actor", "on_behalf_of")


def data_of(event: Event) -> dict[str, Any]:
    """Return the facts of an event."""
    return canonical.loads(event.data)


def chain_hash(event: Event) -> str:
    """Hash every field by SHA-256, each led by its length so that no two rows read alike.

    The instant is taken in whole microseconds: what both databases store.
    """
    micros = int(event.at.timestamp()) * 1_000_000 + event.at.microsecond
    parts = [
        event.prev_hash,
        event.stream,
        str(event.seq),
        event.type,
        str(event.version),
        str(event.agency_id or ""),
        str(event.actor_id or ""),
        str(event.on_behalf_of_id or ""),
        str(micros),
        event.idempotency_key,
        event.data,
    ]
    hasher = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        hasher.update(len(raw).to_bytes(8, "big") + raw)
    return hasher.hexdigest()


@dataclass(frozen=True)
class Fault:
    """Where the trail does not hold, in Vietnamese."""

    stream: str
    seq: int
    message: str


def verify(stream: str = "") -> Iterator[Fault]:
    """Read the chain again; yields a fault for an edited row, a gap, a swap or a cut tail.

    One stream is compared inside one transaction with its head locked, so writers at work give
    no false alarm.
    """
    names = [stream] if stream else list(_stream_names())
    for name in names:
        with transaction.atomic():
            yield from list(_verify_stream(name))


def _stream_names() -> list[str]:
    heads = StreamHead.objects.values_list("stream", flat=True)
    orphans = Event.objects.values_list("stream", flat=True).distinct()
    return sorted({*heads, *orphans})


def _verify_stream(stream: str) -> Iterator[Fault]:
    head = StreamHead.objects.select_for_update().filter(stream=stream).first()
    seq, prev = 0, ""
    for event in Event.objects.filter(stream=stream).order_by("seq").iterator():
        seq += 1
        if event.seq != seq:
            yield Fault(stream, seq, f"thiếu sự kiện số {seq}")
            seq = event.seq
        if event.prev_hash != prev:
            yield Fault(stream, event.seq, f"sự kiện số {event.seq} không nối với sự kiện trước")
        if event.hash != chain_hash(event):
            yield Fault(stream, event.seq, f"sự kiện số {event.seq} đã bị sửa")
        prev = event.hash
    if head is None:
        yield Fault(stream, seq, "mất dấu cuối của chuỗi sự kiện")
    elif (head.seq, head.hash) != (seq, prev):
        yield Fault(stream, seq, f"chuỗi bị cắt: cuối chuỗi phải là số {head.seq}")
