"""The pages of adopting: what each person finds there, and that nothing is typed by default."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from processes.adoption import services
from processes.adoption.views import overview as adoptions
from registry.adoption.models import Adoption
from registry.now import today
from registry.organisation.models import User
from tests import factories
from tests.processes import adopted
from tests.processes.adopted import Below
from tests.support.pages import hidden

pytestmark = pytest.mark.django_db
LIST = "/admin/ap-dung/"


@pytest.fixture
def below() -> Below:
    return adopted.make()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def as_shown(page: Any) -> dict[str, str]:
    """What a form posts when nobody touches it."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | {
        "starts": f"{today():%d/%m/%Y}",
        "seen": page.context["seen"],
    }


def test_a_system_process_is_not_offered_and_no_body_is_searched(below: Below) -> None:
    body = {**below.process.data, "procedure_type": "system"}
    factories.install_process(below.province, body, title="Quy trình hệ thống", shared=True)
    client = client_of(below.secretary)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"{LIST}?muc=co-the")
    assert [row.version for row in page.context["page"]] == [below.process]
    asked = [one["sql"] for one in queries if "procedure_type" in one["sql"]]
    assert asked and not [sql for sql in asked if '"body" LIKE' in sql]


def test_from_the_procedure_to_the_decision_without_typing(below: Below) -> None:
    secretary, leader = client_of(below.secretary), client_of(below.leader)
    offered = secretary.get(f"{LIST}?muc=co-the").content.decode()
    assert below.process.title in offered
    reading = secretary.get(f"/admin/tai-lieu/{below.document.pk}/").content.decode()
    assert "Áp dụng tại cơ quan" in reading
    address = f"{LIST}tai-lieu/{below.document.pk}/"
    page = secretary.get(address)
    assert "Trong quy trình: Cán bộ một cửa" in page.content.decode()
    answer = secretary.post(address, as_shown(page))
    row = Adoption.objects.of(below.ward).get()
    assert answer.headers["Location"] == f"{LIST}{row.uid}/"
    assert "Phê duyệt áp dụng</button>" not in secretary.get(f"{LIST}{row.uid}/").content.decode()
    read = leader.get(f"{LIST}{row.uid}/").content.decode()
    assert "Hiện nay: Đỗ Văn Hai" in read
    seen = hidden(read, "seen")
    refused = leader.post(
        f"{LIST}{row.uid}/", {"do": "confirm", "seen": seen, "decision_on": "01/02/2026"}
    )
    assert refused.status_code == 422
    assert "Chưa có số quyết định áp dụng" in refused.content.decode()
    leader.post(
        f"{LIST}{row.uid}/",
        {
            "do": "confirm", "seen": seen, "decision_no": "15/QĐ-UBND",
            "decision_on": "01/02/2026",
        },
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.confirmed, row.decision_no) == (True, "15/QĐ-UBND")
    reading = client_of(below.officer).get(f"/admin/tai-lieu/{below.document.pk}/").content.decode()
    assert "UBND phường Hòa Bình áp dụng quy trình này của Sở Tư pháp" in reading
    assert "Áp dụng quy trình của Sở Tư pháp" in (
        client_of(below.desk).get("/admin/ho-so/moi/").content.decode()
    )


def test_turning_the_page_stays_in_the_same_list(
    below: Below, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adoptions, "OFFERS", replace(adoptions.OFFERS, per_page=1))
    other = factories.install_process(
        below.province,
        factories.small_process(factories.uid_of(below.form)),
        title="Cấp bản sao",
        shared=True,
    )
    secretary = client_of(below.secretary)
    first = secretary.get(f"{LIST}?muc=co-the").content.decode()
    assert other.title in first and below.process.title not in first
    (onward,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = secretary.get(LIST + unescape(onward)).content.decode()
    assert below.process.title in second and other.title not in second


def test_a_missing_role_is_said_on_every_page_and_where_cases_open(below: Below) -> None:
    row = below.adopt()
    roles = [*below.process.data["roles"], {"id": "tc", "label": "Kế toán", "role": "staff"}]
    below.reissue(roles=roles)
    for person, address in (
        (below.secretary, LIST),
        (below.secretary, f"{LIST}{row.uid}/"),
        (below.desk, f"/admin/ho-so/moi/{below.uid}/"),
        (below.province_secretary, f"{LIST}tai-lieu/{below.document.pk}/co-quan/"),
    ):
        assert "Cần gán vai trò: «Kế toán»" in client_of(person).get(address).content.decode()
    secretary = client_of(below.secretary)
    page = secretary.get(f"{LIST}{row.uid}/phan-cong/")
    secretary.post(f"{LIST}{row.uid}/phan-cong/", as_shown(page))
    assert "Cần gán vai trò" not in secretary.get(LIST).content.decode()


def test_a_role_that_works_is_not_left_open_and_saving_says_what_was_saved(below: Below) -> None:
    row = below.adopt()
    secretary, address = client_of(below.secretary), f"{LIST}{row.uid}/phan-cong/"
    page = secretary.get(address)
    before = Adoption.objects.of(below.ward).get().bindings
    first = next(name for name in page.context["form"].fields if name.startswith("role_"))
    refused = secretary.post(address, {**as_shown(page), first: ""})
    assert refused.status_code == 422
    assert "không để trống được" in refused.content.decode()
    assert Adoption.objects.of(below.ward).get().bindings == before
    same = secretary.post(address, as_shown(page), follow=True).content.decode()
    assert "không có gì thay đổi" in same and "Đã lưu phân công" not in same
    changed = {**as_shown(page), first: "clerk"}
    assert "Đã lưu phân công" in secretary.post(address, changed, follow=True).content.decode()
    assert Adoption.objects.of(below.ward).get().bindings != before


def test_sent_back_ended_and_withdrawn_by_buttons(below: Below) -> None:
    row = below.prepare()
    leader, secretary = client_of(below.leader), client_of(below.secretary)
    address = f"{LIST}{row.uid}/"
    seen = hidden(leader.get(address).content.decode(), "seen")
    leader.post(address, {"do": "return", "seen": seen, "reason": "Gán lại"})
    assert "Gán lại" in secretary.get(address).content.decode()
    secretary.post(address, {"do": "withdraw"})
    assert not Adoption.objects.of(below.ward).exists()
    row = below.adopt()
    address = f"{LIST}{row.uid}/"
    late = leader.post(address, {"do": "end", "last_day": "01/01/2020", "why": "Thôi"})
    assert late.status_code == 422
    leader.post(address, {"do": "end", "last_day": f"{today():%d/%m/%Y}", "why": "Thôi"})
    row.refresh_from_db()
    assert row.ends == today()


def test_who_may_not_finds_nothing(below: Below) -> None:
    row = below.adopt()
    neighbour = factories.person(
        factories.agency(parent=below.province), role="iso_secretary", roles=("top_leader",)
    )
    for address in (f"{LIST}{row.uid}/", f"{LIST}{row.uid}/phan-cong/"):
        assert client_of(neighbour).get(address).status_code == 404
    adopters = f"{LIST}tai-lieu/{below.document.pk}/co-quan/"
    for person in (below.secretary, below.officer, neighbour):
        assert client_of(person).get(adopters).status_code == 404
    officer = client_of(below.officer)
    assert officer.get(f"{LIST}tai-lieu/{below.document.pk}/").status_code == 404
    assert officer.get(f"{LIST}{row.uid}/").status_code == 200
    seen = client_of(below.province_secretary).get(f"{LIST}{row.uid}/").content.decode()
    assert "UBND phường Hòa Bình" in seen
    assert "Đỗ Văn Hai" not in seen


def test_lists_cost_the_same_for_few_and_many(
    below: Below, django_assert_max_num_queries: Any
) -> None:
    below.adopt()
    for _ in range(20):
        services.lay_down(
            factories.agency(parent=below.province), below.document, decision_no="1/QĐ"
        )
    for person, address in (
        (below.secretary, LIST),
        (below.secretary, f"{LIST}?muc=co-the"),
        (below.province_secretary, f"{LIST}tai-lieu/{below.document.pk}/co-quan/"),
    ):
        client = client_of(person)
        client.get(address)
        # The bell asks once more while something waits to be read.
        with django_assert_max_num_queries(14):
            assert client.get(address).status_code == 200
