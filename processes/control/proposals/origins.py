"""From where drafts come, for lists: the proposal or request that they answer, until when."""

from dataclasses import dataclass
from datetime import date

from processes.control.proposals.models import OWED, Proposal
from processes.control.proposals.requests import open_of
from registry.documents.models import Document, Stage


@dataclass(frozen=True)
class Origin:
    """What a draft answers, in words, and the day by which it is to be issued."""

    words: str
    due: date | None = None
    late: bool = False

    @property
    def said(self) -> str:
        """The words with the day."""
        return f"{self.words}, hạn {self.due:%d/%m/%Y}" if self.due else self.words


def origins_of(documents: list[Document]) -> dict[int, Origin]:
    """Return from where each of these drafts comes; those of their authors alone are left out.

    Two queries. The caller has asked policy about the drafts.
    """
    drafts = [document for document in documents if document.stage != Stage.IDLE]
    if not drafts:
        return {}
    found = {
        pk: Origin(f"Theo yêu cầu sửa đổi ({rows[0].get_source_display()})", rows[0].due,
                   rows[0].late)
        for pk, rows in open_of(drafts).items()
    }  # fmt: skip
    rows = Proposal.unscoped.filter(document__in=drafts, state__in=OWED)
    for row in rows.order_by("-pk"):
        found[row.document_id] = Origin(f"Từ đề xuất {row.code}", row.due, row.late)
    return found
