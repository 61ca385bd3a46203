"""Who keeps documents finds what is wrong with those in force; nobody else is bothered by it."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.administration import services as organisation
from registry.documents.checks import in_force
from registry.documents.models import Document, Version
from registry.organisation.models import Agency, User
from registry.packages import exporting, importing
from registry.policy import Forbidden
from registry.trail import events
from tests import factories
from tests.processes.control.conftest import Office
from tests.processes.control.test_known import REASON, draft, key
from tests.registry.test_old_errors import put_in_force
from tests.registry.test_package_agency import elsewhere

PAGE = "/admin/danh-sach/can-xem-lai/"
SECTIONS = {"sections": [{"id": "m1", "heading": "Mục", "text": "Nội dung"}]}


def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def broken(agency: Agency, code: str = "QT-01", **changes: Any) -> Version:
    body = {**factories.small_process(), "cutoff": "chiều", **changes}
    for step in body["steps"]:
        step.pop("form_part", None)
    return put_in_force(agency, "process", body, code=code, title="Quy trình cũ")


def said(agency: Agency) -> dict[str, list[str]]:
    return {
        one.version.code: [problem.message for problem in one.problems]
        for one in in_force.troubled(agency)
    }


def test_errors_uncounted_times_and_twins_are_found(office: Office) -> None:
    broken(office.agency)
    for code in ("ST-1", "st-1"):
        factories.install(office.agency, "manual", SECTIONS, code=code)
    process = factories.small_process()
    for step in process["steps"]:
        step.pop("form_part", None)
    process["steps"][1]["times"]["thuong"] = {"text": "theo thỏa thuận"}
    factories.install(office.agency, "process", process, code="QT-02")
    found = said(office.agency)
    assert set(found) == {"QT-01", "QT-02", "ST-1", "st-1"}
    assert "Giờ chốt" in found["QT-01"][0] and "theo thỏa thuận" in found["QT-02"][0]


def test_what_was_ticked_when_it_was_issued_is_not_asked_again(office: Office) -> None:
    document = draft(office)
    office.approve(office.submit(document, known={key(document): REASON}), *office.chain)
    assert said(office.agency) == {}


def test_the_page_and_the_document_show_it_to_who_keeps_it(office: Office) -> None:
    version = broken(office.agency)
    inspect = reverse("documents:inspect", args=(version.document_id,))
    for address in (PAGE, inspect):
        assert (
            "Giờ chốt tiếp nhận «chiều»" in client(office.secretary).get(address).content.decode()
        )
    assert "Giờ chốt tiếp nhận «chiều»" not in client(office.quality).get(inspect).content.decode()
    assert client(office.quality).get(PAGE).status_code == 404
    assert "Không có tài liệu nào" in client(office.head).get(PAGE).content.decode()
    Document.unscoped.filter(pk=version.document_id).update(author=office.head)
    assert "Quy trình cũ" in client(office.head).get(PAGE).content.decode()


def test_many_documents_cost_no_more_queries(office: Office) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            in_force.troubled(office.agency, Q())
        return len(asked)

    broken(office.agency)
    few = cost()
    for number in range(2, 6):
        form = factories.install(office.agency, "form", factories.small_form())
        body = factories.small_process(factories.uid_of(form))
        put_in_force(office.agency, "process", {**body, "cutoff": "x"}, code=f"QT-0{number}")
    assert cost() <= few + 2  # a level of references more


def test_a_package_with_old_errors_is_taken_in_and_says_them(db: None) -> None:
    with elsewhere():
        agency = factories.agency("H77")
        broken(agency)
        organisation.repeat_codes(None, agency, True)
        text = exporting.export(agency)
    taken = importing.take_in(text.encode())
    assert taken.agency.repeats_codes and taken.versions == 1
    assert any("«QT-01 Quy trình cũ» đang có hiệu lực" in line for line in taken.warnings)
    assert exporting.export(taken.agency) == text


def test_the_switch_is_the_administrator_s_and_the_trail_tells(office: Office) -> None:
    admin = factories.person(office.agency, role="agency_admin")
    address = reverse("system:codes")
    page = client(admin).get(address).content.decode()
    assert "Cho phép hai tài liệu cùng loại mang một mã hiệu" in page
    for _ in range(2):
        assert client(admin).post(address, {"repeats_codes": "on"}).status_code == 302
    assert Agency.objects.get(pk=office.agency.pk).repeats_codes
    assert client(office.secretary).post(address, {})["Location"] == "/admin/"
    assert Agency.objects.get(pk=office.agency.pk).repeats_codes
    with pytest.raises(Forbidden):
        organisation.repeat_codes(office.secretary, office.agency, False)
    assert client(admin).post(address, {}).status_code == 302
    assert not Agency.objects.get(pk=office.agency.pk).repeats_codes
    told = events.read(organisation.stream_of(office.agency))
    assert [event.type for event in told].count("agency.codes_switched") == 2
