"""Ways of looking that people keep: their own alone, so many a list, with their columns."""

import pytest
from django.test import Client
from django.urls import reverse

from registry.organisation.models import User
from registry.policy import visible
from registry.tables.models import SavedView
from registry.tables.services import MOST
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/admin/tai-lieu/"
MANUAL = {"sections": [{"id": "m1", "heading": "Mục", "text": "Chữ."}]}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def secretary() -> User:
    ward = factories.agency()
    factories.install(ward, "manual", MANUAL, title="Sổ tay", code="ST-01")
    return factories.person(ward, role="iso_secretary")


def ask(user: User, do: str, back: str = LIST, **given: object) -> str:
    values = {"do": do, "list": "documents", "back": back, **given}
    answer = client_of(user).post(reverse("saved_views"), values)
    assert answer.status_code == 302
    return str(answer["Location"])


def views_of(user: User) -> list[str]:
    return [row.name for row in visible(user, SavedView).order_by("pk")]


def test_a_view_is_kept_opened_renamed_and_dropped(secretary: User) -> None:
    back = f"{LIST}?q=so&sap=ten&p=2"
    there = ask(secretary, "keep", back, name="Sổ  của tôi", query="q=so&sap=ten&p=2&dang=csv",
                column=["ma", "ten"])  # fmt: skip
    (row,) = visible(secretary, SavedView)
    assert (row.name, row.query, row.columns) == ("Sổ của tôi", "q=so&sap=ten", "ma ten")
    assert there.endswith(f"xem={row.pk}")
    text = client_of(secretary).get(there).content.decode()
    assert "Sổ của tôi" in text
    assert [head.column.name for head in client_of(secretary).get(there).context["listing"].heads
            ] == ["ma", "ten", "sua-doi"]  # fmt: skip
    # The same name again is the same view.
    ask(secretary, "keep", name="Sổ của tôi", query="q=tay")
    (row,) = visible(secretary, SavedView)
    assert row.query == "q=tay"
    ask(secretary, "rename", view=row.pk, name="Tên khác")
    assert views_of(secretary) == ["Tên khác"]
    assert ask(secretary, "drop", f"{LIST}?q=tay&xem={row.pk}", view=row.pk) == f"{LIST}?q=tay"
    assert views_of(secretary) == []


def test_nobody_else_sees_or_changes_it(secretary: User) -> None:
    ask(secretary, "keep", name="Riêng tôi", query="q=bi-mat")
    (row,) = visible(secretary, SavedView)
    agency = secretary.memberships.get().agency
    for other in (
        factories.person(agency, role="iso_secretary"),
        factories.person(factories.agency(), role="iso_secretary"),
    ):
        ask(other, "rename", view=row.pk, name="Chiếm")
        ask(other, "drop", view=row.pk)
        ask(other, "columns", view=row.pk, column=["ma"])
        assert "Riêng tôi" not in client_of(other).get(f"{LIST}?xem={row.pk}").content.decode()
    row.refresh_from_db()
    assert (row.name, row.columns) == ("Riêng tôi", "")
    assert client_of(secretary).get(LIST).content.decode().count("Riêng tôi") == 1


def test_who_left_the_agency_left_their_views_there(secretary: User) -> None:
    ask(secretary, "keep", name="Cũ", query="q=a")
    held = secretary.memberships.get()
    factories.person(factories.agency(), role="iso_secretary")
    held.delete()
    assert views_of(User.objects.get(pk=secretary.pk)) == []


def test_so_many_are_kept_of_one_list(secretary: User) -> None:
    for number in range(MOST):
        ask(secretary, "keep", name=f"Số {number}", query="")
    answer = client_of(secretary).post(
        reverse("saved_views"),
        {"do": "keep", "list": "documents", "back": LIST, "name": "Một nữa"},
        follow=True,
    )
    assert f"Mỗi danh sách giữ được {MOST} cách xem" in answer.content.decode()
    assert len(views_of(secretary)) == MOST
    # Of another list there is room, and an old one can be replaced.
    ask(secretary, "keep", name="Số 3", query="q=moi")
    client_of(secretary).post(
        reverse("saved_views"), {"do": "keep", "list": "cases", "back": LIST, "name": "Khác"}
    )
    assert len(views_of(secretary)) == MOST + 1


def test_columns_are_chosen_for_good_and_given_back(secretary: User) -> None:
    def shown() -> list[str]:
        listing = client_of(secretary).get(LIST).context["listing"]
        return [column.name for column in listing.columns]

    usual = shown()
    ask(secretary, "columns", column=["don-vi", "ma", "la-gi"])
    # What can't be taken away stays; what nobody declared is nothing.
    assert shown() == ["ma", "ten", "don-vi", "sua-doi"]
    ask(secretary, "usual")
    assert shown() == usual


@pytest.mark.parametrize("back", ["//ke-xau.vn/", "https://ke-xau.vn/", "javascript:alert(1)", ""])
def test_it_leads_nowhere_else(secretary: User, back: str) -> None:
    values = {"do": "usual", "list": "documents", "back": back}
    assert client_of(secretary).post(reverse("saved_views"), values).status_code == 404


def test_a_view_without_a_name_is_refused_in_words(secretary: User) -> None:
    values = {"do": "keep", "list": "documents", "back": LIST, "name": "  "}
    answer = client_of(secretary).post(reverse("saved_views"), values, follow=True)
    assert "Hãy đặt tên cho cách xem" in answer.content.decode()
    assert views_of(secretary) == []


@pytest.mark.parametrize("back", ["abc", "?x=1", "workspace", "//evil.com/", "https://evil.com/"])
def test_it_goes_back_to_a_list_of_this_site_only(secretary: User, back: str) -> None:
    values = {"do": "drop", "list": "documents", "back": back}
    assert client_of(secretary).post(reverse("saved_views"), values).status_code == 404
    long = f"{LIST}?q={'%E1%BA%BF' * 240}"
    assert ask(secretary, "keep", long, name="Dài").startswith(f"{LIST}?xem=")


def test_nobody_fills_the_table_with_lists_that_are_none(
    secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.tables.services.MOST_OF_ALL", 3)
    for number in range(5):
        ask(secretary, "keep", list=f"zz{number}", name="Một")
    assert len(views_of(secretary)) == 3
