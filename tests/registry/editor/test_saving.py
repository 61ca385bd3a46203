"""A save changes what was typed and nothing else, and overwrites nobody."""

import json
import re

import pytest

from registry import canonical
from registry.documents.models import Document
from registry.editor import drafts
from registry.organisation.models import User
from tests.registry.editor.conftest import BODY
from tests.registry.editor.pages import client_of, field, posted, url


@pytest.mark.django_db
def test_saving_an_untouched_page_changes_no_byte(document: Document, secretary: User) -> None:
    before = document.body
    answer = client_of(secretary).post(url("edit", document), posted(document))
    assert answer.status_code == 302
    document.refresh_from_db()
    assert document.body == before


@pytest.mark.django_db
def test_an_autosave_answers_with_the_new_base_and_keeps_one_row_of_history(
    document: Document, secretary: User
) -> None:
    client = client_of(secretary)
    data = posted(document, **{field(document, "purpose"): "Một"})
    first = client.post(url("edit", document), data, headers={"accept": "application/json"}).json()
    document.refresh_from_db()
    assert first["field_updates"]["base_digest"] == canonical.digest(document.body)
    data |= {
        field(document, "purpose"): "",
        "base_digest": first["field_updates"]["base_digest"],
        "overwrite_revision_id": str(first["revision_id"]),
    }
    second = client.post(url("edit", document), data, headers={"accept": "application/json"}).json()
    assert second["revision_id"] == first["revision_id"]
    assert "Chưa ghi mục đích." in second["html"]
    assert document.revisions.count() == 2


@pytest.mark.django_db
def test_a_stale_save_keeps_what_was_typed_and_shows_both_changes(
    document: Document, secretary: User, colleague: User
) -> None:
    mine = posted(document, **{field(document, "purpose"): "Nội dung của tôi"})
    drafts.save(
        colleague,
        document,
        {**BODY, "scope": "Toàn phường"},
        base_digest=canonical.digest(document.body),
    )
    client = client_of(secretary)
    refused = client.post(url("edit", document), mine, headers={"accept": "application/json"})
    assert refused.json()["error_code"] == "invalid_revision"
    page = client.post(url("edit", document), mine).content.decode()
    assert "Trần Văn Đồng" in page
    assert "Toàn phường" in page
    assert json.dumps("Nội dung của tôi")[1:-1] in page
    document.refresh_from_db()
    assert document.data["scope"] == "Toàn phường"
    accept = re.search(r'name="accept_digest" value="(\w+)"', page)
    assert accept is not None
    assert (
        client.post(url("edit", document), mine | {"accept_digest": accept[1]}).status_code == 302
    )
    document.refresh_from_db()
    assert document.data["purpose"] == "Nội dung của tôi"


@pytest.mark.django_db
def test_a_form_that_lost_a_table_on_the_way_deletes_nothing(
    document: Document, secretary: User
) -> None:
    before, data, client = document.body, posted(document), client_of(secretary)
    notes = field(document, "notes")
    two = {
        f"{notes}-{n}-{name}": value
        for n in (0, 1)
        for name, value in (
            ("deleted", ""),
            ("order", str(n)),
            ("id", ""),
            ("type", "item"),
            ("value", "Một"),
        )
    }
    broken = [{n: v for n, v in data.items() if n != field(document, "steps")}]
    broken += [{n: v for n, v in data.items() if n != f"{notes}-count"}]
    broken += [
        data | two | {f"{notes}-count": odd} for odd in ("", "x", "²", "-2", "1", "9" * 5000)
    ]
    for form in broken:
        for name in ("edit", "preview"):
            assert client.post(url(name, document), form).status_code == 400
    document.refresh_from_db()
    assert document.body == before
    whole = data | two | {f"{notes}-count": "2"}
    assert client.post(url("edit", document), whole).status_code == 302


@pytest.mark.parametrize("base", ["\0", "x" * 500, ""])
def test_a_page_that_does_not_say_what_it_was_opened_with_keeps_what_was_typed(
    document: Document, secretary: User, base: str
) -> None:
    mine = posted(document, **{field(document, "purpose"): "Nội dung của tôi"})
    answer = client_of(secretary).post(url("edit", document), mine | {"base_digest": base})
    assert answer.status_code == 200
    assert json.dumps("Nội dung của tôi")[1:-1] in answer.content.decode()
    document.refresh_from_db()
    assert document.data.get("purpose") != "Nội dung của tôi"


def test_who_saved_in_another_tab_is_not_called_somebody_else(
    document: Document, secretary: User
) -> None:
    mine = posted(document, **{field(document, "purpose"): "Nội dung của tôi"})
    drafts.save(
        secretary,
        document,
        {**BODY, "scope": "Toàn phường"},
        base_digest=canonical.digest(document.body),
    )
    page = client_of(secretary).post(url("edit", document), mine).content.decode()
    assert "ở một trang khác của ông/bà" in page and "người kia" not in page.lower()
