"""A record stays with the form version that it was filled in by, whatever tries to move it."""

import pytest
from django.db import IntegrityError, transaction

from formbuilder import services
from registry.organisation.models import User
from registry.records.models import Record
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> Record:
    agency = factories.agency()
    officer: User = factories.person(agency)
    version = factories.install(agency, "form", factories.small_form(), title="Tờ khai")
    revision = services.save_filling(officer, agency, version, {"hoten": "Lê Thử"}, final=True)
    return revision.record


def test_the_database_refuses_another_form_version(record: Record) -> None:
    newer = factories.install(
        record.agency, "form", {**factories.small_form(), "signer": "Người khai"},
        uid=str(record.form.uid), starts=factories.at("2026-01-01 00:00"),
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.of(record.agency).filter(pk=record.pk).update(form_version=newer)
    record.form_version = newer
    with pytest.raises(IntegrityError), transaction.atomic():
        record.save()
    record.refresh_from_db()
    assert record.form_version.data == factories.small_form()


def test_the_database_refuses_another_form(record: Record) -> None:
    other = factories.install(record.agency, "form", factories.small_form(), title="Tờ khai khác")
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.of(record.agency).filter(pk=record.pk).update(form=other.document)


def test_the_rest_of_a_record_may_change(record: Record) -> None:
    record.title = "Tờ khai của ông Lê Thử"
    record.save()
    record.refresh_from_db()
    assert record.title == "Tờ khai của ông Lê Thử"
