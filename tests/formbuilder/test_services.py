"""Saving fillings: drafts with problems, final refusals, pins, the trail, doubles."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from formbuilder import services
from registry import canonical
from registry.administration import services as organisation
from registry.canonical import CanonicalError
from registry.documents.models import Version
from registry.documents.services import install
from registry.organisation.models import Agency, User
from registry.policy import Forbidden
from registry.records.models import Record, RecordRevision
from registry.trail import events
from registry.trail.models import Event
from tests.formbuilder.samples import ANSWERS, REQUEST

pytestmark = pytest.mark.django_db

START = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture
def agency() -> Agency:
    return organisation.establish("P01", "Ủy ban nhân dân phường Thuận An")


@pytest.fixture
def officer(agency: Agency) -> User:
    user = organisation.enrol("mot-cua", "Phan Thị Lan")
    organisation.assign(None, user, agency, "one_stop")
    return user


@pytest.fixture
def version(agency: Agency) -> Version:
    return install(agency, "form", code="BM-01", title="Tờ khai", body=REQUEST, starts=START)


def save(
    officer: User, agency: Agency, version: Version, answers: dict[str, Any], **rest: Any
) -> RecordRevision:
    return services.save_filling(officer, agency, version, answers, **{"final": True} | rest)


def test_a_final_filling_is_kept_as_canonical_text(
    officer: User, agency: Agency, version: Version
) -> None:
    revision = save(officer, agency, version, ANSWERS)
    assert revision.data == ANSWERS
    assert revision.sha256 == canonical.digest(canonical.dumps(ANSWERS))
    assert (revision.number, revision.state, revision.by) == (1, "final", officer)
    assert revision.record.form_version == version


def test_the_trail_tells_the_digest_and_never_an_answer(
    officer: User, agency: Agency, version: Version
) -> None:
    revision = save(officer, agency, version, ANSWERS)
    event = events.read(revision.record.stream).get()
    assert event.type == "record.saved"
    assert events.data_of(event)["sha256"] == revision.sha256
    for answer in ("Lê Thị Hoa Mai", "046203004567", "0912345678"):
        assert answer not in event.data


def test_an_unfinished_filling_is_kept_with_its_problems(
    officer: User, agency: Agency, version: Version
) -> None:
    revision = save(officer, agency, version, {"cccd": "12", "born": "31/2/2020"}, final=False)
    assert revision.state == "draft"
    assert revision.data == {"cccd": "12", "born": "31/2/2020"}


def test_a_final_save_with_problems_is_refused_and_writes_nothing(
    officer: User, agency: Agency, version: Version
) -> None:
    with pytest.raises(services.FillingRefused) as refused:
        save(officer, agency, version, {**ANSWERS, "cccd": "12"})
    assert [problem.pointer for problem in refused.value.problems] == ["/cccd"]
    assert not Record.objects.of(agency).exists()
    assert not RecordRevision.objects.exists()


def test_a_draft_never_keeps_what_is_hidden(
    officer: User, agency: Agency, version: Version
) -> None:
    revision = save(officer, agency, version, {**ANSWERS, "address": "x"}, final=False)
    assert "address" not in revision.data


def test_revisions_count_on_and_the_record_keeps_its_form_version(
    officer: User, agency: Agency, version: Version
) -> None:
    first = save(officer, agency, version, {"name": "Lê Thị Hoa Mai"}, final=False)
    second = save(officer, agency, version, ANSWERS, record=first.record)
    assert (second.record, second.number, second.state) == (first.record, 2, "final")
    newer = install(
        agency,
        "form",
        code="BM-01",
        title="Tờ khai",
        uid=str(version.document.uid),
        body=REQUEST | {"signer": "Người khai"},
        starts=START.replace(month=2),
    )
    with pytest.raises(services.FillingError, match="lần ban hành khác"):
        save(officer, agency, newer, ANSWERS, record=first.record)


def test_saving_the_same_again_changes_nothing(
    officer: User, agency: Agency, version: Version
) -> None:
    first = save(officer, agency, version, ANSWERS)
    assert save(officer, agency, version, ANSWERS, record=first.record) == first
    assert Event.objects.filter(type="record.saved").count() == 1


def test_a_form_sent_twice_makes_one_record(
    officer: User, agency: Agency, version: Version
) -> None:
    first = save(officer, agency, version, ANSWERS, idempotency_key="k1")
    again = save(officer, agency, version, {**ANSWERS, "name": "Khác"}, idempotency_key="k1")
    assert again == first
    other = save(officer, agency, version, ANSWERS, idempotency_key="k2")
    assert other.record != first.record


def test_inside_a_case_the_cases_stream_tells(
    officer: User, agency: Agency, version: Version
) -> None:
    stream = "case:0d5f"
    with transaction.atomic():
        events.append(stream, "record.saved", {}, agency=agency, idempotency_key="k1")
    revision = save(officer, agency, version, ANSWERS, case_stream=stream, idempotency_key="k1")
    assert revision.record.case_stream == stream
    assert events.read(stream).count() == 2


def test_who_may_not_fill_is_refused(agency: Agency, version: Version) -> None:
    stranger = organisation.enrol("la", "Người Lạ")
    with pytest.raises(Forbidden):
        save(stranger, agency, version, ANSWERS)
    auditor = organisation.enrol("dgv", "Hồ Văn Bình")
    organisation.assign(None, auditor, agency, "auditor")
    with pytest.raises(Forbidden):
        save(auditor, agency, version, ANSWERS)


def test_another_agencys_form_and_record_are_refused(
    officer: User, agency: Agency, version: Version
) -> None:
    other = organisation.establish("P02", "Ủy ban nhân dân phường An Cựu")
    colleague = organisation.enrol("mot-cua-2", "Bùi Văn Hải")
    organisation.assign(None, colleague, other, "one_stop")
    with pytest.raises(services.FillingError, match="cơ quan khác"):
        save(colleague, other, version, ANSWERS)
    record = save(officer, agency, version, ANSWERS).record
    with pytest.raises(Forbidden):
        save(colleague, other, version, ANSWERS, record=record)
    organisation.assign(None, officer, other, "one_stop")
    with pytest.raises(services.FillingError, match="cơ quan khác"):
        save(officer, other, version, ANSWERS, record=record)


def test_a_shared_form_serves_the_agencies_below(officer: User, agency: Agency) -> None:
    ward = organisation.establish("P03", "Ủy ban nhân dân phường Kim Long", parent=agency)
    clerk = organisation.enrol("van-thu", "Ngô Thị Sen")
    organisation.assign(None, clerk, ward, "clerk")
    shared = install(
        agency, "form", code="BM-02", title="Phiếu", body=REQUEST, shared=True, starts=START
    )
    assert save(clerk, ward, shared, ANSWERS).record.agency == ward


def test_a_document_of_another_kind_is_no_form(officer: User, agency: Agency) -> None:
    manual = install(
        agency,
        "manual",
        code="ST",
        title="Sổ tay",
        starts=START,
        body={"sections": [{"id": "s1", "heading": "Chung", "text": "…"}]},
    )
    with pytest.raises(services.FillingError, match="không phải biểu mẫu"):
        save(officer, agency, manual, {})


@pytest.mark.parametrize("bad", [{"name": "\ud800"}, {"fee": 1.5}, {"name": object()}])
def test_answers_that_cannot_be_kept_are_refused(
    bad: dict[str, Any], officer: User, agency: Agency, version: Version
) -> None:
    with pytest.raises(CanonicalError):
        save(officer, agency, version, {**ANSWERS, **bad}, final=False)
    assert not Record.objects.of(agency).exists()


def test_decomposed_letters_give_the_same_digest(
    officer: User, agency: Agency, version: Version
) -> None:
    import unicodedata

    decomposed = {**ANSWERS, "name": unicodedata.normalize("NFD", ANSWERS["name"]) + "\x00"}
    first = save(officer, agency, version, ANSWERS)
    assert save(officer, agency, version, decomposed).sha256 == first.sha256
