"""Columns by which rows are found without reading what they hold: derived, written on each save.

Nothing else writes them; `manage.py verify_documents` compares (docs/adr/0066-found-by-columns.md).
"""

from typing import Any

from django.db import models

from registry import canonical, kinds
from registry.kinds import Opener
from registry.vietnamese import fold

NAMES = ("code", "title", "next_code", "next_title")
DERIVED = ("folded", "next_folded", "short_uid")


def short(uid: Any) -> str:
    """Return the last eight hexadecimal digits of a uid, which stand in public addresses."""
    return str(uid).replace("-", "")[-8:]


class NameColumns(models.Model):
    """What a document is found by: its name and that of its draft, folded, and its address."""

    # As people look for it: code and title that everybody knows, without marks and capitals.
    folded = models.TextField(default="", editable=False)
    # The same of the draft where it is called otherwise: for those who may read the draft.
    next_folded = models.TextField(default="", editable=False)
    short_uid = models.CharField(max_length=8, default="", editable=False, db_index=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the row; whatever stores a name stores it folded too."""
        wanted = kwargs.get("update_fields")
        if wanted is None or not set(NAMES).isdisjoint(wanted):
            self.derive()
            if wanted is not None:
                kwargs["update_fields"] = {*wanted, *DERIVED}
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Fill the columns from the row's own names and uid."""
        row: Any = self
        self.folded = fold(f"{row.code} {row.title}")
        other = row.next_code is not None or row.next_title is not None
        self.next_folded = fold(row.draft_name) if other else ""
        self.short_uid = short(row.uid)


class OpenerColumns(models.Model):
    """What the issue of a period says: who may begin it (`Kind.opening`), of which field it is."""

    procedure_type = models.CharField(max_length=40, default="", editable=False)
    # The role of the process that begins it, which an adopting agency binds anew; "" for none.
    opener_need = models.TextField(default="", editable=False)
    # The role of people that it stands for, as the issue says; ANYBODY for everybody.
    opener_role = models.TextField(default="", editable=False)
    # Lĩnh vực, where the kind has one: the library is laid out by it.
    field = models.TextField(default="", editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the row; a new one reads its issue once."""
        if self._state.adding:
            self.derive()
        super().save(*args, **kwargs)

    @property
    def opening(self) -> Opener:
        """The columns together."""
        return Opener(self.procedure_type, self.opener_need, self.opener_role)

    def derive(self) -> None:
        """Fill the columns from the issue, which never changes."""
        version: Any = self.version  # type: ignore[attr-defined]
        said = opening_of(version.kind, version.data)
        self.procedure_type = said.procedure_type
        self.opener_need, self.opener_role = said.need, said.role
        self.field = field_of(version.kind, version.data)


def field_of(kind: str, body: canonical.Body) -> str:
    """Return the field (lĩnh vực) that a body of this kind names; "" where it has none."""
    known = "field" in kinds.get(kind).schema["properties"]
    return str(body.get("field", "")).strip() if known else ""


def opening_of(kind: str, body: canonical.Body) -> Opener:
    """Return what a body of this kind says of who may begin it."""
    return kinds.get(kind).opening(body)
