"""Controlled copies: numbered, held by somebody, asked for by their QR, taken back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registry.distribution import copies
from registry.distribution.errors import DistributionError
from registry.distribution.models import ControlledCopy
from registry.documents import services as documents
from registry.notices.models import Notice
from registry.now import frozen, now, today
from registry.organisation.models import User
from registry.policy import Forbidden
from tests import factories
from tests.processes.control.conftest import Office
from tests.registry.distribution.conftest import issue, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(office: Office) -> User:
    return factories.person(office.agency, role="clerk", name="Văn Thư")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asked(copy: ControlledCopy) -> Any:
    return Client().get(f"/ban-in/{copies.code_of(copy)}/")


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_copy_gets_its_number_holder_and_a_code_that_reveals_nothing(
    office: Office, clerk: User
) -> None:
    version = issue(office)
    client = client_of(clerk)
    url = reverse("distribution:new_copy", args=[version.pk])
    form = {"giu": f"person:{office.head.pk}", "key": "một"}
    for _ in range(2):
        paper = client.post(url, form, follow=True)
        assert "BẢN IN CÓ KIỂM SOÁT SỐ 01" in paper.content.decode()
    copy = ControlledCopy.objects.of(office.agency).get()
    assert (copy.number, copy.holder) == (1, "Quang Vinh")
    assert "Mọi việc của cơ quan" in paper.content.decode()
    second = copies.print_copy(clerk, version, unit=factories.unit(office.agency, "VP"))
    assert (second.number, second.holder) == (2, "Văn phòng")
    answer = asked(copy)
    text = words(answer)
    assert "Còn hiệu lực." in text and "Lần ban hành 01/00" in text
    for secret in (version.title, version.code, "Quang Vinh", "Văn Thư"):
        assert secret not in text
    assert answer["X-Robots-Tag"] and answer["Cache-Control"] == "no-store, private"


def test_unknown_codes_get_one_answer_and_guessing_is_slow(office: Office) -> None:
    given = [Client().get(f"/ban-in/{code}/") for code in ("A" * 22, "b" * 30, "_-" * 11)]
    assert {answer.status_code for answer in given} == {404}
    assert len({words(answer) for answer in given}) == 1
    for _ in range(20):
        answer = Client().get(f"/ban-in/{'C' * 22}/")
    assert answer.status_code == 429


def test_the_next_issue_calls_the_copies_back_and_the_clerk_ticks_them_off(
    office: Office, clerk: User
) -> None:
    old = issue(office)
    held = copies.print_copy(clerk, old, person=office.head)
    starts = now() + timedelta(days=3)
    new = issue(office, old.document, note="Viết lại", starts=starts)
    work()
    client = client_of(clerk)
    page = client.get("/admin/ban-in/?muc=thu-hoi")
    assert not page.context["listing"].rows and "đến ngày" in words(asked(held))
    with frozen(starts + timedelta(hours=1)):
        work()
        client = client_of(User.objects.get(pk=clerk.pk))
        assert Notice.unscoped.filter(user=clerk, kind="recall").count() == 1
        text = words(asked(held))
        assert "Không còn hiệu lực" in text and "Lần ban hành 01/00" not in text.split("Không")[0]
        page = client.get("/admin/ban-in/?muc=thu-hoi")
        assert [row[0].row.pk for row in page.context["listing"].rows] == [held.pk]
        file = client.get("/admin/ban-in/?muc=thu-hoi&dang=csv").getvalue().decode()
        assert "Quang Vinh" in file
        with pytest.raises(DistributionError, match="không còn hiệu lực"):
            copies.print_copy(clerk, old, person=office.head)
        url = reverse("distribution:end_copy", args=[held.pk])
        kept = client.post(url, {"state": "lost", "note": ""})
        assert kept.status_code == 422 and "mất ở đâu" in kept.content.decode()
        for _ in range(2):
            client.post(url, {"state": "returned", "note": "Đủ trang"})
        with pytest.raises(DistributionError, match="không đổi nữa"):
            copies.end_copy(clerk, held, "destroyed")
        assert "không còn được dùng" in words(asked(held))
        assert not client.get("/admin/ban-in/?muc=thu-hoi").context["listing"].rows
    assert new.number == "02/00"


def test_cancelling_calls_them_back_too(office: Office, clerk: User) -> None:
    version = issue(office)
    held = copies.print_copy(clerk, version, person=office.head)
    documents.cancel(office.quality, version.document, reason="Không dùng nữa")
    work()
    assert "Không còn hiệu lực" in words(asked(held))
    assert Notice.unscoped.filter(user=clerk, kind="recall").count() == 1


def test_what_somebody_holds_who_leaves_comes_back(office: Office, clerk: User) -> None:
    held = copies.print_copy(clerk, issue(office), person=office.head)
    client = client_of(clerk)
    assert not client.get("/admin/ban-in/?muc=thu-hoi").context["listing"].rows
    office.head.memberships.update(ends=today() - timedelta(days=1))
    page = client.get("/admin/ban-in/?muc=thu-hoi")
    assert [row[0].row.pk for row in page.context["listing"].rows] == [held.pk]


def test_only_clerk_and_secretary_keep_copies(office: Office, clerk: User) -> None:
    version = issue(office)
    copy = copies.print_copy(clerk, version, person=office.head)
    for act in (
        lambda: copies.print_copy(office.head, version, person=office.head),
        lambda: copies.end_copy(office.quality, copy, "returned"),
    ):
        with pytest.raises(Forbidden):
            act()
    for address in ("/admin/ban-in/", f"/admin/ban-in/{copy.pk}/in/"):
        assert client_of(office.head).get(address).status_code == 404
    stranger = factories.person(factories.agency())
    with pytest.raises(DistributionError, match="không làm việc ở cơ quan này"):
        copies.print_copy(clerk, version, person=stranger)
