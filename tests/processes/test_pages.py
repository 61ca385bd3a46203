"""The pages of cases and tasks, as people meet them."""

import html
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from processes import services, worklists
from processes.casefile import attaching, papers
from processes.models import Case, Task
from processes.views import prints
from registry import policy
from registry.now import frozen
from registry.organisation.models import User
from registry.trail import events
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import ANSWERS, FRIDAY, World
from tests.support.pages import hidden
from tests.support.uploads import PDF
from tests.support.worlds import once_a_module

pytestmark = pytest.mark.django_db
LATER = factories.at("2026-04-29 09:00")


world = once_a_module(worlds.make)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return html.unescape(response.content.decode())


def posted_case(**changes: Any) -> dict[str, Any]:
    return {
        "key": "k1",
        "subject": "Trích lục cho ông Thử",
        "applicant_name": "Lê Văn Thử",
        "applicant_phone": "0900000000",
        "channel": "counter",
        "received_on": "24/04/2026",
        "received_time": "15:10",
        "papers": ["p1"],
        "a.hoten": "Lê Văn Thử",
        "a.ngay": "03/02/1990",
        **changes,
    }


def test_the_desk_opens_a_case_once(world: World) -> None:
    client = signed_in(world.desk)
    with frozen(FRIDAY):
        assert "Cấp trích lục hộ tịch" in read(client, reverse("case_new"))
        url = reverse("case_open", args=[world.uid])
        text = read(client, url)
        assert "Tờ khai" in text and "Họ và tên" in text
        first = client.post(url, posted_case())
        again = client.post(url, posted_case())
    case = Case.objects.of(world.agency).get()
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"] == reverse("case_detail", args=[case.uid])
    assert case.received_at == FRIDAY
    with frozen(FRIDAY):
        receipt = read(client, reverse("case_receipt", args=[case.uid]))
    assert "17:00, ngày 07/05/2026" in receipt
    assert "sau 15:00" in receipt and "Giỗ Tổ Hùng Vương" in receipt
    assert "Đủ" in receipt and "Còn thiếu" in receipt


def test_wrong_input_is_told_at_its_field_and_nothing_typed_is_lost(world: World) -> None:
    client = signed_in(world.desk)
    with frozen(FRIDAY):
        response = client.post(
            reverse("case_open", args=[world.uid]),
            posted_case(**{"subject": " ", "a.ngay": "31/02/1990", "applicant_name": "Người Gõ"}),
        )
    text = html.unescape(response.content.decode())
    assert response.status_code == 422
    assert "Hãy ghi ngắn gọn nội dung công việc." in text
    assert 'aria-describedby="subject-error"' in text
    assert "31/02/1990" in text and "Người Gõ" in text and 'value="p1" checked' in text
    assert 'problems">1 mục của biểu mẫu</a> được nêu ở đầu biểu mẫu' in text
    assert not Case.objects.of(world.agency).exists()


def test_a_telephone_number_that_is_none_is_told_and_kept(world: World) -> None:
    with frozen(FRIDAY):
        response = signed_in(world.desk).post(
            reverse("case_open", args=[world.uid]), posted_case(applicant_phone="abc")
        )
    text = html.unescape(response.content.decode())
    assert response.status_code == 422
    assert "Số điện thoại chỉ gồm chữ số" in text and 'value="abc"' in text
    assert not Case.objects.of(world.agency).exists()


def test_papers_that_come_in_the_future_are_refused(world: World) -> None:
    with frozen(FRIDAY):
        response = signed_in(world.desk).post(
            reverse("case_open", args=[world.uid]), posted_case(received_time="15:11")
        )
    assert "không được ở tương lai" in html.unescape(response.content.decode())


def test_a_task_is_saved_completed_and_handed_on(world: World) -> None:
    case = world.forward(world.open(), LATER)
    task = world.task(case)
    client = signed_in(world.officer)
    url = reverse("task_detail", args=[task.pk])
    with frozen(LATER):
        text = read(client, url)
        assert "Nhận việc" in text and "Cần xác minh" in text and "Lê Văn Thử" in text
        client.post(url, {"key": "1", "do": "start"})
        filled = {"a.xacminh": "yes", "seen": hidden(text, "seen")}
        client.post(url, {"key": "2", "do": "save", **filled})
        case.refresh_from_db()
        saved = case.variant
        done = client.post(url, {"key": "3", "do": "forward", **filled})
    assert saved == "xacminh"
    assert done.status_code == 302
    task.refresh_from_db()
    assert (task.status, task.finished_by) == ("done", world.officer)
    with frozen(LATER):
        receipt = read(client, reverse("case_receipt", args=[case.uid]))
        page = reverse("case_detail", args=[case.uid])
        deadlines, drawing = (read(client, f"{page}?the={tab}") for tab in ("thoi-han", "luu-do"))
    assert "Giấy này thay giấy hẹn trước" in receipt and "«Có xác minh»" in receipt
    assert "Các lần hẹn trả" in deadlines and "step-current" in drawing


def test_saving_again_from_the_same_page_keeps_the_later_answers(world: World) -> None:
    case = world.forward(world.open(), LATER)
    url = reverse("task_detail", args=[world.task(case).pk])
    client = signed_in(world.officer)
    with frozen(LATER):
        seen = hidden(read(client, url), "seen")
        client.post(url, {"key": "1", "do": "save", "seen": seen, "a.xacminh": "yes"})
        # The page of before is told of what was saved since, and saves when it is pressed again.
        answer = client.post(url, {"key": "1", "do": "save", "seen": seen, "a.xacminh": "no"})
        assert answer.status_code == 422
        seen = hidden(answer.content.decode(), "seen")
        client.post(url, {"key": "1", "do": "save", "seen": seen, "a.xacminh": "no"})
        case.refresh_from_db()
        assert case.variant == "thuong"
        seen = hidden(read(client, url), "seen")
        client.post(url, {"key": "1", "do": "forward", "seen": seen, "a.xacminh": "no"})
    assert world.task(case).step_id == "ky"


def test_returning_without_a_reason_keeps_the_page(world: World) -> None:
    case = world.forward(world.forward(world.open(), LATER), LATER)
    url = reverse("task_detail", args=[world.task(case).pk])
    client = signed_in(world.leader)
    with frozen(LATER):
        response = client.post(url, {"key": "1", "do": "return", "reason-return": " "})
        assert response.status_code == 422
        assert "Hãy ghi lý do" in html.unescape(response.content.decode())
        client.post(url, {"key": "2", "do": "return", "reason-return": "Thiếu giấy"})
        text = read(client, reverse("case_detail", args=[case.uid]))
    assert "Thiếu giấy" in text


def test_a_leader_urges_and_the_officer_is_reminded(world: World) -> None:
    case = world.forward(world.open(), LATER)
    act = reverse("case_act", args=[case.uid, "don-doc"])
    leader = signed_in(world.leader)
    with frozen(LATER):
        assert "Đôn đốc" in read(leader, reverse("case_detail", args=[case.uid]))
        for _ in range(2):
            leader.post(act, {"key": "u", "note": "Sắp đến hạn"})
        assert worklists.counts(world.officer)["nhac-nho"] == 1
        officer = signed_in(world.officer)
        text = read(officer, reverse("work_list", args=["nhac-nho"]))
        assert "Thẩm tra hồ sơ" in text
        # Who may not is told so, and what they typed stays before them.
        refused = signed_in(world.officer).post(act, {"key": "x", "note": "Xin xem giúp"})
        assert refused.status_code == 422 and "Xin xem giúp" in refused.content.decode()
    assert [e.type for e in events.read(case.stream)].count("case.urged") == 1


def test_the_history_names_and_links_what_each_line_is_about(world: World) -> None:
    case = world.open()
    with frozen(LATER):
        attaching.attach_file(world.desk, case, "don.pdf", PDF)
        page = read(signed_in(world.desk), reverse("case_detail", args=[case.uid]))
    lines = html.unescape(page.partition('id="h-history"')[2].partition("</section>")[0])
    task = reverse("task_detail", args=[world.task(case).pk])
    assert f'<a href="{task}">Chuyển đến bước «Tiếp nhận hồ sơ»' in lines
    assert "Ghi biểu mẫu «Tờ khai»</a>" in lines and "thanh-phan/?ban=" in lines
    assert f'<a href="/admin/ho-so/{case.uid}/tep/' in lines and "don.pdf" in lines


def test_extending_asks_for_a_clear_time(world: World) -> None:
    case = world.open()
    url = reverse("case_act", args=[case.uid, "gia-han"])
    client = signed_in(world.leader)
    sent = {"key": "g", "note": "Phức tạp", "seen": factories.case_shown(case)}
    with frozen(LATER):
        wrong = client.post(url, {**sent, "duration": "vài hôm"})
        text = html.unescape(wrong.content.decode())
        assert wrong.status_code == 422 and "vài hôm" in text and "Phức tạp" in text
        client.post(url, {**sent, "duration": "2 ngày làm việc"})
    case.refresh_from_db()
    assert case.due_at == factories.at("2026-05-11 17:00")


def test_the_lists_count_what_they_show(world: World) -> None:
    case = world.forward(world.open(), LATER)
    late = factories.at("2026-05-20 09:00")
    for at, expected in ((LATER, "chua-trong-han"), (late, "chua-qua-han")):
        with frozen(at):
            counts = worklists.counts(world.officer)
            assert counts == {**dict.fromkeys(counts, 0), expected: 1}
            for one in worklists.LISTS:
                shown = worklists.tasks(world.officer, one.code).count()
                assert shown == counts[one.code]
    services.start_task(world.officer, world.task(case))
    with frozen(late):
        assert worklists.counts(world.officer)["dang-qua-han"] == 1
        factories.complete(world.officer, world.task(case), {**ANSWERS, "xacminh": False})
        assert worklists.counts(world.officer)["xong-qua-han"] == 1


def test_the_control_slip_is_made_from_events(world: World) -> None:
    case = world.forward(world.open(), LATER)
    task = world.task(case)
    with frozen(LATER):
        services.start_task(world.officer, task)
    with frozen(factories.at("2026-05-20 09:00")):
        factories.complete(world.officer, task, {**ANSWERS, "xacminh": False})
    # Whatever stands in the rows: the slip reads the events.
    Task.objects.of(world.agency).update(title="Sửa tay", finished_at=None)
    text = read(signed_in(world.desk), reverse("case_slip", args=[case.uid]))
    assert "Thẩm tra hồ sơ" in text and "Sửa tay" not in text
    assert "Đỗ Văn Hai, Tư pháp - Hộ tịch" in text
    assert "Quá hạn 15 ngày" in text and "Sớm 1 giờ" not in text


def test_the_slip_shows_the_due_date_that_holds_now(world: World) -> None:
    case = world.forward(world.open(), LATER)
    with frozen(LATER):
        factories.act(world.leader, case, "extend", factories.days("2"), "Chờ xác nhận")
    text = read(signed_in(world.desk), reverse("case_slip", args=[case.uid]))
    assert "09:00 07/05/2026" in text and "09:00 05/05/2026" not in text


def test_a_stranger_meets_404_everywhere(world: World) -> None:
    case = world.open()
    task = world.task(case)
    client = signed_in(world.stranger)
    for name, args in (
        ("case_detail", [case.uid]),
        ("case_receipt", [case.uid]),
        ("case_slip", [case.uid]),
        ("case_file", [case.uid]),
        ("task_detail", [task.pk]),
        ("case_open", [world.uid]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404, name
    for name, args in (
        ("case_act", [case.uid, "don-doc"]),
        ("task_detail", [task.pk]),
        ("task_form", [task.pk]),
        ("case_open", [world.uid]),
        ("case_new_form", [world.uid]),
    ):
        assert client.post(reverse(name, args=args), {"do": "start"}).status_code == 404, name
    assert case.code not in read(client, reverse("case_list"))


def test_the_list_finds_without_accents(world: World) -> None:
    case = world.open(applicant_name="Lê Thị Đào")
    client = signed_in(world.desk)
    assert case.code in read(client, reverse("case_list") + "?q=le thi dao")
    assert case.code not in read(client, reverse("case_list") + "?q=nghi+phep")
    assert case.code not in read(client, reverse("case_list") + "?tinh-trang=xong")


def test_lists_cost_the_same_however_long(world: World, django_assert_max_num_queries: Any) -> None:
    for _ in range(12):
        world.open(answers=None)
    client = signed_in(world.desk)
    client.get(reverse("case_list"))
    for url in (
        reverse("case_list"),
        reverse("work_list", args=["chua-trong-han"]),
        reverse("case_new"),
    ):
        with django_assert_max_num_queries(12):
            assert client.get(url).status_code == 200
    policy.forget(world.desk)
    policy.standing(world.desk)
    with django_assert_max_num_queries(2):
        worklists.counts(world.desk)


def test_every_paper_of_a_case_has_its_page_and_every_page_its_place() -> None:
    assert [view.paper for view in prints.PAPERS] == list(papers.PAPERS)
