"""A new agency from another one's system: own uids, everything it uses, drafts of its own."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from processes import services as cases
from registry import policy
from registry.documents import closure
from registry.documents import services as documents
from registry.documents.models import Document, Validity, Version
from registry.now import now
from registry.organisation.models import Agency, Membership, Unit, User
from registry.organisation.periods import OrganisationError
from registry.packages import cloning
from registry.trail import events, outbox
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Agency:
    made = factories.agency("H99", name="Sở Tư pháp")
    factories.calendar(made, shared=True)
    return made


@pytest.fixture
def source(province: Agency) -> Agency:
    made = factories.agency("H99.01", name="UBND phường Mẫu", parent=province)
    factories.unit(made, "MC", "Một cửa")
    factories.install_process(made)
    factories.install(made, "manual", {"sections": [{"id": "a", "heading": "Chữ"}]}, title="Sổ tay")
    documents.install(
        made, "manual", code="K", title="Kín", confidentiality="restricted",
        body={"sections": [{"id": "a", "heading": "Kín"}]},
    )  # fmt: skip
    drafter = factories.person(made, role="iso_secretary")
    documents.create(drafter, made, "manual", title="Đang soạn", body={})
    return made


@pytest.fixture
def admin(province: Agency) -> User:
    return factories.person(province, role="province_admin")


def clone(actor: User | None, source: Agency, **options: Any) -> Agency:
    given = {"code": "H99.02", "name": "UBND phường Mới", "parent": source.parent, **options}
    return cloning.clone(actor, source, **given)


def test_everything_in_force_arrives_as_drafts(source: Agency, admin: User) -> None:
    made = clone(admin, source)
    rows = Document.objects.of(made)
    assert sorted(rows.values_list("kind", flat=True)) == ["form", "manual", "process", "rule"]
    assert set(rows.values_list("stage", flat=True)) == {"draft"}
    assert not Version.objects.of(made).exists()
    assert {unit.code for unit in Unit.objects.of(made)} == {"MC"}
    assert not Membership.objects.of(made).exists()
    (event,) = [e for e in events.read(f"agency:{made.uid}") if e.type == "agency.cloned"]
    assert event.actor == admin


def test_no_reference_leads_back(source: Agency, admin: User) -> None:
    made = clone(admin, source)
    ours = {str(uid) for uid in Document.objects.of(made).values_list("uid", flat=True)}
    theirs = {str(uid) for uid in Document.objects.of(source).values_list("uid", flat=True)}
    assert not ours & theirs
    named = {
        reference.uid
        for document in Document.objects.of(made)
        for reference in document.kind_of.references_of(document.data)
    }
    assert named and named <= ours
    for document in Document.objects.of(made):
        assert not theirs & set(document.body.split('"'))


def test_the_drafts_can_be_issued_together(source: Agency, admin: User) -> None:
    made = clone(admin, source)
    secretary = factories.person(made, role="iso_secretary")
    every = list(Document.objects.of(made))
    dossier = documents.freeze(secretary, every, title="Bộ đầu tiên")
    documents.issue(None, dossier, decision_no="1/QĐ", approvals=[])
    factories.calendar(made)
    desk = factories.person(made, role="one_stop")
    process = Document.objects.of(made).get(kind="process")
    case = cases.open_case(
        desk, made, str(process.uid), subject="Trích lục",
        answers={"hoten": "Lê Thử", "ngay": "1990-02-03"},
    )  # fmt: skip
    assert case.agency == made


def test_what_is_used_comes_along_whatever_was_chosen(source: Agency, admin: User) -> None:
    made = clone(admin, source, taking=["process"], units=False)
    kinds = sorted(Document.objects.of(made).values_list("kind", flat=True))
    assert kinds == ["form", "process", "rule"]
    assert not Unit.objects.of(made).exists()


def test_a_second_click_makes_nobody_twice(source: Agency, admin: User) -> None:
    first = clone(admin, source, idempotency_key="k1")
    assert clone(admin, source, idempotency_key="k1") == first
    with pytest.raises(OrganisationError, match="Đã có cơ quan mã") as refused:
        clone(admin, source, idempotency_key="k2")
    assert refused.value.field == "code"


def test_only_the_provinces_administrator_and_only_below(source: Agency, admin: User) -> None:
    beside = factories.agency("Z1")
    factories.install(beside, "manual", {"sections": [{"id": "a", "heading": "Chữ"}]})
    for actor, of, parent in (
        (factories.person(source, role="agency_admin"), source, source.parent),
        (factories.person(source, role="top_leader"), source, source.parent),
        (factories.person(beside, role="province_admin"), source, source.parent),
        (admin, beside, source.parent),
        (admin, source, beside),
        (admin, source, None),
    ):
        with pytest.raises(policy.Forbidden):
            clone(actor, of, parent=parent)
    with pytest.raises(policy.Forbidden):
        clone(admin, source, issued="1/QĐ")
    assert not Agency.objects.filter(code="H99.02").exists()


def test_many_documents_are_brought_by_jobs(
    source: Agency, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloning, "AT_ONCE", 1)
    monkeypatch.setattr(cloning, "CHUNK", 2)
    made = clone(admin, source)
    state = cloning.progress(made)
    assert state is not None
    assert (state.total, state.done, state.finished) == (4, 0, False)
    cloning.bring({"agency": made.pk})
    cloning.bring({"agency": made.pk})
    cloning.bring({"agency": made.pk})
    outbox.work()
    state = cloning.progress(made)
    assert state is not None and state.finished
    assert Document.objects.of(made).count() == 4


def test_with_a_decision_the_installation_issues_at_once(source: Agency) -> None:
    made = clone(None, source, issued="7/QĐ-UBND")
    assert Validity.objects.of(made).filter(Validity.at(now())).count() == 4
    assert set(Version.objects.of(made).values_list("decision_no", flat=True)) == {"7/QĐ-UBND"}
    process = Document.objects.of(made).get(kind="process")
    pinned = closure.pin(made, str(process.uid), now())
    assert len(pinned) == 3
    assert not list(events.verify())


def test_the_command(source: Agency, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("clone_agency", "H99.01", "H99.03", "UBND phường Ba")
    assert "4 tài liệu ở dạng bản soạn thảo" in capsys.readouterr().out
    made = Agency.objects.get(code="H99.03")
    assert (made.parent, made.name) == (source.parent, "UBND phường Ba")
    for arguments in (("H99.01", "H99.03", "Lần nữa"), ("KHONG", "X", "Y"), ("H99.01", " ", "Y")):
        with pytest.raises(CommandError):
            call_command("clone_agency", *arguments)
