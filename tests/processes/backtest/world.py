"""A commune with closed cases of one procedure, and a draft of the rule of its deadline."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from processes.models import Backtest, BacktestRow, BacktestSource, Case
from registry.documents import services as documents
from registry.documents.models import Document
from registry.organisation.models import User
from registry.trail import outbox
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import ANSWERS, FRIDAY, World


@dataclass
class Trial:
    """The commune, its secretary, the rule in force with a draft of it."""

    world: World
    secretary: User
    rule: Document
    # Cases that ended: of somebody older, of somebody born after 2000, one that was verified.
    old: Case
    young: Case
    verified: Case

    def draft(self, logic: Any) -> Document:
        """Write a condition into the draft."""
        fresh = Document.objects.of(self.world.agency).get(pk=self.rule.pk)
        body = {**fresh.data, "logic": logic}
        self.rule = documents.save_draft(
            self.secretary, fresh, body, base_digest=fresh.draft_digest
        )
        return self.rule


def closed(world: World, *, verified: bool, born: str = "1990-02-03") -> Case:
    """A case from its opening to its end."""
    at, answers = FRIDAY, {**ANSWERS, "ngay": born}
    case = world.open(at, answers=answers)
    for given in ({}, {"answers": {**answers, "xacminh": verified}}, {}, {}):
        at += timedelta(hours=1)
        case = world.forward(case, at, **given)
    case.refresh_from_db()
    return case


def make() -> Trial:
    world = worlds.make()
    secretary = factories.person(world.agency, role="iso_secretary", name="Phan Thị Thư")
    uid = next(row["when"] for row in world.process.data["variants"] if row.get("when"))
    rule = Document.objects.of(world.agency).get(uid=uid)
    documents.begin_revision(secretary, rule)
    rule.refresh_from_db()
    return Trial(
        world,
        secretary,
        rule,
        closed(world, verified=False),
        closed(world, verified=False, born="2005-01-01"),
        closed(world, verified=True),
    )


def work() -> None:
    while outbox.work(50):
        pass


def rows(backtest: Backtest) -> list[BacktestRow]:
    found = BacktestRow.objects.of(backtest.agency_id).filter(backtest=backtest)
    return list(found.select_related("case").order_by("pk"))


def last(trial: Trial, source: str = BacktestSource.CASES) -> Backtest:
    found: Backtest = Backtest.objects.of(trial.world.agency).get(
        document=trial.rule, source=source
    )
    return found
