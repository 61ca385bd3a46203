"""What a document is called: by everybody as it was issued, by readers of drafts as it will be."""

import json
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from processes.control import reviews
from processes.control import services as control
from processes.models import Case
from registry import canonical, policy
from registry.documents import closure, listing, names, services
from registry.documents.models import Document, Stage
from registry.documents.policies import drafts_readable
from registry.editor.labels import labels
from registry.now import frozen, now
from registry.organisation.models import Agency, User
from registry.organisation.roles import reach, role_labels
from registry.packages import exporting
from registry.trail import outbox
from tests import factories
from tests.processes.control.conftest import install_chain

pytestmark = pytest.mark.django_db
NOW = factories.at("2026-04-24 09:00")
BODY = {"sections": [{"id": "m1", "heading": "Mục", "text": "Chữ."}]}
CHANGED = {"sections": [{"id": "m1", "heading": "Mục", "text": "Chữ mới."}]}
OLD, NEW = "Sổ tay đang dùng", "Sổ tay sẽ đổi tên"


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with frozen(NOW):
        yield


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


@pytest.fixture
def secretary(agency: Agency) -> User:
    return factories.person(agency, role="iso_secretary")


@pytest.fixture
def staff(agency: Agency) -> User:
    return factories.person(agency, role="staff")


def issued(agency: Agency, **options: Any) -> Document:
    return factories.install(agency, "manual", BODY, code="ST-01", title=OLD, **options).document


def renamed(secretary: User, document: Document) -> Document:
    """Its revision, under another name."""
    draft = services.begin_revision(secretary, document)
    return services.save_draft(
        secretary, draft, BODY, base_digest=canonical.digest(draft.body), title=NEW, code="ST-99"
    )


def test_a_revision_renames_nothing_before_it_is_issued(agency: Agency, secretary: User) -> None:
    draft = renamed(secretary, issued(agency))
    draft.refresh_from_db()
    assert str(draft) == f"ST-01 {OLD}"
    assert draft.draft_name == f"ST-99 {NEW}"
    factories.install(agency, "manual", CHANGED, code="ST-99", title=NEW, uid=str(draft.uid))
    draft.refresh_from_db()
    assert str(draft) == draft.draft_name == f"ST-99 {NEW}"
    assert (draft.next_code, draft.next_title) == (None, None)


def test_a_draft_that_was_never_issued_goes_by_its_own_name(
    agency: Agency, secretary: User
) -> None:
    made = services.create(secretary, agency, "manual", title="Nháp", body=BODY)
    made = services.save_draft(
        secretary, made, BODY, base_digest=canonical.digest(made.body), title="Nháp hai", code=""
    )
    assert str(made) == made.draft_name == "Nháp hai"


def test_a_scheduled_issue_gives_its_name_when_it_begins(agency: Agency) -> None:
    document = issued(agency)
    starts = now() + timedelta(days=30)
    factories.install(
        agency, "manual", CHANGED, code="ST-02", title=NEW, uid=str(document.uid), starts=starts
    )
    document.refresh_from_db()
    assert str(document) == f"ST-01 {OLD}"
    with frozen(starts):
        assert [one.pk for one in names.unsettled()] == [document.pk]
        outbox.work()
        document.refresh_from_db()
        assert str(document) == document.draft_name == f"ST-02 {NEW}"
        assert names.unsettled() == []


def test_a_wrong_name_is_found_and_mended(agency: Agency) -> None:
    document = issued(agency)
    Document.unscoped.filter(pk=document.pk).update(title="Sai")
    with pytest.raises(CommandError):
        call_command("verify_documents")
    call_command("verify_documents", "--repair")
    document.refresh_from_db()
    assert document.title == OLD
    call_command("verify_documents")


@pytest.mark.parametrize("unit", [True, False])
def test_drafts_are_found_by_whom_the_role_table_lets_read_them(
    agency: Agency, secretary: User, unit: bool
) -> None:
    """The query and the ability say the same for every role, in the unit and outside it."""
    here, there = factories.unit(agency, "VP"), factories.unit(agency, "TP")
    rows = [
        services.create(secretary, agency, "manual", title="Nháp", owner_unit=of)
        for of in (here, there, None)
    ]
    for role in role_labels():
        person = factories.person(agency, role=role, unit=here if unit else None)
        own = services.create(secretary, agency, "manual", title="Nháp", owner_unit=there)
        Document.unscoped.filter(pk=own.pk).update(author=person)
        own.refresh_from_db()
        found = Document.objects.of(agency).filter(drafts_readable(policy.standing(person)))
        readable = {one.pk for one in [*rows, own] if policy.can(person, "read_draft", one)}
        asked = [one.pk for one in [*rows, own]]
        assert {one.pk for one in found.filter(pk__in=asked)} == readable, role
        if reach(role, "document.read_draft") == "agency":
            assert len(readable) == 4


def test_lists_show_and_find_a_draft_for_its_readers_alone(
    agency: Agency, secretary: User, staff: User
) -> None:
    draft = renamed(secretary, issued(agency))
    other = issued(agency)
    for user, knows in ((secretary, True), (staff, False)):
        client = Client()
        client.force_login(user)
        listed = {one.pk: one for one in listing.listed(user)}
        assert bool(listed[draft.pk].draft_open) is knows
        page = client.get(reverse("documents:list"))
        text = page.content.decode()
        assert (NEW in text, OLD in text) == (knows, True)
        assert ("Đang sửa đổi</span>" in text) is knows
        found = client.get(reverse("documents:list"), {"q": "se doi ten"})
        assert (f"/admin/tai-lieu/{draft.pk}/" in found.content.decode()) is knows
        under = client.get(reverse("documents:list"), {"tinh-trang": "soan-thao"})
        assert (OLD in under.content.decode()) is knows
        chosen = client.get(reverse("documents:choices"), {"q": "se doi ten"}).json()["results"]
        assert bool(chosen) is knows
        assert labels(user, [str(draft.uid)])[str(draft.uid)]["title"] == OLD
        page = client.get(reverse("documents:inspect", args=[draft.pk])).content.decode()
        assert OLD in page
        assert NEW not in page
    # Nor does the order tell: what was revised a minute ago stands where its issue put it.
    pks = [one.pk for one in listing.listed(staff)]
    assert pks.index(other.pk) < pks.index(draft.pk)


def test_a_list_of_cancelled_documents_does_not_tell_that_one_is_revised(
    agency: Agency, secretary: User, staff: User
) -> None:
    document = issued(agency)
    services.cancel(factories.person(agency, role="quality_leader"), document, reason="Thôi dùng")
    before = _pages(staff)
    draft = renamed(secretary, document)
    Document.unscoped.filter(pk=draft.pk).update(stage=Stage.SECRETARY_REVIEW)
    assert _pages(staff) == before


def _pages(user: User) -> list[list[int]]:
    client = Client()
    client.force_login(user)
    shown = [
        client.get(reverse("documents:list"), {"tinh-trang": state}).context["page"]
        for state in ("", "soan-thao", "cho-duyet", "hieu-luc", "het-hieu-luc")
    ]
    shown += [
        client.get(reverse("control:list", args=[code])).context["page"]
        for code in ("da-ban-hanh", "da-huy-bo")
    ]
    return [[one.pk for one in page] for page in shown]


def test_pages_of_a_document_under_review_say_so_to_readers_of_drafts_alone(
    agency: Agency, secretary: User, staff: User
) -> None:
    draft = renamed(secretary, issued(agency))
    Document.unscoped.filter(pk=draft.pk).update(stage=Stage.SECRETARY_REVIEW)
    for user, knows in ((secretary, True), (staff, False)):
        client = Client()
        client.force_login(user)
        answer = client.get(reverse("documents:edit", args=[draft.pk]), follow=True)
        assert ("đang được rà soát" in answer.content.decode()) is knows


def test_drafts_stand_in_for_references_of_their_readers_alone(
    agency: Agency, secretary: User
) -> None:
    """Within the agency the right to read decides; a draft of another agency never does."""
    unit = factories.unit(agency, "VP")
    form = services.create(
        secretary, agency, "form", title="Biểu mẫu kín", body=factories.small_form(),
        owner_unit=unit,
    )  # fmt: skip
    below = factories.agency(parent=agency)
    drafter = factories.person(agency, role="drafter", unit=unit)
    leader = factories.person(agency, role="department_leader", unit=unit)
    both = factories.person(agency, role="iso_secretary")
    factories.person(below, role="iso_secretary")
    uid = str(form.uid)
    assert closure.context(agency, reader=secretary).resolve(uid) is not None
    assert closure.context(agency, reader=leader).resolve(uid) is not None
    assert closure.context(agency, reader=drafter).resolve(uid) is None
    assert closure.context(agency).resolve(uid) is None
    assert closure.context(below, reader=both).resolve(uid) is None


def test_who_names_an_unreadable_draft_learns_nothing_of_it(
    agency: Agency, secretary: User
) -> None:
    form = services.create(
        secretary, agency, "form", title="Biểu mẫu kín", code="BM-KIN",
        body=factories.small_form(),
    )  # fmt: skip
    drafter = factories.person(agency, role="drafter", unit=factories.unit(agency, "VP"))
    uid = str(form.uid)
    rule = services.create(
        drafter, agency, "rule", title="Điều kiện", body=factories.small_rule(uid)
    )
    process = services.create(
        drafter, agency, "process", title="Quy trình", body=factories.small_process(uid)
    )
    client = Client()
    client.force_login(drafter)
    for document in (rule, process):
        assert control.together(document, drafter) == [document]
        assert control.together(document) == [document]
        for name in ("inspect", "edit", "preview", "print"):
            answer = client.get(reverse(f"documents:{name}", args=[document.pk]))
            assert answer.status_code == 200
            for secret in ("Biểu mẫu kín", "BM-KIN", "Họ và tên"):
                assert secret not in answer.content.decode(), name
        answer = client.get(reverse("control:submit"), {"tai-lieu": document.pk})
        assert "Biểu mẫu kín" not in answer.content.decode()
    for asked in (
        {"kind": "rule", "source": "form-or-inputs", "body": {"form": uid}},
        {"kind": "process", "source": "case-forms", "body": {"steps": [{"id": "b", "form": uid}]}},
    ):
        answer = client.post("/admin/dieu-kien/", asked, content_type="application/json")
        assert answer.json()["inputs"] == []
    assert control.together(process, secretary)[1:] == [form]


def test_a_legal_text_is_recognised_by_its_issued_number(
    agency: Agency, secretary: User, staff: User
) -> None:
    body = {"number": "61/2018/NĐ-CP", "type": "decree", "state": "in_force"}
    document = factories.install(agency, "legal-text", body, title="Nghị định").document
    draft = services.begin_revision(secretary, document)
    services.save_draft(
        secretary, draft, body | {"number": "99/2099/NĐ-CP"},
        base_digest=canonical.digest(draft.body),
    )  # fmt: skip
    client = Client()
    client.force_login(staff)
    asked = {"kind": "process", "pointer": "/legal_basis", "body": {}}
    for number, found in (("61/2018/NĐ-CP", True), ("99/2099/NĐ-CP", False)):
        answer = client.post(
            "/admin/tai-lieu/dan-bang/",
            asked | {"rows": [[f"Nghị định số {number} ngày 23/4/2018"]]},
            content_type="application/json",
        )
        assert (str(document.uid) in answer.content.decode()) is found


def test_a_package_tells_the_draft_s_name_and_takes_it_in_again(
    agency: Agency, secretary: User
) -> None:
    renamed(secretary, issued(agency))
    row = json.loads(exporting.export(agency))["content"]["documents"][0]
    assert (row["title"], row["versions"][0]["title"]) == (NEW, OLD)


def test_a_review_is_called_by_what_is_issued_for_who_may_not_read_it(
    agency: Agency, secretary: User
) -> None:
    factories.calendar(agency)
    install_chain(agency)
    draft = renamed(secretary, issued(agency))
    dossier = control.submit(secretary, [draft], title=NEW)
    case = reviews.case_of(dossier)
    assert case is not None
    assert NEW not in case.subject
    assert OLD in case.subject
    assert "se doi ten" not in case.folded
    auditor = factories.person(agency, role="auditor")
    for user, knows in ((auditor, False), (secretary, True)):
        client = Client()
        client.force_login(user)
        page = client.get(reverse("case_detail", args=[case.uid])).content.decode()
        assert (NEW in page) is knows
    assert Case.objects.of(agency).get(pk=case.pk).subject == case.subject


def test_rows_of_before_are_parted_into_the_names_of_issue_and_draft(
    agency: Agency, secretary: User
) -> None:
    """As the migration finds them: the draft's name stood where everybody reads it."""
    draft = renamed(secretary, issued(agency))
    plain, new = issued(agency), services.create(secretary, agency, "manual", title="Nháp")
    before = {"code": "ST-99", "title": NEW, "next_code": None, "next_title": None}
    Document.unscoped.filter(pk=draft.pk).update(**before)
    migration = import_module("registry.migrations.0013_draft_names")
    migration.names_apart(apps, None)
    found = {pk: str(one) for pk, one in Document.unscoped.in_bulk().items()}
    assert found == {draft.pk: f"ST-01 {OLD}", plain.pk: f"ST-01 {OLD}", new.pk: "Nháp"}
    assert Document.unscoped.get(pk=draft.pk).draft_name == f"ST-99 {NEW}"
    assert names.unsettled() == []
    migration.names_together(apps, None)
    assert str(Document.unscoped.get(pk=draft.pk)) == f"ST-99 {NEW}"
