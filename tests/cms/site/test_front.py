"""The front: whose site it is, what people use most, what was done this month, whom to call."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.site import published, services, views
from cms.site.agency import work
from processes.models import Case
from registry.now import LOCAL, frozen
from tests import factories
from tests.cms.site.conftest import Committed, path_to, publish
from tests.processes.citizens.conftest import closed, opened, public_world
from tests.processes.world import World
from tests.support.worlds import once_a_module

pytestmark = pytest.mark.django_db

world = once_a_module(public_world)
NOON = datetime(2026, 4, 30, 12, tzinfo=LOCAL)


def text_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return str(answer.content.decode())


def head_of(text: str) -> str:
    return text[text.index("<header") : text.index("</header>")]


def ended(world: World, closed_at: datetime, due_at: datetime | None, result: str = "done") -> Case:
    """A case that ended then, as the rows of cases have it."""
    case = opened(world)
    Case.objects.of(world.agency).filter(pk=case.pk).update(
        status="closed", result=result, closed_at=closed_at, due_at=due_at
    )
    return case


def test_the_front_shows_the_agency_above_all_others(client: Client, committed: Committed) -> None:
    province = factories.agency(name="Sở Tư pháp tỉnh Trường Giang")
    ward = factories.agency(name="Ủy ban nhân dân phường Hòa Bình", parent=province)
    publish(ward)
    head = head_of(text_of(client, "/"))
    assert "Sở Tư pháp tỉnh Trường Giang" in head and "tel:" not in head
    with committed():
        province.telephone = "0234 382 1022"
        province.save()
    # Kept pages are made anew as soon as an agency says something else of itself.
    for path in ("/", "/thu-tuc/", "/theo-doi/", "/lien-he/"):
        assert 'href="tel:02343821022"' in head_of(text_of(client, path)), path


def test_with_several_agencies_above_it_is_nobodys(client: Client) -> None:
    for name in ("Tỉnh Một", "Tỉnh Hai"):
        publish(factories.agency(name=name))
    head = head_of(text_of(client, "/"))
    assert "ISO điện tử" in head and "Tỉnh" not in head


def test_the_page_of_an_agency_shows_that_agency(client: Client) -> None:
    province = factories.agency(name="Sở Tư pháp")
    ward = factories.agency(name="Phường Hòa Bình", parent=province)
    home = services.establish(None, ward)
    home.save_revision().publish()
    assert "Phường Hòa Bình" in head_of(text_of(client, f"/{home.slug}/"))


def test_an_unknown_page_shows_the_agency_and_a_fault_asks_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.agency(name="Phường Hòa Bình")
    body = text_of(client, "/khong-co/", 404)
    assert "Phường Hòa Bình" in head_of(body) and 'href="/lien-he/"' in body
    caches["pages"].clear()
    monkeypatch.setattr("cms.site.agency.head.top", lambda: 1 / 0)
    assert "ISO điện tử" in head_of(text_of(client, "/khong-co/", 404))


def test_three_doors_lead_where_people_want_to_go(client: Client) -> None:
    body = text_of(client, "/")
    for said in (
        'action="/thu-tuc/"',
        'action="/theo-doi/" method="post"',
        'href="/danh-gia/"',
        'href="/lien-he/"',
    ):
        assert said in body, said
    assert "<script" not in body


def test_what_many_people_use_comes_first(client: Client, world: World) -> None:
    process = world.process
    for _ in range(2):
        ended(world, NOON - timedelta(days=3), None)
    others = [
        publish(world.agency, f"Thủ tục {n}", code=f"QT {n}", starts=factories.LONG_AGO)
        for n in range(4)
    ]
    for version in others[:2]:
        world.process = version
        ended(world, NOON - timedelta(days=60), None)
    world.process = others[2]
    # Too long ago to count.
    ended(world, NOON - timedelta(days=100), None)
    with frozen(NOON):
        done = work.done()
        assert done.popular[0] == factories.uid_of(process) and len(done.popular) == 3
        shown = views.front_of(published.directory()[0], done)
        assert shown["popular"][0][0].title == process.title
        body = text_of(client, "/")
        assert body.index("Thủ tục nhiều người làm") < body.index(process.title)


def test_too_few_cases_say_nothing_of_what_many_people_do(client: Client, world: World) -> None:
    ended(world, NOON - timedelta(days=3), None)
    with frozen(NOON):
        body = text_of(client, "/")
    assert "Thủ tục nhiều người làm" not in body and "Thủ tục mới có hiệu lực" in body


def test_the_figures_of_the_month_are_counted_as_they_say(client: Client, world: World) -> None:
    day = timedelta(days=1)
    ended(world, NOON - day, NOON)  # before its appointment
    ended(world, NOON - day, NOON - day)  # at it
    ended(world, NOON - day, NOON - 2 * day)  # after it
    ended(world, NOON - day, None)  # had none
    ended(world, NOON - day, NOON, "withdrawn")
    ended(world, NOON - 31 * day, NOON)  # last month
    opened(world)
    with frozen(NOON):
        done = work.done()
        assert (done.returned, done.on_time, done.late, done.share) == (4, 2, 1, "66,6")
        body = text_of(client, "/")
    assert "Tháng 4/2026" in body and "<dd>66,6%</dd>" in body and "Cách tính" in body


def test_early_in_a_month_the_last_one_is_told(client: Client, world: World) -> None:
    ended(world, NOON - timedelta(days=1), NOON)
    with frozen(datetime(2026, 5, 2, 8, tzinfo=LOCAL)):
        assert (work.done().returned, work.done().month.month, work.done().share) == (1, 4, "100")
        assert "Tháng 4/2026" in text_of(client, "/")


def test_without_results_there_are_no_figures(client: Client, world: World) -> None:
    opened(world)
    assert "đã làm được" not in text_of(client, "/")


def test_cases_that_nobody_may_follow_are_not_counted(world: World) -> None:
    world.process = factories.install_process(world.agency)
    ended(world, NOON - timedelta(days=1), NOON)
    with frozen(NOON):
        assert work.done().returned == 0 and not work.done().popular


def test_the_figures_are_counted_anew_every_morning(client: Client, world: World) -> None:
    with frozen(NOON):
        assert "đã làm được" not in text_of(client, "/")
    ended(world, NOON, NOON)
    with frozen(NOON + timedelta(hours=3)):
        assert "đã làm được" not in text_of(client, "/")
    with frozen(NOON + timedelta(hours=13)):
        assert "đã làm được" in text_of(client, "/")


def test_they_cost_one_query(world: World) -> None:
    closed(world)
    with CaptureQueriesContext(connection) as queries:
        work.done()
    assert len(queries) == 1


def test_contact_says_where_to_go_and_whom_to_call(client: Client) -> None:
    province = factories.agency("P", name="Tỉnh")
    here = factories.agency("A", name="Phường A", parent=province)
    province.telephone, here.address = "0234 1", "1 Lê Lợi"
    province.save()
    here.save()
    factories.agency("B", name="Phường không có thủ tục", parent=province)
    publish(here)
    body = text_of(client, "/lien-he/")
    assert body.index("Tỉnh") < body.index("Phường A") and "1 Lê Lợi" in body
    # The telephone of the agency above, where its own says none.
    office = body[body.index('id="co-quan-2"') :]
    assert 'href="tel:02341"' in office and "/thu-tuc/?co-quan=A" in office
    assert "Phường không có thủ tục" not in body


def test_contact_costs_the_same_however_many_agencies(client: Client) -> None:
    province = factories.agency("P", name="Tỉnh")
    counts = []
    for number in range(6):
        publish(factories.agency(f"A{number}", name=f"Phường {number}", parent=province))
        if number in (1, 5):
            caches["pages"].clear()
            with CaptureQueriesContext(connection) as queries:
                text_of(client, "/lien-he/")
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 5


def test_all_news_stand_together(client: Client) -> None:
    assert "Chưa có tin nào" in text_of(client, "/tin-tuc/")
    caches["pages"].clear()
    agencies = [factories.agency(name=name) for name in ("Phường Một", "Phường Hai")]
    for agency in agencies:
        services.establish(None, agency).save_revision().publish()
        services.write(agency, "news", f"Tin của {agency.name}", "Tóm tắt", [])
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        body = text_of(client, "/tin-tuc/")
    assert "Tin của Phường Một" in body and "Tin của Phường Hai" in body
    assert len(queries) <= 6, len(queries)


def test_public_pages_follow_the_readers_system_and_set_no_cookie(client: Client) -> None:
    version = publish(factories.agency())
    for path in ("/", "/thu-tuc/", "/lien-he/", "/tin-tuc/", "/danh-gia/", path_to(version)):
        answer = client.get(path)
        assert 'class="w-theme-system"' in answer.content.decode() and not answer.cookies, path
