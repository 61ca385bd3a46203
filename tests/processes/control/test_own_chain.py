"""Chains of an agency's own: one who checks the layout, two reviewers one after another, a form."""

import json
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from processes.control import lists, reviews, services
from processes.control.views.stages import stages_of
from registry import canonical
from registry.documents.models import Document, Dossier, Version
from registry.organisation.models import User
from registry.records.models import RecordRevision
from tests import factories
from tests.processes.control.conftest import SYSTEM, Office, install_chain
from tests.processes.control.test_what_was_shown import at

LAYOUT = json.loads((SYSTEM / "layout_check.json").read_text())["body"]["steps"][0]


def page(user: User, dossier: Dossier) -> str:
    answer = at(user).get(reverse("control:dossier", args=[dossier.uid]))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def own_chain(office: Office) -> None:
    """The agency's own issue of the chain: two of its secretaries, then one for the layout."""
    steps = {
        one["id"]: one
        for one in json.loads((SYSTEM / "document_control.json").read_text())["body"]["steps"]
    }
    without = ("form", "form_part", "times")
    first = {key: value for key, value in steps["thuky"].items() if key not in without}
    second = {**first, "id": "thuky2", "title": "Rà soát lần hai của thư ký ISO", "enter": []}
    layout: dict[str, Any] = {
        "id": "thethuc", "title": LAYOUT["title"], "role": "quality", "not_author": True,
        "return_to": "soan", "return_label": LAYOUT["return_label"],
        "returned": steps["chatluong"]["returned"],
    }  # fmt: skip
    install_chain(office.agency, thuky=[first, second], chatluong=[steps["chatluong"], layout])


def test_two_reviewers_of_one_stage_and_one_for_the_layout_are_all_there(office: Office) -> None:
    own_chain(office)
    draft = office.draft()
    dossier = office.submit(draft)
    titles = [one.title for one in stages_of(dossier, reviews.case_of(dossier), None, [])]
    assert "Rà soát lần hai của thư ký ISO" in titles and LAYOUT["title"] in titles
    office.approve(dossier, office.head, office.stand_in)
    # The second one of the stage: same list, the chain says whose turn it is.
    assert lists.counts(office.stand_in)["cho-thu-ky-iso"] == 1
    assert "Rà soát lần hai" in page(office.stand_in, dossier)
    office.approve(dossier, office.stand_in, office.quality)
    html = page(office.quality, dossier)
    assert LAYOUT["title"] in html and "Đến lượt ông/bà" in html
    factories.verdict(office.quality, office.task(dossier), "return", reason="Sai cỡ chữ")
    fresh = Document.unscoped.get(pk=draft.pk)
    assert fresh.stage == "changes_requested"
    dossier = services.submit(office.secretary, [fresh], title="Bộ", dossier=dossier)
    for user in (office.head, office.stand_in, office.stand_in, office.quality, office.quality):
        office.approve(dossier, user)
    office.approve(dossier, office.top)
    version = Version.objects.of(office.agency).get(document=draft)
    signed = [(row["column"], row["stage"]) for row in canonical.loads(version.approvals)["rows"]]
    assert ("reviewed", "Rà soát lần hai của thư ký ISO") in signed
    assert ("reviewed", LAYOUT["title"]) in signed and signed[-1][0] == "approved"


def test_the_secretary_fills_in_the_checklist_with_the_verdict(office: Office) -> None:
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head)
    html = page(office.stand_in, dossier)
    assert "Phiếu kiểm tra tài liệu trước khi ban hành" in html and "Viện dẫn văn bản" in html
    answer = at(office.stand_in).post(
        reverse("control:dossier", args=[dossier.uid]),
        {
            **factories.named(office.task(dossier)), "action": "forward", "key": "k", "seen": "",
            "a.thethuc": "chuadat", "a.ghichu": "Cỡ chữ mục 2 chưa đúng",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    saved = RecordRevision.objects.get(record__agency=office.agency)
    assert saved.data == {"thethuc": "chuadat", "ghichu": "Cỡ chữ mục 2 chưa đúng"}
    assert saved.state == RecordRevision.FINAL and saved.by == office.stand_in
    # It stays with the review: whoever reads the dossier reads it.
    assert "Cỡ chữ mục 2 chưa đúng" in page(office.quality, dossier)


def test_a_checklist_that_must_be_complete_keeps_what_was_typed(office: Office) -> None:
    form = json.loads((SYSTEM / "review_checklist.json").read_text())
    body = form["body"]
    body["fields"][1]["required"] = True
    made = factories.install(office.agency, "form", body, code="BM-X", title="Phiếu riêng")
    steps = json.loads((SYSTEM / "document_control.json").read_text())["body"]["steps"]
    secretary = next(one for one in steps if one["id"] == "thuky")
    install_chain(office.agency, thuky=[{**secretary, "form": factories.uid_of(made)}])
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head)
    task = office.task(dossier)
    form_sent = {**factories.named(task), "action": "forward", "seen": "", "a.ghichu": "Đã gõ"}
    url = reverse("control:dossier", args=[dossier.uid])
    answer = at(office.stand_in).post(url, {**form_sent, "key": "k"})
    html = unescape(answer.content.decode())
    assert answer.status_code == 422 and "Chưa ghi nhận ý kiến" in html and "Đã gõ" in html
    assert office.task(dossier) == task
    assert not RecordRevision.objects.filter(record__agency=office.agency).exists()
    sent = {**form_sent, "key": "k2", "a.nhanbiet": "dat"}
    for _ in range(2):
        assert at(office.stand_in).post(url, sent).status_code == 302
    assert RecordRevision.objects.filter(record__agency=office.agency).count() == 1


def test_the_checklist_shows_what_an_answer_makes_visible(office: Office) -> None:
    form = json.loads((SYSTEM / "review_checklist.json").read_text())
    body = form["body"]
    note = next(one for one in body["fields"] if one["id"] == "ghichu")
    note["visible_when"] = {"==": [{"var": "thethuc"}, "chuadat"]}
    made = factories.install(office.agency, "form", body, code="BM-X", title="Phiếu riêng")
    steps = json.loads((SYSTEM / "document_control.json").read_text())["body"]["steps"]
    secretary = next(one for one in steps if one["id"] == "thuky")
    install_chain(office.agency, thuky=[{**secretary, "form": factories.uid_of(made)}])
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head)
    sent = {
        **factories.named(office.task(dossier)), "key": "k", "seen": "", "reason": "Đã gõ",
        "a.thethuc": "chuadat", "a:refresh": "1",
    }  # fmt: skip
    assert "a.ghichu" not in page(office.stand_in, dossier)
    client = at(office.stand_in)
    fragment = client.post(reverse("control:checklist", args=[dossier.uid]), sent)
    assert "a.ghichu" in fragment.content.decode()
    # Without scripts the page comes again, with what was typed and no complaint.
    again = client.post(reverse("control:dossier", args=[dossier.uid]), sent)
    html = unescape(again.content.decode())
    assert again.status_code == 200 and "a.ghichu" in html and "Đã gõ" in html
    assert "Chưa ghi nhận ý kiến" not in html
    url = reverse("control:checklist", args=[dossier.uid])
    assert at(office.quality).post(url, sent).status_code == 404


@pytest.mark.parametrize("who", ["head", "quality"])
def test_nobody_else_writes_into_the_checklist(office: Office, who: str) -> None:
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head)
    answer = at(getattr(office, who)).post(
        reverse("control:dossier", args=[dossier.uid]),
        {
            **factories.named(office.task(dossier)), "action": "forward", "key": "k", "seen": "",
            "a.ghichu": "Người khác",
        },
    )  # fmt: skip
    assert answer.status_code in (404, 422)
    assert not RecordRevision.objects.filter(record__agency=office.agency).exists()
