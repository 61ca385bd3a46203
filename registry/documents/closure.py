"""What a reference means: in force at an instant, with a dossier or drafts laid over."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.db.models import Q, QuerySet

from registry import canonical, kinds
from registry.administration import directory
from registry.documents.models import Document, DossierItem, ReferenceRow, Validity, Version
from registry.documents.policies import drafts_readable
from registry.kinds import Context, Resolved
from registry.now import local, now
from registry.organisation.models import Agency, User
from registry.policy import standing


class Broken(LookupError):
    """A reference that leads nowhere at that instant; the message is Vietnamese."""


class Resolver:
    """Resolves uids for one agency at one instant, remembering what it read.

    Own documents first, then those that agencies above share. `overlay` wins over what is in
    force; for a `reader`, working drafts of the own agency that they may read stand in for what is
    not in force. Drafts of another agency never do.
    """

    def __init__(
        self,
        agency: Agency,
        at: datetime,
        overlay: Iterable[Resolved] = (),
        *,
        reader: User | None = None,
    ) -> None:
        self.at = at
        self.reader = reader
        self.agency = agency
        self.known: dict[str, Resolved | None] = {item.uid: item for item in overlay}

    def __call__(self, uid: str) -> Resolved | None:
        """The document of this uid, or None."""
        if uid not in self.known:
            self.warm([uid])
        return self.known[uid]

    def warm(self, uids: Iterable[str]) -> None:
        """Read many documents at once, by uid."""
        wanted = [uid for uid in dict.fromkeys(uids) if uid not in self.known]
        valid = [uid for uid in wanted if is_uuid(uid)]
        self.known.update(dict.fromkeys(wanted))
        if not valid:
            return
        periods = (
            Validity.unscoped.filter(
                Validity.at(self.at), self._reachable("document__"), document__uid__in=valid
            )
            .select_related("version", "document")
            .order_by("pk")
        )
        for period in periods:
            self.known[str(period.document.uid)] = of_version(
                period.version, str(period.document.uid), in_force=True
            )
        missing = [uid for uid in valid if self.known[uid] is None]
        if self.reader is not None and missing:
            drafts = Document.objects.of(self.agency).filter(
                drafts_readable(standing(self.reader)), uid__in=missing
            )
            self.known.update({str(draft.uid): of_draft(draft) for draft in drafts})

    def warm_all(self, texts: Iterable[Resolved]) -> None:
        """Read all that texts name, and what that names in its turn: a query or two a level."""
        level = list(texts)
        while level:
            uids = {
                reference.uid
                for text in level
                for reference in kinds.get(text.kind).references_of(text.body)
            } - self.known.keys()
            self.warm(sorted(uids))
            level = [found for uid in uids if (found := self.known[uid]) is not None]

    def _reachable(self, prefix: str) -> Q:
        above = [ancestor.pk for ancestor in self.agency.ancestors()]
        return Q(**{f"{prefix}agency": self.agency}) | Q(
            **{f"{prefix}agency__in": above, f"{prefix}shared": True}
        )


def is_uuid(text: str) -> bool:
    """Tell whether a text can name a document at all: whether it is a UUID."""
    try:
        uuid.UUID(text)
    except (ValueError, AttributeError, TypeError):
        return False
    return True


def of_version(version: Version, uid: str, *, in_force: bool = False) -> Resolved:
    """Describe an issued version as the target of a reference."""
    return Resolved(
        uid=uid,
        kind=version.kind,
        code=version.code,
        title=version.title,
        body=version.data,
        version_id=version.pk,
        sha256=version.sha256,
        issue_no=version.issue_no,
        revision_no=version.revision_no,
        in_force=in_force,
    )


def of_draft(document: Document) -> Resolved:
    """Describe a working draft as the target of a reference; it is not in force."""
    return Resolved(
        uid=str(document.uid),
        kind=document.kind,
        code=document.draft_code,
        title=document.draft_title,
        body=document.data,
        sha256=canonical.digest(document.body),
    )


def of_item(item: DossierItem) -> Resolved:
    """Describe a frozen copy of a dossier as the target of a reference."""
    kind = kinds.get(item.document.kind)
    return Resolved(
        uid=str(item.document.uid),
        kind=kind.code,
        code=item.code,
        title=item.title,
        body=kind.upgraded(canonical.loads(item.body), item.schema_version),
        sha256=item.sha256,
    )


def context(
    agency: Agency,
    at: datetime | None = None,
    overlay: Iterable[Resolved] = (),
    *,
    reader: User | None = None,
    frame: dict[str, Any] | None = None,
) -> Context:
    """Build the context in which the agency reads bodies at an instant (now, when none is given).

    For a `reader`, they are read with the drafts that the person may read.
    """
    instant = at or now()
    return Context(
        agency_id=agency.pk,
        instant=instant,
        resolve=Resolver(agency, instant, overlay, reader=reader),
        frame=frame or {},
        units=cache(partial(directory.units_of, agency, local(instant).date())),
        units_below=cache(partial(directory.codes_below, agency)),
    )


def warmed(context: Context, kind: kinds.Kind, body: canonical.Body) -> Context:
    """Read at once what a body names, and return the context: a text may cite fifty documents."""
    if isinstance(context.resolve, Resolver):
        context.resolve.warm(reference.uid for reference in kind.references_of(body))
    return context


def in_force(agency: Agency, uid: str, at: datetime | None = None) -> Resolved | None:
    """Find what the agency works by under this uid at an instant (now, when none is given)."""
    return Resolver(agency, at or now())(str(uid))


def complete_in_force(agency: Agency, uid: str) -> canonical.Body | None:
    """Return the body in force, with what it takes from the documents that it uses laid in."""
    where = context(agency)
    target = where.resolve(str(uid))
    return kinds.get(target.kind).complete(target.body, where) if target else None


def pin(agency: Agency, uid: str, at: datetime) -> dict[str, dict[str, Any]]:
    """Return the closure of `uses` in force at an instant: what a case opened then keeps for ever.

    {uid: {"version": id, "sha256", "kind"}}, the process itself included.
    Raises Broken when anything in it is not in force.
    """
    resolver = Resolver(agency, at)
    pinned: dict[str, dict[str, Any]] = {}
    level = [str(uid)]
    while level:
        resolver.warm(level)
        below: list[str] = []
        for name in level:
            target = resolver(name)
            if target is None or target.version_id is None:
                raise Broken(f"Tài liệu được sử dụng chưa có hiệu lực hoặc đã bị hủy bỏ ({name}).")
            pinned[name] = {
                "version": target.version_id,
                "sha256": target.sha256,
                "kind": target.kind,
            }
            below += [
                reference.uid
                for reference in kinds.get(target.kind).references_of(target.body)
                if reference.relation == "uses"
            ]
        level = [name for name in dict.fromkeys(below) if name not in pinned]
    return pinned


def body_of(version_id: int) -> canonical.Body:
    """Return the body of a pinned version, in today's schema version."""
    version: Version = Version.unscoped.get(pk=version_id)
    return version.data


def naming(uid: str, at: datetime) -> QuerySet[Validity]:
    """Return the periods in force, in every agency, whose version names this uid.

    The caller narrows them. A copy that was taken over names nothing.
    """
    rows = ReferenceRow.unscoped.filter(target_uid=uid).exclude(relation="copies")
    found: QuerySet[Validity] = Validity.unscoped.filter(
        Validity.at(at), version__in=rows.values("version")
    )
    return found.select_related("version", "document")


def used_by(agency: Agency, uid: str, at: datetime) -> list[Validity]:
    """List the periods in force of one agency whose version names this uid."""
    return list(naming(uid, at).filter(agency=agency))
