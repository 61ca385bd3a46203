"""The home page by role: what is late, what waits, where cases are, what came and what ends.

Every number on it is that of the list that it leads to, and all of it takes fifteen queries.
"""

import copy
import json
import re
import uuid
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from processes.control.proposals import services
from processes.models import Case, Feedback
from registry.distribution import delivering
from registry.documents import services as documents
from registry.documents.models import Dossier
from registry.notices.services import notify
from registry.now import frozen, local
from registry.organisation.models import Agency, User
from registry.organisation.roles import role_labels
from tests import factories
from tests.processes import world as worlds
from tests.processes.control.conftest import Office, make_office
from tests.support.worlds import once_a_module

pytestmark = pytest.mark.django_db

# A Thursday: what came in nine working days before is late by then.
NOW = factories.at("2026-05-14 09:30")
MOST = 15
FIXTURES = Path(__file__).parents[2] / "fixtures" / "system"
MANUAL = {"sections": [{"id": "m1", "heading": "Phạm vi", "text": "Mọi việc."}]}


@dataclass
class Ward:
    """One agency with somebody for each role, cases that are late and in time, a dossier."""

    office: Office
    people: dict[str, User]
    late: Case
    new: Case

    @property
    def agency(self) -> Agency:
        return self.office.agency

    def home(self, user: User) -> Any:
        client = Client()
        client.force_login(user)
        with frozen(NOW):
            return client.get("/admin/")

    def desk(self, user: User) -> Any:
        return self.home(user).context["desk"]

    def rows(self, user: User, address: str) -> Any:
        client = Client()
        client.force_login(user)
        with frozen(NOW):
            answer = client.get(address)
        assert answer.status_code == 200, address
        return answer.context["page"].paginator

    def act(self, user: User, address: str) -> Any:
        client = Client()
        client.force_login(user)
        with frozen(NOW):
            return client.post(address, follow=True)


def make_ward() -> Ward:
    with frozen(factories.at("2026-04-01 08:00")):
        return _made(make_office())


def _made(office: Office) -> Ward:
    agency = office.agency
    counter = factories.unit(agency, "MC", "Bộ phận một cửa")
    people = {role: factories.person(agency, role=role) for role in role_labels()}
    people |= {
        "one_stop": factories.person(agency, role="one_stop", unit=counter, name="Võ Thị Một"),
        "iso_secretary": office.secretary,
        "department_leader": office.head,
        "quality_leader": office.quality,
        "top_leader": office.top,
        "stand_in": office.stand_in,
    }
    world = worlds.World(
        agency=agency,
        desk=people["one_stop"],
        officer=people["staff"],
        leader=office.top,
        clerk=people["clerk"],
        stranger=people["auditor"],
        process=factories.install_process(agency),
    )
    late = world.open(subject="Trích lục cho bà Đào Thị Trễ")
    world.forward(late, factories.at("2026-04-28 09:00"))
    new = world.open(NOW - timedelta(hours=1), subject="Trích lục cho ông Phan Văn Mới")
    with frozen(NOW - timedelta(days=1)):
        office.submit(office.draft())
        notify(people["staff"], agency, "Ông/bà được giao việc mới", "/admin/cong-viec/")
    return Ward(office, people, late, new)


ward = once_a_module(make_ward)


def words(page: str) -> str:
    """What the page says between its frame's bar and its end, without marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2])))


@pytest.mark.parametrize("role", [*role_labels(), "stand_in"])
def test_home_takes_few_queries(ward: Ward, role: str) -> None:
    client = Client()
    client.force_login(ward.people[role])
    with frozen(NOW):
        client.get("/admin/")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get("/admin/")
    assert answer.status_code == 200
    assert len(queries) <= MOST, [query["sql"][:120] for query in queries]


@pytest.mark.parametrize("role", ["top_leader", "iso_secretary", "staff", "clerk"])
def test_what_is_to_be_read_stands_there_within_the_same_queries(ward: Ward, role: str) -> None:
    with frozen(NOW - timedelta(days=1)):
        issued = factories.install(ward.agency, "manual", MANUAL, title="Sổ tay cần đọc")
        delivering.deliver({"version": issued.pk})
    client = Client()
    client.force_login(ward.people[role])
    with frozen(NOW):
        client.get("/admin/")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get("/admin/")
    assert len(queries) <= MOST, [query["sql"][:120] for query in queries]
    assert "Tài liệu cần đọc" in answer.content.decode()
    assert [row.version_id for row in answer.context["desk"].reading] == [issued.pk]


@pytest.mark.parametrize("role", [*role_labels(), "stand_in"])
def test_every_figure_is_as_long_as_the_list_it_leads_to(ward: Ward, role: str) -> None:
    user = ward.people[role]
    figures = ward.desk(user).figures
    assert figures
    for figure in figures:
        if "/ban-giao/" not in figure.url and "/viec-nen/" not in figure.url:
            assert ward.rows(user, figure.url).count == figure.number, figure


def numbers(ward: Ward, role: str) -> dict[str, int]:
    return {one.label: one.number for one in ward.desk(ward.people[role]).figures}


def test_leaders_count_cases_and_officers_their_own_tasks(ward: Ward) -> None:
    assert numbers(ward, "top_leader") == {
        "Hồ sơ quá hạn": 1, "Đến hạn hôm nay": 0, "Chờ tôi": 0, "Chờ ban hành": 0,
    }  # fmt: skip
    assert numbers(ward, "staff") == {
        "Quá hạn": 1, "Đến hạn hôm nay": 0, "Chờ tôi": 1, "Được nhắc nhở": 0,
    }  # fmt: skip
    assert numbers(ward, "one_stop")["Chờ tôi"] == 1
    assert numbers(ward, "department_leader")["Chờ rà soát"] == 1
    assert "Việc nền bị lỗi" in numbers(ward, "agency_admin")


def test_what_is_due_today_is_not_late_and_has_its_own_list(ward: Ward) -> None:
    Case.unscoped.filter(pk=ward.new.pk).update(due_at=NOW + timedelta(hours=5))
    assert numbers(ward, "top_leader")["Đến hạn hôm nay"] == 1
    assert numbers(ward, "one_stop")["Đến hạn hôm nay"] == 1
    assert "Hôm nay, 14:30" in words(ward.home(ward.people["one_stop"]).content.decode())
    listed = ward.rows(ward.people["top_leader"], "/admin/ho-so/?tinh-trang=hom-nay")
    assert [case.pk for case in listed.object_list] == [ward.new.pk]


def test_leaders_see_first_at_which_steps_cases_are(ward: Ward) -> None:
    page = ward.home(ward.people["top_leader"])
    text = words(page.content.decode())
    assert text.index("Hồ sơ đang ở bước nào") < text.index("Tài liệu mới ban hành")
    stops = [bar.stop for bar in page.context["desk"].bars]
    assert [(stop.title, stop.cases, stop.late) for stop in stops] == [
        ("Thẩm tra hồ sơ", 1, 1),
        ("Tiếp nhận hồ sơ", 1, 0),
    ]
    assert "Công chức" not in stops[0].place and stops[0].place == "Cán bộ, công chức"


def test_each_step_leads_to_its_cases_and_to_the_late_ones(ward: Ward) -> None:
    leader = ward.people["top_leader"]
    page = ward.home(leader).content.decode()
    links = [unescape(one) for one in re.findall(r'href="(/admin/ho-so/\?buoc=[^"]+)"', page)]
    assert len(links) == 3
    reached: list[int] = []
    for link in links:
        found = list(ward.rows(leader, link).object_list)
        reached += [case.pk for case in found]
    assert sorted(reached) == sorted([ward.late.pk, ward.late.pk, ward.new.pk])
    assert ward.rows(leader, "/admin/ho-so/?buoc=0-00000000").count == 0


def test_an_officer_sees_own_work_with_both_deadlines_and_one_button(ward: Ward) -> None:
    user = ward.people["staff"]
    page = ward.home(user)
    (one,) = page.context["desk"].mine
    assert (one.tone, one.act) == ("late", "Nhận việc")
    text = words(page.content.decode())
    assert re.search(r"Trễ \d ngày làm việc", text)
    for due in (one.task.due_at, one.task.case.due_at):
        assert f"{local(due):%H:%M %d/%m}" in text
    assert f'href="/admin/cong-viec/{one.task.pk}/"' in page.content.decode()
    assert "Hồ sơ đang ở bước nào" not in text


def test_what_changed_for_a_person_is_told_to_them_alone(ward: Ward) -> None:
    said = "Ông/bà được giao việc mới"
    assert said in words(ward.home(ward.people["staff"]).content.decode())
    assert said not in words(ward.home(ward.people["clerk"]).content.decode())


def test_a_dossier_waits_on_the_home_of_whose_turn_it_is(ward: Ward) -> None:
    text = words(ward.home(ward.office.head).content.decode())
    assert "Tài liệu chờ ông/bà cho ý kiến 1" in text and "Chờ từ 13/05/2026" in text
    assert "Xem 1 bộ tài liệu chờ" in text
    assert "Bộ tài liệu" not in words(ward.home(ward.office.top).content.decode())


def test_a_proposal_waits_on_the_home_of_whose_turn_it_is(ward: Ward) -> None:
    office = ward.office
    chain = json.loads((FIXTURES / "document_proposals.json").read_text())
    with frozen(NOW - timedelta(days=1)):
        factories.install(office.agency, "process", chain["body"], code=chain["code"])
        issued = factories.install(ward.agency, "manual", MANUAL, title="Sổ tay sai")
        proposal = services.raise_proposal(
            ward.people["staff"], issued.document, "amend", reason="Mục 1 sai."
        )
    for person, told in ((office.secretary, True), (office.quality, False), (office.top, False)):
        client = Client()
        client.force_login(person)
        with frozen(NOW):
            client.get("/admin/")
            with CaptureQueriesContext(connection) as queries:
                answer = client.get("/admin/")
        assert len(queries) <= MOST, [query["sql"][:120] for query in queries]
        assert (f"/de-xuat/{proposal.uid}/" in answer.content.decode()) == told
        text = words(answer.content.decode())
        assert ("Đề xuất chờ ông/bà 1 Sửa đổi, bổ sung: Sổ tay sai" in text) == told
    (listed,) = ward.desk(office.secretary).proposals_lists
    address = reverse("control:list", args=[listed.code])
    assert ward.rows(office.secretary, address).count == 1
    assert "Quá hạn" not in card(ward.home(office.secretary))
    client.force_login(office.secretary)
    with frozen(NOW + timedelta(days=20)):
        said = card(client.get("/admin/"))
    assert re.search(r"Hạn cho ý kiến \d\d:\d\d \S+ Quá hạn", said)


def card(home: Any) -> str:
    """The words of the card of proposals on a home page."""
    _, _, rest = words(home.content.decode()).partition("Đề xuất chờ ông/bà")
    return rest.partition("Đề xuất chờ xem xét")[0]


def test_who_issues_is_offered_to_issue(ward: Ward) -> None:
    dossier = Dossier.unscoped.get(agency=ward.agency)
    with frozen(NOW - timedelta(minutes=30)):
        for person in (ward.office.head, ward.office.stand_in, ward.office.quality):
            factories.verdict(person, ward.office.task(dossier), "forward")
    text = words(ward.home(ward.office.top).content.decode())
    assert "Ban hành 1 bộ tài liệu chờ" in text and numbers(ward, "top_leader")["Chờ ban hành"] == 1


def another(case: Case) -> Case:
    """A case like this one, with a number of its own."""
    made = copy.copy(case)
    made.pk, made.uid = None, uuid.uuid4()
    made.code = f"K-{made.uid}"
    made.save()
    return made


def test_what_citizens_said_is_for_who_may_read_it(ward: Ward) -> None:
    for days, stars, said in ((1, 5, "Nhanh."), (3, 1, "Phải đi lại hai lần."), (60, 1, "Cũ.")):
        Feedback.unscoped.create(
            agency=ward.agency, case=another(ward.late), stars=stars, text=said,
            given_at=NOW - timedelta(days=days),
        )  # fmt: skip
    page = ward.home(ward.office.top)
    ratings = page.context["desk"].ratings
    assert (ratings.count, ratings.poor, ratings.average) == (2, 1, 3)
    text = words(page.content.decode())
    assert "“Nhanh.”" in text and "1 lượt chưa hài lòng" in text
    link = re.search(r'href="(/admin/danh-gia/\?tu=[^"]+)"', page.content.decode())
    assert link and ward.rows(ward.office.top, link[1]).count == ratings.count
    assert "Đánh giá của người dân" not in words(
        ward.home(ward.people["staff"]).content.decode().partition('id="nhom"')[0]
    )


def text_of_law(number: str, until: str) -> dict[str, Any]:
    return {
        "number": number, "type": "Nghị quyết", "issuer": "HĐND", "state": "in_force",
        "effective_from": "2023-01-01", "effective_to": until,
        "provisions": [{"id": "d1", "text": 'Ghi "effective_to":"2026-05-20" trong lời văn.'}],
    }  # fmt: skip


def test_texts_that_end_soon_are_told_to_who_writes_by_them(ward: Ward) -> None:
    for number, until in (("18", "2026-06-13"), ("19", "2027-06-13"), ("20", "2026-05-01")):
        code = f"{number}/2023/NQ-HĐND"
        factories.install(
            ward.agency, "legal-text", text_of_law(code, until), code=code, title="Mức thu lệ phí"
        )
    secretary = ward.desk(ward.people["iso_secretary"])
    assert [(one.version.code, one.left) for one in secretary.ending] == [("18/2023/NQ-HĐND", 30)]
    assert ward.desk(ward.people["staff"]).ending is None


def test_what_was_issued_lately_comes_first_and_not_what_is_over(ward: Ward) -> None:
    with frozen(NOW - timedelta(days=2)):
        issued = factories.install(ward.agency, "manual", MANUAL, code="ST-MOI", title="Sổ tay mới")
    news = [one.version.pk for one in ward.desk(ward.people["staff"]).news]
    assert news[0] == issued.pk and len(news) <= 4
    with frozen(NOW - timedelta(days=1)):
        documents.cancel(ward.office.quality, issued.document, reason="Nhầm")
    assert issued.pk not in [one.version.pk for one in ward.desk(ward.people["staff"]).news]


def test_a_newcomer_without_work_reads_what_will_come(ward: Ward) -> None:
    text = words(ward.home(factories.person(ward.agency, role="drafter")).content.decode())
    for said in (
        "Chưa có hồ sơ nào chờ ông/bà",
        "Không có thông báo chưa đọc.",
        "Giới thiệu nhanh: 4 bước đầu tiên",
        "Xin chào, Nguyễn Thử",
        "Thứ Năm 14/05/2026. Số liệu lúc 09:30.",
    ):
        assert said in text


def test_the_four_groups_stay_with_the_counts_of_their_lists(ward: Ward) -> None:
    page = ward.home(ward.people["iso_secretary"])
    text = page.content.decode()
    assert 'id="nhom"' in text
    for group in page.context["groups"]:
        assert f'id="nhom-{group.code}"' in text
        for entry in group.entries:
            if entry.count is not None and "/ban-giao/" not in entry.url:
                rows = ward.rows(ward.people["iso_secretary"], entry.url)
                assert rows.count == entry.count, entry
