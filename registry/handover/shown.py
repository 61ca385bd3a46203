"""What the page of checking a hand-over shows, and what of it became another since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from registry import shown
from registry.handover.holdings import HeldSection, Holding, Section, sections
from registry.handover.models import HandoverPlan
from registry.now import local
from registry.vietnamese import one_line

UNSEEN = (
    "Chưa rõ ông/bà đã xem danh sách bàn giao nào, nên chưa bàn giao gì cả. Hãy kiểm tra danh sách"
    " rồi bàn giao."
)
MOST_NAMED = 3
_THING, _TO = "thing:", "to:"


@dataclass(frozen=True)
class Sheet:
    """All that is decided on: what the person holds, who receives it, why, until when; and what
    the person proposes, for the transfer closes it."""

    held: Sequence[HeldSection]
    assignments: Mapping[str, int]
    reason: str
    last_day: date | None
    plan: HandoverPlan | None

    @property
    def named(self) -> str:
        """What a page that shows this sheet carries, and the transfer that it leads to names."""
        return shown.named(self._parts)

    @property
    def _things(self) -> dict[str, tuple[Section, Holding]]:
        return {
            held.address(item): (held.section, item) for held in self.held for item in held.items
        }

    @property
    def _parts(self) -> dict[str, Any]:
        plan = self.plan
        prepared = (
            [plan.prepared_at.astimezone(UTC).isoformat(), plan.assignments, plan.reason]
            if plan
            else []
        )
        return {
            "why": [
                one_line(self.reason, 500), self.last_day.isoformat() if self.last_day else ""
            ],
            "plan": prepared,
            **{
                f"{_THING}{address}": [item.title, item.detail, *item.parts]
                for address, (_, item) in self._things.items()
            },
            **{f"{_TO}{address}": [receiver] for address, receiver in self.assignments.items()},
        }  # fmt: skip

    def changed(self, seen: str) -> str:
        """Say in Vietnamese what is not as the page showed it; "" where all is."""
        difference = shown.compared(seen, self._parts)
        if not difference:
            return ""
        said = [
            *self._gone(difference.gone),
            *self._added(difference.added),
            *self._other(difference.other),
        ]
        receivers = [*difference.other, *difference.added, *difference.gone]
        if not said and any(name.startswith(_TO) for name in receivers):
            said.append("người nhận không phải như trang kiểm tra đã ghi")
        if "why" in difference.other:
            said.append("lý do hoặc ngày cuối cùng không phải như trang kiểm tra đã ghi")
        if "plan" in difference.other:
            said.append(
                f"người bàn giao đã chuẩn bị lại dự kiến lúc"
                f" {local(self.plan.prepared_at):%H:%M %d/%m/%Y}"
                if self.plan
                else "dự kiến của người bàn giao không còn"
            )
        return ", ".join(said) or "trang đang mở không phải là danh sách hiện nay"

    def _gone(self, names: Sequence[str]) -> list[str]:
        labels = {section.code: section.label for section in sections()}
        counts: dict[str, int] = {}
        for name in names:
            if name.startswith(_THING):
                code = name.removeprefix(_THING).partition(":")[0]
                counts[code] = counts.get(code, 0) + 1
        return [
            f"{count} việc ở mục «{labels[code]}» đã có người xử lý, nhận hoặc kết thúc"
            for code, count in counts.items()
            if code in labels
        ]

    def _added(self, names: Sequence[str]) -> list[str]:
        titles = self._titles(names)
        if not titles:
            return []
        return [f"{len(titles)} việc mới phát sinh: {_listed(titles)}"]

    def _other(self, names: Sequence[str]) -> list[str]:
        titles = self._titles(names)
        if not titles:
            return []
        return [f"{len(titles)} việc không còn như trang đã ghi: {_listed(titles)}"]

    def _titles(self, names: Sequence[str]) -> list[str]:
        things = self._things
        found = (things[name.removeprefix(_THING)][1] for name in names if name.startswith(_THING))
        return [f"{item.title}{item.detail and f' ({item.detail})'}" for item in found]


def _listed(titles: Sequence[str]) -> str:
    more = f" và {len(titles) - MOST_NAMED} việc khác" if len(titles) > MOST_NAMED else ""
    return "; ".join(titles[:MOST_NAMED]) + more
