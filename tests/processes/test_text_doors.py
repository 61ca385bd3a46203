"""What people type is settled at every door; what shows nothing is nothing, in services too."""

import importlib

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from cms.models import Picture
from cms.system.forms import UnitForm
from processes import services
from processes.control.forms import SubmitForm
from processes.engine.machine import CommandRefused
from processes.models import Case
from registry.administration import services as organisation
from registry.documents import services as documents
from registry.documents.errors import DocumentError
from registry.now import frozen, now
from registry.organisation.periods import OrganisationError
from registry.vietnamese import fold
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY, World

pytestmark = pytest.mark.django_db
LATER = factories.at("2026-04-29 09:00")
NOTHING = "\u200b\ufeff \u00a0\u2060"


@pytest.fixture
def world() -> World:
    return worlds.make()


def test_a_case_has_a_visible_subject(world: World) -> None:
    with pytest.raises(CommandRefused, match="nội dung"):
        world.open(subject=NOTHING)
    typed = "\ufeffÐiều\u00a0động\u200b viên chức"
    case = world.open(subject=typed, applicant_name="Ðặng Thị\tÐào")
    assert (case.subject, case.applicant_name) == ("Điều động viên chức", "Đặng Thị Đào")
    assert "dieu dong vien chuc dang thi dao" in case.folded


def test_a_long_subject_and_name_fit(world: World) -> None:
    case = world.open(subject="ộ" * 500, applicant_name="ờ" * 150)
    assert len(case.folded) == 600


@pytest.mark.parametrize("act", ["suspend", "stop"])
def test_a_reason_that_shows_nothing_is_none(world: World, act: str) -> None:
    case = world.open()
    with frozen(LATER), pytest.raises(CommandRefused, match="lý do"):
        factories.act(world.leader, case, act, NOTHING)


def test_a_task_is_not_returned_for_a_reason_that_shows_nothing(world: World) -> None:
    case = world.forward(world.forward(world.open(), LATER), LATER)
    with frozen(LATER), pytest.raises(CommandRefused, match="lý do"):
        services.return_task(world.leader, world.task(case), reason=NOTHING)


def test_a_document_has_a_visible_name_and_a_plain_code() -> None:
    agency = factories.agency()
    author = factories.person(agency, role="iso_secretary")
    with pytest.raises(DocumentError, match="tên tài liệu"):
        documents.create(author, agency, "form", title=NOTHING)
    made = documents.create(
        author, agency, "form", title="Tờ khai – Ðất\u00ad đai", code="BM–01\u200b"
    )
    assert (made.title, made.code) == ("Tờ khai – Đất đai", "BM-01")


def test_a_unit_has_a_visible_name() -> None:
    agency = factories.agency()
    admin = factories.person(agency, role="agency_admin")
    with pytest.raises(OrganisationError, match="mã và tên"):
        organisation.save_unit(admin, agency, code="TP", name=NOTHING)
    saved = organisation.save_unit(admin, agency, code="TP–1", name="Ðịa chính")
    assert (saved.code, saved.name) == ("TP-1", "Địa chính")


def test_forms_say_what_is_missing_and_settle_the_rest() -> None:
    unit = UnitForm({"code": NOTHING, "name": "\u200bÐịa\u00a0chính "}, units=[])
    assert not unit.is_valid()
    assert unit.errors == {"code": ["Chưa nhập mã."]}
    assert unit.cleaned_data["name"] == "Địa chính"
    submit = SubmitForm({"title": NOTHING, "change_note": NOTHING})
    assert {"title", "change_note"} <= set(submit.errors)


def test_a_case_is_found_by_any_spelling_of_its_code_and_its_words(world: World) -> None:
    case = world.open(subject="Điều động viên chức")
    browser = Client()
    browser.force_login(world.desk)
    for asked in (
        case.code.replace("-", "–"), case.code.replace("-", "").replace(".", ""),
        "Ðiều động", "dieu\u200b dong", case.code.lower(),
    ):  # fmt: skip
        page = browser.get(reverse("case_list"), {"q": asked}).content.decode()
        assert str(case.uid) in page, asked
    assert str(case.uid) not in browser.get(reverse("case_list"), {"q": "khac"}).content.decode()


def test_what_was_folded_before_is_folded_anew(world: World) -> None:
    case, right = world.open(), world.open()
    # A row as it was written before: Ð was a letter of its own, the code had no key.
    Case.unscoped.filter(pk=case.pk).update(
        subject="Ðiều\u200b động",
        applicant_name="Ðặng",
        folded="h99 ðieu\u200b dong ðang",
        code_key="",
    )
    picture = Picture.objects.create(
        agency=world.agency, title="Ðình làng", folded="ðinh lang", sha256="0" * 64, path="x",
        width=1, height=1, uploaded_by=world.desk, uploaded_at=now(),
    )  # fmt: skip
    cases = importlib.import_module("processes.migrations.0006_fold_cases_anew")
    pictures = importlib.import_module("cms.migrations.0004_fold_pictures_anew")
    for _ in range(2):
        cases.fold_anew(apps, None)
        pictures.fold_anew(apps, None)
    case.refresh_from_db()
    picture.refresh_from_db()
    assert case.folded == fold(f"{case.code} Điều động Đặng")
    assert case.code_key == case.code.lower().replace("-", "").replace(".", "")
    assert picture.folded == "dinh lang"
    before = (right.folded, right.code_key)
    right.refresh_from_db()
    assert (right.folded, right.code_key) == before
    with frozen(FRIDAY):
        assert world.open().folded.startswith("h99.15.01-260424-")
