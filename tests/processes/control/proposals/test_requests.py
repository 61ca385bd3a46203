"""What asks for an amendment stands in its list until it has come, or is closed with a reason."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from processes.control import lists
from processes.control.proposals import requests
from processes.control.proposals.models import AmendmentRequest
from registry.documents import services as documents
from registry.documents.errors import DocumentError
from registry.now import today
from registry.policy import Forbidden, forget
from tests.processes.control.proposals.conftest import Place
from tests.support.pages import main

LIST = "yeu-cau-sua-doi"


def ask(place: Place, key: str = "k", **options: object) -> AmendmentRequest:
    given = {"reason": "Luật mới.", "due": today(), **options}
    return requests.request_amendment(
        place.office.agency, place.document, "law", given["reason"], given["due"], key,  # type: ignore[arg-type]
    )  # fmt: skip


def listed(place: Place) -> int:
    forget(place.office.secretary)
    return lists.counts(place.office.secretary)[LIST]


def test_asked_once_a_key_it_stands_until_the_issue(place: Place) -> None:
    assert ask(place) == ask(place)
    assert listed(place) == 1
    office = place.office
    dossier = office.submit(documents.begin_revision(office.secretary, place.document))
    later = ask(place, "while it is reviewed")
    office.approve(dossier, *office.chain)
    first = AmendmentRequest.objects.of(office.agency).get(key="k")
    assert first.version is not None and not first.open
    later.refresh_from_db()
    assert later.open, "its text was submitted before it was asked"
    assert listed(place) == 1


def test_the_secretary_asks_and_closes_by_hand(place: Place, client: Client) -> None:
    client.force_login(place.office.secretary)
    address = reverse("control:ask_amendment", args=[place.document.pk])
    form = {"reason": "Kết luận đánh giá nội bộ.", "due": "01/01/2020", "key": "k"}
    page = main(client.post(address, form).content.decode())
    assert "Hạn này đã qua" in page and "Kết luận đánh giá nội bộ." in page, "nothing is lost"
    form["due"] = f"{today() + timedelta(days=3):%d/%m/%Y}"
    for _ in range(2):
        assert client.post(address, form).status_code == 302
    row = AmendmentRequest.objects.of(place.office.agency).get()
    page = main(client.get(reverse("control:list", args=[LIST])).content.decode())
    assert "Kết luận đánh giá nội bộ." in page and form["due"] in page
    closing = reverse("control:close_request", args=[row.pk])
    assert client.post(closing, {"reason": ""}).status_code == 422
    assert client.post(closing, {"reason": "Đã có văn bản khác."}).status_code == 302
    assert listed(place) == 0


def test_others_do_not_ask(place: Place, client: Client) -> None:
    with pytest.raises(Forbidden):
        requests.request_amendment(
            place.office.agency, place.document, "manual", "Sai", None, "x", actor=place.clerk
        )
    with pytest.raises(DocumentError):
        ask(place, due=today() - timedelta(days=1))
    client.force_login(place.clerk)
    address = reverse("control:ask_amendment", args=[place.document.pk])
    assert client.post(address, {"reason": "Sai"}).status_code == 404
