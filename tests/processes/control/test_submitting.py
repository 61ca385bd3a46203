"""What is submitted is what the page showed: a draft that was saved since is looked at again."""

import re

from django.test import Client
from django.urls import reverse

from registry.documents import services as documents
from registry.documents.models import Document
from tests.processes.control.conftest import Office


def saved_again(office: Office, draft: Document) -> Document:
    sections = [{"id": "m1", "heading": "Phạm vi", "text": "Đã sửa sau đó."}]
    return documents.save_draft(
        office.secretary, draft, {"sections": sections}, base_digest=draft.draft_digest
    )


def test_a_draft_that_was_saved_since_is_not_submitted_unseen(
    office: Office, client: Client
) -> None:
    draft = office.draft()
    client.force_login(office.secretary)
    address = f"{reverse('control:submit')}?tai-lieu={draft.pk}"

    def sent(page: str) -> dict[str, str]:
        seen = re.search(rf'name="ban-{draft.pk}" value="(\w+)"', page)
        assert seen is not None
        return {"title": "Bộ", "change_note": "Lần đầu", "documents": str(draft.pk),
                f"ban-{draft.pk}": seen[1]}  # fmt: skip

    opened = sent(client.get(address).content.decode())
    saved_again(office, draft)
    refused = client.post(address, opened)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "đã được lưu lại sau khi ông/bà mở trang này" in page
    assert not Document.unscoped.get(pk=draft.pk).in_review
    assert client.post(address, sent(page)).status_code == 302
    assert Document.unscoped.get(pk=draft.pk).in_review


def test_the_page_says_when_it_shows_another_save_than_the_one_that_led_there(
    office: Office, client: Client
) -> None:
    draft = office.draft()
    client.force_login(office.secretary)
    address = f"{reverse('control:submit')}?tai-lieu={draft.pk}&luu={draft.draft_digest}"
    said = "đã được lưu lại sau khi ông/bà bấm nút"
    assert said not in client.get(address).content.decode()
    saved_again(office, draft)
    assert said in client.get(address).content.decode()
    assert said not in client.get(address.partition("&")[0]).content.decode()


def test_what_does_not_fit_is_told_with_its_place(office: Office, client: Client) -> None:
    draft = office.draft()
    documents.save_draft(
        office.secretary, draft,
        {"legal_basis": [{"id": "c", "text": "Luật Hộ tịch", "date": "31/02/2014"}]},
        base_digest=draft.draft_digest, as_typed=True,
    )  # fmt: skip
    client.force_login(office.secretary)
    page = client.get(f"{reverse('control:submit')}?tai-lieu={draft.pk}").content.decode()
    assert re.search(r"<b>[^<]*dòng 1[^<]* › Ngày ban hành</b>: Phải là ngày có thật", page)
