"""The numbers of one page for one person: each is counted once, whoever asks for it."""

from collections import defaultdict
from functools import cached_property

from django.db.models import Count

from processes import worklists
from processes.control import lists as document_lists
from processes.overview import cases
from registry.distribution import copies, policies, reading
from registry.handover.models import HandoverReceipt
from registry.lists.counting import Counted, together
from registry.periodic.dues import soon as dues_soon
from registry.periodic.policies import looks_after
from registry.policy import Standing, readable
from registry.trail.models import Job


class Numbers:
    """What waits for a person, and how much; every number is that of a list."""

    def __init__(self, at: Standing) -> None:
        self.at = at

    @cached_property
    def reviews(self) -> list[document_lists.WaitingReview]:
        """The dossiers whose review waits for them; two queries, one where there is none."""
        return document_lists.waiting_reviews(self.at)

    @property
    def documents(self) -> dict[str, int]:
        """How many documents or proposals each of their lists of the quality system holds."""
        return document_lists.shown_of(self.at, self._counted)

    @property
    def tasks(self) -> dict[str, int]:
        """How many tasks each list of work holds, those that cut across them too."""
        return self._counted["tasks"]

    @property
    def cases(self) -> dict[str, int]:
        """How many of the cases that they read stand how; nothing for who reads their own alone."""
        return self._counted["cases"]

    @property
    def handovers(self) -> int:
        """How many parts of handovers they have to confirm."""
        return self._counted["handovers"].get("open", 0)

    @property
    def to_read(self) -> int:
        """How many issues they have to read."""
        return self._counted["reading"].get("open", 0)

    @property
    def to_recall(self) -> int:
        """How many printed copies they have to take back."""
        return self._counted["copies"].get("recall", 0)

    @property
    def reviews_due(self) -> int:
        """How many documents they look after are to be read again soon, or should have been."""
        return self._counted["reviews"].get("due", 0)

    @property
    def failed_jobs(self) -> int:
        """How many jobs failed that they may mend."""
        return self._counted["jobs"].get("failed", 0)

    @cached_property
    def _counted(self) -> dict[str, dict[str, int]]:
        """Everything at once, in one query."""
        at, found = self.at, defaultdict[str, dict[str, int]](dict)
        if at.user is None or at.agency is None:
            return found
        waiting = {document: one.task for one in self.reviews for document in one.documents}
        receipts = HandoverReceipt.objects.of(at.agency).filter(receiver=at.user, confirmed_at=None)
        parts = {
            **document_lists.counted(at, waiting),
            "tasks": worklists.counted(at, *worklists.ACROSS),
            "handovers": Counted(receipts, {"open": Count("pk")}),
        }
        parts["reading"] = reading.counted(at)
        if policies.keeps_copies(at, at.agency.pk):
            parts["copies"] = copies.counted(at)
        if reads_cases(at):
            parts["cases"] = cases.counted(at)
        if looks_after(at):
            parts["reviews"] = Counted(dues_soon(at), {"due": Count("pk")})
        if mends(at):
            failed = readable(at, Job).filter(state=Job.FAILED)
            parts["jobs"] = Counted(failed, {"failed": Count("pk")})
        found.update(together(**parts))
        return found


def mends(at: Standing) -> bool:
    """Tell whether failed jobs are the person's work."""
    return bool(at.agencies_where("job.manage"))


def reads_cases(at: Standing) -> bool:
    """Tell whether the person reads the cases of an agency or of a unit, not their own alone."""
    return bool(at.agencies_where("case.read") or at.units_where("case.read"))
