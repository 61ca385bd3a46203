"""A file may be the text of a document: kept as it was sent, opened by who may read that text."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from registry import canonical
from registry.documents import services
from registry.documents.models import Document, Stage
from registry.documents.search_source import _entries
from registry.documents.texts import words
from registry.documents.texts.models import DocumentFile
from registry.editor.fields import leaves
from registry.editor.fields.nodes import Surroundings, root_node
from registry.kinds import get
from registry.organisation.models import Agency, User
from registry.trail import outbox
from tests import factories
from tests.support import uploads

pytestmark = pytest.mark.django_db
WORDS = "Quy chế làm việc của Ủy ban"


def docx(text: str = WORDS) -> bytes:
    """A small Word file with this text."""
    made = io.BytesIO(uploads.docx())
    source = zipfile.ZipFile(made)
    out = io.BytesIO()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p><w:p><w:r><w:t>Điều 1</w:t></w:r></w:p>"
    with zipfile.ZipFile(out, "w") as package:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = (
                    f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
                ).encode()
            package.writestr(name, content)
    return out.getvalue()


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


@pytest.fixture
def secretary(agency: Agency) -> User:
    return factories.person(agency, role="iso_secretary")


def client(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


def draft(secretary: User, agency: Agency) -> Document:
    return services.create(secretary, agency, "manual", title="Quy chế", code="QC-1", body={})


def put(user: User, document: Document, content: bytes, name: str = "Quy chế.docx") -> Any:
    document.refresh_from_db()
    return client(user).post(
        reverse("documents:file", args=[document.pk]),
        {
            "file": SimpleUploadedFile(name, content),
            "base_digest": document.draft_digest,
        },
    )


def issue(secretary: User, document: Document) -> None:
    document.refresh_from_db()
    dossier = services.freeze(secretary, [document], title="Bộ")
    services.set_stage(dossier, Stage.AWAITING_ISSUE, actor=secretary)
    services.issue(secretary, dossier, decision_no="1/QĐ", approvals=[])


def test_a_file_is_the_text_is_issued_read_and_found(agency: Agency, secretary: User) -> None:
    document, content = draft(secretary, agency), docx()
    assert put(secretary, document, content).status_code == 302
    outbox.work()
    issue(secretary, document)
    version = document.versions.get()
    assert version.data["file"]["name"] == "Quy chế.docx"
    reader = client(factories.person(agency, role="staff"))
    page = reader.get(reverse("documents:inspect", args=[document.pk])).content.decode()
    address = reverse("documents:file_bytes", args=[document.pk, version.data["file"]["sha256"]])
    assert f'href="{address}?ban={version.pk}"' in page
    answer = reader.get(address)
    assert b"".join(answer.streaming_content) == content
    assert "attachment" in answer["Content-Disposition"]
    (entry,) = _entries(str(document.uid))
    assert WORDS in entry.text and "Điều 1" in entry.text
    stranger = client(factories.person(factories.agency("H77"), role="iso_secretary"))
    assert stranger.get(address).status_code == 404


def test_the_next_issue_has_another_file_and_the_old_one_keeps_its_own(
    agency: Agency, secretary: User
) -> None:
    document = draft(secretary, agency)
    put(secretary, document, docx("Một"))
    issue(secretary, document)
    first = document.versions.get()
    services.begin_revision(secretary, document)
    put(secretary, document, docx("Hai"))
    document.refresh_from_db()
    sha = document.data["file"]["sha256"]
    assert sha != first.data["file"]["sha256"]
    reader = client(factories.person(agency, role="staff"))
    of_draft = reverse("documents:file_bytes", args=[document.pk, sha])
    assert reader.get(of_draft).status_code == 404
    assert reader.get(f"{of_draft}?ban=soan-thao").status_code == 404
    assert client(secretary).get(f"{of_draft}?ban=soan-thao").status_code == 200
    old = reverse("documents:file_bytes", args=[document.pk, first.data["file"]["sha256"]])
    assert reader.get(f"{old}?ban={first.pk}").status_code == 200


def test_a_body_that_names_a_file_that_was_not_put_into_it_opens_nothing(
    agency: Agency, secretary: User
) -> None:
    other, mine = draft(secretary, agency), draft(secretary, agency)
    put(secretary, other, docx())
    other.refresh_from_db()
    told = other.data["file"]
    services.save_draft(secretary, mine, {"file": told}, base_digest=mine.draft_digest)
    address = reverse("documents:file_bytes", args=[mine.pk, told["sha256"]])
    assert client(secretary).get(f"{address}?ban=soan-thao").status_code == 404
    page = client(secretary).get(reverse("documents:inspect", args=[mine.pk])).content.decode()
    assert "Mở tệp nội dung" not in page
    assert DocumentFile.objects.of(agency).count() == 1


def test_a_form_takes_a_file_off_and_puts_none_in(agency: Agency, secretary: User) -> None:
    kind = get("manual")
    node = root_node(kind.schema, kind.code).child("file", kind.schema["properties"]["file"])
    leaf = leaves.get("file")
    told = {"sha256": "a" * 64, "name": "a.docx", "size": 1, "content_type": "x"}
    around = Surroundings()
    crafted = canonical.dumps({**told, "sha256": "b" * 64})
    assert leaves.convert(leaf, crafted, told, node, around) == told
    assert leaves.convert(leaf, crafted, None, node, around) is None
    assert leaves.convert(leaf, "", told, node, around) is None


def test_what_is_no_such_file_is_refused_and_nothing_changes(
    agency: Agency, secretary: User
) -> None:
    document = draft(secretary, agency)
    for content, name, said in (
        (b"MZ", "a.exe", "Không nhận loại tệp"),
        (b"<html>", "a.pdf", "không phải PDF"),
        (docx()[:200], "a.docx", "«a.docx»"),
    ):
        answer = put(secretary, document, content, name)
        assert answer.status_code == 422 and said in answer.content.decode()
    stale = client(secretary).post(
        reverse("documents:file", args=[document.pk]),
        {"file": SimpleUploadedFile("a.docx", docx()), "base_digest": "khác"},
    )
    assert stale.status_code == 409 and "đã được lưu ở nơi khác" in stale.content.decode()
    document.refresh_from_db()
    assert "file" not in document.data and not DocumentFile.objects.of(agency).exists()
    plan = services.create(secretary, agency, "plan", title="Kế hoạch")
    assert client(secretary).get(reverse("documents:file", args=[plan.pk])).status_code == 404
    drafter = client(factories.person(agency, role="drafter"))
    assert drafter.get(reverse("documents:file", args=[document.pk])).status_code in (302, 403, 404)


def test_words_are_read_in_a_child_that_may_use_little() -> None:
    assert words.of_file("a.docx", docx()) == f"{WORDS}\nĐiều 1"
    assert words.of_file("a.docx", b"no package") == ""
