"""A form that is refused comes back with what was typed, also where it is offered no more."""

import html
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from processes import services
from processes.casefile import attaching
from processes.models import Case
from registry.now import frozen
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY, World
from tests.support.uploads import PDF

pytestmark = pytest.mark.django_db
LATER = FRIDAY + timedelta(days=4)


@pytest.fixture
def world() -> World:
    return worlds.make()


def posted(client: Client, address: str, **typed: object) -> str:
    with frozen(LATER):
        answer = client.post(address, typed)
    assert answer.status_code == 422, (address, answer.status_code)
    return html.unescape(answer.content.decode())


def open_part(page: str, label: str) -> str:
    """The dialog of this name, which stands open; no other does."""
    dialogs = [part.partition("</dialog>")[0] for part in page.split("<dialog ")[1:]]
    (found,) = [one for one in dialogs if one.partition(">")[0].endswith(" open")]
    assert f">{label}</h2>" in found, label
    return found


def test_an_extension_without_a_reason_keeps_the_time(world: World, client: Client) -> None:
    case = world.open()
    client.force_login(world.leader)
    page = posted(client, f"/admin/ho-so/{case.uid}/gia-han/", duration="2 ngày làm việc", note="")
    assert 'value="2 ngày làm việc"' in open_part(page, "Gia hạn")


@pytest.mark.parametrize("duration", ["2 ngày", "hai tuần", "0 ngày làm việc", "999999999 năm"])
def test_an_unclear_extension_keeps_time_and_reason(
    world: World, client: Client, duration: str
) -> None:
    case = world.open()
    client.force_login(world.leader)
    page = posted(client, f"/admin/ho-so/{case.uid}/gia-han/", duration=duration, note="Phức tạp")
    form = open_part(page, "Gia hạn")
    assert f'value="{duration}"' in form and ">Phức tạp</textarea>" in form


@pytest.mark.parametrize("act", ["gia-han", "tam-dung", "dung", "don-doc", "tiep-tuc"])
def test_an_act_on_a_case_that_is_closed_by_now_shows_what_was_typed(
    world: World, client: Client, act: str
) -> None:
    case = world.open()
    with frozen(LATER):
        factories.act(world.leader, case, "stop", "Người nộp rút hồ sơ")
    client.force_login(world.leader)
    address = f"/admin/ho-so/{case.uid}/{act}/"
    page = posted(client, address, duration="2 ngày làm việc", note="Chờ ý kiến Sở Tư pháp")
    kept = page.partition("chưa được ghi")[2].partition("</section>")[0]
    assert "Chờ ý kiến Sở Tư pháp" in kept
    assert ("2 ngày làm việc" in kept) is (act == "gia-han")


def test_suspending_twice_shows_the_second_reason(world: World, client: Client) -> None:
    case = world.open()
    with frozen(LATER):
        factories.act(world.leader, case, "suspend", "Chờ bổ sung")
    client.force_login(world.leader)
    page = posted(client, f"/admin/ho-so/{case.uid}/tam-dung/", note="Chờ giấy khai sinh")
    assert "Chờ giấy khai sinh" in page.partition("chưa được ghi")[2].partition("</section>")[0]


def test_a_file_that_is_refused_keeps_the_paper_that_was_chosen(
    world: World, client: Client
) -> None:
    case = world.open()
    client.force_login(world.desk)
    address = f"/admin/ho-so/{case.uid}/tep/"
    paper = case.version.data["papers"][0]["id"]
    file = SimpleUploadedFile("a.exe", b"MZ")
    page = posted(client, address, file=file, paper=paper)
    assert f'<option value="{paper}" selected>' in open_part(page, "Thêm tệp")


def test_a_refusal_stands_in_its_form_names_the_file_and_takes_the_focus(
    world: World, client: Client
) -> None:
    case = world.open()
    client.force_login(world.desk)
    file = SimpleUploadedFile("giấy tờ.exe", b"MZ")
    form = open_part(posted(client, f"/admin/ho-so/{case.uid}/tep/", file=file), "Thêm tệp")
    assert "«giấy tờ.exe»: " in form and "autofocus" in form and 'aria-invalid="true"' in form
    client.force_login(world.leader)
    page = posted(client, f"/admin/ho-so/{case.uid}/gia-han/", duration="hai tuần", note="Khó")
    assert "autofocus" in open_part(page, "Gia hạn") and page.count("autofocus") == 1


def test_only_the_form_that_was_refused_asks_before_it_is_left(
    world: World, client: Client
) -> None:
    """Pressed again, it must not ask about the forms beside it, in which nothing was typed."""
    case = world.open()
    client.force_login(world.leader)
    page = posted(client, f"/admin/ho-so/{case.uid}/gia-han/", duration="hai tuần", note="Khó")
    marked = "data-w-unsaved-force-value"
    assert page.count(marked) == 1
    assert marked in page.partition("gia-han/")[2].partition("</form>")[0]


@pytest.mark.parametrize("form", ["tep", "gia-han", "tam-dung", "dung", "don-doc"])
def test_the_address_of_a_refused_form_leads_to_the_case(
    world: World, client: Client, form: str
) -> None:
    """Who reloads the page of a refusal, or opens it again from a closed tab."""
    case = world.open()
    client.force_login(world.leader)
    answer = client.get(f"/admin/ho-so/{case.uid}/{form}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/ho-so/{case.uid}/")
    assert client.get(f"/admin/ho-so/{case.uid}/khong-co/").status_code == 404


def test_taking_a_file_out_keeps_the_reason(world: World, client: Client) -> None:
    case = world.open()
    with frozen(LATER):
        attaching.attach_file(world.desk, case, "don.pdf", PDF)
    file = next(iter(Case.unscoped.get(pk=case.pk).state.split('"files":{"')[1].split('"')))
    client.force_login(world.desk)
    address = f"/admin/ho-so/{case.uid}/tep/{file}/bo/"
    assert "Hãy ghi lý do" in posted(client, address, reason=" ")
    with frozen(LATER):
        attaching.detach_file(world.desk, case, file, "Nhầm")
    page = posted(client, address, reason="Nhầm hồ sơ khác")
    assert "Nhầm hồ sơ khác" in page.partition("chưa được ghi")[2].partition("</section>")[0]


def test_a_task_that_somebody_else_did_shows_what_was_typed(world: World, client: Client) -> None:
    case = world.open()
    task = world.task(case)
    colleague = factories.person(world.agency, role="one_stop", name="Trịnh Thị Sáu")
    with frozen(LATER):
        services.complete_task(colleague, task)
    client.force_login(world.desk)
    page = posted(
        client, f"/admin/cong-viec/{task.pk}/",
        do="forward", **{"reason-forward": "Đã đối chiếu bản chính", "a.hoten": "Lê Văn Thử"},
    )  # fmt: skip
    assert "Đã đối chiếu bản chính" in page.partition("chưa được ghi")[2]
    assert 'value="Lê Văn Thử"' in page
    assert "Trịnh Thị Sáu" in page


def test_giving_on_a_task_that_is_done_by_now_shows_the_reason(
    world: World, client: Client
) -> None:
    case = world.open()
    task = world.task(case)
    other = factories.person(world.agency, role="one_stop", name="Trịnh Thị Sáu")
    client.force_login(world.leader)
    address = f"/admin/cong-viec/{task.pk}/giao/"
    page = posted(client, address, to="", reason="Nghỉ ốm từ thứ Hai")
    assert ">Nghỉ ốm từ thứ Hai</textarea>" in page
    with frozen(LATER):
        services.complete_task(world.desk, task)
    page = posted(client, address, to=other.pk, reason="Nghỉ ốm từ thứ Hai")
    assert "đã xử lý xong" in page
    assert "Nghỉ ốm từ thứ Hai" in page.partition("chưa được ghi")[2]
