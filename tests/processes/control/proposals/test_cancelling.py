"""A document is cancelled by a decision that names what it touches; readers read which one."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from processes import services as cases
from processes.control import lists
from processes.control.cancelling import services
from processes.control.cancelling.consequences import touched_by
from processes.control.cancelling.telling import cancellation_of
from registry import identity
from registry.administration import services as organisation
from registry.documents import services as documents
from registry.documents.errors import DocumentError
from registry.documents.models import Document, Validity
from registry.now import now, today
from registry.organisation.models import User
from registry.policy import Forbidden, can, forget, standing
from registry.trail import events
from search.service import search
from tests import factories
from tests.processes.control.proposals.conftest import Place, told
from tests.support.pages import main

WRONG = identity.Proof("sai")
RIGHT = identity.Proof(factories.PASSWORD)


def cancel(place: Place, document: Document, **options: Any) -> None:
    document = Document.objects.of(document.agency_id).get(pk=document.pk)
    given = {
        "reason": "Không dùng nữa.", "decision_no": "12/QĐ-UBND", "proof": RIGHT,
        "seen": services.carried(document), **options,
    }  # fmt: skip
    services.cancel(given.pop("who", place.office.quality), document, **given)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def holds(document: Document) -> bool:
    live = Validity.objects.of(document.agency_id).filter(Validity.open_at(now()))
    return bool(live.filter(document=document).exists())


def test_it_needs_reason_number_and_proof_and_says_all_at_once(place: Place) -> None:
    with pytest.raises(DocumentError) as refused:
        cancel(place, place.document, reason=" ", decision_no=" ")
    assert "lý do hủy bỏ" in str(refused.value) and "số quyết định hủy bỏ" in str(refused.value)
    with pytest.raises(DocumentError, match="Mật khẩu không đúng"):
        cancel(place, place.document, proof=WRONG)
    with pytest.raises(DocumentError, match="Chưa rõ ông/bà đã đọc"):
        cancel(place, place.document, seen="")
    with pytest.raises(Forbidden):
        cancel(place, place.document, who=place.office.secretary)
    assert holds(place.document)


def test_it_says_before_the_act_what_it_touches_and_cases_go_on(place: Place) -> None:
    office = place.office
    version = factories.install_process(office.agency)
    desk = factories.person(office.agency, role="one_stop")
    case = cases.open_case(desk, office.agency, factories.uid_of(version), subject="Trích lục")
    form = Document.objects.of(office.agency).get(title="Tờ khai")
    assert touched_by(office.quality, version.document).cases == 1
    touched = touched_by(office.quality, form)
    assert touched.cases == 1, "it is filled in by the case"
    assert {one.label for one in touched.naming} == {"Quy trình", "Điều kiện áp dụng"}
    cancel(place, version.document)
    case.refresh_from_db()
    assert case.closed_at is None and case.version == version
    with pytest.raises(cases.CommandRefused):
        cases.open_case(desk, office.agency, factories.uid_of(version), subject="Mới")


def test_what_changed_since_the_page_was_opened_bars(place: Place) -> None:
    seen = services.carried(place.document)
    place.propose()
    with pytest.raises(DocumentError, match="các đề xuất đang chờ"):
        cancel(place, place.document, seen=seen)


def test_pressed_twice_it_is_decided_once(place: Place) -> None:
    seen = services.carried(place.document)
    for _ in range(2):
        cancel(place, place.document, seen=seen, idempotency_key="k")
    stream = f"document:{place.document.uid}"
    assert events.read(stream).filter(type="document.cancelled").count() == 1


def test_while_a_revision_is_in_review_it_goes_on_and_its_issue_undoes_it(place: Place) -> None:
    office = place.office
    dossier = office.submit(documents.begin_revision(office.secretary, place.document))
    cancel(place, place.document)
    for person in (office.secretary, office.head):
        assert any("có quyết định hủy bỏ" in text for text in told(person))
    assert cancellation_of(place.draft()) is not None
    office.approve(dossier, *office.chain)
    assert holds(place.document) and cancellation_of(place.draft()) is None


def test_from_a_later_day_it_holds_until_then(place: Place, client: Client) -> None:
    day = today() + timedelta(days=9)
    at = factories.at(f"{day.isoformat()} 00:00")
    cancel(place, place.document, at=at)
    assert holds(place.document)
    client.force_login(place.clerk)
    page = main(client.get(f"/admin/tai-lieu/{place.document.pk}/").content.decode())
    assert f"Sẽ hủy bỏ, bãi bỏ từ {day:%d/%m/%Y}" in page and "data-stamp" not in page


def test_readers_read_the_decision_and_the_stamp(place: Place, client: Client) -> None:
    cancel(place, place.document)
    client.force_login(place.clerk)
    page = main(client.get(f"/admin/tai-lieu/{place.document.pk}/").content.decode())
    assert "theo 12/QĐ-UBND" in page and "Không dùng nữa." in page
    assert 'data-stamp="ĐÃ HỦY BỎ"' in page
    assert "Đề xuất sửa đổi, hủy bỏ" not in page
    keeper = client_of(place.office.secretary)
    page = main(keeper.get(f"/admin/tai-lieu/{place.document.pk}/").content.decode())
    assert "Soạn lần ban hành mới" in page
    printed = client.get(f"/admin/tai-lieu/{place.document.pk}/in/").content.decode()
    assert 'data-stamp="ĐÃ HỦY BỎ"' in printed
    found = main(client.get(reverse("control:list", args=["da-huy-bo"])).content.decode())
    assert "12/QĐ-UBND" in found and "Không dùng nữa." in found
    key = f"document:{place.document.uid}"
    address = "/admin/tai-lieu/?tinh-trang=het-hieu-luc&q=so+tay"
    assert "ST-01" in main(client.get(address).content.decode())
    assert (
        "tai-lieu/?tinh-trang=het-hieu-luc" in client.get("/admin/tra-cuu/?q=abc").content.decode()
    )
    assert key not in {hit.entry.key for hit in search(standing(place.clerk), "sổ tay").hits}


def test_the_page_keeps_what_was_typed(place: Place, client: Client) -> None:
    client.force_login(place.office.quality)
    address = reverse("control:cancel", args=[place.document.pk])
    seen = client.get(address).context["seen"]
    form = {"seen": seen, "key": "k", "reason": "Hết dùng", "decision_no": "5/QĐ", "password": "x"}
    response = client.post(address, form)
    page = main(response.content.decode())
    assert response.status_code == 422
    assert "Mật khẩu không đúng" in page and "Hết dùng" in page and "5/QĐ" in page
    form["password"] = factories.PASSWORD
    for _ in range(2):
        assert client.post(address, form).status_code == 302
    assert not holds(place.document)


def test_the_switch_leaves_it_to_the_top_leader(place: Place, client: Client) -> None:
    office = place.office
    admin = factories.person(office.agency, role="agency_admin")
    client.force_login(admin)
    address = f"{reverse('system:codes')}?co-quan={office.agency.pk}"
    assert client.post(address, {"cancels_by_top": "on"}).status_code == 302
    document = Document.objects.of(office.agency).get(pk=place.document.pk)
    for person in (office.quality, office.top):
        forget(person)
    assert not can(office.quality, "cancel", document) and can(office.top, "cancel", document)
    with pytest.raises(Forbidden, match="lãnh đạo cao nhất"):
        cancel(place, document)
    client.force_login(office.quality)
    page = main(client.get(reverse("control:cancel", args=[document.pk])).content.decode())
    assert "lãnh đạo cao nhất quyết định" in page and "Lập đề xuất hủy bỏ" in page
    cancel(place, document, who=office.top)
    assert not holds(document)
    with pytest.raises(Forbidden):
        organisation.cancel_by_top(office.quality, office.agency, False)


def test_cancelled_documents_fill_their_list(place: Place) -> None:
    forget(place.clerk)
    assert lists.counts(place.clerk)["da-huy-bo"] == 0
    cancel(place, place.document)
    assert lists.counts(place.clerk)["da-huy-bo"] == 1
