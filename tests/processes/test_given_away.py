"""Who typed into a page of work that was given away meanwhile gets it back, and learns no more."""

import html
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from processes.handover import giving
from processes.models import Task
from registry.now import frozen
from registry.organisation.models import Membership, User
from registry.trail.models import Event
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY, World
from tests.support.pages import hidden
from tests.support.uploads import PDF
from tests.support.worlds import once_a_module

LATER = FRIDAY + timedelta(days=4)
TYPED = {
    "a.xacminh": "yes",
    "a.hoten": "Lê Văn <b>Thử</b>",
    "a.giay": "",
    "a.giay.0.ten": "Căn cước",
    "a.giay.1.ten": "Hộ chiếu",
    "a:wrong": "xacminh",
    "reason-forward": "Đã đối chiếu bản chính\nđủ giấy tờ",
    "reason-return": " ",
    "key": "KHOAGUI",
    "seen": "DAXEM",
    "x-so": "SOKEM",
    "password": "MATKHAU",
    "csrfmiddlewaretoken": "MATHE",
}

world = once_a_module(worlds.make)


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def given_away(world: World) -> Task:
    """The officer's task in another's name, and the officer no longer in the unit."""
    task = world.task(world.forward(world.open(), LATER))
    other = factories.person(
        world.agency, unit=factories.unit(world.agency, "TP"), name="Trịnh Văn Sáu"
    )
    with frozen(LATER):
        giving.assign_task(world.leader, task, other, reason="Đổi người")
    Membership.objects.of(world.agency).filter(user=world.officer).delete()
    Membership.objects.create(
        agency=world.agency, user=world.officer, unit=factories.unit(world.agency, "VH"),
        role="staff",
    )  # fmt: skip
    return task


def post(client: Client, url: str, **sent: Any) -> tuple[int, str]:
    with frozen(LATER):
        answer = client.post(url, sent)
    return answer.status_code, html.unescape(answer.content.decode())


@pytest.mark.parametrize("do", ["start", "save", "forward", "return"])
def test_what_was_typed_comes_back_in_the_workspace(world: World, do: str) -> None:
    task, client = given_away(world), at(world.officer)
    before = Event.objects.count()
    with frozen(LATER):
        answer = client.post(reverse("task_detail", args=[task.pk]), {"do": do, **TYPED})
    raw = answer.content.decode()
    page = html.unescape(raw)
    assert answer.status_code == 404 and 'data-person="' in raw
    assert "Ông/bà không còn quyền xem công việc này, hoặc công việc không có" in page
    kept = raw.partition('id="h-kept"')[2].partition("</section>")[0]
    assert "Đã đối chiếu bản chính<br>" in kept and "đủ giấy tờ" in kept
    assert "Lê Văn &lt;b&gt;Thử" in kept and "<b>" not in kept
    assert [
        html.unescape(one) for one in re.findall(r"<dt>(.*?)</dt><dd>(?:[^<])", kept)
    ] == [
        "Biểu mẫu, mục 1", "Biểu mẫu, mục 2", "Biểu mẫu, mục 3, dòng 1",
        "Biểu mẫu, mục 3, dòng 2", "Ý kiến, lý do",
    ]  # fmt: skip
    assert "<dd>Có</dd>" in html.unescape(kept) and "Hộ chiếu" in html.unescape(kept)
    for word in ("KHOAGUI", "DAXEM", "MATKHAU", "MATHE", task.case.code, task.title, "Trịnh Văn"):
        assert word not in page, word
    assert Event.objects.count() == before


def test_every_form_of_a_case_gives_back_what_was_typed(world: World) -> None:
    case, client = given_away(world).case, at(world.stranger)
    for act in ("don-doc", "tam-dung", "gia-han", "dung"):
        status, page = post(
            client, reverse("case_act", args=[case.uid, act]),
            note="Chờ ý kiến Sở", duration="2 ngày làm việc", key="KHOAGUI",
        )  # fmt: skip
        assert status == 404 and "Chờ ý kiến Sở" in page and "2 ngày làm việc" in page
        assert "KHOAGUI" not in page and case.code not in page
    file = SimpleUploadedFile("don-xin.pdf", PDF)
    status, page = post(client, reverse("case_attach", args=[case.uid]), file=file)
    assert status == 404 and "Tệp đã chọn" in page and "don-xin.pdf" in page
    status, page = post(client, reverse("case_detach", args=[case.uid, 1]), reason="Nhầm tệp")
    assert status == 404 and "Nhầm tệp" in page
    # Who may not give the task on: a page of the same kind.
    url = reverse("task_assign", args=[Task.unscoped.get(case=case, status="not_started").pk])
    status, page = post(client, url, to=world.officer.pk, reason="Nghỉ ốm")
    assert status == 404 and "Nghỉ ốm" in page and world.officer.full_name not in page


def test_where_nothing_was_typed_nothing_is_said_of_it(world: World) -> None:
    task = given_away(world)
    status, page = post(at(world.officer), reverse("task_detail", args=[task.pk]), do="start")
    assert status == 404 and "Yêu cầu vừa gửi chưa được ghi nhận" in page
    assert "h-kept" not in page
    with frozen(LATER):
        read = at(world.officer).get(reverse("task_detail", args=[task.pk]))
    assert read.status_code == 404 and "Nội dung ông/bà đã nhập" not in read.content.decode()


def test_what_is_there_and_what_is_not_answer_alike(world: World) -> None:
    """A stranger can't tell by the answer whether a case or a task exists."""
    task, client = given_away(world), at(world.stranger)

    def said(url: str) -> tuple[int, str]:
        status, page = post(client, url, **TYPED, note="Nội dung thử")
        token, path = hidden(page, "csrfmiddlewaretoken"), url
        for changing in filter(None, (token, path)):
            page = page.replace(changing, "")
        page = re.sub(r'nonce="[^"]*"|"CSRF_TOKEN": "[^"]*"', "", page)
        return status, page

    none, nobody = 10**9, uuid.uuid4()
    for name in ("task_detail", "task_assign", "task_form"):
        assert said(reverse(name, args=[task.pk])) == said(reverse(name, args=[none])), name
    for name, more in (("case_act", ["dung"]), ("case_attach", []), ("case_detach", [1])):
        real = said(reverse(name, args=[task.case.uid, *more]))
        assert real == said(reverse(name, args=[nobody, *more])), name
        assert real[0] == 404 and "Nội dung thử" in real[1]


def test_who_is_not_signed_in_is_led_to_sign_in(world: World) -> None:
    task = given_away(world)
    for pk in (task.pk, 10**9):
        answer = Client().post(reverse("task_detail", args=[pk]), TYPED)
        assert answer.status_code == 302 and "/login/" in answer["Location"]
        assert "Căn cước" not in answer.content.decode()
