"""A key is looked at first: a second press leads where the first did; other content is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from processes import services as cases
from processes.casefile import attaching
from processes.control import rounds
from processes.control import services as control
from processes.engine.refusal import CommandRefused
from processes.models import Case
from registry.administration import services as organisation
from registry.documents import services as documents
from registry.documents.models import Document, Dossier
from registry.documents.services import DocumentError
from registry.now import frozen, now, today
from registry.organisation.models import User
from registry.organisation.periods import OrganisationError
from registry.policy import Forbidden
from registry.trail import events
from registry.trail.models import Event
from tests import factories
from tests.processes import world as worlds
from tests.processes.control.conftest import Office
from tests.support import uploads

OTHER = "đã được gửi một lần với nội dung khác"


def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(draft: Document, **changes: Any) -> dict[str, Any]:
    return {
        "title": "Bộ tài liệu", "change_note": "Lần đầu", "documents": [draft.pk], "key": "một",
        "effective_from": f"{today():%d/%m/%Y}", **changes,
    }  # fmt: skip


def test_submitting_again_gives_the_dossier_of_the_first_press(office: Office) -> None:
    draft = office.draft()
    first = office.submit(draft, idempotency_key="một", effective_from=now())
    assert office.submit(draft, idempotency_key="một", effective_from=now()) == first
    office.approve(first, *office.chain)
    assert office.submit(draft, idempotency_key="một", effective_from=now()) == first
    assert Dossier.objects.of(office.agency).count() == 1


def test_other_content_under_its_key_is_refused(office: Office) -> None:
    draft = office.draft()
    office.submit(draft, idempotency_key="một")
    for chosen, more in (
        ([draft], {"minor": True}),
        ([draft], {"known": {"a": "b"}}),
        ([draft, office.draft("B")], {}),
    ):
        with pytest.raises(DocumentError, match=OTHER):
            office.submit(*chosen, idempotency_key="một", **more)
    assert Dossier.objects.of(office.agency).count() == 1


def test_the_key_of_somebody_else_is_another_key(office: Office) -> None:
    office.submit(office.draft(), idempotency_key="một")
    other = factories.person(office.agency, role="drafter")
    draft = documents.create(
        other, office.agency, "manual", title="B", code="B-1", body=office.draft("C").data,
        owner_unit=factories.unit(office.agency, "VP"),
    )  # fmt: skip
    control.submit(other, [draft], title="Bộ", change_note="x", idempotency_key="một")
    assert Dossier.objects.of(office.agency).count() == 2


def test_a_returned_dossier_is_submitted_once_by_one_key(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft, idempotency_key="một")
    factories.verdict(office.head, office.task(dossier), "return", reason="Sửa.")
    dossier.refresh_from_db()
    again = Document.unscoped.get(pk=draft.pk)
    for _ in range(3):
        made = office.submit(again, dossier=dossier, idempotency_key="hai")
        assert made.pk == dossier.pk
    dossier.refresh_from_db()
    assert dossier.round == 2


def test_the_page_leads_to_the_same_dossier_however_often_it_is_pressed(office: Office) -> None:
    draft = office.draft()
    secretary, address = (
        client(office.secretary),
        f"{reverse('control:submit')}?tai-lieu={draft.pk}",
    )
    answers = [secretary.post(address, sent(draft)) for _ in range(3)]
    (dossier,) = Dossier.objects.of(office.agency)
    page = reverse("control:dossier", args=(dossier.uid,))
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, page)] * 3
    other = secretary.post(address, sent(draft, title="Tên khác"))
    assert other.status_code == 422
    assert OTHER in other.content.decode() and "Tên khác" in other.content.decode()
    factories.verdict(office.head, office.task(dossier), "return", reason="Sửa.")
    address = reverse("control:resubmit", args=(dossier.uid,))
    answers = [secretary.post(address, sent(draft, key="hai")) for _ in range(3)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, page)] * 3


def test_a_revision_begun_twice_leads_to_its_draft(office: Office) -> None:
    body = office.draft().data
    version = factories.install(office.agency, "manual", body)
    address = reverse("documents:begin_revision", args=(version.document_id,))
    secretary = client(office.secretary)
    edit = reverse("documents:edit", args=(version.document_id,))
    assert [secretary.post(address)["Location"] for _ in range(2)] == [edit] * 2


def test_another_file_under_the_key_of_the_first_is_refused(db: None) -> None:
    """Case 23: it was told as stored."""
    world = worlds.make()
    with frozen(worlds.FRIDAY):
        case = world.open()
        pictures = [uploads.png(), uploads.png(3, 3)]
        for _ in range(2):
            attaching.attach_file(world.desk, case, "a.png", pictures[0], idempotency_key="k")
        with pytest.raises(CommandRefused, match=OTHER):
            attaching.attach_file(world.desk, case, "a.png", pictures[1], idempotency_key="k")
        kinds = [event.type for event in events.read(case.stream)]
    assert kinds.count("case.file_added") == 1


def test_a_case_command_with_other_content_under_its_key_is_refused(db: None) -> None:
    world = worlds.make()
    with frozen(worlds.FRIDAY):
        case = world.open(idempotency_key="mở")
        assert world.open(idempotency_key="mở") == case
        with pytest.raises(CommandRefused, match=OTHER):
            world.open(idempotency_key="mở", subject="Việc khác")
        unit = factories.unit(world.agency, "MOI")
        for other in (
            {"received_at": worlds.FRIDAY - timedelta(minutes=5)},
            {"people": {"gioi": world.officer.pk}},
            {"unit": unit},
        ):
            with pytest.raises(CommandRefused, match=OTHER):
                world.open(idempotency_key="mở", **other)
        factories.act(world.leader, case, "suspend", "Chờ xác minh", idempotency_key="k")
        factories.act(world.leader, case, "suspend", "Chờ xác minh", idempotency_key="k")
        with pytest.raises(CommandRefused, match=OTHER):
            factories.act(world.leader, case, "suspend", "Lý do khác", idempotency_key="k")
        factories.act(world.leader, case, "resume", idempotency_key="k")
    assert Case.objects.of(world.agency).count() == 1


def test_a_key_is_no_answer_to_anybody_else_nor_for_another_round(office: Office) -> None:
    dossier = office.submit(office.draft())
    task, page = office.task(dossier), factories.named(office.task(dossier))
    told = {"round": page["round"], "digest": page["digest"], "idempotency_key": "k"}
    factories.verdict(office.head, task, "return", reason="Sửa.", **told)
    factories.verdict(office.head, task, "return", reason="Sửa.", **told)
    for other in (office.secretary, office.quality, office.top):
        with pytest.raises((CommandRefused, Forbidden)):
            factories.verdict(other, task, "return", reason="Sửa.", **told)
    again = office.submit(dossier.items.get(round=1).document, dossier=dossier)
    task = office.task(again)
    with pytest.raises(rounds.Outdated):
        factories.verdict(office.head, task, "return", reason="Sửa.", **told)
    factories.verdict(office.head, task, "return", reason="Sửa.", idempotency_key="k")
    kinds = [event.type for event in events.read(task.case.stream)]
    assert kinds.count("task.returned") == 2


def test_nobody_hears_that_a_case_was_stopped_or_taken_under_the_key_of_another(db: None) -> None:
    world = worlds.make()
    with frozen(worlds.FRIDAY):
        case = world.open()
        task = world.task(case)
        cases.start_task(world.desk, task, idempotency_key="k")
        cases.start_task(world.desk, task, idempotency_key="k")
        with pytest.raises((CommandRefused, Forbidden)):
            cases.start_task(world.leader, task, idempotency_key="k")
        factories.act(world.leader, case, "suspend", "Chờ xác minh", idempotency_key="s")
        with pytest.raises(Forbidden):
            factories.act(world.officer, case, "suspend", "Chờ xác minh", idempotency_key="s")


def test_an_account_is_not_opened_for_another_under_one_key(office: Office) -> None:
    given = {"role": "staff", "password": factories.PASSWORD, "idempotency_key": "account:k"}
    one, made = organisation.open_account(
        None, office.agency, username="lan.tran", full_name="Trần Lan", **given
    )
    again, second = organisation.open_account(
        None, office.agency, username="lan.tran", full_name="Trần Lan", **given
    )
    assert (one, made, second) == (again, True, False)
    with pytest.raises(OrganisationError, match=OTHER):
        organisation.open_account(
            None, office.agency, username="hoa.le", full_name="Lê Hoa", **given
        )


def test_keys_of_older_events_tell_no_content_apart(office: Office) -> None:
    stream = organisation.stream_of(office.agency)
    events_before = Event.objects.filter(stream=stream).count()
    organisation.note(None, office.agency, "account.opened", {"user": 1}, key="open:cũ")
    assert events.already_done(stream, events.keyed("open", "cũ", "bất kỳ")) is not None
    assert events.already_done(stream, events.keyed("open", "c", "bất kỳ")) is None
    assert Event.objects.filter(stream=stream).count() == events_before + 1
