"""Saying which documents are templates."""

from django.db import transaction

from registry import policy
from registry.documents.errors import DocumentError
from registry.documents.models import Document, Validity
from registry.documents.starts.models import DraftTemplate
from registry.documents.streams import lock_document, tell
from registry.now import now
from registry.organisation.models import Unit, User
from registry.vietnamese import one_line

ABILITY = "document.setup"


@transaction.atomic
def mark(actor: User, document: Document, *, unit: Unit | None = None, field: str = "") -> None:
    """Let new documents of its kind begin from this one; the same again changes nothing.

    Raises DocumentError for a document that is not in force, Forbidden.
    """
    fresh = lock_document(document)
    policy.require(actor, ABILITY, fresh.agency)
    if not Validity.objects.of(fresh.agency_id).filter(Validity.at(now()), document=fresh).exists():
        raise DocumentError("Chỉ tài liệu đang có hiệu lực mới dùng làm mẫu soạn thảo được.")
    if unit is not None and unit.agency_id != fresh.agency_id:
        raise DocumentError("Đơn vị này không thuộc cơ quan.")
    field = one_line(field, 120)
    row = DraftTemplate.objects.of(fresh.agency_id).filter(document=fresh).first()
    if row is not None and (row.unit_id, row.field) == (unit.pk if unit else None, field):
        return
    row = row or DraftTemplate(agency_id=fresh.agency_id, document=fresh)
    row.unit, row.field = unit, field
    row.save()
    facts = {"unit": unit.code if unit else "", "field": field}
    tell(fresh, "document.template_marked", facts, actor, _giver(actor, fresh))


@transaction.atomic
def unmark(actor: User, document: Document) -> None:
    """Let no new document begin from this one any more; those begun stay. Raises Forbidden."""
    fresh = lock_document(document)
    policy.require(actor, ABILITY, fresh.agency)
    gone, _ = DraftTemplate.objects.of(fresh.agency_id).filter(document=fresh).delete()
    if gone:
        tell(fresh, "document.template_unmarked", {}, actor, _giver(actor, fresh))


def _giver(actor: User, document: Document) -> User | None:
    return policy.standing(actor).behalf(ABILITY, document.agency_id)
