"""A document whose text is a PDF is found by the words in it; what has no words does no harm."""

import io
from importlib import import_module

import pikepdf
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from registry.documents import services
from registry.documents.models import Document, Stage
from registry.documents.texts import words
from registry.documents.texts.models import DocumentFile
from registry.organisation.models import Agency, User
from registry.trail import outbox
from registry.trail.models import Job
from search import indexing
from tests import factories
from tests.support import uploads

WORDLESS = "Tệp không có chữ đọc được (có thể là bản quét)"
SAID = "Sổ trực ban ghi việc đã chuyển lãnh đạo phường; hồ sơ khẩn được ưu tiên giải quyết trước."
# Decomposed, as some programs of a Mac write; fi as one sign.
DECOMPOSED = "Ky\u0301 nha\u0323\u0302n: \ufb01le"


@pytest.fixture
def printed(browser: Browser) -> bytes:
    """A PDF of two pages, as a browser prints it."""
    page = browser.new_page()
    texts = (f"<p style='width:9em'>{SAID}", "<p>a) mở sổ", f"<p class='next'>{DECOMPOSED}")
    page.set_content("".join(texts) + "<style>.next {break-before: page}</style>")
    made = page.pdf()
    page.close()
    return made


@pytest.fixture
def agency(db: None) -> Agency:
    return factories.agency()


@pytest.fixture
def secretary(agency: Agency) -> User:
    return factories.person(agency, role="iso_secretary")


def put(person: User, document: Document, content: bytes) -> Client:
    """Put a PDF into the draft, as the page does, and let the jobs be done; the person's client."""
    client = Client()
    client.force_login(person)
    document.refresh_from_db()
    sent = {
        "file": SimpleUploadedFile("Sổ tay.pdf", content),
        "base_digest": document.draft_digest,
    }
    assert client.post(reverse("documents:file", args=[document.pk]), sent).status_code == 302
    return client


@pytest.mark.usefixtures("index_file")
def test_a_printed_text_is_found_by_its_words(
    agency: Agency, secretary: User, printed: bytes
) -> None:
    document = services.create(secretary, agency, "manual", title="Sổ tay", code="ST", body={})
    client = put(secretary, document, printed)
    edit = reverse("documents:edit", args=[document.pk])
    assert WORDLESS not in client.get(edit).content.decode()
    outbox.work()
    assert WORDLESS not in client.get(edit).content.decode()
    document.refresh_from_db()
    dossier = services.freeze(secretary, [document], title="Bộ")
    services.set_stage(dossier, Stage.AWAITING_ISSUE, actor=secretary)
    services.issue(secretary, dossier, decision_no="1/QĐ", approvals=[])
    indexing.rebuild()
    page = client.get("/admin/tra-cuu/?q=ho+so+khan").content.decode()
    assert "1 kết quả" in page and "<mark>hồ sơ khẩn</mark>" in page


def test_a_pdf_from_before_its_words_could_be_read_is_read_after_the_update(
    agency: Agency, secretary: User, printed: bytes
) -> None:
    document = services.create(secretary, agency, "manual", title="Sổ tay", code="ST", body={})
    put(secretary, document, printed)
    Job.objects.all().delete()
    migration = import_module("registry.migrations.0026_words_of_pdfs")
    migration.read_words(apps, None)
    migration.read_words(apps, None)
    outbox.work()
    assert "hồ sơ khẩn" in DocumentFile.objects.of(agency).get().words
    migration.read_words(apps, None)
    assert not Job.objects.filter(state=Job.WAITING).exists()


def test_of_a_scan_the_edit_page_says_that_it_has_no_words(agency: Agency, secretary: User) -> None:
    document = services.create(secretary, agency, "manual", title="Sổ tay", code="ST", body={})
    client = put(secretary, document, uploads.PDF)
    edit = reverse("documents:edit", args=[document.pk])
    assert WORDLESS not in client.get(edit).content.decode(), "nobody has looked yet"
    outbox.work()
    assert WORDLESS in client.get(edit).content.decode()


def test_words_come_composed_in_the_lines_of_their_paragraphs(printed: bytes) -> None:
    assert words.of_file("a.PDF", printed) == f"{SAID}\na) mở sổ\nKý nhận: file"


def test_what_cannot_be_read_has_no_words(printed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="mật khẩu", owner="khác"))
    assert words.of_file("a.pdf", locked.getvalue()) == ""
    for damaged in (printed[: len(printed) // 2], b"%PDF-"):
        assert words.of_file("a.pdf", damaged) == ""
    deep = uploads.pdf(b"", uploads.stream(b"", b"[" * 200_000)).replace(
        b"/MediaBox", b"/Contents 4 0 R/MediaBox"
    )
    assert words.of_file("a.pdf", deep) == ""
    monkeypatch.setattr(words, "MEMORY", 40 * 1024 * 1024)
    assert words.of_file("a.pdf", printed) == ""
