"""A form of a step is saved over the answers that its page showed, never over newer ones."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from formbuilder.services import FillingChanged
from processes import services
from processes.cases.answers import Answers
from processes.models import Case, Task
from registry.now import frozen
from registry.organisation.models import User
from registry.policy import Forbidden
from registry.records.models import RecordRevision
from registry.trail import events
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import ANSWERS, FRIDAY, World
from tests.support.pages import hidden
from tests.support.worlds import once_a_module

LATER = FRIDAY + timedelta(days=4)
FIELDS: list[dict[str, Any]] = [
    {"id": "hoten", "type": "text", "label": "Họ và tên", "audience": "citizen"},
    {"id": "ngay", "type": "date", "label": "Ngày sinh", "audience": "citizen"},
    {"id": "xacminh", "type": "yes_no", "label": "Cần xác minh", "audience": "officer"},
    {"id": "ghichu", "type": "long_text", "label": "Nhận xét", "audience": "officer"},
    {"id": "noi", "type": "text", "label": "Nơi cấp", "audience": "officer"},
    {
        "id": "giay", "type": "table", "label": "Giấy tờ", "audience": "officer",
        "columns": [{"id": "ten", "type": "text", "label": "Tên giấy tờ"}],
    },
]  # fmt: skip
BEGUN = {**ANSWERS, "xacminh": False, "noi": "An Bình"}


def make() -> World:
    made = worlds.make()
    form = factories.install(made.agency, "form", {"fields": FIELDS}, title="Tờ khai")
    body = factories.small_process(factories.uid_of(form))
    made.process = factories.install_process(made.agency, body)
    return made


world = once_a_module(make)


def at_review(world: World) -> Task:
    """The officer's step, with some of its part filled in already."""
    task = world.task(world.forward(world.open(), LATER))
    with frozen(LATER):
        factories.save(world.officer, task, BEGUN)
    return task


def stored(task: Task) -> dict[str, Any]:
    rows = RecordRevision.objects.filter(record__case_stream=task.case.stream)
    last = rows.order_by("number").last()
    assert last is not None
    return last.data


def told(case: Case) -> list[str]:
    return [event.type for event in events.read(case.stream)]


def refused(user: User, task: Task, answers: dict[str, Any], seen: str) -> FillingChanged:
    with frozen(LATER), pytest.raises(FillingChanged) as raised:
        services.save_answers(user, task, answers, seen=seen)
    with frozen(LATER), pytest.raises(FillingChanged):
        services.complete_task(user, task, answers=answers, seen=seen)
    return raised.value


def test_the_second_save_does_not_undo_the_first_unread(world: World) -> None:
    task = at_review(world)
    seen = factories.answers_shown(task)
    with frozen(LATER):
        services.save_answers(
            world.officer, task, {**BEGUN, "ghichu": "Đủ", "xacminh": True}, seen=seen
        )
    found = refused(world.officer, task, {**BEGUN, "ghichu": "Thiếu giấy"}, seen)
    assert "đã được chính ông/bà lưu lúc" in str(found)
    assert "«Cần xác minh», «Nhận xét»" in str(found)
    by_code = {one.code: one for one in found.changes}
    assert set(by_code) == {"xacminh", "ghichu"}
    note, verified = by_code["ghichu"], by_code["xacminh"]
    assert (note.label, note.now, note.here, note.typed) == ("Nhận xét", "Đủ", "Thiếu giấy", True)
    assert (verified.now, verified.here, verified.typed) == ("Có", "Không", False)
    assert stored(task)["ghichu"] == "Đủ" and task.case.status == "open"


def test_who_reads_the_newer_answers_saves_over_them(world: World) -> None:
    task = at_review(world)
    seen = factories.answers_shown(task)
    with frozen(LATER):
        services.save_answers(world.officer, task, {**BEGUN, "ghichu": "Đủ"}, seen=seen)
    found = refused(world.officer, task, {**BEGUN, "ghichu": "Thiếu giấy"}, seen)
    with frozen(LATER):
        services.complete_task(
            world.officer,
            task,
            answers={**BEGUN, "ghichu": "Thiếu giấy"},
            seen=found.revision.sha256,
        )
    assert stored(task)["ghichu"] == "Thiếu giấy"


def test_the_same_answers_a_second_time_are_saved_once(world: World) -> None:
    task = at_review(world)
    seen, filled = factories.answers_shown(task), {**BEGUN, "ghichu": "Đủ"}
    with frozen(LATER):
        for _ in range(2):
            services.save_answers(world.officer, task, filled, seen=seen)
        count = told(task.case).count("record.saved")
        for _ in range(2):
            services.complete_task(
                world.officer, task, answers=filled, seen=seen, idempotency_key="một"
            )
    assert told(task.case).count("record.saved") == count + 1  # as final, by the completion
    assert told(task.case).count("task.completed") == 2  # the desk's and this one


def test_who_names_no_answers_undoes_none(world: World) -> None:
    task = at_review(world)
    for seen in ("", "x", "0" * 64):
        found = refused(world.officer, task, {**ANSWERS, "xacminh": True}, seen)
        assert {one.code for one in found.changes} >= {"xacminh", "noi"}
    assert stored(task) == BEGUN


def test_what_another_part_filled_in_since_is_not_passed_on_unread(world: World) -> None:
    """The officer's fields are as they were; the citizen's, which the page shows, are not."""
    task = at_review(world)
    seen = factories.answers_shown(task)
    corrected = {**BEGUN, "ngay": "1991-02-03"}
    with frozen(LATER):
        factories.save(world.officer, task, corrected)
    # As the page sends it: its own fields over what is saved by now.
    found = refused(world.officer, task, corrected, seen)
    (change,) = found.changes
    assert (change.label, change.now, change.here) == ("Ngày sinh", "03/02/1991", "03/02/1990")
    assert not change.typed


def test_a_table_is_compared_row_by_row_as_it_is_printed(world: World) -> None:
    task = at_review(world)
    seen = factories.answers_shown(task)
    with frozen(LATER):
        factories.save(world.officer, task, {**BEGUN, "giay": [{"ten": "Căn cước"}]})
    found = refused(world.officer, task, {**BEGUN, "giay": [{"ten": "Hộ chiếu"}]}, seen)
    (change,) = found.changes
    assert (change.now, change.here) == ("Tên giấy tờ: Căn cước", "Tên giấy tờ: Hộ chiếu")


def test_who_may_not_do_the_task_learns_nothing_of_the_answers(world: World) -> None:
    task = at_review(world)
    for person in (world.stranger, world.clerk):
        with pytest.raises(Forbidden):
            services.save_answers(person, task, {"noi": "Khác"}, seen="x")


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def press(client: Client, task: Task, **sent: Any) -> tuple[int, str]:
    with frozen(LATER):
        answer = client.post(reverse("task_detail", args=[task.pk]), sent)
    return answer.status_code, html.unescape(answer.content.decode())


def open_page(client: Client, task: Task) -> str:
    with frozen(LATER):
        page = client.get(reverse("task_detail", args=[task.pk])).content.decode()
    return hidden(page, "seen")


FILLED = {"a.xacminh": "no", "a.noi": "An Bình", "a.ghichu": "", "a.giay.0.ten": ""}


def test_two_tabs_the_second_is_told_what_the_first_saved(world: World) -> None:
    task, client = at_review(world), at(world.officer)
    first, second = open_page(client, task), open_page(client, task)
    assert first == second == Answers(task.case).digest_of(
        factories.uid_of(RecordRevision.objects.filter(
            record__case_stream=task.case.stream
        ).latest("number").record.form_version)
    )  # fmt: skip
    mine = {**FILLED, "a.ghichu": "Đủ giấy tờ", "a.noi": "Hòa Bình"}
    assert press(client, task, do="save", seen=first, **mine)[0] == 302
    late = {**FILLED, "a.ghichu": "Thiếu trích lục"}
    for do in ("save", "forward"):
        status, page = press(client, task, do=do, seen=second, **late)
        assert status == 422
        changed = page.partition('id="h-changed"')[2].partition("</section>")[0]
        assert "Nhận xét" in changed and "Đủ giấy tờ" in changed and "Thiếu trích lục" in changed
        assert "Nơi cấp" in changed and "Hòa Bình" in changed and "Họ và tên" not in changed
        # What was typed stays; what was only of before gives way to what is saved.
        form = page.partition('id="a-form"')[2]
        assert "Thiếu trích lục</textarea>" in form and 'value="Hòa Bình"' in form
    assert stored(task)["ghichu"] == "Đủ giấy tờ"
    # Read and pressed again: it goes through, and nothing of the first is lost with it.
    again = {**late, "a.noi": "Hòa Bình", "seen": hidden(page, "seen")}
    assert press(client, task, do="save", **again)[0] == 302
    assert (stored(task)["ghichu"], stored(task)["noi"]) == ("Thiếu trích lục", "Hòa Bình")


def test_sending_on_keeps_the_opinion_that_was_typed(world: World) -> None:
    task, client = at_review(world), at(world.officer)
    seen = open_page(client, task)
    press(client, task, do="save", seen=seen, **{**FILLED, "a.ghichu": "Đủ"})
    status, page = press(
        client, task, do="forward", seen=seen, key="k",
        **{**FILLED, "a.ghichu": "Khác", "reason-forward": "Đã đối chiếu bản chính"},
    )  # fmt: skip
    assert status == 422 and "Đã đối chiếu bản chính</textarea>" in page
    assert told(task.case).count("task.completed") == 1
    status, _ = press(
        client, task, do="forward", seen=hidden(page, "seen"), key="k",
        **{**FILLED, "a.ghichu": "Khác", "reason-forward": "Đã đối chiếu bản chính"},
    )  # fmt: skip
    assert status == 302 and told(task.case).count("task.completed") == 2


def test_a_form_that_does_not_say_what_it_saw_undoes_nothing(world: World) -> None:
    task, client = at_review(world), at(world.officer)
    for said in ({}, {"seen": ""}, {"seen": "x"}, {"seen": "9" * 500}, {"seen": "\0"}):
        status, page = press(client, task, do="save", **{**FILLED, "a.noi": "Khác"}, **said)
        assert status == 422 and 'value="Khác"' in page
    assert stored(task) == BEGUN


def test_drawing_the_page_again_does_not_count_as_reading_what_is_newer(world: World) -> None:
    """Without script «Cập nhật» sends the page; what was typed is still about the older answers."""
    task, client = at_review(world), at(world.officer)
    seen = open_page(client, task)
    press(client, task, do="save", seen=seen, **{**FILLED, "a.ghichu": "Đủ"})
    sent = {**FILLED, "a.ghichu": "Khác", "a:refresh": "1", "seen": seen}
    with frozen(LATER):
        page = client.post(reverse("task_detail", args=[task.pk]), sent).content.decode()
    assert hidden(page, "seen") == seen
    assert press(client, task, do="save", seen=seen, **{**FILLED, "a.ghichu": "Khác"})[0] == 422


def test_taking_a_task_keeps_what_was_typed_before_it(world: World) -> None:
    task, client = world.task(world.forward(world.open(), LATER)), at(world.officer)
    typed = {**FILLED, "a.ghichu": "Đủ giấy tờ", "reason-forward": "Đã đối chiếu bản chính"}
    status, page = press(client, task, do="start", seen=open_page(client, task), **typed)
    task.refresh_from_db()
    assert (status, task.status, stored(task)["ghichu"]) == (200, "in_progress", "Đủ giấy tờ")
    assert "đã nhận việc" in page and "Đã đối chiếu bản chính</textarea>" in page
    # The page that came back goes on from there.
    more = {**typed, "a.noi": "Hòa Bình"}
    status, page = press(client, task, do="save", seen=hidden(page, "seen"), **more)
    assert (status, stored(task)["noi"]) == (200, "Hòa Bình")
    assert "Đã đối chiếu bản chính</textarea>" in page
    assert press(client, task, do="forward", seen=hidden(page, "seen"), **more)[0] == 302


def test_a_task_is_taken_without_touching_its_form(world: World) -> None:
    task, client = world.task(world.forward(world.open(), LATER)), at(world.officer)
    before, seen = stored(task), open_page(client, task)
    assert press(client, task, do="start", seen=seen)[0] == 302
    assert stored(task) == before
