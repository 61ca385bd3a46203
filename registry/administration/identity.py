"""How an agency presents itself is changed by whoever manages its organisation."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from registry.administration.agencies import may_manage, note, stream_of
from registry.files.pictures import Mark
from registry.files.services import write
from registry.organisation import colours
from registry.organisation.identity import mark_path
from registry.organisation.models import Agency, User
from registry.organisation.periods import OrganisationError
from registry.trail import events
from registry.vietnamese import one_code, one_line, settle

CHANGED = "agency.identity_changed"
TEXTS = ("name", "short_name", "motto", "brand", "address", "telephone", "email", "hours")
# One number, which a link dials: «0234 382 2115», «(0234) 382.2115», «+84 234 382 2115», «1022».
_PHONE = re.compile(r"\+?[0-9(][0-9 .()-]{2,}")

_LONGEST = {one.name: one.max_length or 0 for one in Agency._meta.concrete_fields}


@transaction.atomic
def set_identity(
    actor: User | None,
    agency: Agency,
    changes: Mapping[str, str],
    *,
    mark: Mark | None = None,
    without_mark: bool = False,
) -> list[str]:
    """Change what is given (names of TEXTS; "" takes it back, so that the agency above speaks).

    A mark is drawn before (`registry.files.pictures.mark`). Returns the names of what is now
    another; the same again writes nothing. Raises Forbidden, OrganisationError that names the
    field, FileError for a full disk.
    """
    may_manage(actor, agency)
    values = {name: _checked(name, changes[name]) for name in TEXTS if name in changes}
    if mark is not None or without_mark:
        values["mark"] = mark.digest if mark else ""
    events.lock_streams(stream_of(agency))
    fresh = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    changed: dict[str, Any] = {
        name: [getattr(fresh, name), value]
        for name, value in values.items()
        if getattr(fresh, name) != value
    }
    for name in changed:
        setattr(fresh, name, values[name])
    if mark and "mark" in changed:
        write(mark_path(fresh), mark.raw, mark.digest)
    if changed:
        fresh.save(update_fields=list(changed))
        note(actor, fresh, CHANGED, {"changed": changed})
    for name in changed:
        setattr(agency, name, values[name])
    return list(changed)


def _checked(name: str, text: str) -> str:
    """The text as it is kept. Raises OrganisationError."""
    if name == "hours":
        kept = settle(text)
    else:
        kept = one_code(text) if name in ("telephone", "email") else one_line(text)
    longest = _LONGEST[name]
    if name == "brand":
        kept = _colour(kept)
    if len(kept) > longest:
        raise OrganisationError(f"Chỉ ghi được {longest} ký tự; đang có {len(kept)}.", name)
    if name == "name" and not kept:
        raise OrganisationError("Chưa nhập tên cơ quan.", name)
    if name == "telephone" and kept and not _PHONE.fullmatch(kept):
        raise OrganisationError(
            "Số điện thoại chưa đúng. Hãy ghi một số, ví dụ: 0234 382 2115.", name
        )
    if name == "email" and kept:
        try:
            validate_email(kept)
            # Signs that a «mailto:» would read as further receivers.
            if set("?&=%#") & set(kept):
                raise ValidationError("mailto")
        except ValidationError:
            raise OrganisationError("Địa chỉ thư điện tử chưa đúng.", name) from None
    return kept


def _colour(text: str) -> str:
    if not text:
        return ""
    try:
        colour = colours.read(text)
    except ValueError as error:
        raise OrganisationError(str(error), "brand") from None
    if refused := colours.refusal(colour):
        raise OrganisationError(refused, "brand")
    return colour
