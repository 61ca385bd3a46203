"""What the page of a case says of where it stands: late, waiting, wrongly spelled, to be rated."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cms.models import Attempts
from processes import services as processes
from processes.models import Case
from registry.now import frozen, local
from tests import factories
from tests.cms.site.test_following import PATH, asked, page_of
from tests.processes.citizens.conftest import closed, opened, public_world
from tests.processes.world import FRIDAY, World
from tests.support.worlds import once_a_module

pytestmark = pytest.mark.django_db

world = once_a_module(public_world)


def text_of(client: Client, case: Case, at: Any = FRIDAY) -> str:
    """What the page of a case says at an instant."""
    with frozen(at):
        return str(client.get(page_of(case)).content.decode())


def reachable(world: World) -> None:
    """Its agency says where it is and whom one calls."""
    world.agency.telephone = "0234 382 2115"
    world.agency.address = "24 Nguyễn Trãi"
    world.agency.save()


def test_a_late_case_says_so_with_an_apology_and_whom_to_call(client: Client, world: World) -> None:
    reachable(world)
    case = opened(world)
    assert case.due_at is not None
    before = text_of(client, case, case.due_at - timedelta(minutes=1))
    assert "Đang giải quyết" in before and "xin lỗi" not in before
    body = text_of(client, case, case.due_at + timedelta(minutes=1))
    assert f"Hồ sơ trễ hẹn. {world.agency.name} xin lỗi ông/bà." in body
    assert f"{local(case.due_at):%H:%M} ngày {local(case.due_at):%d/%m/%Y}" in body
    assert 'href="tel:02343822115"' in body and "Gọi 0234 382 2115" in body
    assert str(case.unit or world.agency) in body


def test_an_agency_without_telephone_still_says_where_to_ask(client: Client, world: World) -> None:
    case = opened(world)
    body = text_of(client, case, FRIDAY + timedelta(days=60))
    assert "xin lỗi ông/bà" in body and 'href="tel:' not in body
    assert 'href="/lien-he/"' in body


def test_a_case_that_waits_for_the_citizen_says_what_to_do_and_where(
    client: Client, world: World
) -> None:
    reachable(world)
    case = opened(world)
    with frozen(FRIDAY):
        processes.suspend(
            world.leader, case, "Bổ sung bản dịch tiếng Việt", seen=factories.case_shown(case)
        )
    body = text_of(client, case, FRIDAY + timedelta(days=60))
    assert "Đang tạm dừng tính thời hạn" in body and "xin lỗi" not in body
    assert "<b>Cần ông/bà làm:</b> Bổ sung bản dịch tiếng Việt" in body
    assert "24 Nguyễn Trãi" in body and "0234 382 2115" in body


def test_the_page_wears_the_head_of_the_agency_of_the_case(client: Client, world: World) -> None:
    body = text_of(client, opened(world))
    head = body[body.index("<header") : body.index("</header>")]
    assert world.agency.name in head


def test_the_front_asks_for_the_code_and_then_for_the_digits(client: Client, world: World) -> None:
    case = opened(world)
    with frozen(FRIDAY):
        for _ in range(7):
            half = client.post(PATH, {"ma": case.code})
        body = half.content.decode()
        # Nothing was looked up: no attempt, no error, the code stands there.
        assert half.status_code == 200 and not Attempts.objects.exists()
        assert f'value="{case.code}"' in body and 'role="alert"' not in body
        assert "autofocus" in body[body.index('name="so"') :]
        assert asked(client, case.code, "3456").status_code == 302
        assert "Chưa nhập mã" in client.post(PATH, {"ma": " . "}).content.decode()
        assert "4 số cuối" in asked(client, case.code, "12").content.decode()


@pytest.mark.parametrize(
    ("typed", "doubted"),
    [
        ("H99.15.O1-260424-0001", "chữ «O» hay số «0»"),
        ("h99 15 01 26o424 0001", "chữ «O» hay số «0»"),
        ("H99.15.01-260424-000l", "chữ «L» hay số «1»"),
        ("H99.15.01-260424-0001", ""),
        ("HO.15.01-260424-0001", ""),
        ("H99.UBND.01-260424-0001", ""),
    ],
)
def test_letters_that_look_like_figures_are_asked_about_and_never_guessed(
    client: Client, world: World, typed: str, doubted: str
) -> None:
    opened(world)
    answer = asked(client, typed, "0000")
    body = answer.content.decode()
    assert answer.status_code == 200 and "Không tìm thấy hồ sơ" in body
    assert ("Xem lại trên giấy" in body) == bool(doubted) and doubted in body
    # Right digits open nothing by a code that is nearly right.
    if doubted:
        assert asked(client, typed, "3456").status_code == 200


def test_who_wants_to_rate_is_led_to_the_rating(client: Client, world: World) -> None:
    case = closed(world)
    assert "Đánh giá hồ sơ đã xong" in client.get("/danh-gia/").content.decode()
    answer = client.post("/danh-gia/", {"ma": case.code, "so": "3456"})
    assert answer.status_code == 302 and answer["Location"].endswith("/#danh-gia")
    wrong = client.post("/danh-gia/", {"ma": case.code, "so": "0000"})
    assert "Không tìm thấy hồ sơ" in wrong.content.decode()
