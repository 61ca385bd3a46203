"""Pages of documents: who sees what, what they cost, what they refuse."""

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry import canonical
from registry.documents import services
from registry.documents.models import Document, Stage
from registry.editor import drafts
from registry.kinds import Kind
from registry.organisation.models import Agency, Unit, User
from tests.registry.editor.conftest import BODY, person

PAGES = ["inspect", "edit", "preview", "print", "history", "export", "import", "delete"]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, document: Document, *args: Any) -> str:
    return reverse(f"documents:{name}", args=(document.pk, *args))


def posted(document: Document, **changes: str) -> dict[str, str]:
    """What the page sends for an untouched toy document, with some fields changed."""
    from registry.editor.forms import DocumentForm
    from tests.registry.editor.test_round_trip import posted as of_block

    assert document.author is not None
    form = DocumentForm(document=document, user=document.author)
    data = {
        "title": document.title,
        "code": document.code,
        "confidentiality": "internal",
        "base_digest": document.draft_digest,
    }
    for panel in form.panels:
        state = panel.block.get_form_state(form.initial[panel.slug])
        data |= of_block(panel.block, json.loads(json.dumps(state)), panel.slug)
    return data | changes


def field(document: Document, name: str) -> str:
    """The posted name of a top-level property."""
    from registry.editor.panels import panels_of

    panel = next(p for p in panels_of(document.kind_of) if name in p.names)
    return f"{panel.slug}-{name}"


@pytest.mark.django_db
def test_a_stranger_of_another_agency_finds_nothing(document: Document, stranger: User) -> None:
    client = client_of(stranger)
    revision = document.revisions.get()
    addresses = [url(name, document) for name in PAGES]
    addresses += [
        url("compare", document, f"r{revision.pk}", "draft"),
        url("restore", document, revision.pk),
        url("begin_revision", document),
    ]
    for address in addresses:
        assert client.get(address).status_code in (404, 405), address
        assert client.post(address, posted(document)).status_code in (404, 405), address
    assert "Quy trình mẫu" not in client.get(reverse("documents:list")).content.decode()
    assert client.get(reverse("documents:choices"), {"q": "mẫu"}).json()["results"] == []


@pytest.mark.django_db
def test_somebody_without_the_role_reads_no_draft(document: Document, agency: Agency) -> None:
    clerk = client_of(person(agency, "van.thu", "Ngô Thị Văn Thư", "clerk"))
    assert clerk.get(url("inspect", document)).status_code == 200
    answer = clerk.post(url("edit", document), posted(document, title="Đổi"))
    assert answer.status_code == 302
    staff = client_of(person(agency, "can.bo", "Đỗ Văn Cán", "staff"))
    assert staff.get(url("inspect", document)).status_code == 404
    document.refresh_from_db()
    assert document.title == "Quy trình mẫu"


@pytest.mark.django_db
def test_a_draft_in_review_can_not_be_edited(document: Document, secretary: User) -> None:
    Document.unscoped.filter(pk=document.pk).update(stage=Stage.QUALITY_REVIEW)
    client = client_of(secretary)
    answer = client.get(url("edit", document), follow=True)
    assert "đang được rà soát nên không sửa được" in answer.content.decode()
    answer = client.post(
        url("edit", document), posted(document), headers={"accept": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "locked"


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
@pytest.mark.parametrize(("name", "most"), [("edit", 20), ("inspect", 20), ("history", 12)])
def test_a_page_of_one_document_costs_few_queries(
    document: Document, secretary: User, name: str, most: int
) -> None:
    client = client_of(secretary)
    client.get(url(name, document))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url(name, document)).status_code == 200
    assert len(queries) <= most, [query["sql"][:120] for query in queries]


@pytest.mark.django_db
def test_the_list_costs_the_same_whatever_its_length(
    document: Document, secretary: User, agency: Agency
) -> None:
    client = client_of(secretary)
    client.get(reverse("documents:list"))
    for number in range(45):
        services.create(secretary, agency, "toy", title=f"Tài liệu số {number}", body={})
    for query in ("", "?q=tai lieu so", "?kind=toy&tinh-trang=soan-thao", "?p=2"):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("documents:list") + query)
        assert len(queries) <= 12, "\n".join(row["sql"][:150] for row in queries)
        assert "Tài liệu số" in page.content.decode()


@pytest.mark.django_db
def test_the_list_finds_without_accents_and_says_what_to_do_when_empty(
    document: Document, secretary: User
) -> None:
    client = client_of(secretary)
    assert (
        "Quy trình mẫu"
        in client.get(reverse("documents:list"), {"q": "quy trinh"}).content.decode()
    )
    assert "bỏ lọc" in client.get(reverse("documents:list"), {"q": "zzz"}).content.decode()


@pytest.mark.django_db
def test_a_document_is_made_with_its_kinds_initial_body(
    toy: Kind, secretary: User, unit: Unit
) -> None:
    client = client_of(secretary)
    page = client.get(reverse("documents:add")).content.decode()
    assert "?kind=toy" in page
    address = f"{reverse('documents:add')}?kind=toy"
    assert "Hãy ghi tên tài liệu." in client.post(address, {"title": ""}).content.decode()
    answer = client.post(address, {"title": "Mới", "code": "X-1", "owner_unit": unit.pk})
    made = Document.unscoped.get(title="Mới")
    assert answer["Location"] == url("edit", made)
    assert (made.kind, made.owner_unit, made.author) == ("toy", unit, secretary)


@pytest.mark.django_db
def test_a_file_replaces_the_draft_or_changes_nothing(document: Document, secretary: User) -> None:
    client = client_of(secretary)
    exported = client.get(url("export", document))
    assert exported["Content-Disposition"] == 'attachment; filename="qt-01.json"'
    content = json.loads(exported.content)
    content["body"]["purpose"] = "Từ tệp"
    base = canonical.digest(document.body)

    def upload(told: Any) -> Any:
        raw = told if isinstance(told, bytes) else json.dumps(told).encode()
        return client.post(
            url("import", document),
            {"file": SimpleUploadedFile("a.json", raw), "base_digest": base},
        )

    before = document.body
    for bad in (
        b"{",
        {"format": "x"},
        {**content, "kind": "nope"},
        {**content, "body": {"purpose": 1}},
    ):
        assert upload(bad).status_code == 422
        document.refresh_from_db()
        assert document.body == before
    shown = upload({**content, "body": {"steps": [{"id": "a", "title": 5}]}}).content.decode()
    assert "Các bước công việc › dòng 1 › Trình tự" in shown
    assert upload(content).status_code == 302
    document.refresh_from_db()
    assert document.data["purpose"] == "Từ tệp"


@pytest.mark.django_db
def test_history_compares_and_goes_back(document: Document, secretary: User) -> None:
    first = document.revisions.get()
    drafts.save(
        secretary,
        document,
        {**BODY, "purpose": "Khác"},
        base_digest=canonical.digest(document.body),
    )
    client = client_of(secretary)
    page = client.get(url("history", document)).content.decode()
    assert url("restore", document, first.pk) in page
    compared = client.get(url("compare", document, f"r{first.pk}", "draft")).content.decode()
    assert "<ins>Khác</ins>" in compared
    document.refresh_from_db()
    client.post(
        url("restore", document, first.pk), {"base_digest": canonical.digest(document.body)}
    )
    document.refresh_from_db()
    assert document.data["purpose"] == BODY["purpose"]


@pytest.mark.django_db
def test_only_a_draft_that_was_never_submitted_is_deleted(
    document: Document, secretary: User
) -> None:
    client = client_of(secretary)
    assert "Không xóa" in client.get(url("delete", document)).content.decode()
    Document.unscoped.filter(pk=document.pk).update(submitted_once=True)
    client.post(url("delete", document))
    assert Document.unscoped.filter(pk=document.pk).exists()
    Document.unscoped.filter(pk=document.pk).update(submitted_once=False)
    client.post(url("delete", document))
    assert not Document.unscoped.filter(pk=document.pk).exists()


@pytest.mark.django_db
def test_malformed_pastes_are_answered_in_vietnamese(document: Document, secretary: User) -> None:
    client = client_of(secretary)
    for body in (
        b"",
        b"[]",
        b'{"kind":"toy"}',
        b'{"kind":"nope","pointer":"/steps","rows":[]}',
        b'{"kind":"toy","pointer":"/purpose","rows":[]}',
        b'{"kind":"toy","pointer":"/steps","rows":[1]}',
        b'{"kind":"toy","pointer":"/nothing","rows":[]}',
        b"[" * 100_000,
    ):
        answer = client.post(reverse("documents:paste"), body, content_type="application/json")
        assert answer.status_code == 400, body[:60]
        assert "Không đọc được" in answer.json()["error"]


@pytest.mark.django_db
def test_cells_that_were_not_read_are_counted_after_pasting(secretary: User) -> None:
    def paste(pointer: str, *rows: list[str]) -> Any:
        asked = {"kind": "process", "pointer": pointer, "rows": rows}
        return client_of(secretary).post(
            reverse("documents:paste"), asked, content_type="application/json"
        )

    told = paste(
        "/fees",
        ["Khoản thu", "Mức thu"],
        ["Sao", "20.000đ - 30.000đ"],
        ["Khai sinh", "Miễn phí"],
        ["Kết hôn", "75 nghìn đồng"],
    ).json()
    assert [row.get("amount", "") for row in told["rows"]] == ["20.000đ - 30.000đ", "", "75000"]
    assert told["said"] == (
        "Đã dán 3 dòng. 1 ô chưa đọc được, giữ nguyên như đã dán: hãy sửa ở ô được đánh dấu."
        " 1 mức thu không phải một số tiền, giữ nguyên văn ở «Ghi chú, miễn giảm» («Miễn phí»)."
    )
    told = paste("/papers", ["Tên giấy tờ", "Bản chính", "Bản sao"], ["Đơn", "x", "hai"]).json()
    assert [(row["original"], row["copies"]) for row in told["rows"]] == [("x", "hai")]
    assert "2 ô chưa đọc được" in told["said"]
    told = paste("/roles", ["Văn thư", "?", "", "", "thừa"]).json()
    assert "«thừa»" in told["said"]
    # More rows than are read at once are refused whole: the box of the page keeps them.
    answer = paste("/fees", *([["Sao: 1.000 đồng"]] * 600))
    assert (answer.status_code, "600 dòng" in answer.json()["error"]) == (400, True)


@pytest.mark.django_db
def test_a_toy_kind_is_issued_read_and_revised(document: Document, secretary: User) -> None:
    call_command("makemigrations", check=True, dry_run=True)
    dossier = services.freeze(secretary, [document], title="Ban hành")
    (version,) = services.issue(None, dossier, decision_no="12/QĐ-UBND", approvals=[])
    client = client_of(secretary)
    page = client.get(url("inspect", document)).content.decode()
    assert "Lần ban hành 01/00" in page
    assert "12/QĐ-UBND" in page
    assert "Soạn lần sửa đổi mới" in page
    assert client.get(url("edit", document)).status_code == 302
    answer = client.post(url("begin_revision", document))
    assert answer["Location"] == url("edit", document)
    document.refresh_from_db()
    changed = {field(document, "scope"): "Sửa theo luật mới", "title": "Sổ tay đổi tên"}
    assert client.post(url("edit", document), posted(document, **changed)).status_code == 302
    compared = client.get(url("compare", document, f"v{version.pk}", "draft")).content.decode()
    assert "Sửa theo luật mới" in compared
    assert "Tên tài liệu" in compared and "đổi tên</ins>" in compared
    printed = client.get(url("print", document), {"ban": version.pk}).content.decode()
    assert "Lần ban hành 01/00" in printed
    assert "Sửa theo luật mới" not in printed
    assert client.get(url("inspect", document), {"ban": version.pk + 99}).status_code == 404


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


@pytest.mark.django_db
def test_the_preview_holds_what_was_sent_and_saves_nothing(
    document: Document, secretary: User
) -> None:
    client = client_of(secretary)
    before = document.body
    data = posted(document, **{field(document, "purpose"): "Chưa lưu"})
    assert client.post(url("preview", document), data).json()["is_valid"]
    shown = client.get(url("preview", document), {"mode": "brief"})
    assert "Chưa lưu" in shown.content.decode()
    assert "data-mode='brief'" in shown.content.decode()
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    # What does not fit its field is not shown, and holds the rest up no more than saving.
    wrong = {field(document, "budget"): "nhiều", field(document, "purpose"): "Xem tiếp"}
    assert client.post(url("preview", document), posted(document, **wrong)).json()["is_valid"]
    assert "Xem tiếp" in client.get(url("preview", document)).content.decode()
    document.refresh_from_db()
    assert document.body == before


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
