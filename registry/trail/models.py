"""Events, the heads of their streams, and jobs: what happened and what must follow."""

from django.db import models

from registry.trail.types import label_of


class StreamHead(models.Model):
    """The last event of a stream. Its row is the stream's lock; verifying compares it, or a cut
    tail would pass."""

    stream = models.CharField(max_length=120, primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.stream}@{self.seq}"


class Event(models.Model):
    """One fact of one stream; append-only (a database trigger refuses change), hash-chained."""

    stream = models.CharField(max_length=120)
    seq = models.PositiveBigIntegerField()
    type = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    agency = models.ForeignKey("registry.Agency", models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    # Canonical text, not a JSONField: the hash is over these very bytes, and a JSONField read
    # back from PostgreSQL differs from what was written.
    data = models.TextField(default="{}")
    idempotency_key = models.CharField(max_length=120, blank=True)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["stream", "seq"]
        indexes = [models.Index(fields=["agency", "-at"]), models.Index(fields=["actor", "-at"])]
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="event_seq_once"),
            models.UniqueConstraint(fields=["stream", "prev_hash"], name="event_chain_never_forks"),
            models.UniqueConstraint(
                fields=["stream", "idempotency_key"],
                condition=~models.Q(idempotency_key=""),
                name="event_command_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} {self.type}"

    @property
    def label(self) -> str:
        """The Vietnamese name of what happened."""
        return label_of(self.type)


class Job(models.Model):
    """Work that must follow a change, written in the same transaction: the only jobs there are."""

    WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
    STATES = [
        (WAITING, "Đang chờ"),
        (RUNNING, "Đang làm"),
        (DONE, "Đã xong"),
        (FAILED, "Lỗi"),
    ]

    # Whose administrators read it and may have it done again; NULL: the installation's own.
    agency = models.ForeignKey("registry.Agency", models.PROTECT, null=True, related_name="+")
    handler = models.CharField(max_length=60)
    payload = models.TextField(default="{}")
    key = models.CharField(max_length=150, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    # Counted and committed before each try, so that a job which kills its worker is counted too.
    attempts = models.PositiveSmallIntegerField(default=0)
    # How often it was put off because something it needs was away; no attempt is used up.
    postponed = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    run_at = models.DateTimeField()
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "run_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["handler", "key"],
                condition=models.Q(state="waiting") & ~models.Q(key=""),
                name="job_key_waits_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.key}"

    @property
    def tone(self) -> str:
        """How screens colour its state (docs/screens.md)."""
        return "late" if self.state == self.FAILED else ""


class RegularRun(models.Model):
    """One run of a regular job (`registry/trail/regular.py`): how it went, in which time."""

    RUNNING, GOOD, FAILED, LOST = "running", "good", "failed", "lost"
    OUTCOMES = [
        (RUNNING, "Đang chạy"),
        (GOOD, "Xong"),
        (FAILED, "Lỗi"),
        (LOST, "Bị dừng giữa chừng"),
    ]

    name = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=OUTCOMES, default=RUNNING)
    note = models.TextField(blank=True)
    error = models.TextField(blank=True)
    # Who pressed «Chạy ngay»; NULL: the clock.
    asked_by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["name", "-id"], name="regular_run_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(outcome="running"),
                name="regular_job_runs_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.outcome}"

    @property
    def tone(self) -> str:
        """How screens colour its outcome (docs/screens.md)."""
        return {self.GOOD: "good", self.FAILED: "late", self.LOST: "late"}.get(self.outcome, "")


class Worker(models.Model):
    """A process that does background work, and when it last said that it is there."""

    name = models.CharField(max_length=120, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
