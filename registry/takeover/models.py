"""A list that somebody takes over, the files that came with it, and what becomes of each line."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.db import models

from registry import canonical
from registry.documents.models import Version
from registry.organisation.models import User
from registry.scoping import AgencyOwned


class TakeoverState(models.TextChoices):
    """Where a takeover stands."""

    CHECKING = "checking", "Đang kiểm tra"
    CHECKED = "checked", "Chờ quyết định"
    TAKING = "taking", "Đang nhập"
    DONE = "done", "Đã nhập xong"
    STOPPED = "stopped", "Đã dừng giữa chừng"


class LineVerdict(models.TextChoices):
    """What the check found of a line."""

    NEW = "new", "Sẽ nhập"
    SAME = "same", "Đã có, không đổi"
    OTHER = "other", "Đã có, nội dung khác"
    WRONG = "wrong", "Có lỗi"


class LineOutcome(models.TextChoices):
    """What became of a line."""

    NOTHING = "", "Chưa nhập"
    TAKEN = "taken", "Đã nhập"
    SAME = "same", "Đã có, không đổi"
    FAILED = "failed", "Chưa nhập được"


class Takeover(AgencyOwned):
    """One list with its files, from the first upload to the last line."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        max_length=10, choices=TakeoverState.choices, default=TakeoverState.CHECKING
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    # The archives as they came, numbered from 1; 0: they are not kept any more.
    parts = models.PositiveSmallIntegerField(default=0)
    # What the list is called, and why it could not be read; "" while it can.
    list_name = models.CharField(max_length=500, blank=True)
    refusal = models.TextField(blank=True)
    # What the list has that is not used, and what was supposed: for whoever decides.
    remarks = models.TextField(default="{}")
    # How far the check is.
    looked = models.PositiveIntegerField(default=0)
    to_look = models.PositiveIntegerField(default=0)
    # SHA-256 of the report: a decision names it.
    digest = models.CharField(max_length=64, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    stop_asked = models.BooleanField(default=False)

    class Meta(AgencyOwned.Meta):
        verbose_name = "đợt nhập tài liệu sẵn có"
        verbose_name_plural = "đợt nhập tài liệu sẵn có"

    def __str__(self) -> str:
        return self.list_name

    @property
    def said(self) -> list[str]:
        """The remarks."""
        rows: list[str] = canonical.loads(self.remarks).get("rows", [])
        return rows

    def place_of(self, part: int) -> str:
        """Return where the bytes of an archive lie."""
        return f"{self.agency.uid}/nhap/{self.uid}/{part}.zip"


class TakeoverFile(AgencyOwned):
    """A file of one of the archives; of two with one name the later one counts."""

    takeover = models.ForeignKey(Takeover, models.CASCADE, related_name="files")
    part = models.PositiveSmallIntegerField()
    # Its name in the archive, and as people read it.
    member = models.TextField()
    name = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    # Why it cannot be kept; "" where it can.
    refusal = models.TextField(blank=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "tệp của đợt nhập"
        verbose_name_plural = "tệp của đợt nhập"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["takeover", "name"], name="takeover_file_once")
        ]

    def __str__(self) -> str:
        return self.name


class TakeoverLine(AgencyOwned):
    """A line of the list: what it says, what the check found of it, what became of it."""

    takeover = models.ForeignKey(Takeover, models.CASCADE, related_name="lines")
    # The row of the sheet, as the spreadsheet numbers it.
    number = models.PositiveIntegerField()
    # In which order lines are taken over: issues of one document by their numbers.
    place = models.PositiveIntegerField(default=0)
    facts = models.TextField(default="{}")
    # Kind and code in one: issues of one document follow each other.
    document_key = models.CharField(max_length=255, blank=True)
    file = models.ForeignKey(TakeoverFile, models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=10, choices=LineVerdict.choices)
    # What is wrong, or was supposed: [{"column", "text"}].
    notes = models.TextField(default="{}")
    outcome = models.CharField(
        max_length=10, choices=LineOutcome.choices, default=LineOutcome.NOTHING, blank=True
    )
    said = models.TextField(blank=True)
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")

    class Meta(AgencyOwned.Meta):
        verbose_name = "dòng của đợt nhập"
        verbose_name_plural = "dòng của đợt nhập"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["takeover", "number"], name="takeover_line_once")
        ]

    def __str__(self) -> str:
        return f"Dòng {self.number}"

    @property
    def told(self) -> dict[str, Any]:
        """What the line says, as `registry.takeover.reading.lines` read it."""
        return canonical.loads(self.facts)

    @property
    def remarks(self) -> list[dict[str, str]]:
        """The notes, one by one."""
        rows: list[dict[str, str]] = canonical.loads(self.notes).get("rows", [])
        return rows


def day_in(facts: dict[str, Any], name: str) -> date | None:
    """Return a day of the facts of a line."""
    return date.fromisoformat(facts[name]) if facts.get(name) else None
