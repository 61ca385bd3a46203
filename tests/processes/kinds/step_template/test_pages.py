"""Choosing and inserting step templates, and the page of a newer issue."""

import json
from typing import Any

from django.test import Client
from django.urls import reverse

from processes import step_templates
from processes.control.services import together
from processes.kinds.step_template.updates import copies
from registry.canonical import Body
from registry.documents import closure, services
from registry.documents.models import Document
from registry.editor import package
from registry.now import now
from registry.organisation.models import User
from tests import factories
from tests.processes.kinds.step_template.conftest import Office, digest_of, template_body


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def listed(user: User, words: str = "") -> list[str]:
    answer = client_of(user).get(reverse("step_templates"), {"q": words})
    return [found["uid"] for found in answer.json()["results"]]


def updates(office: Office, **data: Any) -> Any:
    url = reverse("step_template_updates", args=[office.draft.pk])
    client = client_of(office.secretary)
    return client.post(url, data) if data else client.get(url)


def titles(document: Document) -> list[str]:
    document.refresh_from_db()
    return [step["title"] for step in document.data["steps"]]


def test_own_templates_and_shared_ones_from_above_are_offered(office: Office) -> None:
    own = factories.uid_of(factories.install(office.ward, "step-template", template_body()))
    other = factories.agency(name="Xã khác", parent=office.above)
    theirs = factories.uid_of(factories.install(other, "step-template", template_body()))
    hidden = factories.uid_of(factories.install(office.above, "step-template", template_body()))
    found = listed(office.secretary)
    assert {own, office.uid} == set(found)
    assert {theirs, hidden} & set(found) == set()
    assert listed(office.secretary, "vao so dong dau") == [office.uid]
    assert listed(office.secretary, "không có") == []


def test_whoever_writes_no_documents_finds_nothing(office: Office) -> None:
    clerk = factories.person(office.ward, role="clerk")
    assert client_of(clerk).get(reverse("step_templates")).status_code == 404


def insert(user: User, **asked: Any) -> Any:
    url = reverse("step_template_insert")
    return client_of(user).post(url, json.dumps(asked), content_type="application/json")


def test_a_template_is_inserted_into_the_page_as_it_stands(office: Office) -> None:
    state = {
        "roles": [{"id": "vanthu", "label": "Văn thư", "by": "role", "role": "clerk"}],
        "variants": [{"id": "v1", "label": "Thường"}],
        "steps": [],
    }
    told = insert(office.secretary, template=office.uid, body=state).json()
    assert told["roles"] == []
    assert [row["role"] for row in told["steps"]] == ["vanthu", "vanthu"]
    assert json.loads(told["steps"][0]["times"]) == {"v1": "2 giờ làm việc"}
    origin = json.loads(told["steps"][1]["origin"])
    assert (origin["template"], origin["step"], origin["issue_no"]) == (office.uid, "b", 1)
    assert told["labels"][office.uid]["title"] == "Vào sổ, đóng dấu"


def test_nonsense_and_foreign_templates_are_refused(office: Office) -> None:
    foreign = factories.install(factories.agency(), "step-template", template_body())
    refused = insert(office.secretary, template=factories.uid_of(foreign), body={})
    assert refused.status_code == 404
    assert insert(office.secretary, body={}).status_code == 400
    odd = {"roles": [{"label": 5}, {"#": "x"}], "steps": "x", "variants": [{"id": []}]}
    assert insert(office.secretary, template=office.uid, body=odd).status_code in (200, 400)


def test_the_page_shows_what_the_template_and_what_the_drafter_changed(office: Office) -> None:
    office.with_copy()
    office.reissue(template_body("Vào sổ điện tử", "Ghi số phiếu"))
    page = updates(office).content.decode()
    assert "Vào sổ điện tử" in page
    assert "Ghi số phiếu" in page
    read = client_of(office.secretary).get(reverse("documents:inspect", args=[office.draft.pk]))
    assert "Xem bước mẫu có bản mới (1)" in read.content.decode()


def test_one_change_is_taken_over_and_the_other_not_asked_again(office: Office) -> None:
    draft = office.with_copy()
    office.reissue(template_body("Vào sổ điện tử", "Ghi số phiếu"))
    (copy,) = copies(draft.data)
    answer = updates(
        office, do="take", copy=copy.key, base_digest=digest_of(draft), change=["changed:a:title"]
    )
    assert answer.status_code == 302
    assert "Vào sổ điện tử" in titles(draft)
    assert all("note" not in step for step in draft.data["steps"])
    assert "đều là bản mới nhất" in updates(office).content.decode()


def test_declining_keeps_the_text(office: Office) -> None:
    draft = office.with_copy()
    before = titles(draft)
    office.reissue(template_body("Khác"))
    (copy,) = copies(draft.data)
    updates(office, do="keep", copy=copy.key, base_digest=digest_of(draft))
    assert titles(draft) == before
    assert step_templates.outdated_in(draft, draft.data) == []


def test_a_draft_saved_meanwhile_is_not_overwritten(office: Office) -> None:
    draft = office.with_copy()
    office.reissue(template_body("Khác"))
    (copy,) = copies(draft.data)
    updates(office, do="take", copy=copy.key, base_digest="0" * 64, change=["changed:a:title"])
    assert "Khác" not in titles(draft)


def test_strangers_and_other_kinds_have_no_such_page(office: Office) -> None:
    office.with_copy()
    url = reverse("step_template_updates", args=[office.draft.pk])
    stranger = factories.person(factories.agency(), role="iso_secretary")
    assert client_of(stranger).get(url).status_code == 404
    manual = services.create(office.secretary, office.ward, "manual", title="Sổ tay")
    url = reverse("step_template_updates", args=[manual.pk])
    assert client_of(office.secretary).get(url).status_code == 404


def issuable(body: Body) -> Body:
    """The same process where the last work leads to the end by its own word."""
    *_, last, end = body["steps"]
    return {**body, "steps": [*body["steps"][:-2], {**last, "next": end["id"]}, end]}


def test_the_owner_sees_where_it_is_used_and_by_which_issue(office: Office) -> None:
    own = factories.install(office.ward, "step-template", template_body(), title="Của phường")
    office.template = own
    draft = office.with_copy()
    process = factories.install(office.ward, "process", issuable(draft.data), title="Đang chạy")
    uses = step_templates.uses_of(office.secretary, own.document)
    assert [(use.version.pk, use.number, use.current) for use in uses] == [
        (process.pk, "01/00", True)
    ]
    newer = template_body("Mới")
    uid = factories.uid_of(own)
    factories.install(office.ward, "step-template", newer, uid=uid, starts=now())
    assert [use.current for use in step_templates.uses_of(office.secretary, own.document)] == [
        False
    ]
    page = client_of(office.secretary).get(reverse("documents:inspect", args=[own.document_id]))
    assert "bản cũ" in page.content.decode()
    stranger = factories.person(factories.agency(), role="iso_secretary")
    assert step_templates.uses_of(stranger, own.document) == []


def test_a_copy_neither_pins_nor_takes_its_template_along(office: Office) -> None:
    own = factories.install(office.ward, "step-template", template_body())
    office.template = own
    draft = office.with_copy()
    factories.calendar(office.ward)
    process = factories.install(office.ward, "process", issuable(draft.data))
    assert factories.uid_of(own) not in closure.pin(office.ward, factories.uid_of(process), now())
    assert closure.used_by(office.ward, factories.uid_of(own), now()) == []
    services.begin_revision(office.secretary, own.document)
    assert together(draft) == [draft]


def test_the_origin_goes_out_with_the_file_and_comes_back(office: Office) -> None:
    draft = office.with_copy()
    assert package.read(package.export(draft), "process").body == draft.data
    assert copies(draft.data)[0].template == office.uid


def test_a_process_without_a_draft_leads_to_its_reading_page(office: Office) -> None:
    issued = factories.install(office.ward, "process", issuable(office.draft.data)).document
    url = reverse("step_template_updates", args=[issued.pk])
    answer = client_of(office.secretary).get(url)
    assert answer.url == reverse("documents:inspect", args=[issued.pk])
