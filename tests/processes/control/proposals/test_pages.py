"""The pages of proposals: what is typed stays, what was seen is named, others find nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from processes import services as cases
from processes.control.proposals import reading, services
from processes.control.proposals.models import Proposal, ProposalState
from processes.engine.refusal import CommandRefused
from registry.documents.models import Stage
from registry.files import services as files
from registry.now import today
from registry.organisation.models import User
from tests import factories
from tests.processes.control.proposals.conftest import Place
from tests.support.pages import main
from tests.support.uploads import PDF


def raising(place: Place) -> str:
    return reverse("control:propose", args=[place.document.pk])


def page_of(proposal: Proposal) -> str:
    return reverse("control:proposal", args=[proposal.uid])


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: HttpResponse) -> str:
    return main(response.content.decode())


def made(place: Place) -> Proposal:
    found: Proposal = Proposal.objects.of(place.office.agency).get()
    return found


def test_a_refused_form_keeps_every_word(place: Place) -> None:
    client = as_(place.clerk)
    form = {"kind": "amend", "place": "Phạm vi", "quoted": "Cũ.", "wished": "Mới.", "key": "k"}
    answer = client.post(raising(place), form)
    page = text_of(answer)
    assert answer.status_code == 422 and "Chưa ghi lý do đề xuất" in page
    assert all(word in page for word in ("Phạm vi", "Cũ.", "Mới."))
    macros = SimpleUploadedFile("a.docm", b"PK")
    answer = client.post(raising(place), {**form, "reason": "Sai rồi.", "file": macros})
    page = text_of(answer)
    assert "Không nhận loại tệp" in page and "Sai rồi." in page and "hãy chọn lại tệp" in page
    assert not Proposal.objects.of(place.office.agency).exists()


def test_sent_twice_it_is_raised_once_with_its_evidence(place: Place) -> None:
    client = as_(place.clerk)
    for _ in range(2):
        form = {"kind": "amend", "reason": "Sai rồi.", "key": "k"}
        form["file"] = SimpleUploadedFile("minh chung.pdf", PDF)  # type: ignore[assignment]
        assert client.post(raising(place), form).status_code == 302
    proposal = made(place)
    page = text_of(client.get(page_of(proposal)))
    assert "minh chung.pdf" in page and "Đến lượt" in page and "Rút đề xuất" in page
    sent = as_(place.office.secretary).get(reverse("control:evidence", args=[proposal.uid]))
    assert b"".join(sent.streaming_content) == PDF  # type: ignore[attr-defined]
    assert "nosniff" in sent["X-Content-Type-Options"]


def test_an_equal_proposal_is_offered_to_be_joined(place: Place) -> None:
    proposal, client = place.propose(), as_(place.colleague)
    page = text_of(client.get(raising(place)))
    assert proposal.code in page and "Đồng ý với đề xuất này" in page
    for _ in range(2):
        client.post(reverse("control:back", args=[proposal.uid]))
    assert [one.person for one in proposal.backings.all()] == [place.colleague]
    assert "Ông/bà đã đồng ý" in text_of(client.get(raising(place)))


def test_the_reader_offers_it_for_the_whole_and_for_a_section(place: Place) -> None:
    client = as_(place.clerk)
    address = f"/admin/tai-lieu/{place.document.pk}/"
    assert "Đề xuất sửa đổi, hủy bỏ" in text_of(client.get(address))
    form = text_of(client.get(f"{raising(place)}?muc=Ph%E1%BA%A1m+vi&doan=C%C5%A9."))
    assert 'value="Phạm vi"' in form and "Cũ." in form


def decision(place: Place, page: Client, proposal: Proposal, **typed: Any) -> HttpResponse:
    shown = page.get(page_of(proposal))
    told = {"task": place.task(proposal).pk, "seen": shown.context["seen"], "key": "k"}
    return page.post(page_of(proposal), {**told, **typed})  # type: ignore[return-value]


def test_the_leader_chooses_who_writes_until_when_or_is_asked(place: Place) -> None:
    office, proposal = place.office, place.propose()
    place.say(office.secretary, proposal)
    client = as_(office.quality)
    shown = text_of(client.get(page_of(proposal)))
    assert "Đồng ý sửa đổi" in shown and "Không chấp thuận" in shown
    assert "Quyết định của lãnh đạo cao nhất" not in shown, "the usual way ends before"
    answer = decision(place, client, proposal, action="forward", reason="Sửa đi", due="1/1/2020")
    page = text_of(answer)
    assert answer.status_code == 422 and "Hạn này đã qua" in page and "Chưa chọn" in page
    assert "Sửa đi" in page
    due = today() + timedelta(days=5)
    typed = {"due": f"{due:%d/%m/%Y}", "drafter": office.secretary.pk, "reason": "Sửa đi"}
    shown_then = client.get(page_of(proposal)).context["seen"]
    told = {"task": place.task(proposal).pk, "seen": shown_then, "key": "k", "action": "forward"}
    for _ in range(2):
        answer = client.post(page_of(proposal), {**told, **typed})
        assert answer.status_code == 302, "a second press finds what the first did"
    assert place.fresh(proposal).state == ProposalState.AMENDING
    edit = text_of(as_(office.secretary).get(f"/admin/tai-lieu/{place.document.pk}/sua/"))
    assert f"Từ đề xuất {proposal.code}" in edit and "Mục 1 không còn đúng." in edit
    drafts = text_of(as_(office.secretary).get("/admin/danh-sach/dang-soan-thao/"))
    assert f"Từ đề xuất {proposal.code}, hạn {due:%d/%m/%Y}" in drafts
    owed = text_of(as_(office.secretary).get("/admin/danh-sach/cho-sua-doi/"))
    assert "Mục 1 không còn đúng." in owed and f"{due:%d/%m/%Y}" in owed


def test_no_other_page_finishes_a_step_of_a_proposal(place: Place) -> None:
    proposal = place.propose()
    task = place.task(proposal)
    client = as_(place.office.secretary)
    client.post(reverse("task_detail", args=[task.pk]), {"do": "forward", "key": "k"})
    with pytest.raises(CommandRefused, match="chỉ ghi được tại trang"):
        cases.complete_task(place.office.secretary, task, reason="Ừ")
    assert place.fresh(proposal).state == ProposalState.EXAMINING
    case = reading.case_of(proposal)
    assert case is not None
    stopped = as_(place.office.top).post(
        f"/admin/ho-so/{case.uid}/dung/",
        {"reason": "Thôi", "seen": factories.case_shown(case), "key": "k", "sure": "on"},
    )
    assert stopped.status_code in (403, 404, 422)
    case.refresh_from_db()
    assert case.closed_at is None


def test_an_old_page_is_told_what_changed(place: Place) -> None:
    proposal, client = place.propose(), as_(place.office.secretary)
    seen = client.get(page_of(proposal)).context["seen"]
    services.back(place.colleague, proposal)
    told = {"task": place.task(proposal).pk, "seen": seen, "key": "k"}
    answer = client.post(page_of(proposal), {**told, "action": "forward", "reason": "Được"})
    page = text_of(answer)
    assert answer.status_code == 422 and "những người đồng ý với đề xuất" in page
    assert "Được" in page


def test_a_cancelled_document_says_so_and_gives_back_what_was_typed(place: Place) -> None:
    client = as_(place.clerk)
    from registry.documents import services as documents

    documents.cancel(place.office.quality, place.document, reason="Hết dùng.")
    page = text_of(client.post(raising(place), {"kind": "amend", "reason": "Chữ đã gõ"}))
    assert "đã hủy bỏ, bãi bỏ" in page and "Chữ đã gõ" in page


@pytest.mark.parametrize(
    "code", ["de-xuat-cho-xem-xet", "de-xuat-cua-toi", "cho-sua-doi", "yeu-cau-sua-doi"]
)
def test_a_longer_list_costs_no_question(place: Place, code: str) -> None:
    office = place.office
    client = as_(office.secretary)

    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            version = factories.install(
                office.agency, "manual",
                {"sections": [{"id": "m", "heading": "Mục", "text": "Chữ."}]},
            )  # fmt: skip
            if code == "yeu-cau-sua-doi":
                from processes.control.proposals import requests

                requests.request_amendment(
                    office.agency, version.document, "law", "Luật mới", today(), f"k{number}"
                )
                continue
            one = services.raise_proposal(
                office.secretary, version.document, "amend", reason=f"Sai {number}"
            )
            if code == "cho-sua-doi":
                Proposal.objects.of(office.agency).filter(pk=one.pk).update(
                    state=ProposalState.AMENDING, drafter=office.secretary, due=today()
                )

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/admin/danh-sach/{code}/").status_code == 200
        return len(queries)

    fill(0, 3)
    cost()
    few = cost()
    fill(3, 33)
    assert cost() <= few + 1, "one more page to turn to"
    file = client.get(f"/admin/danh-sach/{code}/?dang=csv")
    assert len(b"".join(file.streaming_content).decode().splitlines()) == 34  # type: ignore[attr-defined]


def test_strangers_find_nothing(place: Place) -> None:
    file = files.inspect("a.pdf", PDF)
    proposal = place.propose(evidence=file)
    stranger = as_(factories.person(factories.agency(), role="quality_leader"))
    for name in ("proposal", "evidence"):
        assert stranger.get(reverse(f"control:{name}", args=[proposal.uid])).status_code == 404
    for name in ("back", "withdraw"):
        assert stranger.post(reverse(f"control:{name}", args=[proposal.uid])).status_code == 404
    assert stranger.get(raising(place)).status_code == 404
    assert stranger.get(reverse("control:cancel", args=[place.document.pk])).status_code == 404
    assert place.draft().stage == Stage.IDLE
