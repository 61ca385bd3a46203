"""A task is late with its step or with its case: lists, counts, order and pages say the same."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from processes import services, worklists
from processes.cases.projection import differences
from processes.models import Case, Task
from registry.now import frozen
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import ANSWERS, FRIDAY, World

pytestmark = pytest.mark.django_db
LATER = FRIDAY + timedelta(days=4)


@pytest.fixture
def world() -> World:
    return worlds.make()


def dues(case: Case, step: datetime | None, whole: datetime | None) -> Task:
    """Let the open task of a case and the case be due then."""
    Case.unscoped.filter(pk=case.pk).update(due_at=whole)
    task = Task.unscoped.get(case=case, status__in=("not_started", "in_progress"))
    task.due_at = step
    task.save(update_fields=["due_at"])
    return task


def lists_of(world: World) -> dict[str, int]:
    counts = worklists.counts(world.desk)
    for code, count in counts.items():
        rows = list(worklists.tasks(world.desk, code))
        assert len(rows) == count
        if not code.endswith("nho"):
            assert all(worklists.is_late(row) == code.endswith("qua-han") for row in rows)
    return {code: count for code, count in counts.items() if count}


SOON, PAST = LATER + timedelta(days=1), LATER - timedelta(hours=1)


@pytest.mark.parametrize(
    ("step", "whole", "code"),
    [
        (SOON, SOON, "chua-trong-han"),
        (SOON, PAST, "chua-qua-han"),
        (PAST, SOON, "chua-qua-han"),
        (None, PAST, "chua-qua-han"),
        (None, SOON, "chua-trong-han"),
        (PAST, None, "chua-qua-han"),
        (None, None, "chua-trong-han"),
    ],
)
def test_the_worse_of_both_decides(
    world: World, step: datetime | None, whole: datetime | None, code: str
) -> None:
    case = world.open()
    dues(case, step, whole)
    with frozen(LATER):
        assert lists_of(world) == {code: 1}
        services.start_task(world.desk, world.task(case))
        assert lists_of(world) == {code.replace("chua", "dang"): 1}


def test_the_most_urgent_of_both_comes_first(world: World) -> None:
    hours = [(5, 1), (2, 9), (3, None), (None, 4), (None, None)]
    made = [world.open() for _ in hours]
    for case, pair in zip(made, hours, strict=True):
        dues(case, *(LATER + timedelta(hours=one) if one else None for one in pair))
    with frozen(LATER):
        rows = worklists.tasks(world.desk, "chua-trong-han")
        assert [made.index(row.case) for row in rows] == [0, 1, 2, 3, 4]


def test_a_suspended_case_is_late_with_neither(world: World) -> None:
    case = world.open()
    with frozen(LATER):
        factories.act(world.leader, case, "suspend", "Chờ bổ sung")
    with frozen(LATER + timedelta(days=300)):
        assert lists_of(world) == {"chua-trong-han": 1}


def test_a_step_ended_in_time_of_a_late_case_is_ended_late(world: World) -> None:
    case = world.open()
    dues(case, SOON, PAST)
    with frozen(LATER):
        services.complete_task(world.desk, world.task(case))
        assert lists_of(world) == {"xong-qua-han": 1}
    done = Task.unscoped.get(case=case, status="done")
    assert (done.final_due_at, done.final_case_due_at) == (SOON, PAST)


def test_an_extension_later_does_not_change_what_was_late(world: World) -> None:
    case = world.open(ANSWERS and FRIDAY)
    late = FRIDAY + timedelta(days=60)
    with frozen(late):
        services.complete_task(world.desk, world.task(case))
        factories.act(
            world.leader, case, "extend", {"amount": "90", "unit": "working_day"}, "Phức tạp"
        )
        assert lists_of(world) == {"xong-qua-han": 1}
    case.refresh_from_db()
    assert differences(case) == []


def test_the_list_and_the_page_show_both(world: World, client: Client) -> None:
    case = world.open()
    task = dues(case, SOON, PAST)
    client.force_login(world.desk)
    with frozen(LATER):
        for address in ("/admin/cong-viec/chua-qua-han/", f"/admin/cong-viec/{task.pk}/"):
            page = client.get(address).content.decode()
            assert "Hạn bước" in page and "Hẹn trả hồ sơ:" in page and "Quá hạn</span>" in page


def test_a_suspended_case_says_since_when_everywhere(world: World, client: Client) -> None:
    case = world.open()
    with frozen(LATER):
        factories.act(world.leader, case, "suspend", "Chờ bổ sung")
    client.force_login(world.desk)
    said = f"ạm dừng tính thời hạn từ {LATER:15:10 %d/%m/%Y}"
    with frozen(LATER + timedelta(days=1)):
        for address in (
            "/admin/cong-viec/chua-trong-han/",
            f"/admin/cong-viec/{world.task(case).pk}/",
            "/admin/ho-so/",
            f"/admin/ho-so/{case.uid}/",
            f"/admin/ho-so/{case.uid}/phieu-kiem-soat/",
        ):
            page = client.get(address).content.decode()
            assert said in " ".join(re.sub("<[^>]*>", " ", page).split()), address
            assert "Không đặt hạn" not in page, address


def receipt(world: World, client: Client, case: Case) -> str:
    client.force_login(world.desk)
    return client.get(f"/admin/ho-so/{case.uid}/giay-tiep-nhan/").content.decode()


def test_the_first_receipt_replaces_nothing(world: World, client: Client) -> None:
    """Not even where the very answers that came in chose another time."""
    case = world.open(answers={**ANSWERS, "xacminh": True})
    with frozen(FRIDAY):
        page = receipt(world, client, case)
    assert "thay giấy hẹn trước" not in page and "Các lần hẹn" not in page


def test_a_later_receipt_names_the_one_that_it_replaces(world: World, client: Client) -> None:
    case = world.open()
    before = case.due_at
    assert before is not None
    with frozen(LATER):
        factories.act(
            world.leader, case, "extend", {"amount": "2", "unit": "working_day"}, "Phức tạp"
        )
        page = receipt(world, client, case)
    assert "Giấy này thay giấy hẹn trước: giấy hẹn lần 1 ngày 24/04/2026" in page
    local = before.astimezone(factories.at("2026-04-24 15:10").tzinfo)
    assert f"(hẹn trả {local:%H:%M}, ngày {local:%d/%m/%Y})" in page
