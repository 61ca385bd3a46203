"""Who sees that a draft was tried, and who tries it; which cases they see is said elsewhere."""

from django.db.models import Q

from processes.models import Backtest, BacktestRow
from registry.documents.models import Document
from registry.documents.policies import drafts_readable
from registry.policy import INSIDE, POLICIES, Inside, Policy, Standing


def _tried(at: Standing) -> Q:
    """Counts and conditions: for whoever reads the draft."""
    return Q(document__in=Document.unscoped.filter(drafts_readable(at)).values("pk"))


def _run(at: Standing, backtest: Backtest) -> bool:
    """Who edits the draft tries it."""
    return bool(POLICIES.get(Document._meta.label).abilities["edit"](at, backtest.document))


def declare() -> None:
    """Register the policy; a row is read by way of its trial, and of its case where it has one."""
    POLICIES.add(Policy(Backtest, _tried, {"run": _run}))
    INSIDE.add(Inside(BacktestRow, Backtest))
