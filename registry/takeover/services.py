"""Taking documents over: sending a list with its files, deciding on the report, stopping."""

import hashlib
import io
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from registry import policy
from registry.administration import services as organisation
from registry.files import services as files
from registry.now import now
from registry.organisation.models import Agency, User
from registry.takeover import jobs
from registry.takeover.errors import OtherReport, TakeoverError
from registry.takeover.models import (
    LineVerdict,
    Takeover,
    TakeoverFile,
    TakeoverLine,
    TakeoverState,
)
from registry.takeover.policies import ABILITY
from registry.takeover.reading import archives
from registry.takeover.reading.files import list_among
from registry.trail import events
from registry.trail.regular import JOBS, Regular, crontab

# So often one may send more files to one list, each time as much as a request holds.
MOST_PARTS = 60
# So long the files are kept that nobody decided on, or that could not be taken over.
KEPT = timedelta(days=30)
Upload = tuple[str, bytes]


def begin(actor: User, agency: Agency, uploads: Sequence[Upload]) -> Takeover:
    """Keep a list with its files and note the check of it; no document is touched.

    `uploads` are archives (.zip) and loose files. Raises Forbidden, TakeoverError for what cannot
    be opened safely, or has no list.
    """
    policy.require(actor, ABILITY, agency)
    parts, names = _parts(uploads)
    called = list_among(names)
    with transaction.atomic():
        made: Takeover = Takeover.objects.create(
            agency=agency, by=actor, created_at=now(), list_name=called
        )
        _keep(made, parts)
        jobs.note(made)
    return made


def add(actor: User, takeover: Takeover, uploads: Sequence[Upload]) -> None:
    """Keep more files, or a mended list, beside those that are there, and check all anew.

    What comes again under its name takes the place of what was there.
    Raises Forbidden, TakeoverError.
    """
    policy.require(actor, ABILITY, takeover.agency)
    parts, names = _parts(uploads)
    with transaction.atomic():
        fresh = _held(actor, takeover)
        _require_files(fresh)
        known = TakeoverFile.objects.of(fresh.agency_id).filter(takeover=fresh)
        list_among({*names, *known.values_list("name", flat=True)})
        if fresh.parts + len(parts) > MOST_PARTS:
            raise TakeoverError(
                f"Đợt này đã gửi {fresh.parts} lần. Hãy lập đợt nhập mới cho các tệp còn lại."
            )
        _keep(fresh, parts)
        _check_anew(fresh)


@transaction.atomic
def recheck(actor: User, takeover: Takeover) -> None:
    """Check the files that are there once more. Raises Forbidden, TakeoverError."""
    fresh = _held(actor, takeover)
    _require_files(fresh)
    _check_anew(fresh)


@transaction.atomic
def decide(actor: User, takeover: Takeover, *, seen: str) -> None:
    """Take over what the report said would be; `seen` is the digest of the report that was shown.

    A second press changes nothing. Raises Forbidden, OtherReport where the report is another by
    now, TakeoverError where nothing is to be taken over.
    """
    fresh = _held(actor, takeover, busy=True)
    if fresh.digest == seen and fresh.state in (
        TakeoverState.TAKING,
        TakeoverState.DONE,
        TakeoverState.STOPPED,
    ):
        return
    if fresh.state != TakeoverState.CHECKED or fresh.digest != seen:
        raise OtherReport(
            "Báo cáo kiểm tra đã thay đổi sau khi ông/bà mở trang, nên chưa nhập gì. Hãy xem báo"
            " cáo mới rồi quyết định."
        )
    lines = TakeoverLine.objects.of(fresh.agency_id).filter(takeover=fresh, verdict=LineVerdict.NEW)
    count = lines.count()
    if not count:
        raise TakeoverError("Không có dòng nào để nhập. Hãy sửa danh mục rồi gửi lại.")
    _require_files(fresh)
    fresh.state, fresh.decided_by, fresh.decided_at = TakeoverState.TAKING, actor, now()
    fresh.stop_asked, fresh.finished_at = False, None
    fresh.save()
    events.append(
        organisation.stream_of(fresh.agency),
        "agency.takeover_begun",
        {"takeover": str(fresh.uid), "digest": fresh.digest, "lines": count},
        actor=actor,
        on_behalf_of=policy.standing(actor).behalf(ABILITY, fresh.agency_id),
        agency=fresh.agency,
    )
    jobs.note(fresh)


@transaction.atomic
def stop(actor: User, takeover: Takeover) -> None:
    """Ask that no further line is begun; those that were taken over stay. Raises Forbidden."""
    fresh = _held(actor, takeover, busy=True)
    if fresh.state == TakeoverState.TAKING and not fresh.stop_asked:
        fresh.stop_asked = True
        fresh.save(update_fields=["stop_asked"])


@transaction.atomic
def discard(actor: User, takeover: Takeover) -> None:
    """Throw a list away on which nobody has decided, with its files.

    Raises Forbidden, TakeoverError where something of it was taken over.
    """
    fresh = _held(actor, takeover)
    if fresh.decided_at is not None:
        raise TakeoverError("Đợt này đã nhập tài liệu nên được giữ lại để đối chiếu.")
    _forget_files(fresh)
    TakeoverLine.objects.of(fresh.agency_id).filter(takeover=fresh).delete()
    fresh.delete()


def _held(actor: User, takeover: Takeover, *, busy: bool = False) -> Takeover:
    """Lock a takeover; unless `busy`, it may not be at work."""
    policy.require(actor, ABILITY, takeover.agency)
    fresh = (
        Takeover.unscoped.select_for_update(of=("self",))
        .select_related("agency__parent__parent")
        .filter(pk=takeover.pk)
        .first()
    )
    if fresh is None:
        raise TakeoverError("Đợt nhập này đã được bỏ. Hãy mở lại danh sách đợt nhập.")
    if not busy and fresh.state == TakeoverState.TAKING:
        raise TakeoverError("Đang nhập. Hãy chờ xong, hoặc bấm «Dừng» rồi làm lại.")
    return fresh


def _require_files(takeover: Takeover) -> None:
    if not takeover.parts:
        raise TakeoverError(
            "Tệp của đợt này không còn được giữ. Hãy lập đợt nhập mới và gửi lại tệp."
        )


def _check_anew(takeover: Takeover) -> None:
    takeover.state = TakeoverState.CHECKING
    takeover.looked = 0
    takeover.save()
    jobs.note(takeover)


def _parts(uploads: Sequence[Upload]) -> tuple[list[bytes], set[str]]:
    """Return what was sent as archives, and the names of all files in them."""
    sent = [(archives.plain(name), content) for name, content in uploads]
    sent = [one for one in sent if not archives.is_left_behind(one[0])]
    if not sent:
        raise TakeoverError("Chưa chọn tệp. Hãy chọn tệp .zip, hoặc danh-muc.xlsx cùng các tệp.")
    loose = [(name, content) for name, content in sent if not name.lower().endswith(".zip")]
    twice = sorted({name for name, _ in loose if [one for one, _ in loose].count(name) > 1})
    if twice:
        raise TakeoverError(
            f"Có hai tệp cùng tên «{twice[0]}». Hãy đổi tên một tệp, hoặc nén cả thư mục thành"
            " .zip."
        )
    parts = [(name, content) for name, content in sent if name.lower().endswith(".zip")]
    if loose:
        parts.append(("tệp rời", archives.packed(loose)))
    names: set[str] = set()
    for name, content in parts:
        names |= {one.name for one in archives.members(io.BytesIO(content), name)}
    return [content for _, content in parts], names


def _keep(takeover: Takeover, parts: Sequence[bytes]) -> None:
    """Write archives before the row that counts them: a crash between leaves bytes alone."""
    for content in parts:
        takeover.parts += 1
        place = takeover.place_of(takeover.parts)
        files.write(place, content, hashlib.sha256(content).hexdigest())
    takeover.save(update_fields=["parts"])


def _forget_files(takeover: Takeover) -> None:
    """Delete the archives once the transaction is kept."""
    places = [takeover.place_of(part) for part in range(1, takeover.parts + 1)]
    takeover.parts = 0
    takeover.save(update_fields=["parts"])
    transaction.on_commit(partial(_delete, places))


def _delete(places: Sequence[str]) -> None:
    for place in places:
        default_storage.delete(place)


def tidy() -> str:
    """Delete the archives of takeovers that are a month old; what became of them stays."""
    over = Takeover.unscoped.filter(created_at__lt=now() - KEPT, parts__gt=0)
    count = 0
    for row in over.exclude(state=TakeoverState.TAKING).select_related("agency"):
        with transaction.atomic():
            _forget_files(row)
        count += 1
    return f"Đã xóa tệp của {count} đợt nhập." if count else ""


JOBS.add(
    Regular(
        "takeover.tidy",
        "Xóa tệp đã gửi của các đợt nhập tài liệu cũ",
        crontab(hour=2, minute=20),
        tidy,
    )
)
