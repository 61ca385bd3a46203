"""Ids of another agency's things in one's own bodies, queries and forms: they lead nowhere."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from processes import services as cases
from processes.engine.machine import CommandRefused
from processes.models import Case
from registry import canonical
from registry.documents import closure, services
from registry.documents.models import Document, DossierItem
from registry.editor import package
from tests import factories
from tests.leaks.test_strangers import SECRET, said
from tests.leaks.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(world: World) -> Client:
    made = Client()
    made.force_login(world.people["beside"])
    return made


def own_draft(world: World, kind: str, body: dict[str, Any]) -> Document:
    """A draft of the agency beside that names things of the secret one."""
    return services.create(
        world.people["beside"], world.beside.agency, kind, title="Của bên", code="B-1", body=body
    )


def clean(response: Any) -> bool:
    return not SECRET.findall(said(response).upper()) and response.status_code < 500


def test_a_body_that_names_them_shows_nothing_of_them(world: World, client: Client) -> None:
    form = factories.uid_of(world.secret.form)
    process = factories.small_process(
        form, legal_basis=[{"id": "l", "text": "Căn cứ", "uid": str(world.secret.draft.uid)}]
    )
    drafts = [
        own_draft(world, "process", process),
        own_draft(world, "rule", factories.small_rule(form)),
    ]
    for draft in drafts:
        home = f"/admin/tai-lieu/{draft.pk}/"
        for address in (
            home, f"{home}sua/", f"{home}xem-truoc/", f"{home}in/", f"{home}xuat/",
            f"{home}so-sanh/draft...draft/", f"/admin/trinh-ban-hanh/moi/?tai-lieu={draft.pk}",
        ):  # fmt: skip
            response = client.get(address)
            assert response.status_code == 200 and clean(response), address


def test_they_can_be_neither_submitted_nor_pinned(world: World) -> None:
    form = factories.uid_of(world.secret.form)
    draft = own_draft(world, "process", factories.small_process(form))
    user = world.people["beside"]
    assert user is not None
    with pytest.raises(services.HasProblems):
        services.freeze(user, [draft], title="Bộ")
    context = closure.context(world.beside.agency, reader=user)
    for thing in (world.secret.form.document, world.secret.draft):
        assert context.resolve(str(thing.uid)) is None
    with pytest.raises(CommandRefused):
        cases.open_case(
            user, world.beside.agency, factories.uid_of(world.secret.process), subject="Lạ"
        )
    # The case, two reviews, two proposals.
    assert Case.objects.of(world.beside.agency).count() == 1 + 2 + 2


def test_the_condition_editor_does_not_read_foreign_forms(world: World, client: Client) -> None:
    # Its three fields and the day that is asked about.
    for form, count in ((world.beside.form, 4), (world.secret.form, 0)):
        uid = factories.uid_of(form)
        for asked in (
            {"kind": "rule", "source": "form-or-inputs", "body": {"form": uid}},
            {"kind": "process", "source": "case-forms", "body": {"steps": [{"form": uid}]}},
        ):
            response = client.post("/admin/dieu-kien/", asked, content_type="application/json")
            assert response.status_code == 200 and clean(response)
            assert len(response.json()["inputs"]) == count, asked


def test_foreign_versions_and_saves_are_no_side_of_an_own_document(
    world: World, client: Client
) -> None:
    own, secret = world.beside.draft, world.secret
    home = f"/admin/tai-lieu/{own.pk}/"
    for address in (
        f"{home}?ban={secret.issued.pk}", f"{home}in/?ban={secret.restricted.pk}",
        f"{home}so-sanh/v{secret.issued.pk}...draft/",
        f"{home}so-sanh/r{secret.revision.pk}...draft/",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
    restored = client.post(
        f"{home}lich-su/{secret.revision.pk}/quay-lai/",
        {"base_digest": canonical.digest(own.body)},
    )
    assert restored.status_code == 404
    case = f"/admin/ho-so/{world.beside.case.uid}/thanh-phan/?ban={secret.form.document.uid}"
    assert client.get(case).status_code == 404


def test_foreign_drafts_go_into_no_dossier(world: World, client: Client) -> None:
    own, secret = world.beside.draft, world.secret
    response = client.post(
        f"/admin/trinh-ban-hanh/moi/?tai-lieu={own.pk}",
        {"title": "Bộ", "change_note": "Lần đầu", "key": "k",
         "documents": [own.pk, secret.draft.pk]},
    )  # fmt: skip
    assert clean(response)
    assert not DossierItem.objects.filter(document=secret.draft).exists()
    secret.draft.refresh_from_db()
    assert secret.draft.stage == "draft"


def test_a_foreign_unit_owns_no_document(world: World, client: Client) -> None:
    response = client.post(
        "/admin/tai-lieu/them/?kind=manual",
        {"title": "Mượn đơn vị", "owner_unit": world.secret.draft.owner_unit_id},
    )
    assert response.status_code == 422 and clean(response)
    assert not Document.unscoped.filter(title="Mượn đơn vị").exists()


def test_an_imported_file_gives_no_other_identity(world: World, client: Client) -> None:
    """A file carries words, never whose document it is."""
    exported = package.export(world.secret.draft)
    client.post(
        "/admin/tai-lieu/them/?kind=manual",
        {"title": "Từ tệp", "file": SimpleUploadedFile("a.json", exported.encode())},
    )
    made = Document.unscoped.get(title="Từ tệp")
    assert made.agency == world.beside.agency and made.uid != world.secret.draft.uid
