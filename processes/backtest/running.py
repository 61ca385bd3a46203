"""The work behind a trial: cases in their order, some at a time, each lot in one transaction.

A lot counts with its rows or not at all; killed anywhere, the job is claimed again and goes on
behind the last lot that was kept.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction

from processes import pinned
from processes.backtest import cases, deadlines
from processes.backtest.deciders import DECIDERS, OPEN, Answers, Ready, Said
from processes.clocks.deadlines import NoCalendar, calendar_of
from processes.clocks.ledger import Ledger
from processes.models import Backtest, BacktestRow, BacktestState, BacktestVerdict, Case
from registry import canonical
from registry.documents import closure
from registry.documents.models import Document
from registry.kinds import Context
from registry.now import now
from registry.organisation.models import Agency, User
from registry.trail import outbox
from rules.services import Deciding
from rules.worktime import WorkCalendar

JOB = "backtest.work"
LOT = 200
# After so many seconds other jobs have their turn.
SECONDS = 60
# Sentences of either side that are kept, each so long: the page is no trace.
MOST_REASONS, LONGEST_REASON = 8, 500


@dataclass(frozen=True)
class Sides:
    """The draft and the issue in force, both ready to decide; None: nothing is in force yet."""

    draft: Ready
    issued: Ready | None
    version: int | None

    @property
    def all(self) -> list[Ready]:
        """Both, or the draft alone."""
        return [self.draft, *([self.issued] if self.issued else [])]


def reading(document: Document, reader: User) -> Context:
    """Return how a draft reads references: with drafts that who tries it may read."""
    return closure.context(document.agency, reader=reader)


def sides_of(document: Document, reader: User) -> Sides:
    """Make both texts of a document ready."""
    ready = DECIDERS.get(document.kind)
    issued = closure.in_force(document.agency, str(document.uid))
    context = closure.context(document.agency)
    return Sides(
        ready(document.data, reading(document, reader)),
        ready(issued.body, context) if issued else None,
        issued.version_id if issued else None,
    )


@dataclass(frozen=True)
class Laid:
    """The decisions of both texts on one set of answers."""

    before: Said | None
    after: Said

    @property
    def verdict(self) -> BacktestVerdict:
        """What becomes of it. From «not enough data» to a decision, and back, is a change."""
        before, after = self.before, self.after
        if before is None:
            return BacktestVerdict.UNKNOWN if after.value == OPEN else BacktestVerdict.FIRST
        if before.value != after.value:
            return BacktestVerdict.CHANGED
        return BacktestVerdict.UNKNOWN if after.value == OPEN else BacktestVerdict.SAME

    def row(self, backtest: Backtest) -> BacktestRow:
        """Make the row of it, without the case or line that it is of."""
        verdict, why = self.verdict, {}
        if verdict != BacktestVerdict.SAME:
            why["after"] = _reasons(self.after)
        if verdict == BacktestVerdict.CHANGED and self.before:
            why["before"] = _reasons(self.before)
        return BacktestRow(
            agency_id=backtest.agency_id,
            backtest=backtest,
            verdict=verdict,
            before=self.before.words if self.before else "",
            after=self.after.words,
            why=canonical.dumps(why),
        )


def _reasons(said: Said) -> list[str]:
    found = said.why()
    cut = [one if len(one) <= LONGEST_REASON else f"{one[:LONGEST_REASON]}…" for one in found]
    more = len(cut) - MOST_REASONS
    return [*cut[:MOST_REASONS], *([f"và {more} điều nữa"] if more > 0 else [])]


def laid(sides: Sides, drafted: Answers, issued: Answers | None, deciding: Deciding) -> Laid:
    """Let both texts decide at one instant, each on the answers that it reads."""
    before = sides.issued.decide(issued or {}, deciding) if sides.issued else None
    return Laid(before, sides.draft.decide(drafted, deciding))


def deciding_in(agency: Agency, at: datetime | None) -> Deciding:
    """Return an instant with the agency's own calendar of then, read where somebody asks for it."""

    @cache
    def calendar() -> WorkCalendar | None:
        try:
            return calendar_of(agency, at or now()).work
        except NoCalendar:
            return None

    return Deciding(at, calendar)


def deciding_of(case: Case) -> Deciding:
    """Return the instant at which a case ended, with the calendar that it keeps."""
    ended = case.closed_at or case.opened_at

    def calendar() -> WorkCalendar | None:
        return Ledger(case, pinned.process_of(case)[0], ended).kept_calendar()

    return Deciding(ended, calendar)


def note(backtest: Backtest) -> None:
    """Note in this transaction that there are cases to look at."""
    outbox.enqueue(JOB, {"backtest": backtest.pk}, key=str(backtest.uid), agency=backtest.agency_id)


def work(payloads: list[dict[str, Any]]) -> None:
    """Look at the cases of trials; done twice, nothing is there twice."""
    for payload in payloads:
        found = (
            Backtest.unscoped.filter(pk=payload["backtest"], state=BacktestState.WORKING)
            .select_related("document__agency__parent__parent", "by")
            .first()
        )
        if found is not None:
            _go_on(found)


def _go_on(backtest: Backtest) -> None:
    until = time.monotonic() + SECONDS
    sides = sides_of(backtest.document, backtest.by)
    while some(backtest.pk, sides):
        if time.monotonic() > until:
            with transaction.atomic():
                note(backtest)
            return
        outbox.keep()


@transaction.atomic
def some(pk: int, sides: Sides) -> bool:
    """Look at the next lot of cases; False where there is none, or the draft is another by now."""
    held = (
        Backtest.unscoped.select_for_update(of=("self",))
        .select_related("document", "agency")
        .filter(pk=pk, state=BacktestState.WORKING)
        .first()
    )
    if held is None:
        return False
    if held.document.draft_digest != held.digest or held.version_id != sides.version:
        held.state, held.finished_at = BacktestState.OUTDATED, now()
        held.save(update_fields=["state", "finished_at"])
        return False
    waiting = cases.closed(held.agency, str(held.document.uid), *sides.all)
    lot = list(
        waiting.filter(closed_at__gte=held.since, pk__gt=held.last_case).order_by("pk")[:LOT]
    )
    BacktestRow.objects.of(held.agency).bulk_create(_rows(held, sides, lot), ignore_conflicts=True)
    held.looked += len(lot)
    held.to_look = max(held.to_look, held.looked)
    if lot:
        held.last_case = lot[-1].pk
    if len(lot) < LOT:
        held.state, held.finished_at = BacktestState.DONE, now()
        held.to_look = held.looked
    held.save(update_fields=["looked", "to_look", "last_case", "state", "finished_at"])
    return held.state == BacktestState.WORKING


def _rows(held: Backtest, sides: Sides, lot: Iterable[Case]) -> list[BacktestRow]:
    lot = list(lot)
    answered = cases.answered(held.agency, lot)
    found = []
    for case in lot:
        answers = answered[case.pk]
        drafted = cases.read_by(sides.draft, answers)
        issued = cases.read_by(sides.issued, answers) if sides.issued else None
        if drafted is None and issued is None:
            continue
        both = laid(sides, drafted or {}, issued, deciding_of(case))
        row = both.row(held)
        row.case = case
        if row.verdict in (BacktestVerdict.CHANGED, BacktestVerdict.FIRST):
            uid = str(held.document.uid)
            if times := deadlines.moved(case, uid, both.before, both.after, answers):
                row.had_time, row.gets_time = times.had[:300], times.gets[:300]
        found.append(row)
    return found


def declare() -> None:
    """Register the job."""
    outbox.HANDLERS.add(JOB, outbox.Handler(work, "Thử bản soạn thảo trên hồ sơ cũ", many=1))
