"""Ý kiến theo đoạn: what was said to a passage of a frozen copy, and what was said to that."""

from django.db import models

from registry.documents.models import Dossier, DossierItem
from registry.organisation.models import User
from registry.scoping import AgencyOwned


class Comment(AgencyOwned):
    """What a reviewer says to one passage of one frozen copy; it never changes (a trigger guards
    it). The round is that of the copy; whether it is settled, its replies say."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="comments")
    item = models.ForeignKey(DossierItem, models.PROTECT, related_name="comments")
    # 1, 2, 3 … in the dossier, through all its rounds: by it people call the comment.
    number = models.PositiveSmallIntegerField("Số")
    # Where in the body of the copy (JSON Pointer; "" the whole text), and that in words.
    pointer = models.CharField(max_length=255, blank=True)
    place = models.CharField("Chỗ", max_length=300, blank=True)
    quote = models.CharField("Đoạn được trích", max_length=500, blank=True)
    text = models.TextField("Ý kiến")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta(AgencyOwned.Meta):
        verbose_name = "ý kiến theo đoạn"
        verbose_name_plural = "ý kiến theo đoạn"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="comment_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class CommentReply(AgencyOwned):
    """What was said to a comment; the last one tells where it stands. It never changes either."""

    ANSWER, SETTLE, ASK = "answer", "settle", "ask"
    ACTS = [(ANSWER, "trả lời"), (SETTLE, "đánh dấu đã xong"), (ASK, "hỏi lại")]

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="replies")
    act = models.CharField(max_length=10, choices=ACTS)
    text = models.TextField("Nội dung", blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta(AgencyOwned.Meta):
        verbose_name = "trả lời ý kiến theo đoạn"
        verbose_name_plural = "trả lời ý kiến theo đoạn"

    def __str__(self) -> str:
        return f"{self.comment_id} {self.act}"
