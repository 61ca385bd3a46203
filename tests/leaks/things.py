"""Things of an agency that say a word: documents, what was said of them, proposals."""

from collections.abc import Callable
from typing import Any

from processes.backtest import running as backtest_work
from processes.backtest import services as backtests
from processes.control import reviews
from processes.control.comments import acts as comments
from processes.control.proposals import requests
from processes.control.proposals import services as proposals
from processes.models import BacktestRow, Case
from registry.documents import services as documents
from registry.documents.models import Document, Dossier, Version
from registry.files import services as files
from registry.library import services as favourites
from registry.organisation.models import Agency, User
from registry.periodic import services as periodic
from registry.takeover import jobs as takeover_jobs
from registry.takeover import services as takeovers
from registry.yearly import services as yearly
from tests import factories
from tests.registry.takeover.office import HEADS, book, line
from tests.support.uploads import PDF


def manual(word: str) -> dict[str, Any]:
    """The body of a manual that says a word."""
    return {"sections": [{"id": "m1", "heading": f"Zêta {word}", "text": f"Zêta {word}."}]}


def steps(title: str) -> dict[str, Any]:
    """The body of a step template of one step."""
    return {
        "purpose": title,
        "roles": [{"id": "vt", "label": "Văn thư", "by": "role", "role": "clerk"}],
        "steps": [{"id": "a", "title": title, "role": "vt", "time": factories.days("1")}],
    }


def comment_on(dossier: Dossier, reviewer: User, text: str) -> None:
    """The reviewer says something to a passage."""
    comments.give(
        reviewer, dossier, document=dossier.items.earliest("pk").document_id, pointer="/sections/0",
        quote=text, text=text, round=dossier.round, digest=dossier.digest,
    )  # fmt: skip


def goals(agency: Agency, secretary: User, word: str) -> Version:
    """Objectives of the year that say a word, with a result, starred and read again once."""
    row = {
        "id": "zeta", "objective": word, "comparison": "at_least", "target": "98", "unit": "%",
        "owner": word, "due": "2026-12-31", "measure": word,
    }  # fmt: skip
    version = factories.install(
        agency, "objectives", {"year": 2026, "objectives": [row]}, title=word,
        code=word.rpartition(" ")[2],
    )  # fmt: skip
    document = version.document
    one = yearly.objective_of(document, "zeta")
    assert one is not None
    yearly.report(secretary, document, "zeta", {"q1": "97"}, remark=word, seen=yearly.shown_of(one))
    periodic.review(secretary, document, "unchanged", remark=word, seen=periodic.shown_of(document))
    periodic.set_period(secretary, document, 1)
    favourites.star(secretary, document)
    return version


def proposed(
    document: Document, officer: User, secretary: User, word: Callable[[str], str]
) -> None:
    """Somebody's proposal that waits, with its file; one that was withdrawn; what is asked for."""
    file = files.inspect(f"{word('MINHCHUNG')}.pdf", PDF + word("MINHCHUNG").encode())
    proposals.raise_proposal(
        officer, document, "amend", reason=word("DEXUAT"), wished=word("DEXUAT"), evidence=file
    )
    second = proposals.raise_proposal(officer, document, "amend", reason=word("TUCHOI"))
    proposals.withdraw(officer, second, word("TUCHOI"))
    requests.request_amendment(
        document.agency, document, "manual", word("YEUCAU"), None, "la", actor=secretary
    )


def papers(secretary: User, agency: Agency, word: str) -> None:
    """A list of papers that was sent and checked, and that nobody has decided on."""
    row = line(code=word, title=word, unit="", file=f"{word}.pdf")
    sent = [(f"{word}.xlsx", book([HEADS, row])), (f"{word}.pdf", PDF)]
    made = takeovers.begin(secretary, agency, sent)
    takeover_jobs.work([{"takeover": made.pk}])


def tried(secretary: User, agency: Agency, case: Case, word: str) -> Document:
    """A draft of a condition that was tried on a case, with what came of it."""
    body = {"inputs": [{"id": "a", "label": word, "type": "yes_no"}], "logic": {"var": "a"}}
    draft = documents.create(secretary, agency, "rule", title=word, code=word.split()[-1])
    draft = documents.save_draft(secretary, draft, body, base_digest=draft.draft_digest)
    made = backtests.start(secretary, draft)
    BacktestRow.objects.create(
        agency=agency, backtest=made, case=case, verdict="changed", before=word, after=word
    )
    backtest_work.work([{"backtest": made.pk}])
    return draft


def turned_down(dossier: Dossier, reviewer: User, reason: str) -> None:
    """The reviewer gives it back to its author."""
    turn = reviews.current_step(reviews.case_of(dossier))
    assert turn is not None
    factories.verdict(reviewer, turn.task, "return", reason=reason)
    dossier.refresh_from_db()
