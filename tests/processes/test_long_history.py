"""A case of many events shows the newest of them, and says everything else as it did."""

import html
import re
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from processes import casefile, pinned, services
from processes.casefile import slips, timeline
from processes.casefile.attaching import attach_file
from processes.cases.answers import Answers
from processes.models import OPEN_TASK, Case, Task
from processes.views.case_page import SHOWN
from registry.now import frozen
from registry.records.models import RecordRevision
from registry.trail import events
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import World
from tests.support.uploads import PDF
from tests.support.worlds import once_a_module

LATER = factories.at("2026-04-29 09:00")
STILL_LATER = factories.at("2026-04-30 10:00")

world = once_a_module(worlds.make)


def urged(case: Case, number: int, first: int = 1) -> None:
    """So many lines more in its history."""
    told = [("case.urged", {"message": f"Nhắc {first + n}.", "tasks": []}) for n in range(number)]
    with transaction.atomic():
        events.append_many(case.stream, told, agency=case.agency_id, at=LATER)


def moved(world: World) -> Case:
    """A case in which everything has happened that its page speaks of."""
    case = world.open(applicant_name="Lê Văn Thử")
    with frozen(LATER):
        attach_file(world.desk, case, "giay.pdf", PDF, paper="p1")
    urged(case, 40)
    case = world.forward(case, LATER)
    with frozen(LATER):
        services.start_task(world.officer, world.task(case))
        factories.act(world.leader, case, "extend", factories.days("2"), "Chờ")
        factories.act(world.leader, Case.unscoped.get(pk=case.pk), "suspend", "Chờ")
    with frozen(STILL_LATER):
        factories.act(world.leader, Case.unscoped.get(pk=case.pk), "resume", "Đủ")
    urged(case, 200, 41)
    return Case.unscoped.get(pk=case.pk)


def page(world: World, case: Case, query: str = "") -> str:
    client = Client()
    client.force_login(world.leader)
    with frozen(STILL_LATER):
        answer = client.get(reverse("case_detail", args=[case.uid]) + query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def lines(text: str) -> list[str]:
    shown = text.partition('<ol class="timeline">')[2].partition("</ol>")[0]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)) for row in shown.split("</li>")[:-1]]


def test_a_short_history_is_whole(world: World) -> None:
    case = world.open()
    whole = timeline.history(case, pinned.process_of(case)[1], list(events.read(case.stream)))
    urged(case, SHOWN - len(whole))
    text = page(world, case)
    assert len(lines(text)) == SHOWN and "Xem thêm" not in text
    urged(case, 1, 99)
    text = page(world, case)
    assert len(lines(text)) == SHOWN and "Chưa hiện 1 diễn biến trước đó." in text


def test_a_long_one_shows_the_newest_and_the_rest_on_request(world: World) -> None:
    case = moved(world)
    facts = list(events.read(case.stream))
    whole = timeline.history(case, pinned.process_of(case)[1], facts)
    text = page(world, case)
    assert len(lines(text)) == SHOWN < len(whole)
    assert "Nhắc 240." in lines(text)[0] and "Nhắc 191." in lines(text)[-1]
    assert f"Chưa hiện {len(whole) - SHOWN} diễn biến trước đó." in text
    address = re.search(r'href="([^"]+)">Xem thêm</a>', text)
    assert address is not None
    everything = page(world, case, address[1].partition(str(case.uid) + "/")[2].partition("#")[0])
    assert len(lines(everything)) == len(whole)
    assert "Mở hồ sơ" in lines(everything)[-1] and "Chưa hiện" not in everything


def test_what_else_the_page_says_is_what_all_events_say(world: World) -> None:
    case = moved(world)
    definition = pinned.process_of(case)[1]
    whole = list(events.read(case.stream))
    current = list(Task.unscoped.filter(case=case, status__in=OPEN_TASK))
    few = timeline.lasting(case, current)
    assert len(whole) > 240 and len(few) < 15
    assert timeline.appointments(definition, few) == timeline.appointments(definition, whole)
    assert len(timeline.appointments(definition, whole)) > 2
    held = timeline.held(whole)
    assert {one.key: held[one.key] for one in current} == {
        one.key: timeline.held(few)[one.key] for one in current
    }
    told = [casefile.items(case, Answers(case), facts, world.desk) for facts in (few, whole)]
    assert told[0] == told[1] and len(told[0]) == 4
    assert few[0] == whole[0] and few[-1] == whole[-1]
    assert timeline.lasting(case, [])[-1] == whole[-1]


def test_papers_of_a_case_stay_whole(world: World) -> None:
    case = moved(world)
    for address in ("case_slip", "case_file", "case_receipt"):
        client = Client()
        client.force_login(world.desk)
        assert "Xem thêm" not in client.get(reverse(address, args=[case.uid])).content.decode()
    rows = slips.control_slip(case, list(events.read(case.stream)))
    assert len(rows) == Task.unscoped.filter(case=case).count()


def test_the_page_asks_no_more_of_a_long_case(world: World) -> None:
    case = world.open()
    counts, read = [], []
    for more in (20, 180):
        urged(case, more)
        page(world, case)
        with CaptureQueriesContext(connection) as queries:
            page(world, case)
        counts.append(len(queries))
        read.append(len(timeline.lasting(case, [world.task(case)])))
    assert counts[0] == counts[1] and read[0] == read[1] < 5


def test_the_answers_of_a_case_are_the_last_revisions(world: World) -> None:
    case = world.forward(world.open(), LATER)
    (record,) = {one.record for one in Answers(case).revisions.values()}
    last = record.revisions.order_by("number").last()
    assert last is not None
    values: dict[str, Any] = {"record": record, "state": last.state, "sha256": last.sha256}
    for number in range(last.number + 1, last.number + 200):
        newest = RecordRevision.objects.create(
            **values, number=number, at=LATER, answers=f'{{"hoten":"Lần {number}"}}'
        )
    made: list[Any] = []
    with CaptureQueriesContext(connection) as queries:
        answers = Answers(case)
        original = RecordRevision.from_db
        RecordRevision.from_db = classmethod(  # type: ignore[method-assign,assignment]
            lambda cls, *given: made.append(original(*given)) or made[-1]
        )
        try:
            found = answers.revisions
        finally:
            RecordRevision.from_db = original  # type: ignore[method-assign]
    assert list(found.values()) == [newest] and len(made) == 1 and len(queries) == 1
