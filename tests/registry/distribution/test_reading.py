"""Reading, and saying so: by oneself, of the issue that was shown, once and for good."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registry import policy
from registry.distribution import delivering, reading, reminding, services
from registry.distribution.errors import OldIssue
from registry.distribution.models import Delivery
from registry.documents.models import Document
from registry.notices.models import Notice
from registry.now import frozen, now, today
from registry.organisation.models import Membership, User
from registry.policy import Forbidden, forget, standing, visible
from registry.trail.models import Event
from tests import factories
from tests.processes.control.conftest import Office
from tests.registry.distribution.conftest import delivery, issue, work

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(user: User, version: Any) -> Any:
    return client_of(user).get(f"/admin/tai-lieu/{version.document_id}/?ban={version.pk}")


def test_opening_it_is_noted_and_one_press_says_that_it_was_read(office: Office) -> None:
    version = issue(office)
    work()
    page = page_of(office.head, version)
    assert delivery(version, office.head).opened_at is not None
    url = reverse("distribution:acknowledge", args=[version.pk])
    assert page.context["main"].url == url
    client = client_of(office.head)
    for _ in range(2):
        answer = client.post(url, follow=True)
        assert "Đã ghi: ông/bà đã đọc và hiểu" in answer.content.decode()
    row = delivery(version, office.head)
    assert row.acknowledged_at is not None
    told = Event.objects.filter(type="document.acknowledged", actor=office.head)
    assert told.count() == 1
    assert not Notice.unscoped.filter(user=office.head, kind="reading", read_at=None).exists()
    assert [one.pk for one in reading.read(standing(office.head))] == [row.pk]
    assert not reading.to_read(standing(office.head)).exists()


def test_an_old_issue_is_not_acknowledged_and_leads_to_the_new_one(office: Office) -> None:
    old = issue(office)
    work()
    new = issue(office, old.document, text="Khác hẳn.", note="Viết lại")
    work()
    with pytest.raises(OldIssue) as refused:
        services.acknowledge(office.head, old)
    assert refused.value.newest == new
    answer = client_of(office.head).post(
        reverse("distribution:acknowledge", args=[old.pk]), follow=True
    )
    assert answer.redirect_chain == [(f"/admin/tai-lieu/{new.document_id}/?ban={new.pk}", 302)]
    text = answer.content.decode()
    assert "Lần ban hành 01 không còn hiệu lực" in text and "Xin đọc lần ban hành 02" in text
    assert delivery(old, office.head).acknowledged_at is None


def test_whoever_reads_the_issue_in_force_is_shown_that_the_coming_one_waits(
    office: Office,
) -> None:
    old = issue(office)
    work()
    new = issue(office, old.document, note="Viết lại", starts=now() + timedelta(days=9))
    work()
    services.acknowledge(office.head, old)
    text = page_of(office.head, old).content.decode()
    assert f'href="?ban={new.pk}"' in text and "cũng chờ ông/bà đọc" in text
    services.acknowledge(office.head, new)
    assert "cũng chờ ông/bà đọc" not in page_of(office.head, old).content.decode()


def test_nobody_says_so_for_somebody_else_or_after_leaving(office: Office) -> None:
    version = issue(office)
    work()
    outside = factories.person(office.agency, unit=factories.unit(office.agency, "TP"))
    with pytest.raises(Forbidden, match="không được phân phối đến ông/bà"):
        services.acknowledge(outside, version)
    # A crafted form that names somebody else names nobody.
    client_of(outside).post(
        reverse("distribution:acknowledge", args=[version.pk]),
        {"person": office.head.pk, "user": office.head.pk},
    )
    assert delivery(version, office.head).acknowledged_at is None
    Membership.objects.of(office.agency).filter(user=office.head).update(
        ends=today() - timedelta(days=1)
    )
    gone = User.objects.get(pk=office.head.pk)
    with pytest.raises(Forbidden):
        services.acknowledge(gone, version)
    assert not reading.to_read(standing(gone))
    assert services.unread(version.document).count() == 2


def test_who_has_not_read_is_shown_to_who_keeps_it_alone(office: Office) -> None:
    version = issue(office)
    work()
    services.acknowledge(office.stand_in, version)
    for person in (office.secretary, office.head, office.quality, office.top):
        text = page_of(person, version).content.decode()
        assert "1/3" in text and "Quang Vinh" in text
    other = factories.person(office.agency, role="staff", unit=factories.unit(office.agency, "TP"))
    colleague = page_of(other, version).content.decode()
    assert "1/3" not in colleague and "phan-phoi" not in colleague
    url = reverse("distribution:readers", args=[version.document_id])
    assert client_of(other).get(url).status_code == 404
    assert not policy.visible(other, Delivery).exists()
    assert {row.person for row in policy.visible(office.stand_in, Delivery)} >= {office.head}
    mine = factories.person(office.agency, role="staff", unit=factories.unit(office.agency, "VP"))
    delivering.deliver({"version": version.pk})
    assert [row.person for row in policy.visible(mine, Delivery)] == [mine]


def test_one_press_reminds_once_a_day(office: Office) -> None:
    version = issue(office)
    work()
    services.acknowledge(office.stand_in, version)
    document = version.document
    assert services.remind(office.secretary, document, key="a") == 2
    assert services.remind(office.secretary, document, key="a") == 2
    with pytest.raises(services.DistributionError, match="Mỗi ngày nhắc được một lần"):
        services.remind(office.quality, document, key="b")
    asked = Notice.unscoped.filter(key__contains="asked:")
    assert {one.user for one in asked} == {office.secretary, office.head}
    with frozen(now() + timedelta(days=1, minutes=1)):
        assert services.remind(office.quality, document) == 2
    with pytest.raises(Forbidden):
        services.remind(factories.person(office.agency), document)


def test_the_regular_job_reminds_once_a_rung(office: Office) -> None:
    version = issue(office)
    work()
    due = delivery(version, office.head).due_on
    assert due > today()
    assert reminding.remind() is None

    def sent(days: int) -> str | None:
        at = factories.at(f"{due + timedelta(days=days)} 07:20")
        with frozen(at):
            first, again = reminding.remind(), reminding.remind()
        assert again is None
        return first

    assert sent(0) is None
    assert sent(1) == "Đã nhắc 3 lượt đọc."
    services.acknowledge(office.head, version)
    # Nothing ran for weeks: one reminder, not two.
    assert sent(30) == "Đã nhắc 2 lượt đọc."
    assert sent(40) is None
    rows = Delivery.objects.of(office.agency).filter(version=version, acknowledged_at=None)
    assert set(rows.values_list("reminded", flat=True)) == {3}


def test_training_is_done_by_reading_or_by_a_mark_of_who_keeps_it(office: Office) -> None:
    version = issue(office)
    work()
    rows = Delivery.objects.of(office.agency).filter(version=version)
    rows.filter(person=office.head).update(touched="Lãnh đạo", proof="self")
    rows.filter(person=office.stand_in).update(touched="Công chức", proof="test")
    services.acknowledge(office.head, version)
    services.acknowledge(office.stand_in, version)
    assert delivery(version, office.head).trained
    tested = delivery(version, office.stand_in)
    assert not tested.trained
    with pytest.raises(Forbidden):
        services.mark_trained(factories.person(office.agency), tested)
    for _ in range(2):
        services.mark_trained(office.secretary, tested)
    assert delivery(version, office.stand_in).trained
    assert Event.objects.filter(type="document.training_done").count() == 1
    with pytest.raises(services.DistributionError, match="tự đọc"):
        services.mark_trained(office.secretary, delivery(version, office.head))


def test_who_leads_a_unit_confirms_for_its_people_whoever_keeps_the_document(
    office: Office,
) -> None:
    """The document is of no unit; the leader of the office sees its readers by no other right."""
    version, elsewhere = issue(office), factories.unit(office.agency, "TC", "Phòng Tài chính")
    Document.objects.of(office.agency).update(owner_unit=None)
    other = factories.person(office.agency, role="department_leader", unit=elsewhere)
    theirs = factories.person(office.agency, role="staff", unit=elsewhere, name="Lê Ở Xa")
    foreign = factories.person(factories.agency("H77"), role="department_leader")
    work()
    rows = Delivery.objects.of(office.agency)
    rows.filter(person=office.stand_in).update(touched="Công chức", proof="test")
    rows.filter(person=office.head).update(touched="Lãnh đạo", proof="test")
    rows.filter(person=theirs).update(touched="Kế toán", proof="on_site")
    mine, far = delivery(version, office.stand_in), delivery(version, theirs)
    for person in (other, foreign, theirs):
        with pytest.raises(Forbidden):
            services.mark_trained(person, mine)
    for one in (far, delivery(version, office.head)):
        with pytest.raises(Forbidden):
            services.mark_trained(office.head, one)

    client = client_of(office.head)
    address = reverse("distribution:readers", args=[version.document_id])
    page = client.get(address).content.decode()
    assert "Ngọc Hà" in page and "Lê Ở Xa" not in page and "Nhắc những người" not in page
    assert address in page_of(office.head, version).content.decode()
    targets = reverse("distribution:targets", args=[version.document_id])
    assert client.get(targets).status_code == 404
    assert client.post(reverse("distribution:trained", args=[far.pk])).status_code == 404
    client.post(reverse("distribution:trained", args=[mine.pk]))
    found = delivery(version, office.stand_in)
    assert (found.checked_by, found.trained) == (office.head, True)
    (event,) = Event.objects.filter(type="document.training_done")
    assert (event.actor, event.on_behalf_of) == (office.head, None)

    deputy = factories.person(office.agency, role="staff", unit=elsewhere)
    factories.delegation(office.agency, other, deputy, "department_leader")
    forget(deputy)
    services.mark_trained(deputy, far)
    event = Event.objects.filter(type="document.training_done").latest("pk")
    assert (event.actor, event.on_behalf_of) == (deputy, other)


def test_a_deputy_does_not_confirm_for_whom_they_stand_in(office: Office) -> None:
    """That would be the leader's own word for themselves."""
    version, deputy = issue(office), factories.person(office.agency, role="staff")
    factories.delegation(office.agency, office.head, deputy, "department_leader")
    work()
    rows = Delivery.objects.of(office.agency)
    rows.filter(person__in=[office.head, office.stand_in]).update(touched="Lãnh đạo", proof="test")
    forget(deputy)
    with pytest.raises(services.DistributionError, match="làm thay chính người này"):
        services.mark_trained(deputy, delivery(version, office.head))
    services.mark_trained(deputy, delivery(version, office.stand_in))
    assert delivery(version, office.head).checked_at is None


def test_an_empty_list_sends_only_who_may_to_choosing(office: Office) -> None:
    old, elsewhere = issue(office), factories.unit(office.agency, "TC", "Phòng Tài chính")
    work()
    new = issue(office, old.document, text="Khác hẳn.", note="Viết lại")
    work()
    Document.objects.of(office.agency).update(owner_unit=elsewhere)
    rows = Delivery.objects.of(office.agency).filter(person=office.stand_in)
    rows.filter(version=old).update(touched="Công chức", proof="test")
    rows.filter(version=new).update(touched="")
    address = reverse("distribution:readers", args=[new.document_id])
    page = client_of(office.head).get(address, {"ban": new.pk})
    assert page.status_code == 200
    assert reverse("distribution:targets", args=[new.document_id]) not in page.content.decode()


def test_nobody_confirms_of_what_they_may_not_read(office: Office) -> None:
    version = issue(office, confidentiality="restricted")
    Document.objects.of(office.agency).update(owner_unit=None)
    made = Delivery.objects.create(
        agency=office.agency, version=version, person=office.stand_in, received_at=now(),
        due_on=today(), touched="Công chức", proof="test",
    )  # fmt: skip
    with pytest.raises(Forbidden):
        services.mark_trained(office.head, made)
    assert not visible(office.head, Delivery).filter(pk=made.pk).exists()
