"""Which version holds at an instant: never two, and the urgent one before the scheduled."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from registry.documents import closure, rows, services
from registry.documents.models import Document, ReferenceRow, Validity, Version
from registry.now import frozen, now
from registry.organisation.models import Agency
from registry.policy import Forbidden
from tests import factories

pytestmark = pytest.mark.django_db


def manual(text: str) -> dict[str, object]:
    return {"sections": [{"id": "m1", "heading": "Mục", "text": text}]}


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


def text_at(agency: Agency, uid: str, at: object) -> str:
    found = closure.in_force(agency, uid, at)  # type: ignore[arg-type]
    return found.body["sections"][0]["text"] if found else ""


def test_the_old_version_ends_when_the_new_one_begins(agency: Agency) -> None:
    first = factories.install(agency, "manual", manual("cũ"))
    uid = factories.uid_of(first)
    begins = now() + timedelta(days=1)
    factories.install(agency, "manual", manual("mới"), uid=uid, starts=begins)
    assert text_at(agency, uid, begins - timedelta(microseconds=1)) == "cũ"
    assert text_at(agency, uid, begins) == "mới"


def test_an_urgent_version_holds_until_the_scheduled_one(agency: Agency) -> None:
    uid = factories.uid_of(factories.install(agency, "manual", manual("cũ")))
    monday, friday = now() + timedelta(days=3), now() + timedelta(days=7)
    factories.install(agency, "manual", manual("đã hẹn"), uid=uid, starts=friday)
    factories.install(agency, "manual", manual("khẩn"), uid=uid, starts=monday)
    days = [now(), monday, friday]
    assert [text_at(agency, uid, day) for day in days] == ["cũ", "khẩn", "đã hẹn"]


def test_two_versions_at_once_are_refused_by_the_database(agency: Agency) -> None:
    version = factories.install(agency, "manual", manual("cũ"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Validity.objects.create(
            agency=agency, document=version.document, version=version, starts=now()
        )


def test_moving_a_period_over_another_is_refused_by_the_database(agency: Agency) -> None:
    uid = factories.uid_of(factories.install(agency, "manual", manual("cũ")))
    later = now() + timedelta(days=1)
    factories.install(agency, "manual", manual("mới"), uid=uid, starts=later)
    first = Validity.objects.of(agency).filter(document__uid=uid).order_by("starts")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Validity.objects.of(agency).filter(pk=first.pk).update(ends=None)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_version_cannot_be_changed(agency: Agency, act: str) -> None:
    version = factories.install(agency, "manual", manual("cũ"))
    same = Version.objects.of(agency).filter(pk=version.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferenceRow.objects.of(agency).delete()
        Validity.objects.of(agency).delete()
        same.update(body="{}") if act == "update" else same.delete()


def test_cancelled_it_is_no_longer_in_force_but_stays_readable(agency: Agency) -> None:
    version = factories.install(agency, "manual", manual("cũ"))
    leader = factories.person(agency, role="quality_leader")
    services.cancel(leader, version.document, reason="Không còn dùng")
    assert closure.in_force(agency, factories.uid_of(version)) is None
    assert Version.objects.of(agency).get(pk=version.pk).data["sections"]


def test_cancelled_before_it_began_it_is_over_and_never_comes(agency: Agency) -> None:
    begins = now() + timedelta(days=7)
    version = factories.install(agency, "manual", manual("mới"), starts=begins)
    leader = factories.person(agency, role="quality_leader")
    services.cancel(leader, version.document, reason="Thôi không áp dụng")
    (period,) = Validity.objects.of(agency).filter(document=version.document)
    assert period.starts > now() and rows.is_over(period, now())
    assert not Validity.objects.of(agency).filter(Validity.open_at(now())).exists()


def test_only_who_may_cancel_cancels(agency: Agency) -> None:
    version = factories.install(agency, "manual", manual("cũ"))
    with pytest.raises(Forbidden):
        services.cancel(factories.person(agency), version.document, reason="Không còn dùng")


def test_a_version_scheduled_for_tomorrow_is_not_in_force_today(agency: Agency) -> None:
    begins = now() + timedelta(days=1)
    uid = factories.uid_of(factories.install(agency, "manual", manual("mới"), starts=begins))
    assert closure.in_force(agency, uid) is None
    with frozen(begins):
        assert closure.in_force(agency, uid) is not None


def test_an_agency_uses_what_one_above_shares_and_nothing_else(agency: Agency) -> None:
    commune = factories.agency(parent=agency)
    shared = factories.install(agency, "manual", manual("chung"), shared=True)
    own = factories.install(agency, "manual", manual("riêng"))
    assert closure.in_force(commune, factories.uid_of(shared)) is not None
    assert closure.in_force(commune, factories.uid_of(own)) is None
    assert closure.in_force(factories.agency(), factories.uid_of(shared)) is None


def test_a_stale_save_is_refused_and_overwrites_nothing(agency: Agency) -> None:
    writer = factories.person(agency, role="iso_secretary")
    draft = services.create(writer, agency, "manual", title="Sổ tay", body=manual("một"))
    base = services.canonical.digest(draft.body)
    services.save_draft(writer, draft, manual("hai"), base_digest=base)
    with pytest.raises(services.StaleDraft):
        services.save_draft(writer, draft, manual("ba"), base_digest=base)
    assert Document.objects.of(agency).get(pk=draft.pk).data["sections"][0]["text"] == "hai"
