"""The year behind the demo: what is promised is there, as the services would have written it."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Count, F

from cms.demo import WARD, read, year
from cms.demo.days import Days
from cms.demo.office import Office
from cms.management.commands import prepare_demo
from processes import worklists
from processes.control import lists as papers
from processes.control.models import AmendmentRequest, Proposal
from processes.models import OPEN_TASK, Case, CaseStatus, Feedback, Task
from registry.comments.models import Comment
from registry.distribution.models import Delivery
from registry.documents.models import Dossier, Validity, Version
from registry.handover.models import HandoverReceipt
from registry.notices.models import Notice
from registry.now import frozen, local, now, today, walking
from registry.organisation.models import Agency, User
from registry.periodic import dues
from registry.periodic.models import PeriodicReview
from registry.policy import standing
from registry.trail import outbox
from registry.trail.models import Event
from rules.worktime import from_body
from tests import factories
from tests.support.worlds import once_a_module
from tools import demo as launcher

pytestmark = pytest.mark.django_db

# A Tuesday in the middle of a working week, at an hour at which people are at work.
NOW = factories.at("2026-12-01 10:00")
CASES = 52


def make_year() -> Agency:
    """The demo with a small year behind it."""
    with frozen(NOW):
        assert year.build(cases=CASES)
    return Agency.objects.get(code=WARD)


ready = once_a_module(make_year)


@pytest.fixture
def built(ready: Agency) -> Iterator[Agency]:
    with frozen(NOW):
        yield ready


def cases() -> Any:
    return Case.objects.of(Agency.objects.get(code=WARD)).filter(about="")


def ended() -> Any:
    return cases().filter(status=CaseStatus.CLOSED)


def open_tasks() -> Any:
    return Task.unscoped.filter(case__in=cases(), status__in=OPEN_TASK)


def due_on(days: int) -> int:
    wanted = today() + timedelta(days=days)
    running = cases().exclude(status=CaseStatus.CLOSED).exclude(due_at=None)
    return sum(local(case.due_at).date() == wanted for case in running)


def given() -> Any:
    return Delivery.unscoped.filter(version__validities__ends=None)


def soon() -> list[dues.Due]:
    until = today() + timedelta(days=dues.SOON)
    secretary = standing(User.objects.get(username="thuky"))
    return [one for one in dues.dues(secretary) if one.day <= until]


def proposals(state: str) -> int:
    return Proposal.unscoped.filter(state=state).count()


PROMISED: dict[str, Callable[[], int]] = {
    "ended in time": lambda: ended().filter(closed_at__lte=F("due_at")).count(),
    "ended late": lambda: ended().filter(closed_at__gt=F("due_at")).count(),
    "suspended now": lambda: cases().filter(status=CaseStatus.SUSPENDED).count(),
    "suspended once": lambda: ended().exclude(pauses="{}").count(),
    "returned": lambda: Task.unscoped.filter(case__in=ended(), status="returned").count(),
    "stopped": lambda: ended().filter(result="stopped").count(),
    "refused": lambda: ended().filter(result="refused").count(),
    "urged": lambda: open_tasks().exclude(urged_at=None).count(),
    "extended": lambda: Event.objects.filter(type="case.extended").count(),
    "verified": lambda: Event.objects.filter(type="case.variant_chosen").count(),
    "due today": lambda: due_on(0),
    "due tomorrow": lambda: due_on(1),
    "late now": lambda: open_tasks().filter(case__due_at__lt=now()).count(),
    "rated": lambda: Feedback.unscoped.count(),
    "handed over": lambda: HandoverReceipt.unscoped.exclude(confirmed_at=None).count(),
    "cancelled": lambda: Event.objects.filter(type="document.cancelled").count(),
    "proposed, with the secretary": lambda: proposals("examining"),
    "proposed, with the leader": lambda: proposals("deciding"),
    "proposed and refused": lambda: proposals("rejected"),
    "proposed and being written": lambda: proposals("amending"),
    "asked to be amended": lambda: AmendmentRequest.unscoped.filter(closed_at=None).count(),
    "commented, not answered": lambda: Comment.unscoped.filter(replies=None).count(),
    "commented and answered": lambda: Comment.unscoped.exclude(replies=None).count(),
    "given and read": lambda: given().exclude(acknowledged_at=None).count(),
    "given, opened, not read": lambda: (
        given().filter(opened_at__isnull=False, acknowledged_at=None).count()
    ),
    "given, not opened": lambda: given().filter(opened_at=None).count(),
    "to be read again soon": lambda: sum(one.left > 0 for one in soon()),
    "to be read again, late": lambda: sum(one.left <= 0 for one in soon()),
    "read again": lambda: PeriodicReview.unscoped.count(),
    "photographed": lambda: Event.objects.filter(type="case.file_added").count(),
    "soon over": lambda: Validity.unscoped.filter(ends__gt=now()).count(),
    "soon in force": lambda: Validity.unscoped.filter(starts__gt=now()).count(),
    "issued": lambda: Dossier.unscoped.filter(state=Dossier.ISSUED).count(),
    "in review": lambda: Dossier.unscoped.filter(state=Dossier.OPEN).count(),
    "sent back": lambda: Dossier.unscoped.filter(state=Dossier.RETURNED).count(),
}


def test_what_is_promised_is_there(built: Agency) -> None:
    assert cases().count() == CASES
    missing = [name for name, counted in PROMISED.items() if not counted()]
    assert not missing
    assert cases().values("process").distinct().count() == 14, "12 procedures, leave and reports"
    late = sorted(
        (now() - case.due_at).days for case in cases().filter(due_at__lt=now(), closed_at=None)
    )
    assert late[0] == 0
    assert late[-1] >= 13, "ten working days"


LISTS = {
    "chutich": ({"chua-trong-han", "chua-qua-han"}, {"cho-ban-hanh"}),
    "thuky": (
        {"chua-qua-han"},
        {
            "dang-soan-thao",
            "yeu-cau-chinh-sua",
            "cho-thu-ky-iso",
            "toi-da-trinh",
            "da-huy-bo",
            "de-xuat-cho-xem-xet",
            "cho-sua-doi",
            "yeu-cau-sua-doi",
        },
    ),
    "motcua": ({"nhac-nho", "chua-trong-han", "chua-qua-han", "xong-trong-han"}, set()),
    "hotich": ({"nhac-nho", "chua-trong-han", "chua-qua-han", "dang-qua-han"}, set()),
    "vanthu": ({"nhac-nho", "chua-trong-han", "chua-qua-han"}, set()),
    "chatluong": (set(), {"cho-lanh-dao-chat-luong", "de-xuat-cho-duyet"}),
    "truongphong": (set(), {"cho-lanh-dao-phong-ban"}),
}


@pytest.mark.parametrize("username", LISTS)
def test_everybody_finds_work_and_something_new(built: Agency, username: str) -> None:
    user = User.objects.get(username=username)
    work, documents = LISTS[username]
    assert work <= {code for code, number in worklists.counts(user).items() if number}
    assert documents <= {code for code, number in papers.counts(user).items() if number}
    assert Notice.unscoped.filter(user=user, read_at=None).exists()


def test_a_second_version_is_in_force_and_older_cases_keep_the_first(built: Agency) -> None:
    twice = Version.unscoped.values("document").annotate(n=Count("pk")).filter(n=2, kind="process")
    assert twice.exists()


@pytest.mark.parametrize("command", ["verify_cases", "verify_documents", "verify_events"])
def test_the_commands_that_verify_find_nothing(built: Agency, command: str) -> None:
    call_command(command, stdout=io.StringIO())


def test_everything_bears_the_time_at_which_it_was_done(built: Agency) -> None:
    times = list(Event.objects.order_by("pk").values_list("at", flat=True))
    assert times == sorted(times)
    assert days().start == times[0]
    assert times[-1] <= days().end < now()
    acts = Event.objects.filter(stream__startswith="case:").values_list("at", flat=True)
    working = days().working
    assert all(working(at) == at for at in acts), "in working hours"


def test_no_job_waits_for_the_worker(built: Agency) -> None:
    assert not outbox.waits()


def test_a_later_start_changes_nothing(built: Agency) -> None:
    before = digest()
    with frozen(NOW + timedelta(days=30)):
        assert not year.build()
    assert digest() == before


def digest() -> tuple[Any, ...]:
    """What happened, how the cases stand, what is issued."""
    return (
        list(Event.objects.order_by("pk").values_list("at", "type", "hash")),
        list(cases().order_by("pk").values()),
        list(Version.unscoped.order_by("pk").values_list("pk", "sha256")),
    )


def test_the_same_day_and_seed_tell_the_same_year(built: Agency) -> None:
    def told(seed: str) -> list[Any]:
        with walking(days().start) as walk:
            office = Office(walk, days(), built, seed)
            return [
                (one.fate, one.cast.fill("{person}, {address}, {day:4:40}", walk.at))
                for one in year.lives(office)
            ]

    assert len(told("1")) == 150
    assert told("1") == told("1") != told("2")


def days() -> Days:
    return Days(from_body(read("calendars/national.json")["body"]), today())


def test_beyond_the_calendar_only_what_ships_is_there() -> None:
    with frozen(factories.at("2031-01-06 10:00")):
        assert not year.build(cases=1)
    assert not Case.unscoped.exists()
    assert User.objects.filter(username="thuky").exists()


def test_the_launcher_reads_the_day_where_it_is_written() -> None:
    assert prepare_demo.DAY == launcher.DAY
