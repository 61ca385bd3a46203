"""What a document names and what names it, for one reader: with the state of each law."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from registry import kinds, policy
from registry.canonical import Body
from registry.documents import closure
from registry.documents.models import Document, Validity, Version
from registry.kinds import Context, Kind, Reference
from registry.lists.ordering import by_words
from registry.now import local, now
from registry.organisation.models import User

# A law may be cited by hundreds of procedures: the page says how many more there are.
SHOWN = 100


@dataclass(frozen=True)
class Named:
    """A document beside another: `pk` of its page, None where the reader may not open it.

    `state` is what a document from outside says of its own force, `agency` whose it is where it
    belongs to another agency.
    """

    code: str
    title: str
    picture: str
    pk: int | None = None
    state: str = ""
    tone: str = ""
    agency: str = ""


@dataclass
class Group:
    """Documents in one relation; `more` are not listed."""

    label: str
    rows: list[Named] = field(default_factory=list)
    more: int = 0
    # A sentence with how many there are, where it is a list that may be long.
    said: str = ""


def named(user: User, kind: Kind, body: Body, context: Context) -> list[Group]:
    """Group what a body names by its relation; what is found nowhere is left out.

    One query besides what the context reads: which of them the person may open.
    """
    references = [one for one in kind.references_of(body) if one.relation != "copies"]
    context = closure.warmed(context, kind, body)
    found = {one.uid: target for one in references if (target := context.resolve(one.uid))}
    if not found:
        return []
    seen = policy.visible(user, Document).filter(uid__in=list(found))
    pages = {str(uid): pk for uid, pk in seen.values_list("uid", "pk")}
    on = local(context.instant).date()
    groups: dict[str, Group] = {}
    told: set[tuple[str, str]] = set()
    for one in references:
        if one.uid not in found:
            continue
        label = kind.relation_words(body, one)[0]
        if (label, one.uid) in told:
            continue
        told.add((label, one.uid))
        target = found[one.uid]
        groups.setdefault(label, Group(label)).rows.append(
            _row(
                kinds.get(target.kind),
                target.code,
                target.title,
                pages.get(one.uid),
                target.body,
                on,
            )
        )
    return list(groups.values())


def _row(
    kind: Kind, code: str, title: str, pk: int | None, body: Body | None, on: date, agency: str = ""
) -> Named:
    state, tone = (kind.standing(body, on), kind.tone(body, on)) if body is not None else ("", "")
    return Named(code, title, kind.picture, pk, state, tone, agency)


def naming(user: User, document: Document) -> list[Group]:
    """Group what names a document, in every agency that the person may read in.

    Texts that stand in a relation of their own to it (a law that amends it) come first; the others
    in one list that says how many there are. Three queries.
    """
    found = closure.naming(str(document.uid), now()).filter(
        document__in=policy.visible(user, Document)
    )
    count = found.count()
    if not count:
        return []
    periods = list(
        found.select_related("document__agency")
        .defer("version__body", "version__approvals", "document__body")
        .order_by(by_words("agency__name"), "version__code", "pk")[:SHOWN]
    )
    own = [period for period in periods if _speaks(period)]
    groups = _in_own_words(own, document) if own else []
    others = [period for period in periods if not _speaks(period)]
    rest = count - len(own)
    if rest:
        word = "viện dẫn" if document.kind_of.outside else "sử dụng"
        said = f"Được {word} trong {rest} tài liệu đang có hiệu lực"
        rows = [_period_row(period, document) for period in others]
        groups.append(Group(f"Được {word} trong", rows, rest - len(rows), said))
    return groups


def _speaks(period: Validity) -> bool:
    """Whether documents of its kind call their relations by words of their own."""
    return kinds.get(period.version.kind).relation_words is not Kind.relation_words


def _period_row(period: Validity, document: Document) -> Named:
    elsewhere = period.agency_id != document.agency_id
    return _row(
        kinds.get(period.version.kind),
        period.version.code,
        period.version.title,
        period.document_id,
        None,
        local(now()).date(),
        str(period.document.agency) if elsewhere else "",
    )


def _in_own_words(periods: Iterable[Validity], document: Document) -> list[Group]:
    by_version = {period.version_id: period for period in periods}
    groups: dict[str, Group] = {}
    for version in Version.unscoped.filter(pk__in=by_version).order_by("code", "pk"):
        kind, body = kinds.get(version.kind), version.data
        for label in _turned(kind, body, str(document.uid)):
            row = _row(
                kind,
                version.code,
                version.title,
                by_version[version.pk].document_id,
                body,
                local(now()).date(),
            )
            groups.setdefault(label, Group(label)).rows.append(row)
    return list(groups.values())


def _turned(kind: Kind, body: Body, uid: str) -> list[str]:
    """How a document is called, in the words of who names it."""
    mine: list[Reference] = [one for one in kind.references_of(body) if one.uid == uid]
    return list(dict.fromkeys(kind.relation_words(body, one)[1] for one in mine))
