"""The page of notices: all that a person was told, and all of it read at once."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from registry.notices.models import Notice
from registry.notices.services import mark_all_read, notify, unread
from registry.now import frozen
from registry.organisation.models import Agency, User
from registry.policy import standing, visible
from tests import factories

pytestmark = pytest.mark.django_db

PAGE, READ = "/admin/thong-bao/", "/admin/thong-bao/da-doc/"


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


@pytest.fixture
def clerk(agency: Agency) -> User:
    return factories.person(agency, role="clerk")


@pytest.fixture
def signed_in(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


def tell(user: User, agency: Agency, text: str, at: str = "2026-04-24 09:00") -> Notice:
    with frozen(factories.at(at)):
        notify(user, agency, text, "/admin/ho-so/")
    return Notice.unscoped.filter(user=user).latest("pk")


def test_it_shows_months_newest_first_and_marks_what_is_unread(
    signed_in: Client, clerk: User, agency: Agency
) -> None:
    old = tell(clerk, agency, "Việc cũ", "2026-03-02 09:00")
    Notice.unscoped.filter(pk=old.pk).update(read_at=factories.at("2026-03-02 10:00"))
    tell(clerk, agency, "Việc mới")
    tell(factories.person(agency, role="staff"), agency, "Của người khác")
    page = signed_in.get(PAGE).content.decode()
    assert page.index("Tháng 04/2026") < page.index("Việc mới", page.index("<main"))
    assert page.index("Tháng 04/2026") < page.index("Tháng 03/2026") < page.index("Việc cũ")
    assert "1 thông báo chưa đọc." in page and page.count('class="is-read"') == 1
    assert "Của người khác" not in page
    assertNotContains(signed_in.get(f"{PAGE}?xem=chua-doc"), "Việc cũ")


def test_the_bell_rings_for_what_the_page_shows_and_nothing_else(
    signed_in: Client, clerk: User, agency: Agency
) -> None:
    manual = {"sections": [{"id": "m1", "heading": "Phạm vi", "text": "Mọi việc."}]}
    for text, home in (("Đọc được", agency), ("Của nơi khác", factories.agency(code="K99"))):
        version = factories.install(home, "manual", manual)
        notify(clerk, agency, text, about=("document", version.document_id))
    tell(clerk, agency, "Không về việc gì")
    known = list(visible(clerk, Notice).filter(read_at=None).order_by("-created_at"))
    assert unread(standing(clerk), 9) == known
    assert {notice.text for notice in known} == {"Đọc được", "Không về việc gì"}
    assert len(unread(standing(clerk), 1)) == 1
    mark_all_read(clerk, known[0].pk + 9)
    assert unread(standing(clerk), 9) == []


def test_an_empty_page_says_what_will_come(signed_in: Client) -> None:
    page = signed_in.get(PAGE)
    assertContains(page, "Chưa có thông báo nào")
    assertNotContains(page, "Đánh dấu đã đọc hết")


def test_each_opens_what_it_is_about(signed_in: Client, clerk: User, agency: Agency) -> None:
    notice = tell(clerk, agency, "Việc mới")
    # Something that only asks whether it is there has read nothing.
    assert signed_in.head(f"{PAGE}{notice.pk}/").status_code == 405
    notice.refresh_from_db()
    assert notice.read_at is None
    answer = signed_in.get(f"{PAGE}{notice.pk}/")
    assertRedirects(answer, "/admin/ho-so/", fetch_redirect_response=False)
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_all_are_read_at_once_but_what_came_meanwhile(
    signed_in: Client, clerk: User, agency: Agency
) -> None:
    tell(clerk, agency, "Việc một")
    newest = signed_in.get(PAGE).context["newest"]
    later = tell(clerk, agency, "Việc hai")
    answer = signed_in.post(READ, {"newest": newest}, follow=True)
    assertContains(answer, "Đã đánh dấu 1 thông báo là đã đọc.")
    assert Notice.unscoped.get(read_at=None) == later


def test_nobody_reads_for_somebody_else(clerk: User, agency: Agency) -> None:
    other = tell(factories.person(agency, role="staff"), agency, "Của người khác")
    assert mark_all_read(clerk, other.pk) == 0
    other.refresh_from_db()
    assert other.read_at is None


def test_it_is_done_by_a_button_alone(signed_in: Client) -> None:
    assert signed_in.get(READ).status_code == 405
