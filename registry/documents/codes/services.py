"""Saying how codes look."""

from collections.abc import Mapping

from django.db import transaction

from registry import kinds, policy
from registry.administration import services as organisation
from registry.documents.codes.models import CodePattern
from registry.documents.codes.patterns import PatternError, checked
from registry.organisation.models import Agency, User
from registry.trail import events
from registry.vietnamese import one_code

ABILITY = "document.setup"


@transaction.atomic
def set_patterns(
    actor: User, agency: Agency, asked: Mapping[str, tuple[str, str]]
) -> dict[str, str]:
    """Say how the codes of several kinds are made: (pattern, prefix) by kind; all of them or none.

    Returns what is wrong, in Vietnamese, by kind. Raises KeyError, Forbidden.
    """
    wrong = {}
    for kind, (pattern, prefix) in asked.items():
        try:
            set_pattern(actor, agency, kind, pattern=pattern, prefix=prefix)
        except PatternError as error:
            wrong[kind] = str(error)
    if wrong:
        transaction.set_rollback(True)
    return wrong


@transaction.atomic
def set_pattern(actor: User, agency: Agency, kind: str, *, pattern: str, prefix: str = "") -> None:
    """Say how the codes of a kind are made from now on; documents keep the codes they have.

    Raises PatternError for a pattern that makes no codes, KeyError for an unknown kind, Forbidden.
    """
    policy.require(actor, ABILITY, agency)
    known = kinds.get(kind)
    kept, prefix = checked(pattern), one_code(prefix, 20)
    if not (prefix or known.code_prefix):
        raise PatternError(f"Hãy ghi ký hiệu của loại «{known.label}», ví dụ: CV.")
    row = CodePattern.objects.of(agency).select_for_update().filter(kind=kind).first()
    if row is not None and (row.pattern, row.prefix) == (kept, prefix):
        return
    row = row or CodePattern(agency=agency, kind=kind)
    row.pattern, row.prefix = kept, prefix
    row.save()
    events.append(
        organisation.stream_of(agency),
        "agency.code_pattern_set",
        {"kind": kind, "pattern": kept, "prefix": prefix},
        actor=actor,
        on_behalf_of=policy.standing(actor).behalf(ABILITY, agency.pk),
        agency=agency,
    )
