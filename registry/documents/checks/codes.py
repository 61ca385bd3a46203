"""Mã hiệu: one code names one document of its kind in an agency, unless the agency repeats codes.

What was issued once is never another's, also when it is over.

Codes are compared as people read them (`key_of`). No database constraint: what
came in with its twin stays, is told, and may be revised.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from registry.documents.models import (
    Confidentiality,
    Dossier,
    DossierItem,
    Validity,
    Version,
)
from registry.kinds import Resolved
from registry.organisation.models import Agency
from registry.problems import Problem
from registry.vietnamese import fold

KEYWORD = "code"
# What people write between the parts of a code, or leave out.
_BETWEEN = r"[ \-–—]*"
_PARTS = re.compile(r"[^\W\d_]+|\d+|[^\w\s-]")


def key_of(code: str) -> str:
    """Give the same key for two spellings of one code: «HD-01», «hd – 01», «HD01».

    «QT-1.12» and «QT-11.2» are two codes.
    """
    return " ".join(_PARTS.findall(fold(code)))


def spelt_like(codes: Iterable[str]) -> str:
    """Return an expression by which the database finds codes, whatever stands between their parts.

    It finds too many rather than too few: `key_of` decides.
    """
    spellings = [
        _BETWEEN + _BETWEEN.join(map(re.escape, _PARTS.findall(code))) + _BETWEEN for code in codes
    ]
    return f"^({'|'.join(spellings)})$"


@dataclass(frozen=True)
class Holder:
    """Who has a code: in force or scheduled (`starts`), before reviewers (`item`), or had it
    (`over`)."""

    uid: str
    kind: str
    key: str
    name: str
    starts: datetime | None = None
    item: int = 0
    over: bool = False

    def words(self, at: datetime) -> str:
        """Say which document this is, to people who may not read drafts."""
        if self.over:
            return f"{self.name or 'một tài liệu hạn chế đọc'} đã từng ban hành"
        if self.starts is None:
            return "một tài liệu đang được trình ban hành"
        state = "đang có hiệu lực" if self.starts <= at else "sắp có hiệu lực"
        return f"{self.name or 'một tài liệu hạn chế đọc'} {state}"


def lock(agency: Agency) -> None:
    """Keep others from submitting or issuing in the agency until the transaction ends.

    Reads the agency's switch `repeats_codes` anew. Foreign keys to the agency do not wait for this
    lock.
    """
    rows = Agency.objects.select_for_update(no_key=True).filter(pk=agency.pk)
    agency.repeats_codes = rows.values_list("repeats_codes", flat=True).get()


def repeated(
    agency: Agency,
    texts: Sequence[Resolved],
    at: datetime,
    items: dict[str, int] | None = None,
) -> dict[str, list[Problem]]:
    """Find what is wrong with the codes of texts that hold together from `at`, by uid.

    `items` are the numbers of the frozen copies: of two before reviewers, the first submitted
    has the code. A document that has the code already keeps it, with a warning.
    """
    named = [text for text in texts if key_of(text.code)]
    if not named or agency.repeats_codes:
        return {}
    inside = {text.uid for text in texts}
    holders = list(_holders(agency, {text.kind for text in named}, at))
    holders += _former(agency, named, {one.uid for one in holders})
    found = {}
    for text in named:
        mine = key_of(text.code)
        same = [one for one in holders if (one.kind, one.key) == (text.kind, mine)]
        keeps = any(one.uid == text.uid and one.starts for one in same)
        number = (items or {}).get(text.uid)
        others = [
            one.words(at)
            for one in same
            if one.uid != text.uid and _bars(one, one.uid in inside, at, number)
        ]
        others += [
            f"«{other.code} {other.title}» trong cùng bộ"
            for other in named
            if other.uid != text.uid and (other.kind, key_of(other.code)) == (text.kind, mine)
        ]
        if others:
            found[text.uid] = [_problem(text.code, list(dict.fromkeys(others)), keeps)]
    return found


def _bars(holder: Holder, inside: bool, at: datetime, number: int | None) -> bool:
    """Whether a code that somebody holds is taken for a document of a dossier.

    `inside`: the holder goes along in the dossier, which is issued `at`; `number`: the item of the
    dossier that is asked about, None before there is one: of two, the later gives way.
    """
    if holder.over:
        return not inside
    if holder.starts is not None:
        # What goes together replaces what it has in force; what is scheduled later stays.
        return not inside or holder.starts > at
    return not inside and (number is None or holder.item < number)


def _problem(code: str, others: list[str], keeps: bool) -> Problem:
    said = " và ".join(others)
    if keeps:
        return Problem(
            "",
            f"Mã hiệu «{code}» cũng là của {said}. Nên đổi mã hiệu của một trong hai tài liệu.",
            KEYWORD,
            severity="warning",
        )
    return Problem(
        "",
        f"Mã hiệu «{code}» trùng với {said}. Hãy đặt mã hiệu khác, hoặc soạn lần sửa đổi của tài"
        " liệu đã có mã hiệu này.",
        KEYWORD,
    )


def _holders(agency: Agency, kinds: Iterable[str], at: datetime) -> Iterator[Holder]:
    """Who has a code at an instant or later, or asks for one."""
    wanted = sorted(kinds)
    periods = Validity.objects.of(agency).filter(
        Q(ends=None) | Q(ends__gt=at, starts__lt=F("ends")), version__kind__in=wanted
    )
    for uid, kind, code, title, starts, reach in periods.values_list(
        "document__uid",
        "version__kind",
        "version__code",
        "version__title",
        "starts",
        "document__confidentiality",
    ).order_by("starts", "pk"):
        hidden = reach == Confidentiality.RESTRICTED
        yield Holder(str(uid), kind, key_of(code), "" if hidden else f"«{code} {title}»", starts)
    frozen = DossierItem.objects.filter(
        dossier__agency=agency,
        dossier__state=Dossier.OPEN,
        round=F("dossier__round"),
        document__kind__in=wanted,
    )
    for uid, kind, code, pk in frozen.values_list(
        "document__uid", "document__kind", "code", "pk"
    ).order_by("pk"):
        yield Holder(str(uid), kind, key_of(code), "", item=pk)


def _former(agency: Agency, named: Sequence[Resolved], known: set[str]) -> Iterator[Holder]:
    """Who had one of these codes in an issue that is over; `known` are those met already.

    One query: the database finds them by the parts of the codes, whatever stands between.
    """
    asked: dict[str, dict[str, str]] = {}
    for text in named:
        asked.setdefault(text.kind, {})[key_of(text.code)] = text.code
    condition = Q(pk__in=[])
    for kind, codes in asked.items():
        condition |= Q(kind=kind, code__iregex=spelt_like(codes.values()))
    found: set[tuple[str, str]] = set()
    rows = Version.objects.of(agency).filter(condition).order_by("pk")
    for uid, kind, code, title, reach in rows.values_list(
        "document__uid", "kind", "code", "title", "document__confidentiality"
    ):
        key = key_of(code)
        if str(uid) in known or (str(uid), key) in found or key not in asked[kind]:
            continue
        found.add((str(uid), key))
        hidden = reach == Confidentiality.RESTRICTED
        yield Holder(str(uid), kind, key, "" if hidden else f"«{code} {title}»", over=True)
