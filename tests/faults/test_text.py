"""Letters and numbers as people paste them: stored in one form, or refused where they stand."""

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from processes.models import Case, Task
from registry import canonical
from registry.documents import services
from registry.documents.models import Document, Dossier, Version
from registry.now import frozen
from registry.organisation.models import User
from registry.records.models import RecordRevision
from registry.trail.models import Event
from tests import factories
from tests.faults.words import fault, text_of
from tests.processes.control.conftest import Office
from tests.processes.world import FRIDAY, World

Browser = Callable[[User], Client]
NAME = "Nguyễn Thị Quyện"
NFD = unicodedata.normalize("NFD", NAME)
HUGE = str(10**17 + 1)


def stored(agency: Any) -> list[str]:
    """Every text that an agency's rows hold."""
    found: list[str] = []
    for model in (Document, Dossier, Version, Case, Task):
        for row in model.objects.of(agency).values():
            found += [f"{name}: {value}" for name, value in row.items() if isinstance(value, str)]
    found += Event.objects.filter(agency=agency).values_list("data", flat=True)
    found += RecordRevision.objects.filter(record__agency=agency).values_list("answers", flat=True)
    return found


def check(agency: Any) -> None:
    texts = stored(agency)
    assert any(NAME in text for text in texts)
    assert [text for text in texts if not unicodedata.is_normalized("NFC", text)] == []
    assert [text for text in texts if "\0" in text or "\\u0000" in text] == []


def typed_case(**changes: str) -> dict[str, Any]:
    return {
        "key": "m", "subject": "Trích lục", "applicant_name": "Lê Thử", "channel": "counter",
        "received_on": "2026-04-24", "received_time": "15:10", "papers": ["p1"],
        "a.hoten": "Lê Thử", "a.ngay": "03/02/1990", **changes,
    }  # fmt: skip


@pytest.mark.parametrize("typed", [NFD, f"{NFD}\0", f"\0{NFD}"])
def test_a_case_keeps_composed_letters_and_no_zero(commune: World, at: Browser, typed: str) -> None:
    desk, later = at(commune.desk), factories.at("2026-04-29 09:00")
    with frozen(FRIDAY):
        opened = desk.post(
            reverse("case_open", args=[commune.uid]),
            typed_case(**{"subject": typed, "applicant_name": typed, "a.hoten": typed}),
        )
    assert fault(opened) == ""
    if opened.status_code != 302:
        assert "\0" in typed and not Case.objects.of(commune.agency).exists()
        return
    case = Case.objects.of(commune.agency).get()
    with frozen(later):
        for act, more in (("don-doc", {}), ("gia-han", {"duration": "2 ngày làm việc"})):
            answer = at(commune.leader).post(
                reverse("case_act", args=[case.uid, act]),
                {"key": act, "note": typed, "seen": factories.case_shown(case), **more},
            )
            assert answer.status_code == 302
        case = commune.forward(case, later)
        case = commune.forward(case, later)
        answer = at(commune.leader).post(
            reverse("task_detail", args=[commune.task(case).pk]),
            {"key": "t", "do": "return", "reason-return": typed},
        )
        assert answer.status_code == 302
        found = desk.get(reverse("case_list"), {"q": NFD})
    assert case.code in text_of(found)
    check(commune.agency)


@pytest.mark.parametrize("typed", [NFD, f"{NFD}\0"])
def test_a_document_keeps_composed_letters_and_no_zero(
    office: Office, at: Browser, typed: str
) -> None:
    client = at(office.secretary)
    made = client.post("/admin/tai-lieu/them/?kind=manual", {"title": typed, "code": typed[:30]})
    assert fault(made) == ""
    draft = office.draft(NFD)
    services.save_draft(
        office.secretary, draft,
        {"sections": [{"id": "m1", "heading": typed, "text": typed}]},
        base_digest=canonical.digest(draft.body), title=typed, code=typed,
    )  # fmt: skip
    sent = client.post(
        f"{reverse('control:submit')}?tai-lieu={draft.pk}",
        {"title": typed, "change_note": typed, "legal_ground": typed, "documents": [draft.pk],
         "key": "k"},
    )  # fmt: skip
    assert fault(sent) == ""
    if sent.status_code != 302:
        assert "\0" in typed
    else:
        dossier = Dossier.objects.of(office.agency).get()
        page = reverse("control:dossier", args=[dossier.uid])
        at(office.head).post(
            page,
            {**factories.named(office.task(dossier)), "action": "forward", "reason": typed,
             "key": "1"},
        )  # fmt: skip
        for person in office.chain[1:3]:
            factories.verdict(person, office.task(dossier), "forward", reason=typed)
        at(office.top).post(
            page,
            {**factories.named(office.task(dossier)), "action": "forward", "reason": typed,
             "decision_no": typed[:40], "key": "4", "password": factories.PASSWORD},
        )  # fmt: skip
        assert Version.objects.of(office.agency).filter(document=draft).exists()
    check(office.agency)


def number_form(**changes: Any) -> dict[str, Any]:
    fields = [
        {"id": "tien", "type": "money", "label": "Số tiền", "audience": "citizen"},
        {"id": "so", "type": "number", "label": "Diện tích", "audience": "citizen"},
        {"id": "ten", "type": "text", "label": "Họ tên", "audience": "citizen"},
        {"id": "bang", "type": "table", "label": "Bảng kê", "audience": "citizen",
         "columns": [{"id": "gia", "type": "money", "label": "Giá"}]},
    ]  # fmt: skip
    return {"fields": fields, **changes}


@pytest.fixture
def counter(commune: World) -> World:
    """A commune whose first step asks for numbers."""
    form = factories.uid_of(factories.install(commune.agency, "form", number_form()))
    commune.process = factories.install_process(commune.agency, factories.small_process(form))
    return commune


@pytest.mark.parametrize("typed", [HUGE, "9" * 30, "9" * 5000, "-1e400", "1,5,5", "²", "NaN", "∞"])
@pytest.mark.parametrize("name", ["a.tien", "a.so"])
def test_a_number_that_is_none_or_too_large_is_told_at_its_field(
    counter: World, at: Browser, name: str, typed: str
) -> None:
    with frozen(FRIDAY):
        response = at(counter.desk).post(
            reverse("case_open", args=[counter.uid]), typed_case(**{name: typed})
        )
    assert fault(response) == ""
    if response.status_code == 302:
        # Kept to the last digit, or not at all.
        (answers,) = RecordRevision.objects.filter(record__agency=counter.agency).values_list(
            "answers", flat=True
        )
        assert name == "a.so" and f'"{typed}"' in answers
    else:
        assert response.status_code == 422
        assert typed in text_of(response) or f'value="{typed}"' in response.content.decode()
        assert not Case.objects.of(counter.agency).exists()


def test_a_million_letters_do_no_harm(counter: World, office: Office, at: Browser) -> None:
    long = "chữ " * 262_144
    with frozen(FRIDAY):
        response = at(counter.desk).post(
            reverse("case_open", args=[counter.uid]),
            typed_case(subject=long),
        )
        assert response.status_code == 422 and fault(response) == ""
        response = at(counter.desk).post(
            reverse("case_open", args=[counter.uid]), typed_case(applicant_name=long)
        )
    assert fault(response) == ""
    draft = office.draft("Dài")
    client = at(office.secretary)
    for url, data in (
        ("/admin/tai-lieu/them/?kind=manual", {"title": long}),
        ("/admin/tai-lieu/them/?kind=manual", {"title": "Dài", "code": long}),
        (f"{reverse('control:submit')}?tai-lieu={draft.pk}",
         {"title": "Bộ", "change_note": long, "documents": [draft.pk]}),
    ):  # fmt: skip
        assert fault(client.post(url, data)) == "", url
    other = office.draft("Dài nữa")
    saved = services.save_draft(
        office.secretary, other, {"sections": [{"id": "m1", "heading": "Dài", "text": long}]},
        base_digest=canonical.digest(other.body),
    )  # fmt: skip
    for page in ("", "sua/", "in/", "xem-truoc/", "so-sanh/draft...draft/"):
        assert fault(client.get(f"/admin/tai-lieu/{saved.pk}/{page}")) == "", page
