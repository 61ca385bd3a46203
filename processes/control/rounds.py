"""The rounds of a dossier: what a verdict was about, and what became of it in a later round."""

from dataclasses import dataclass

from processes.engine.refusal import CommandRefused
from registry.documents.models import Dossier, DossierItem

UNSEEN = (
    "Chưa rõ ông/bà đã đọc bản nào của bộ tài liệu, nên ý kiến chưa được ghi nhận. Hãy mở lại trang"
    " của bộ tài liệu, đọc rồi cho ý kiến."
)


@dataclass(frozen=True)
class Difference:
    """One document that is not in this round what it was in an earlier one."""

    name: str
    words: str
    gone: bool = False

    def __str__(self) -> str:
        return f"«{self.name}» {self.words}"


class Outdated(CommandRefused):
    """The verdict is about another text than the one that is before the reviewers now."""

    def __init__(self, dossier: Dossier, seen: int) -> None:
        self.seen, self.present = seen, dossier.round
        self.differences = differences(dossier, seen) if 0 < seen < dossier.round else []
        if not 0 < seen < dossier.round:
            text = "Trang ông/bà đang mở không phải là bản đang trình"
        else:
            changed = "; ".join(map(str, self.differences)) or (
                "nội dung các tài liệu như cũ, lời trình hoặc ngày đề nghị được viết lại"
            )
            text = (
                f"Sau khi ông/bà mở trang, bộ tài liệu đã được trình lại (lần trình"
                f" {dossier.round}): {changed}"
            )
        super().__init__(
            f"{text}. Ý kiến của ông/bà chưa được ghi nhận; hãy đọc bản đang trình rồi cho ý kiến."
        )


def differences(dossier: Dossier, before: int) -> list[Difference]:
    """Return what the present round has otherwise than an earlier one, document by document."""
    old, new = (
        {item.document_id: item for item in DossierItem.objects.filter(dossier=dossier, round=n)}
        for n in (before, dossier.round)
    )
    found = []
    for pk, item in new.items():
        words = _changed(old[pk], item) if pk in old else "được thêm vào bộ"
        if words:
            found.append(Difference(str(item), words))
    gone = [item for pk, item in old.items() if pk not in new]
    return found + [Difference(str(item), "được đưa ra khỏi bộ", gone=True) for item in gone]


def _changed(old: DossierItem, new: DossierItem) -> str:
    told = {
        "thay đổi nội dung": old.sha256 != new.sha256,
        "đổi tên hoặc mã hiệu": (old.code, old.title) != (new.code, new.title),
        "đổi điều «đã biết, để nguyên»": old.ticks != new.ticks,
        "đổi phạm vi đọc": (old.confidentiality, old.shared) != (new.confidentiality, new.shared),
    }
    return ", ".join(words for words, changed in told.items() if changed)


def check(dossier: Dossier, seen: int | None, digest: str) -> None:
    """Raise CommandRefused unless what was shown is what is before the reviewers now."""
    if seen is None or not digest:
        raise CommandRefused(UNSEEN)
    if (seen, digest) != (dossier.round, dossier.digest):
        raise Outdated(dossier, seen)
