"""What the product ships anew is offered once, taken as a draft, or left with a reason."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from registry import canonical
from registry.documents import services as documents
from registry.documents.errors import DocumentError
from registry.documents.models import Document, Stage
from registry.notices.models import Notice
from registry.organisation.models import Agency, User
from registry.policy import Forbidden, forget, visible
from registry.shipped import catalogue, services, telling
from registry.trail.events import data_of
from registry.trail.models import Event
from tests import factories

pytestmark = pytest.mark.django_db
OLD = {"sections": [{"id": "m", "heading": "Mục", "text": "Chữ cũ."}]}
NEW = {"sections": [{"id": "m", "heading": "Mục", "text": "Chữ mới."}]}


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


@pytest.fixture
def secretary(agency: Agency) -> User:
    return factories.person(agency, role="iso_secretary")


@pytest.fixture
def document(agency: Agency) -> Document:
    return factories.install(agency, "manual", OLD, title="Sổ tay").document


@pytest.fixture
def shipped(document: Document, monkeypatch: pytest.MonkeyPatch) -> catalogue.Shipped:
    """A newer text of the manual, as a version of the product would bring it."""
    uid = str(document.uid)
    made = catalogue.Shipped(uid, "manual", "Sổ tay", NEW, canonical.digest(canonical.dumps(NEW)))
    monkeypatch.setattr(catalogue, "_all", lambda: {uid: made})
    return made


def shown(document: Document) -> str:
    """What the page of the offer carries."""
    offer = services.offer_of(document)
    return offer.shown if offer else ""


def test_an_old_page_does_not_decide_about_a_newer_issue(
    secretary: User, document: Document, shipped: catalogue.Shipped
) -> None:
    old = shown(document)
    draft = documents.begin_revision(secretary, document)
    body = {"sections": [{"id": "m", "heading": "Mục", "text": "Chữ của cơ quan."}]}
    draft = documents.save_draft(secretary, draft, body, base_digest=draft.draft_digest)
    dossier = documents.freeze(secretary, [draft], title="Sửa")
    documents.issue(None, dossier, decision_no="1/QĐ", approvals=[])
    with pytest.raises(DocumentError, match="không còn được giới thiệu"):
        services.take(secretary, document, seen=old)
    assert shown(Document.unscoped.get(pk=document.pk)) not in ("", old)


def test_it_is_taken_as_the_next_draft_and_then_offered_no_more(
    secretary: User, document: Document, shipped: catalogue.Shipped
) -> None:
    offer = services.offer_of(document)
    assert offer is not None and offer.version.data == OLD
    with pytest.raises(DocumentError, match="không còn được giới thiệu"):
        services.take(secretary, document, seen="0" * 64)
    draft = services.take(secretary, document, seen=shown(document))
    assert (draft.data, draft.stage, draft.author) == (NEW, Stage.DRAFT, secretary)
    assert services.offer_of(draft) is None
    dossier = documents.freeze(secretary, [draft], title="Bản mới")
    documents.issue(None, dossier, decision_no="1/QĐ", approvals=[])
    assert services.offer_of(Document.unscoped.get(pk=document.pk)) is None


def test_a_draft_under_way_is_not_written_over(
    secretary: User, document: Document, shipped: catalogue.Shipped
) -> None:
    own = documents.begin_revision(secretary, document)
    with pytest.raises(DocumentError, match="đang có bản soạn thảo"):
        services.take(secretary, document, seen=shown(document))
    assert Document.unscoped.get(pk=document.pk).data == own.data == OLD


def test_it_is_left_with_a_reason_until_another_ships(
    secretary: User,
    document: Document,
    shipped: catalogue.Shipped,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(DocumentError, match="Chưa ghi lý do"):
        services.decline(secretary, document, seen=shown(document), reason=" ")
    services.decline(secretary, document, seen=shown(document), reason="Cơ quan làm khác.")
    assert services.offer_of(document) is None
    event = Event.objects.get(type=services.DECLINED)
    assert data_of(event) == {"sha256": shipped.sha256, "reason": "Cơ quan làm khác."}
    newer = replace(shipped, sha256="1" * 64)
    monkeypatch.setattr(catalogue, "_all", lambda: {newer.uid: newer})
    assert services.offer_of(document) is not None


def test_only_who_may_edit_it_hears_of_it_and_decides(
    agency: Agency, document: Document, shipped: catalogue.Shipped
) -> None:
    reader = factories.person(agency, role="staff")
    for act in (
        lambda: services.take(reader, document, seen=shown(document)),
        lambda: services.decline(reader, document, seen=shown(document), reason="x"),
    ):
        with pytest.raises(Forbidden):
            act()
    client = Client()
    client.force_login(reader)
    assert client.get(reverse("shipped:offer", args=[document.pk])).status_code == 404
    page = client.get(reverse("documents:inspect", args=[document.pk])).content.decode()
    assert "Bản mới của phần mềm" not in page


def test_the_page_compares_refuses_and_takes(
    client: Client, secretary: User, document: Document, shipped: catalogue.Shipped
) -> None:
    client.force_login(secretary)
    address = reverse("shipped:offer", args=[document.pk])
    assert address in client.get(reverse("documents:inspect", args=[document.pk])).content.decode()
    page = client.get(address).content.decode()
    assert "#nhom-quality" in page, "the way back leads to the documents"
    assert "Bản mới khác gì" in page and "cũ" in page and "mới" in page
    answer = client.post(address, {"seen": shown(document), "viec": "bo", "ly-do": ""})
    assert answer.status_code == 422 and "Chưa ghi lý do" in answer.content.decode()
    answer = client.post(address, {"seen": shown(document), "viec": "lay"})
    assert answer["Location"] == reverse("documents:edit", args=[document.pk])
    assert client.get(address).status_code == 404


def told(user: User) -> list[Notice]:
    forget(user)
    return list(visible(user, Notice).filter(read_at=None))


def test_each_secretary_is_told_once_of_a_text_and_nobody_else(
    agency: Agency,
    secretary: User,
    document: Document,
    shipped: catalogue.Shipped,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    others = [
        factories.person(agency, role="quality_leader"),
        factories.person(factories.agency("H77"), role="iso_secretary"),
    ]
    for _ in range(2):
        telling.tell()
    (notice,) = told(secretary)
    assert notice.url == reverse("shipped:offer", args=[document.pk])
    assert "Sổ tay" in notice.text and not any(told(other) for other in others)
    services.decline(secretary, document, seen=shown(document), reason="Cơ quan làm khác.")
    telling.tell()
    assert not told(secretary), "what was left asks for nothing"
    newer = replace(shipped, sha256="1" * 64)
    monkeypatch.setattr(catalogue, "_all", lambda: {newer.uid: newer})
    telling.tell()
    (notice,) = told(secretary)
    successor = factories.person(agency, role="iso_secretary")
    telling.tell()
    assert told(successor) and told(secretary) == [notice]


def test_what_ships_is_known_and_in_shape() -> None:
    known = catalogue._all().values()
    assert {one.kind for one in known} >= {"process", "form"}
    assert all(len(one.sha256) == 64 for one in known)
