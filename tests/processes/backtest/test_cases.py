"""A draft laid beside its issue in force on past cases: what changes, why, which deadline moves."""

from datetime import timedelta

import pytest

from processes.backtest import cases, running, services
from processes.models import Backtest, BacktestState, BacktestVerdict
from registry import policy
from registry.documents import services as documents
from registry.documents.models import Document
from registry.now import frozen
from registry.records.models import RecordRevision
from registry.trail.models import Event
from tests import factories
from tests.processes.backtest.world import Trial, last, make, rows, work
from tests.processes.world import FRIDAY
from tests.support.worlds import once_a_module

pytestmark = pytest.mark.django_db
trial = once_a_module(make)

YOUNG = {">": [{"var": "ngay"}, "2000-01-01"]}
VERIFIED = {"==": [{"var": "xacminh"}, True]}
EITHER = {"or": [VERIFIED, YOUNG]}


def tried(trial: Trial) -> Backtest:
    with frozen(FRIDAY + timedelta(days=30)):
        services.start(trial.secretary, trial.rule)
        work()
    return last(trial)


def test_what_changes_is_told_with_its_reason_and_its_deadline(trial: Trial) -> None:
    trial.draft(EITHER)
    made = tried(trial)
    assert made.state == BacktestState.DONE and (made.looked, made.to_look) == (3, 3)
    found = {row.case: row for row in rows(made)}
    assert {row.verdict for row in found.values()} == {"same", "changed"}
    assert found[trial.old].verdict == found[trial.verified].verdict == BacktestVerdict.SAME
    changed = found[trial.young]
    assert (changed.before, changed.after) == ("Không", "Có")
    assert changed.reasons["before"] == ["«Cần xác minh» là Có: Sai"]
    assert changed.reasons["after"] == ["«Ngày sinh» sau ngày 01/01/2000: Đúng"]
    assert changed.had_time == "5 ngày làm việc (Không xác minh)"
    assert changed.gets_time == "8 ngày làm việc (Có xác minh)"
    assert not found[trial.verified].gets_time
    assert Event.objects.filter(type="document.backtested").count() == 1


def test_nothing_that_was_answered_is_kept(trial: Trial) -> None:
    trial.draft({"and": [{"!": {"var": "hoten"}}, VERIFIED]})
    told = "".join(f"{row.why}{row.before}{row.after}" for row in rows(tried(trial)))
    assert "Lê Văn Thử" not in told and "«Họ và tên»" in told


def test_where_data_is_lacking_it_says_so(trial: Trial) -> None:
    trial.draft({"==": [{"var": "xacminh"}, {"!": {"var": "hoten"}}]})
    RecordRevision.objects.all().update(answers='{"ngay":"1990-02-03"}')
    found = rows(tried(trial))
    assert {row.verdict for row in found} == {BacktestVerdict.UNKNOWN}
    trial.draft(YOUNG)
    found = rows(tried(trial))
    # From «not enough» to an answer is a change; to another deadline it is none without a yes.
    assert {(row.verdict, row.before) for row in found} == {("changed", "Chưa đủ thông tin")}
    assert {row.gets_time for row in found} == {"", "5 ngày làm việc (Không xác minh)"}


def test_a_text_that_cannot_be_used_says_so(trial: Trial) -> None:
    trial.draft({"==": [{"var": "khong-co"}, 1]})
    for row in rows(tried(trial)):
        assert row.verdict == BacktestVerdict.CHANGED and row.after.startswith("Không xét được: ")
        assert not row.gets_time


def test_a_document_that_was_never_issued_has_nothing_beside_it(trial: Trial) -> None:
    body = {**trial.rule.data, "logic": VERIFIED}
    fresh = documents.create(trial.secretary, trial.world.agency, "rule", title="Mới")
    fresh = documents.save_draft(trial.secretary, fresh, body, base_digest=fresh.draft_digest)
    trial.rule = fresh
    found = {row.case: row for row in rows(tried(trial))}
    assert {(row.verdict, row.before) for row in found.values()} == {("first", "")}
    assert found[trial.verified].after == "Có" and found[trial.old].after == "Không"


def test_cases_that_run_or_ended_long_ago_are_not_asked(trial: Trial) -> None:
    trial.world.open()
    assert len(rows(tried(trial))) == 3
    with frozen(FRIDAY + timedelta(days=400)):
        services.start(trial.secretary, trial.rule)
        work()
    assert not rows(last(trial))


def test_a_draft_saved_meanwhile_ends_it(trial: Trial) -> None:
    with frozen(FRIDAY + timedelta(days=30)):
        services.start(trial.secretary, trial.rule)
        trial.draft(EITHER)
        work()
        assert last(trial).state == BacktestState.OUTDATED and not rows(last(trial))
        # A second press begins anew, with the text that is there now.
        services.start(trial.secretary, trial.rule)
        work()
    assert last(trial).state == BacktestState.DONE and len(rows(last(trial))) == 3


def test_it_goes_on_lot_by_lot_and_twice_is_once(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "LOT", 1)
    trial.draft(EITHER)
    with frozen(FRIDAY + timedelta(days=30)):
        first = services.start(trial.secretary, trial.rule)
        assert services.start(trial.secretary, trial.rule).pk == first.pk
        sides = running.sides_of(trial.rule, trial.secretary)
        assert running.some(first.pk, sides)
        first.refresh_from_db()
        assert (first.looked, len(rows(first))) == (1, 1)
        # A worker that was thought dead comes back with an old row in its hands.
        Backtest.objects.of(first.agency_id).filter(pk=first.pk).update(last_case=0)
        work()
    found = rows(last(trial))
    assert len(found) == len({row.case_id for row in found}) == 3


def test_who_may_not_edit_the_draft_tries_nothing(trial: Trial) -> None:
    for person in (trial.world.officer, trial.world.stranger):
        with pytest.raises(policy.Forbidden):
            services.start(person, trial.rule)
        with pytest.raises(policy.Forbidden):
            services.try_file(person, trial.rule, "a.xlsx", b"")
    assert not Backtest.objects.of(trial.world.agency).exists()


def test_old_trials_and_those_of_other_texts_are_deleted(trial: Trial) -> None:
    made = tried(trial)
    with frozen(FRIDAY + timedelta(days=31)):
        assert services.tidy() == ""
    with frozen(FRIDAY + timedelta(days=62)):
        assert "1 lần thử" in services.tidy()
    assert not Backtest.objects.of(trial.world.agency).filter(pk=made.pk).exists()
    tried(trial)
    trial.draft(EITHER)
    assert "1 lần thử" in services.tidy()


def test_another_agency_s_cases_are_not_asked(trial: Trial) -> None:
    other = factories.agency()
    Document.unscoped.filter(pk=trial.rule.pk).update(agency=other)
    trial.rule.refresh_from_db()
    sides = running.sides_of(trial.rule, trial.secretary)
    assert not cases.closed(other, str(trial.rule.uid), *sides.all).exists()
