"""An agency adopts a procedure of the agency above it: who decides, what bars it, who hears."""

from datetime import timedelta

import pytest

from processes.adoption import binding, services, spread
from processes.adoption.binding import Bound
from processes.adoption.services import AdoptionError
from processes.adoption.troubles import Facts, troubles_of
from registry import canonical, policy
from registry.adoption.models import Adoption
from registry.documents import services as documents
from registry.notices.models import Notice
from registry.now import now, today
from registry.organisation.models import Membership, User
from registry.organisation.periods import OrganisationError
from registry.trail import events, outbox
from tests import factories
from tests.processes import adopted
from tests.processes.adopted import Below

pytestmark = pytest.mark.django_db


@pytest.fixture
def below() -> Below:
    return adopted.make()


def told(below: Below) -> list[str]:
    return [event.type for event in events.read(f"agency:{below.ward.uid}")]


def test_the_secretary_prepares_and_the_leader_decides(below: Below) -> None:
    row = below.prepare()
    assert not Adoption.objects.of(below.ward).filter(Adoption.holding(today())).exists()
    assert Notice.objects.of(below.ward).filter(user=below.leader, kind="adoption").exists()
    factories.confirm(below.leader, row, decision_no="15/QĐ-UBND")
    row.refresh_from_db()
    assert Adoption.objects.of(below.ward).filter(Adoption.holding(today())).get() == row
    assert (row.decision_no, row.confirmed_by) == ("15/QĐ-UBND", below.leader)
    assert told(below) == ["adoption.prepared", "adoption.confirmed"]


def waiting(user: User) -> list[str]:
    rows = Notice.unscoped.filter(user=user, kind="adoption", read_at=None).order_by("pk")
    return list(rows.values_list("text", flat=True))


def test_what_was_asked_waits_no_longer_once_it_is_decided(below: Below) -> None:
    row = below.prepare()
    (asked,) = waiting(below.leader)
    assert asked.startswith("Chờ phê duyệt áp dụng: ")
    factories.send_back(below.leader, row, "Gán lại vai trò")
    assert waiting(below.leader) == []
    (returned,) = waiting(below.secretary)
    assert returned.endswith("Gán lại vai trò")
    below.prepare()
    assert waiting(below.secretary) == [] and len(waiting(below.leader)) == 1


def test_a_stand_in_of_the_leader_is_asked_too_and_who_prepared_it_is_not(below: Below) -> None:
    clerk = factories.person(below.ward, role="clerk")
    factories.delegation(below.ward, below.leader, clerk, "top_leader")
    both = factories.person(below.ward, role="iso_secretary", roles=("top_leader",))
    services.prepare(both, below.ward, below.document, bindings=below.proposal(), seen="")
    (asked,) = waiting(clerk)
    assert asked.startswith(f"(Thay {below.leader}) Chờ phê duyệt áp dụng: ")
    assert waiting(both) == []


def test_a_second_click_decides_nothing_twice(below: Below) -> None:
    row = below.adopt()
    factories.confirm(below.leader, row, decision_no="15/QĐ-UBND")
    with pytest.raises(AdoptionError, match="phê duyệt từ trước theo Quyết định 15/QĐ-UBND"):
        factories.confirm(below.leader, row, decision_no="16/QĐ-UBND")
    row.refresh_from_db()
    assert row.decision_no == "15/QĐ-UBND"
    assert told(below).count("adoption.confirmed") == 1


def test_only_who_decides_hears_that_it_was_decided(below: Below) -> None:
    row = below.adopt()
    with pytest.raises(policy.Forbidden):
        factories.confirm(below.secretary, row, decision_no="15/QĐ-UBND")


def test_who_prepared_it_does_not_decide_it(below: Below) -> None:
    both = factories.person(below.ward, role="iso_secretary", roles=("top_leader",))
    row = services.prepare(both, below.ward, below.document, bindings=below.proposal(), seen="")
    with pytest.raises(AdoptionError, match="không tự phê duyệt"):
        factories.confirm(both, row, decision_no="1/QĐ")


def test_nor_does_a_stand_in_of_the_leader_who_prepared_it(below: Below) -> None:
    factories.delegation(below.ward, below.leader, below.secretary, "top_leader")
    row = below.prepare()
    policy.forget(below.secretary)
    with pytest.raises(AdoptionError, match="không tự phê duyệt"):
        factories.confirm(below.secretary, row, decision_no="1/QĐ")


def test_a_stand_in_decides_in_the_leaders_name(below: Below) -> None:
    deputy = factories.person(below.ward, role="staff")
    factories.delegation(below.ward, below.leader, deputy, "top_leader")
    row = factories.confirm(deputy, below.prepare(), decision_no="1/QĐ")
    assert (row.confirmed_by, row.confirmed_for) == (deputy, below.leader)


def test_others_neither_prepare_nor_decide(below: Below) -> None:
    for person in (below.officer, below.leader, below.province_secretary):
        with pytest.raises(policy.Forbidden):
            services.prepare(person, below.ward, below.document, bindings=[], seen="")
    row = below.prepare()
    for person in (below.officer, below.secretary, below.province_secretary):
        with pytest.raises(policy.Forbidden):
            factories.confirm(person, row, decision_no="1/QĐ")


def test_a_decision_needs_its_number(below: Below) -> None:
    with pytest.raises(AdoptionError, match="số quyết định"):
        factories.confirm(below.leader, below.prepare(), decision_no="  ")


def test_only_shared_procedures_in_force_of_an_agency_above(below: Below) -> None:
    own = factories.install_process(below.ward)
    unshared = factories.install_process(below.province)
    beside = factories.install_process(factories.agency(), shared=True)
    later = factories.install_process(
        below.province, below.process.data, shared=True, starts=now() + timedelta(days=9)
    )
    system = factories.install_process(
        below.province, {**below.process.data, "procedure_type": "system"}, shared=True
    )
    form = below.form
    for version in (own, unshared, beside, later, system, form):
        with pytest.raises(AdoptionError, match="Chỉ áp dụng được"):
            services.prepare(below.secretary, below.ward, version.document, bindings=[], seen="")


def test_it_is_adopted_once_at_a_time(below: Below) -> None:
    below.adopt()
    with pytest.raises(AdoptionError, match="đang áp dụng"):
        below.prepare()


def test_the_default_binding_needs_no_typing(below: Below) -> None:
    bounds = {bound.need: bound for bound in below.proposal()}
    assert {need: bound.role for need, bound in bounds.items()} == {
        "mc": "one_stop",
        "cv": "staff",
        "ld": "top_leader",
        "vt": "clerk",
    }
    assert not troubles_of(below.prepare())


def test_a_unit_of_the_issuer_that_is_not_here_is_found_by_who_holds_the_role(below: Below) -> None:
    wanted = [binding.Need("mc", "Một cửa", "one_stop", unit="MOTCUA-SO")]
    assert binding.proposal(below.ward, wanted)["mc"] == Bound("mc", "one_stop", "MC")


def test_a_role_without_a_binding_bars_the_decision(below: Below) -> None:
    row = below.prepare(bindings=[b for b in below.proposal() if b.need != "ld"])
    with pytest.raises(AdoptionError, match="Cần gán vai trò: «Lãnh đạo»"):
        factories.confirm(below.leader, row, decision_no="1/QĐ")


def test_a_role_that_nobody_holds_is_told_and_bars_nothing(below: Below) -> None:
    Membership.objects.of(below.ward).filter(role="clerk").delete()
    row = below.prepare()
    found = troubles_of(row)
    assert [(one.need, one.bars) for one in found] == [("vt", False)]
    assert factories.confirm(below.leader, row, decision_no="1/QĐ").confirmed


def test_bindings_name_roles_and_units_of_the_agency(below: Below) -> None:
    factories.unit(below.province, "XA")
    for bound in (Bound("cv", "khong-co"), Bound("cv", "staff", "XA")):
        with pytest.raises(OrganisationError) as refused:
            below.prepare(bindings=[bound])
        assert refused.value.field == "cv"


def test_the_calendar_is_one_that_the_agency_may_use(below: Below) -> None:
    foreign = factories.calendar(factories.agency())
    for document in (foreign.document, below.document):
        with pytest.raises(AdoptionError, match="lịch làm việc"):
            below.prepare(calendar=document)


def test_the_leader_sends_it_back_with_a_reason(below: Below) -> None:
    row = below.prepare()
    with pytest.raises(AdoptionError, match="lý do"):
        factories.send_back(below.leader, row, " ")
    factories.send_back(below.leader, row, "Gán lại văn thư")
    with pytest.raises(AdoptionError, match="chờ thư ký ISO"):
        factories.confirm(below.leader, row, decision_no="1/QĐ")
    assert below.prepare().pk == row.pk
    assert factories.confirm(below.leader, row, decision_no="1/QĐ").confirmed


def test_what_was_not_decided_can_be_withdrawn(below: Below) -> None:
    row = below.prepare()
    services.withdraw(below.secretary, row)
    assert not Adoption.objects.of(below.ward).exists()
    decided = below.adopt()
    with pytest.raises(AdoptionError, match="không xóa được"):
        services.withdraw(below.secretary, decided)


def test_changing_who_stands_for_whom_is_told_once(below: Below) -> None:
    row = below.adopt()
    bounds = [Bound("cv", "staff", "TPHT")]
    for _ in range(2):
        below.rebind(row, bounds)
    row.refresh_from_db()
    assert binding.read(row.rows)["cv"].unit == "TPHT"
    assert binding.read(row.rows)["mc"].role == "one_stop"
    assert told(below).count("adoption.changed") == 1


def test_it_ends_after_a_day_and_may_begin_again(below: Below) -> None:
    row = below.adopt(starts=today() - timedelta(days=30))
    with pytest.raises(AdoptionError, match="lý do"):
        services.end(below.leader, row, today(), reason="")
    services.end(below.leader, row, today(), reason="Có quy trình riêng")
    assert Adoption.objects.of(below.ward).filter(Adoption.holding(today())).exists()
    later = today() + timedelta(days=1)
    assert not Adoption.objects.of(below.ward).filter(Adoption.holding(later)).exists()
    with pytest.raises(AdoptionError, match="muộn hơn"):
        below.prepare()
    assert below.prepare(starts=later).pk != row.pk


def test_the_issuer_sees_who_works_by_its_documents_and_nobody_else_does(below: Below) -> None:
    row = below.adopt()
    beside = factories.agency(parent=below.province)
    neighbour = factories.person(beside, role="iso_secretary", roles=("top_leader",))
    for person, sees in (
        (below.province_secretary, True),
        (below.officer, True),
        (neighbour, False),
        (factories.person(below.province, role="staff"), False),
    ):
        assert policy.visible(person, Adoption).filter(pk=row.pk).exists() is sees


def test_a_new_issue_reaches_every_adopter_once(below: Below) -> None:
    below.adopt()
    others = [factories.agency(parent=below.province) for _ in range(3)]
    for agency in others:
        factories.person(agency, role="iso_secretary", roles=("top_leader",))
        services.lay_down(agency, below.document, decision_no="1/QĐ")
    outbox.work()
    assert not Notice.unscoped.filter(text__contains="ban hành lần 01/00").exists()
    Notice.unscoped.all().delete()
    version = below.reissue(purpose="Mục đích mới")
    outbox.work()
    spread.spread({"document": below.uid, "version": version.pk})
    rows = Notice.unscoped.filter(kind="adoption")
    assert rows.count() == 2 + 3
    mine = rows.get(user=below.secretary)
    assert "ban hành lần 02/00" in mine.text
    assert "/so-sanh/v" in mine.url
    assert not Notice.unscoped.filter(user=below.province_secretary).exists()


def test_the_fan_out_costs_the_same_for_few_and_many(
    below: Below, django_assert_max_num_queries: object
) -> None:
    for _ in range(20):
        agency = factories.agency(parent=below.province)
        factories.person(agency, role="iso_secretary")
        services.lay_down(agency, below.document, decision_no="1/QĐ")
    version = below.reissue(purpose="Khác")
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        spread.spread({"document": below.uid, "version": version.pk})
    assert Notice.unscoped.filter(kind="adoption").count() == 20


def test_a_new_role_asks_for_a_binding_and_keeps_the_old_ones(below: Below) -> None:
    row = below.adopt()
    role = {"id": "tc", "label": "Kế toán", "by": "role", "role": "staff"}
    roles = [*below.process.data["roles"], role]
    below.reissue(roles=roles)
    outbox.work()
    row.refresh_from_db()
    assert [one.message for one in troubles_of(row)] == ["Cần gán vai trò: «Kế toán»."]
    notice = Notice.unscoped.get(user=below.secretary, text__contains="Cần gán vai trò")
    assert notice.url == f"/admin/ap-dung/{row.uid}/"
    below.rebind(row, [Bound("tc", "staff")])
    row.refresh_from_db()
    assert not troubles_of(row)


def test_a_cancelled_document_is_told_to_adopters(below: Below) -> None:
    row = below.adopt()
    documents.cancel(below.province_secretary, below.document, reason="Hết thẩm quyền")
    outbox.work()
    assert Notice.unscoped.filter(user=below.leader, text__contains="đã hủy bỏ").exists()
    row.refresh_from_db()
    assert "không còn hiệu lực" in troubles_of(row)[0].message


def test_a_form_that_is_not_shared_bars_the_decision_without_naming_it(below: Below) -> None:
    form = factories.install(below.province, "form", factories.small_form(), title="Kín")
    body = factories.small_process(factories.uid_of(form))
    process = factories.install_process(below.province, body, title="Khác", shared=True)
    row = services.prepare(
        below.secretary, below.ward, process.document, bindings=below.proposal(), seen=""
    )
    with pytest.raises(AdoptionError, match="chưa được") as refused:
        factories.confirm(below.leader, row, decision_no="1/QĐ")
    assert "Kín" not in str(refused.value)


def test_many_adoptions_are_looked_at_in_three_queries(
    below: Below, django_assert_num_queries: object
) -> None:
    rows = [below.adopt()]
    for _ in range(5):
        agency = factories.agency(parent=below.province)
        rows.append(services.lay_down(agency, below.document, decision_no="1/QĐ"))
    with django_assert_num_queries(3):  # type: ignore[operator]
        facts = Facts.about(rows)
        found = [facts.of(row) for row in rows]
    assert not found[0] and found[1]


def issued_again(below: Below, *, shared: bool) -> None:
    """The province's own way: a draft that asks for it, a dossier, an issue."""
    document = documents.begin_revision(below.province_secretary, below.document)
    documents.save_draft(
        below.province_secretary,
        document,
        {**document.data, "purpose": "Lần nữa"},
        base_digest=canonical.digest(document.body),
        shared=shared,
    )
    document.refresh_from_db()
    assert document.shared is not shared
    dossier = documents.freeze(below.province_secretary, [document], title="Bộ")
    documents.issue(None, dossier, decision_no="1/QĐ", approvals=[])
    document.refresh_from_db()
    assert document.shared is shared


def test_sharing_is_asked_for_by_a_draft_and_holds_when_it_is_issued(below: Below) -> None:
    row = below.adopt()
    outbox.work()
    issued_again(below, shared=False)
    outbox.work()
    row.refresh_from_db()
    assert "không còn dùng chung" in troubles_of(row)[0].message
    assert Notice.unscoped.filter(user=below.secretary, text__contains="không còn dùng").exists()
    issued_again(below, shared=True)
    row = Adoption.unscoped.get(pk=row.pk)
    assert not troubles_of(row)


def test_days_that_cannot_be_are_refused(below: Below) -> None:
    for wrong in (
        {"starts": today() + timedelta(days=4000)},
        {"starts": factories.LONG_AGO.date() - timedelta(days=400)},
        {"decision_on": today() + timedelta(days=1)},
    ):
        with pytest.raises(AdoptionError) as refused:
            below.prepare(**wrong)
        assert refused.value.field == next(iter(wrong))
    row = below.prepare()
    with pytest.raises(AdoptionError, match="sau hôm nay"):
        factories.confirm(below.leader, row, decision_on=today() + timedelta(days=1))
