"""Files of a case: put in by who works on it, read by who may read the case, taken out again."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from processes import casefile
from processes.casefile import attaching
from processes.cases import projection
from processes.cases.answers import Answers
from processes.engine.machine import CommandRefused
from processes.models import Case
from registry import policy
from registry.files.inspection import FileError
from registry.now import frozen
from registry.organisation.models import User
from registry.trail import events
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import World
from tests.support import uploads
from tests.support.worlds import once_a_module

pytestmark = pytest.mark.django_db


world = once_a_module(worlds.make)
LATER = worlds.FRIDAY + timedelta(days=4)


@pytest.fixture
def case(world: World) -> Case:
    return world.open()


def fresh(case: Case) -> Case:
    return Case.objects.of(case.agency).get(pk=case.pk)


def at(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def send(user: User, case: Case, name: str = "Giấy khai sinh.pdf", **more: Any) -> Any:
    file = SimpleUploadedFile(name, more.pop("content", uploads.PDF))
    return at(user).post(reverse("case_attach", args=[case.uid]), {"file": file, **more})


def items_of(case: Case, reader: User) -> list[casefile.FileItem]:
    case = fresh(case)
    return casefile.items(case, Answers(case), list(events.read(case.stream)), reader)


def page(user: User, case: Case) -> str:
    response = at(user).get(reverse("case_detail", args=[case.uid]))
    return html.unescape(response.content.decode())


def test_a_copy_of_a_paper_stands_in_the_case_file_under_its_name(world: World, case: Case) -> None:
    assert send(world.desk, case, paper="p1", key="k").status_code == 302
    titles = [one.title for one in casefile.attachments(fresh(case))]
    assert len(titles) == 1 and titles[0].endswith(": Giấy khai sinh.pdf")
    shown = page(world.desk, case)
    assert titles[0] in shown and "Thêm tệp vào hồ sơ" in shown and str(world.desk) in shown


def test_the_file_is_read_before_anything_is_locked(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    around = len(connection.savepoint_ids)
    depths: list[int] = []
    real = attaching.files.inspect
    monkeypatch.setattr(
        attaching.files,
        "inspect",
        lambda *file: depths.append(len(connection.savepoint_ids)) or real(*file),
    )
    attaching.attach_file(world.desk, case, "a.pdf", uploads.PDF, idempotency_key="k")
    assert depths == [around]


def test_sent_twice_it_is_there_once(world: World, case: Case) -> None:
    send(world.desk, case, key="k")
    assert send(world.desk, case, key="k").status_code == 302
    assert len(casefile.attachments(fresh(case))) == 1
    refused = send(world.desk, case, key="other")
    assert refused.status_code == 422 and "đã có trong hồ sơ" in html.unescape(
        refused.content.decode()
    )


def test_pressed_again_after_the_work_went_on_it_answers_as_before(
    world: World, case: Case
) -> None:
    world.forward(case, LATER)
    with frozen(LATER):
        attaching.attach_file(world.officer, case, "a.pdf", uploads.PDF, idempotency_key="k")
    assert policy.can(world.officer, "attach", fresh(case))
    world.forward(fresh(case), LATER)
    assert not policy.can(world.officer, "attach", fresh(case))
    with frozen(LATER):
        attaching.attach_file(world.officer, case, "a.pdf", uploads.PDF, idempotency_key="k")
        with pytest.raises(policy.Forbidden):
            attaching.attach_file(world.officer, case, "b.png", uploads.png(), idempotency_key="l")
    assert len(casefile.attachments(fresh(case))) == 1
    # On the page, too, it is said in words.
    assert send(world.officer, case, key="m", name="b.pdf").status_code == 422


def test_the_trail_knows_the_file_by_its_digest_never_by_its_name(world: World, case: Case) -> None:
    send(world.desk, case, name="Nguyễn Thị Bí Mật.pdf", key="k")
    told = [event.data for event in events.read(case.stream)]
    told += [event.data for event in events.read(f"agency:{case.agency.uid}")]
    assert any("sha256" in str(data) or "digest" in str(data) for data in told)
    assert "Bí Mật" not in str(told)


def test_the_file_comes_back_as_it_was_sent_and_may_run_nothing(world: World, case: Case) -> None:
    send(world.desk, case, name="Ảnh chụp.png", content=uploads.png(), key="k")
    send(world.desk, case, name="Tờ trình.docx", content=uploads.docx(), key="l")
    picture, letter = (one.file for one in casefile.attachments(fresh(case)))
    shown = at(world.desk).get(reverse("case_attachment", args=[case.uid, picture.pk]))
    assert b"".join(shown.streaming_content) == uploads.png()  # type: ignore[arg-type]
    assert shown["Content-Type"] == "image/png" and shown["Content-Disposition"].startswith(
        "inline"
    )
    assert shown["Content-Security-Policy"] == "default-src 'none'"
    assert shown["X-Content-Type-Options"] == "nosniff"
    kept = at(world.desk).get(reverse("case_attachment", args=[case.uid, letter.pk]))
    assert kept["Content-Disposition"].startswith("attachment")
    assert kept["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_pdf_is_for_keeping_not_for_the_browser(world: World, case: Case) -> None:
    """A viewer of PDF is a program; whoever wants to read it opens it outside of our pages."""
    send(world.desk, case, key="k")
    file = casefile.attachments(fresh(case))[0].file
    answer = at(world.desk).get(reverse("case_attachment", args=[case.uid, file.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_who_put_it_in_takes_it_out_with_a_reason(world: World, case: Case) -> None:
    send(world.desk, case, key="k")
    file = casefile.attachments(fresh(case))[0].file
    url = reverse("case_detach", args=[case.uid, file.pk])
    no_reason = at(world.desk).post(url, {"key": "r"})
    assert no_reason.status_code == 422
    assert "ghi lý do" in html.unescape(no_reason.content.decode())
    assert at(world.desk).post(url, {"reason": "Nhầm hồ sơ", "key": "r"}).status_code == 302
    assert casefile.attachments(fresh(case)) == []
    assert "Giấy khai sinh.pdf. Nhầm hồ sơ" in page(world.desk, case)
    gone = at(world.desk).get(reverse("case_attachment", args=[case.uid, file.pk]))
    assert gone.status_code == 404


def test_equal_bytes_of_two_cases_bear_the_name_of_who_put_them_into_each(
    world: World, case: Case
) -> None:
    world.forward(case, worlds.FRIDAY)
    send(world.officer, case, key="k")
    other = world.open(idempotency_key="other")
    send(world.desk, other, key="l")
    row = next(line for line in items_of(other, world.desk) if line.file)
    assert (row.who, row.removable) == (str(world.desk), True)
    row = next(line for line in items_of(case, world.desk) if line.file)
    assert (row.who, row.removable) == (str(world.officer), False)


def test_a_stand_in_puts_a_file_in_under_both_names(world: World, case: Case) -> None:
    world.forward(case, worlds.FRIDAY)
    factories.delegation(world.agency, world.officer, world.clerk, "staff")
    attaching.attach_file(world.clerk, case, "a.pdf", uploads.PDF)
    added = events.read(case.stream).get(type="case.file_added")
    assert (added.actor, added.on_behalf_of) == (world.clerk, world.officer)


def test_another_than_who_put_it_in_may_not_take_it_out(world: World, case: Case) -> None:
    send(world.desk, case, key="k")
    file = str(casefile.attachments(fresh(case))[0].file.pk)
    world.forward(case, worlds.FRIDAY)
    with pytest.raises(policy.Forbidden, match="đưa tệp vào"):
        attaching.detach_file(world.officer, case, file, "Không cần")


def test_who_has_nothing_to_do_with_the_case_puts_nothing_in(world: World, case: Case) -> None:
    for person in (world.stranger, world.clerk, world.officer):
        with pytest.raises(policy.Forbidden):
            attaching.attach_file(person, case, "a.pdf", uploads.PDF)
    assert send(world.stranger, case, key="k").status_code == 404


def test_a_stranger_does_not_read_it(world: World, case: Case) -> None:
    send(world.desk, case, key="k")
    file = casefile.attachments(fresh(case))[0].file
    url = reverse("case_attachment", args=[case.uid, file.pk])
    assert at(world.stranger).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_a_file_of_one_case_is_not_read_through_another(world: World, case: Case) -> None:
    send(world.desk, case, key="k")
    file = casefile.attachments(fresh(case))[0].file
    other = world.open(idempotency_key="other")
    url = reverse("case_attachment", args=[other.uid, file.pk])
    assert at(world.desk).get(url).status_code == 404


@pytest.mark.parametrize("content", [uploads.PDF_WITH_SCRIPT, b"<html>", b""])
def test_a_bad_file_is_told_on_the_page_and_nothing_is_kept(
    world: World, case: Case, content: bytes
) -> None:
    answer = send(world.desk, case, content=content, key="k")
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert casefile.attachments(fresh(case)) == []


def test_no_file_chosen_is_told(world: World, case: Case) -> None:
    answer = at(world.desk).post(reverse("case_attach", args=[case.uid]), {"key": "k"})
    assert answer.status_code == 422 and "Chưa chọn tệp" in html.unescape(answer.content.decode())


def test_a_closed_case_takes_no_file(world: World, case: Case) -> None:
    factories.act(world.leader, case, "stop", "Công dân rút hồ sơ")
    with pytest.raises(CommandRefused, match="kết thúc"):
        attaching.attach_file(world.desk, case, "a.pdf", uploads.PDF)
    assert "Thêm tệp" not in page(world.desk, case).replace("Thêm tệp vào hồ sơ", "")


def test_a_paper_that_is_none_is_refused(world: World, case: Case) -> None:
    with pytest.raises(CommandRefused, match="không có giấy tờ"):
        attaching.attach_file(world.desk, case, "a.pdf", uploads.PDF, paper="khong-co")
    with pytest.raises(FileError):
        attaching.attach_file(world.desk, case, "a.exe", b"MZ")


def test_the_state_with_files_is_the_fold_of_the_events(world: World, case: Case) -> None:
    send(world.desk, case, key="k")
    assert projection.differences(fresh(case)) == []
