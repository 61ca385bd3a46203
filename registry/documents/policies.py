"""Who sees documents, dossiers and versions, and what may be done with them."""

from django.db.models import Exists, OuterRef, Q

from registry import policy
from registry.documents.models import (
    Confidentiality,
    Document,
    Dossier,
    ReferenceRow,
    Rendition,
    Stage,
    Validity,
    Version,
)
from registry.organisation.models import Agency
from registry.organisation.roles import reach
from registry.policy import INSIDE, POLICIES, Inside, Policy, Standing
from registry.register import Register


def _documents(at: Standing) -> Q:
    """Issued ones of the own agencies and shared ones from above; drafts by role and unit."""
    if not at.agencies:
        return Q(pk__in=[])
    issued = Q(Exists(Validity.unscoped.filter(document=OuterRef("pk"))))
    not_restricted = ~Q(confidentiality=Confidentiality.RESTRICTED)
    return (
        (Q(agency_id__in=at.agency_ids) & issued & not_restricted)
        | (Q(agency_id__in=at.ancestor_ids, shared=True) & issued & not_restricted)
        | drafts_readable(at)
    )


def issued_readable(at: Standing) -> Q:
    """Return the condition for the issued documents that the person may read.

    Of documents that were issued it says what the policy says, without asking of each whether it
    was: whoever counts a whole library starts from periods, and knows.
    """
    if not at.agencies:
        return Q(pk__in=[])
    not_restricted = ~Q(confidentiality=Confidentiality.RESTRICTED)
    some = Document.unscoped.filter(
        drafts_readable(at), confidentiality=Confidentiality.RESTRICTED
    ).values("pk")
    return (
        (Q(agency_id__in=at.agency_ids) & not_restricted)
        | (Q(agency_id__in=at.ancestor_ids, shared=True) & not_restricted)
        | Q(pk__in=some)
    )


def drafts_readable(at: Standing) -> Q:
    """Return the condition for the documents whose draft the person may read.

    They see of these that there is a draft, and its name. The same as the ability `read_draft`, for
    a query.
    """
    whole = at.agencies_where("document.read_draft")
    own: set[int] = set()
    units: set[int] = set()
    any_unit: set[int] = set()
    # One condition a kind of reach, not one a role: who holds ten roles asks no longer question.
    for held in at.held:
        how = reach(held.role, "document.read_draft")
        if held.agency_id in whole or how not in ("unit", "own"):
            continue
        own.add(held.agency_id)
        if how == "unit" and held.unit_id:
            units.add(held.unit_id)
        elif how == "unit":
            any_unit.add(held.agency_id)
    found = Q(agency_id__in=whole)
    if own:
        found |= Q(author=at.user, agency_id__in=own)
    if units:
        found |= Q(agency_id__in=own, owner_unit_id__in=units)
    if any_unit:
        found |= Q(agency_id__in=any_unit, owner_unit__isnull=False)
    for more in DRAFTS:
        found |= more(at)
    return found


# Drafts under review that somebody reads for another reason than their role: they review them.
DRAFTS: Register[policy.Scope] = Register("drafts", "Bản soạn thảo được đọc thêm")


def under_way(at: Standing) -> Q:
    """Return the condition for the documents with a draft under way that the person may know of."""
    return drafts_readable(at) & ~Q(stage=Stage.IDLE)


def _edit(at: Standing, document: Document) -> bool:
    return (
        not document.in_review
        and document.agency_id in at.agency_ids
        and at.may(
            "document.edit",
            document.agency_id,
            unit_id=document.owner_unit_id,
            own=_is(at, document.author_id),
        )
    )


def _read_draft(at: Standing, document: Document) -> bool:
    if at.may(
        "document.read_draft",
        document.agency_id,
        unit_id=document.owner_unit_id,
        own=_is(at, document.author_id),
    ):
        return True
    under_review = document.in_review and document.agency_id in at.agency_ids
    return under_review and any(
        Document.unscoped.filter(more(at), pk=document.pk).exists() for more in DRAFTS
    )


def _delete(at: Standing, document: Document) -> bool:
    return _edit(at, document) and not document.submitted_once


def _submit(at: Standing, document: Document) -> bool:
    return document.stage in (Stage.DRAFT, Stage.CHANGES_REQUESTED) and at.may(
        "document.submit", document.agency_id, own=_is(at, document.author_id)
    )


def cancel_ability(agency: Agency) -> str:
    """Return the ability by which documents of an agency are cancelled: its switch says whose."""
    return "document.cancel_by_top" if agency.cancels_by_top else "document.cancel"


def _cancel(at: Standing, document: Document) -> bool:
    agency = next((one for one in at.agencies if one.pk == document.agency_id), None)
    return agency is not None and at.may(cancel_ability(agency), agency.pk)


def _is(at: Standing, user_id: int | None) -> bool:
    return at.user is not None and at.user.pk == user_id


def _of_agencies(at: Standing) -> Q:
    return Q(agency_id__in=at.agency_ids)


def _dossiers(at: Standing) -> Q:
    return (
        Q(author=at.user, agency_id__in=at.agency_ids)
        | Q(agency_id__in=at.agencies_where("document.read_draft"))
        | Q(owner_unit_id__in=at.units_where("document.read_draft"))
    )


def _versions(at: Standing) -> Q:
    not_restricted = ~Q(document__confidentiality=Confidentiality.RESTRICTED)
    return (
        (Q(agency_id__in=at.agency_ids) & not_restricted)
        | (Q(agency_id__in=at.ancestor_ids, document__shared=True) & not_restricted)
        | Q(agency_id__in=at.agencies_where("document.read_draft"))
    )


_POLICIES = (
    Policy(
        Document,
        _documents,
        {
            "edit": _edit,
            "read_draft": _read_draft,
            "delete": _delete,
            "submit": _submit,
            "cancel": _cancel,
            "export": _read_draft,
            "import": _edit,
        },
    ),
    Policy(
        Dossier,
        _dossiers,
        {
            "withdraw": lambda at, dossier: (
                _is(at, dossier.author_id) and dossier.state in (Dossier.OPEN, Dossier.RETURNED)
            ),
        },
    ),
    Policy(Version, _versions),
    Policy(Validity, _of_agencies),
)


def declare() -> None:
    """Register the policies."""
    for one in _POLICIES:
        POLICIES.add(one)
    INSIDE.add(Inside(ReferenceRow, Version))
    INSIDE.add(Inside(Rendition, Version))
