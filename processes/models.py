"""Cases, their tasks and their clocks: projections of the events of `case:<uid>` streams."""

import uuid
from datetime import datetime

from django.db import models

from registry import canonical
from registry.adoption.models import Adoption
from registry.documents.models import Document, Version
from registry.organisation.models import Unit, User
from registry.scoping import AgencyOwned
from registry.vietnamese import compact, fold


class Channel(models.TextChoices):
    """How the papers came in."""

    COUNTER = "counter", "Trực tiếp"
    POST = "post", "Bưu chính"
    ONLINE = "online", "Trực tuyến"
    INTERNAL = "internal", "Nội bộ"


class CaseStatus(models.TextChoices):
    """Where a case stands; overdue is never stored."""

    OPEN = "open", "Đang giải quyết"
    SUSPENDED = "suspended", "Tạm dừng tính thời hạn"
    CLOSED = "closed", "Đã kết thúc"


class TaskStatus(models.TextChoices):
    """Where a task stands; overdue is never stored."""

    NOT_STARTED = "not_started", "Chưa thực hiện"
    IN_PROGRESS = "in_progress", "Đang thực hiện"
    DONE = "done", "Đã kết thúc"
    RETURNED = "returned", "Đã trả lại"
    CANCELLED = "cancelled", "Thôi thực hiện"


_CASE_TONES: dict[str, str] = {CaseStatus.OPEN: "info", CaseStatus.SUSPENDED: "wait"}
_TASK_TONES: dict[str, str] = {
    TaskStatus.IN_PROGRESS: "info",
    TaskStatus.DONE: "good",
    TaskStatus.RETURNED: "done",
    TaskStatus.CANCELLED: "done",
}

OPEN_TASK = (TaskStatus.NOT_STARTED, TaskStatus.IN_PROGRESS)
ENDED_TASK = (TaskStatus.DONE, TaskStatus.RETURNED)

DONE = "done"
RESULTS = {
    DONE: "Đã giải quyết",
    "refused": "Từ chối giải quyết",
    "withdrawn": "Người nộp rút hồ sơ",
    "stopped": "Dừng giải quyết",
}


class Case(AgencyOwned):
    """Hồ sơ công việc: one run of an issued process; everything here follows from its events,
    except what names people (subject, applicant), which events never carry."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField("Mã hồ sơ", max_length=80)
    process = models.ForeignKey(Document, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    # {uid: {"version", "sha256", "kind"}}: what the case keeps for ever, canonical text.
    pin = models.TextField()
    # What the case is about, in the words of the package that opened it ("dossier:<uid>").
    about = models.CharField(max_length=120, blank=True, db_index=True)
    subject = models.CharField("Nội dung", max_length=500)
    # The code without its dots and hyphens, by which people's spellings of it are looked up.
    code_key = models.CharField(max_length=80, db_index=True, editable=False)
    # Code, subject and applicant without marks, for the search box of lists.
    folded = models.CharField(max_length=600, blank=True)
    applicant_name = models.CharField("Người nộp", max_length=150, blank=True)
    applicant_phone = models.CharField("Điện thoại", max_length=20, blank=True)
    channel = models.CharField("Hình thức nộp", max_length=20, choices=Channel.choices)
    # {"rows": [{"id", "enough"}]}: papers as checked when the case was opened, canonical text.
    papers = models.TextField(default="{}")
    state = models.TextField(default="{}")
    status = models.CharField(max_length=20, choices=CaseStatus.choices, default=CaseStatus.OPEN)
    result = models.CharField("Kết quả", max_length=20, blank=True)
    variant = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField("Tiếp nhận lúc")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # {"rows": ["<id>"]}: who had the case before it was handed over, canonical text.
    past_authors = models.TextField(default="{}")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    # Where the process is one of an agency above: the decision by which this agency works by it.
    adoption = models.ForeignKey(Adoption, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField("Hẹn trả", null=True)
    # Counts the codes printed on receipts: raising it makes the older ones void.
    receipt_serial = models.PositiveIntegerField(default=0)
    # {"rows": [{"from", "to"}]}: when the clock stood still, in instants, canonical text.
    pauses = models.TextField(default="{}")

    class Meta(AgencyOwned.Meta):
        verbose_name = "hồ sơ công việc"
        verbose_name_plural = "hồ sơ công việc"
        indexes = [
            models.Index(fields=["agency", "status", "due_at"]),
            models.Index(fields=["opened_by", "status"]),
            # What ended lately, in every agency: the figures of the public site.
            models.Index(fields=["closed_at"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="case_code_once_in_agency")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.subject}"

    told = ""

    @property
    def called(self) -> str:
        """The subject as whoever reads it now may know it (`subjects.name_subjects`)."""
        # Never in the column: what one person may know is not for everybody.
        return self.told or self.subject

    @property
    def tone(self) -> str:
        """How screens colour its status (docs/screens.md)."""
        if self.status == CaseStatus.CLOSED:
            # Ended is not done: what was stopped, refused or withdrawn did not go well.
            return "good" if self.result == DONE else "done"
        return _CASE_TONES.get(self.status, "")

    @property
    def stream(self) -> str:
        """The stream that this case is the fold of."""
        return f"case:{self.uid}"

    def settle_words(self) -> None:
        """Write the columns by which it is looked up: when code, subject or applicant change."""
        self.code_key = compact(self.code)[:80]
        self.folded = fold(f"{self.code} {self.subject} {self.applicant_name}")[:600]

    @property
    def pinned(self) -> dict[str, dict[str, object]]:
        """{uid: {"version", "sha256", "kind"}}."""
        return canonical.loads(self.pin)

    @property
    def suspended_since(self) -> datetime | None:
        """Since when its clock stands still; None while it runs."""
        if self.status != CaseStatus.SUSPENDED:
            return None
        rows = canonical.loads(self.pauses).get("rows", [])
        return datetime.fromisoformat(rows[-1]["from"]) if rows else None

    @property
    def result_label(self) -> str:
        """The result in Vietnamese; empty while the case runs."""
        return RESULTS.get(self.result, self.result)


class Task(AgencyOwned):
    """Công việc: a human step of a case that somebody has to do or has done."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    # "<step>#<n>": the n-th time that the case came to the step.
    key = models.CharField(max_length=120)
    step_id = models.CharField(max_length=100)
    # Whether the author of the case may not do it: said by the step of the pinned process.
    not_author = models.BooleanField(default=False)
    # As long as the step that it is of may say it (`processes.kinds.process.schema.STEP`).
    title = models.CharField("Công việc", max_length=1000)
    status = models.CharField(
        max_length=20, choices=TaskStatus.choices, default=TaskStatus.NOT_STARTED
    )
    role = models.CharField("Vai trò", max_length=40, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    assignee = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    activated_at = models.DateTimeField("Chuyển đến lúc")
    started_at = models.DateTimeField("Nhận việc lúc", null=True)
    finished_at = models.DateTimeField("Xong lúc", null=True)
    # NULL while there is no deadline or its clock stands still: never overdue.
    due_at = models.DateTimeField("Hạn", null=True)
    # The deadline that held when the task ended: early, on time or late is fixed by then.
    final_due_at = models.DateTimeField(null=True)
    # When the whole case was due as the task ended.
    final_case_due_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField("Kết quả", max_length=300, blank=True)
    reason = models.TextField("Lý do", blank=True)
    urged_at = models.DateTimeField("Đôn đốc lúc", null=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "công việc"
        verbose_name_plural = "công việc"
        indexes = [
            models.Index(fields=["agency", "status", "due_at"]),
            models.Index(fields=["assignee", "status"]),
            models.Index(fields=["role", "unit", "status"]),
            models.Index(fields=["finished_by", "status"]),
        ]
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="task_key_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def urge_waits(self) -> bool:
        """Whether somebody urged it, and nothing was done on it since (`worklists.urged`)."""
        if not self.is_open or self.urged_at is None:
            return False
        return self.started_at is None or self.started_at < self.urged_at

    # Since when it is with its assignee, where a page asked for it (`timeline.held`).
    held_since: datetime | None = None

    @property
    def tone(self) -> str:
        """How screens colour its status (docs/screens.md)."""
        return _TASK_TONES.get(self.status, "")

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do it."""
        return self.status in OPEN_TASK


class Deadline(AgencyOwned):
    """The clock of a case (`key` "") or of a task: budget, what is used up, since when it runs.

    `due_at` is derived from the rest by `processes.clocks.deadlines` and stored for indexing.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="deadlines")
    key = models.CharField(max_length=120, blank=True)
    task = models.OneToOneField(Task, models.CASCADE, null=True, related_name="deadline")
    amount = models.CharField(max_length=20)
    unit = models.CharField(max_length=20)
    # {"rows": [DURATION]}: granted extensions, canonical text.
    extensions = models.TextField(default="{}")
    count_from = models.CharField(max_length=10, blank=True)
    cutoff = models.CharField(max_length=5, blank=True)
    calendar = models.ForeignKey(Version, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    consumed = models.CharField(max_length=20, default="0")
    running_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "thời hạn"
        verbose_name_plural = "thời hạn"
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="deadline_once_for_subject")
        ]

    def __str__(self) -> str:
        return f"{self.key or 'hồ sơ'}: {self.due_at or 'tạm dừng'}"


class Feedback(AgencyOwned):
    """Đánh giá: what the citizen said about one closed case, once."""

    STARS = [
        (5, "Rất hài lòng"),
        (4, "Hài lòng"),
        (3, "Bình thường"),
        (2, "Không hài lòng"),
        (1, "Rất không hài lòng"),
    ]

    case = models.OneToOneField(Case, models.PROTECT, related_name="feedback")
    stars = models.PositiveSmallIntegerField("Mức độ hài lòng", choices=STARS)
    # {"rows": [code]}: what was ticked, in the order of the page, canonical text.
    reasons = models.TextField(default="{}")
    text = models.TextField("Ý kiến", blank=True)
    given_at = models.DateTimeField("Gửi lúc")

    class Meta(AgencyOwned.Meta):
        verbose_name = "đánh giá của người dân"
        verbose_name_plural = "đánh giá của người dân"
        indexes = [models.Index(fields=["agency", "given_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stars__gte=1, stars__lte=5), name="feedback_one_to_five_stars"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case.code}: {self.stars}/5"


class BacktestState(models.TextChoices):
    """How far a trial of a draft on past cases is."""

    WORKING = "working", "Đang thử"
    DONE = "done", "Đã thử xong"
    # Somebody saved the draft meanwhile: what would come out is of no text that is there.
    OUTDATED = "outdated", "Bản soạn thảo đã đổi"


class BacktestSource(models.TextChoices):
    """Where the answers come from on which a draft is tried."""

    CASES = "cases", "Hồ sơ đã kết thúc"
    FILE = "file", "Tệp Excel"


class Backtest(AgencyOwned):
    """Lần thử trên hồ sơ cũ: a draft that decides (a rule, a table) beside its issue in force.

    Of a draft and a source there is one, the last.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    source = models.CharField(max_length=10, choices=BacktestSource.choices)
    state = models.CharField(
        max_length=10, choices=BacktestState.choices, default=BacktestState.WORKING
    )
    # `Document.draft_digest` of the text that was tried: of any other it says nothing.
    digest = models.CharField(max_length=64)
    # The issue in force that it is laid beside; None: there is none yet.
    version = models.ForeignKey(Version, models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    # Cases that ended from then on; those up to this one are looked at.
    since = models.DateTimeField()
    last_case = models.BigIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0)
    to_look = models.PositiveIntegerField(default=0)

    class Meta(AgencyOwned.Meta):
        verbose_name = "lần thử trên hồ sơ cũ"
        verbose_name_plural = "lần thử trên hồ sơ cũ"
        constraints = [
            models.UniqueConstraint(fields=["document", "source"], name="backtest_once_for_draft")
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.get_source_display()}"


class BacktestVerdict(models.TextChoices):
    """What becomes of one case by the draft."""

    CHANGED = "changed", "Đổi kết quả"
    FIRST = "first", "Chưa có bản áp dụng"
    UNKNOWN = "unknown", "Chưa đủ thông tin"
    SAME = "same", "Không đổi"


class BacktestRow(AgencyOwned):
    """What the issue in force and the draft decide on one case, or on one line of a file.

    Decisions and the conditions behind them, never what was answered: that stays in the records.
    """

    backtest = models.ForeignKey(Backtest, models.CASCADE, related_name="rows")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    # The row of the sheet, as the spreadsheet numbers it; 0 for a case.
    line = models.PositiveIntegerField(default=0)
    verdict = models.CharField(max_length=10, choices=BacktestVerdict.choices)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    # {"before": ["<sentence>"], "after": [...]}: which parts decided, canonical text.
    why = models.TextField(default="{}")
    # The deadline that the case had and would get, in words; "" where it stays.
    had_time = models.CharField(max_length=300, blank=True)
    gets_time = models.CharField(max_length=300, blank=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "dòng của lần thử"
        verbose_name_plural = "dòng của lần thử"
        constraints = [
            models.UniqueConstraint(fields=["backtest", "case"], name="backtest_case_once")
        ]

    def __str__(self) -> str:
        return self.case.code if self.case else f"Dòng {self.line}"

    @property
    def reasons(self) -> dict[str, list[str]]:
        """Which parts decided on either side."""
        return canonical.loads(self.why)
