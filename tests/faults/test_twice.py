"""Every button of the journey pressed twice: the very same form comes again, one thing happens."""

import json
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from processes.control import reviews
from processes.models import Case, Task
from registry import canonical
from registry.documents.models import Document, Dossier, Validity, Version
from registry.editor.forms import DocumentForm
from registry.notices.models import Notice
from registry.now import frozen
from registry.organisation.models import User
from registry.records.models import Record, RecordRevision
from registry.trail import outbox
from registry.trail.models import Event
from tests import factories
from tests.faults.words import fault
from tests.processes.control.conftest import Office
from tests.processes.world import FRIDAY, World
from tests.registry.editor.test_round_trip import posted

LATER = factories.at("2026-04-29 09:00")
Browser = Callable[[User], Client]


def state(agency: Any) -> list[Any]:
    """All that a button may have done."""
    tasks, drafts = Task.objects.of(agency), Document.objects.of(agency)
    return [
        Event.objects.filter(agency=agency).count(),
        *(one.objects.of(agency).count() for one in (Document, Dossier, Version, Validity, Case)),
        list(tasks.order_by("pk").values_list("status", "urged_at", "started_at")),
        Record.objects.of(agency).count(),
        RecordRevision.objects.filter(record__agency=agency).count(),
        Notice.objects.of(agency).count(),
        list(drafts.order_by("pk").values_list("stage", "body")),
        list(Dossier.objects.of(agency).order_by("pk").values_list("state", "round")),
    ]


def twice(client: Client, url: str, data: dict[str, Any], agency: Any) -> Any:
    """Press, and press again; only the first changes anything, neither breaks."""
    before = state(agency)
    first = client.post(url, data)
    while outbox.work(50):
        pass
    done = state(agency)
    assert fault(first) == "" and first.status_code == 302, (url, first.status_code)
    assert done != before, f"{url}: nothing happened"
    again = client.post(url, data)
    while outbox.work(50):
        pass
    assert fault(again) == "", url
    assert state(agency) == done, f"{url}: happened twice"
    return first


def test_submitting_returning_and_issuing_a_dossier(office: Office, at: Browser) -> None:
    draft = office.draft()
    twice(
        at(office.secretary),
        f"{reverse('control:submit')}?tai-lieu={draft.pk}",
        {"title": "Bộ tài liệu", "change_note": "Lần đầu", "documents": [draft.pk], "key": "t1"},
        office.agency,
    )
    dossier = Dossier.objects.of(office.agency).get()
    page = reverse("control:dossier", args=[dossier.uid])
    twice(
        at(office.head), page,
        {**factories.named(office.task(dossier)), "action": "return", "reason": "Thiếu căn cứ",
         "key": "v0"},
        office.agency,
    )  # fmt: skip
    twice(
        at(office.secretary),
        reverse("control:resubmit", args=[dossier.uid]),
        {"title": "Bộ tài liệu", "change_note": "Lần hai", "documents": [draft.pk], "key": "t2"},
        office.agency,
    )
    for number, person in enumerate(office.chain, start=1):
        twice(
            at(person), page,
            {**factories.named(office.task(dossier)), "action": "forward", "reason": "",
             "decision_no": "07/QĐ-UBND", "key": f"v{number}", "password": factories.PASSWORD},
            office.agency,
        )  # fmt: skip
    dossier.refresh_from_db()
    assert (
        dossier.state == Dossier.ISSUED and reviews.current_step(reviews.case_of(dossier)) is None
    )
    assert Version.objects.of(office.agency).filter(document=draft).count() == 1


def test_beginning_a_revision_and_deleting_a_draft(office: Office, at: Browser) -> None:
    sections = [{"id": "m1", "heading": "Phạm vi", "text": "Mọi việc."}]
    issued = factories.install(office.agency, "manual", {"sections": sections})
    client = at(office.secretary)
    twice(client, reverse("documents:begin_revision", args=[issued.document_id]), {}, office.agency)
    draft = office.draft("Bỏ đi")
    url = reverse("documents:delete", args=[draft.pk])
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 404


def test_every_button_of_a_case(commune: World, at: Browser) -> None:
    desk, officer, leader = at(commune.desk), at(commune.officer), at(commune.leader)
    agency = commune.agency
    with frozen(FRIDAY):
        twice(
            desk, reverse("case_open", args=[commune.uid]),
            {"key": "m1", "subject": "Trích lục", "applicant_name": "Lê Văn Thử",
             "channel": "counter", "received_on": "2026-04-24", "received_time": "15:10",
             "papers": ["p1"], "a.hoten": "Lê Văn Thử", "a.ngay": "03/02/1990"},
            agency,
        )  # fmt: skip
    case = Case.objects.of(agency).get()

    def task_url() -> str:
        return reverse("task_detail", args=[commune.task(case).pk])

    def seen() -> dict[str, str]:
        return {"seen": factories.answers_shown(commune.task(case))}

    def act(code: str) -> str:
        return reverse("case_act", args=[case.uid, code])

    def stands() -> dict[str, str]:
        return {"seen": factories.case_shown(case)}

    with frozen(LATER):
        # At the desk the citizen's part is filled already.
        filled = {"a.hoten": "Lê Văn Thử", "a.ngay": "03/02/1990"}
        twice(desk, task_url(), {"key": "b0", "do": "forward", **filled}, agency)
        url = task_url()
        twice(officer, url, {"key": "b1", "do": "start"}, agency)
        twice(leader, act("don-doc"), {"key": "u1", "note": "Nhanh lên"}, agency)
        twice(leader, act("tam-dung"), {"key": "s1", "note": "Chờ xác minh", **stands()}, agency)
        twice(leader, act("tiep-tuc"), {"key": "r1", "note": "", **stands()}, agency)
        twice(
            leader, act("gia-han"),
            {"key": "e1", "note": "Phức tạp", "duration": "2 ngày làm việc", **stands()}, agency,
        )  # fmt: skip
        for key, do in (("b2", "save"), ("b3", "forward")):
            twice(officer, url, {"key": key, "do": do, "a.xacminh": "yes", **seen()}, agency)
        twice(
            leader, task_url(), {"key": "b4", "do": "return", "reason-return": "Thiếu giấy"}, agency
        )
        twice(
            officer, task_url(), {"key": "b5", "do": "forward", "a.xacminh": "no", **seen()}, agency
        )
        twice(leader, task_url(), {"key": "b6", "do": "forward"}, agency)
        twice(at(commune.clerk), task_url(), {"key": "b7", "do": "forward"}, agency)
    case.refresh_from_db()
    assert case.status == "closed"


def test_stopping_a_case(commune: World, at: Browser) -> None:
    case = commune.open()
    url = reverse("case_act", args=[case.uid, "dung"])
    sent = {"key": "d", "note": "Công dân rút hồ sơ", "understood": "1"}
    with frozen(LATER):
        twice(
            at(commune.leader), url, {**sent, "seen": factories.case_shown(case)}, commune.agency
        )  # fmt: skip


def test_a_form_without_its_key_pressed_twice_still_does_one_thing(
    commune: World, at: Browser
) -> None:
    """A page kept open from before, or a program: the second finds the task done."""
    case = commune.forward(commune.open(), LATER)
    url = reverse("task_detail", args=[commune.task(case).pk])
    client = at(commune.officer)
    seen = factories.answers_shown(commune.task(case))
    with frozen(LATER):
        for _ in range(2):
            client.post(url, {"do": "forward", "a.xacminh": "yes", "seen": seen})
    completed = Event.objects.filter(stream=case.stream, type="task.completed").count()
    assert completed == 2  # the desk's and this one


def test_two_people_save_one_draft_from_stale_pages(office: Office, at: Browser) -> None:
    draft = office.draft()
    form = DocumentForm(document=draft, user=office.secretary)
    data = {
        "title": draft.title, "code": draft.code, "confidentiality": "internal",
        "owner_unit": str(draft.owner_unit_id), "base_digest": canonical.digest(draft.body),
    }  # fmt: skip
    for panel in form.panels:
        panel_state = panel.block.get_form_state(form.initial[panel.slug])
        data |= posted(panel.block, json.loads(json.dumps(panel_state)), panel.slug)
    (heading,) = [name for name in data if data[name] == "Phạm vi"]
    second = factories.person(office.agency, role="iso_secretary", name="Thư ký hai")
    url = reverse("documents:edit", args=[draft.pk])
    assert at(office.secretary).post(url, {**data, heading: "Người trước"}).status_code == 302
    stale = at(second).post(url, {**data, heading: "Người sau"})
    assert fault(stale) == "" and stale.status_code in (200, 409)
    text = stale.content.decode()
    assert "có người khác vừa lưu" in text and "Người sau" in text and "Người trước" in text
    draft.refresh_from_db()
    assert draft.data["sections"][0]["heading"] == "Người trước"
