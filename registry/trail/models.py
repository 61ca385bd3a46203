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

    WAITING, DONE, FAILED = "waiting", "done", "failed"
    STATES = [(WAITING, "Đang chờ"), (DONE, "Đã xong"), (FAILED, "Lỗi")]

    # Whose administrators read it and may have it done again; NULL: the installation's own.
    agency = models.ForeignKey("registry.Agency", models.PROTECT, null=True, related_name="+")
    handler = models.CharField(max_length=60)
    payload = models.TextField(default="{}")
    key = models.CharField(max_length=150, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
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
