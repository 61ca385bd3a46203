"""Who may see and do what: reach of roles, dates, delegation, sharing; no query unscoped."""

from datetime import date, timedelta
from typing import Any

import pytest

from registry import policy
from registry.documents import services
from registry.documents.models import Document, Dossier, Rendition, Validity, Version
from registry.notices.models import Notice
from registry.notices.services import notify
from registry.now import frozen, today
from registry.organisation.models import Agency, Delegation, Membership, Unit, User
from registry.organisation.roles import abilities, reach, role_labels
from registry.policy import Forbidden, can, require, standing, visible
from registry.records.models import Record
from registry.scoping import UnscopedQuery
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.at("2026-04-24 09:00")
TODAY = NOW.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
BODY = {"sections": [{"id": "m1", "heading": "Phạm vi", "text": "Cơ quan."}]}


@pytest.fixture(autouse=True)
def _one_day() -> Any:
    with frozen(NOW):
        yield


@pytest.fixture
def commune() -> Agency:
    return factories.agency("X1", parent=factories.agency("T1", name="UBND tỉnh"))


def draft_of(author: User, agency: Agency, unit: Unit | None = None) -> Document:
    return services.create(
        author, agency, "manual", title="Bản thảo", code="ST-1", body=BODY, owner_unit=unit
    )


def titles(user: User | None) -> set[str]:
    return {document.title for document in visible(user, Document)}


def afresh(user: User) -> User:
    """The same person at their next request."""
    return User.objects.get(pk=user.pk)


class TestReach:
    """Agency, unit and own: how far a role goes."""

    def test_the_secretary_reads_every_draft_of_the_agency(self, commune: Agency) -> None:
        unit = factories.unit(commune, "TP")
        draft = draft_of(factories.person(commune, role="drafter", unit=unit), commune, unit)
        secretary = factories.person(commune, role="iso_secretary")
        assert titles(secretary) == {"Bản thảo"}
        assert can(secretary, "edit", draft) and can(secretary, "read_draft", draft)

    def test_a_department_leader_reads_drafts_of_the_own_unit_alone(self, commune: Agency) -> None:
        own, other = factories.unit(commune, "TP"), factories.unit(commune, "VP")
        drafter = factories.person(commune, role="drafter", unit=own)
        draft = draft_of(drafter, commune, own)
        leader = factories.person(commune, role="department_leader", unit=own)
        neighbour = factories.person(commune, role="department_leader", unit=other)
        assert titles(leader) == {"Bản thảo"} and can(leader, "read_draft", draft)
        assert titles(neighbour) == set() and not can(neighbour, "read_draft", draft)

    def test_a_leader_without_a_unit_leads_them_all(self, commune: Agency) -> None:
        at = standing(factories.person(commune, role="department_leader"))
        unit = factories.unit(commune, "TP")
        assert at.may("document.read_draft", commune.pk, unit_id=unit.pk)

    def test_a_drafter_edits_the_own_draft_and_no_other(self, commune: Agency) -> None:
        author = factories.person(commune, role="drafter")
        other = factories.person(commune, role="drafter")
        draft = draft_of(author, commune)
        assert can(author, "edit", draft) and can(author, "delete", draft)
        assert not can(other, "edit", draft) and titles(other) == set()

    def test_who_has_left_the_agency_reads_the_own_drafts_no_more(self, commune: Agency) -> None:
        author = factories.person(commune, role="drafter")
        draft = draft_of(author, commune)
        Membership.objects.of(commune).filter(user=author).update(ends=YESTERDAY)
        factories.person(factories.agency("X2"), role="drafter")
        gone = afresh(author)
        assert titles(gone) == set() and not can(gone, "edit", draft)

    def test_an_administrator_has_no_business_permission(self, commune: Agency) -> None:
        draft = draft_of(factories.person(commune, role="drafter"), commune)
        for role in ("agency_admin", "province_admin"):
            admin = factories.person(commune, role=role)
            assert titles(admin) == set()
            assert not any(can(admin, ability, draft) for ability in ("edit", "submit", "export"))
            assert can(admin, "organisation.manage", commune)

    def test_every_role_and_ability_of_the_table_is_of_a_known_reach(self) -> None:
        for ability in abilities():
            reaches = {reach(role, ability) for role in role_labels()}
            assert reaches <= {"agency", "unit", "own", None} and reaches != {None}, ability

    def test_a_role_in_one_agency_is_nothing_in_another(self, commune: Agency) -> None:
        other = factories.agency("X2", parent=commune.parent)
        draft = draft_of(factories.person(commune, role="drafter"), commune)
        first, *rest = role_labels()
        stranger = factories.person(other, role=first, roles=tuple(rest))
        declared = policy.POLICIES.get("registry.Document").abilities
        assert not any(can(stranger, ability, draft) for ability in declared)
        with pytest.raises(Forbidden, match="không có quyền"):
            require(stranger, "edit", draft)

    def test_what_is_not_declared_is_never_given(self, commune: Agency) -> None:
        secretary = factories.person(commune, role="iso_secretary")
        assert not can(secretary, "burn", draft_of(secretary, commune))
        assert not can(secretary, "edit", secretary)


class TestDates:
    """Memberships and delegations count from their first day to their last, both included."""

    @pytest.mark.parametrize(
        ("starts", "ends", "holds"),
        [
            (None, None, True),
            (TODAY, TODAY, True),
            (TOMORROW, None, False),
            (None, YESTERDAY, False),
            (YESTERDAY, TOMORROW, True),
        ],
    )
    def test_a_membership_counts_on_its_days(
        self, commune: Agency, starts: date | None, ends: date | None, holds: bool
    ) -> None:
        user = factories.person(commune, role="clerk")
        Membership.objects.of(commune).filter(user=user).update(starts=starts, ends=ends)
        assert standing(user).holds(commune.pk, "clerk") is holds
        assert policy.may_enter(user) is holds

    def test_the_day_begins_at_midnight_in_vietnam(self, commune: Agency) -> None:
        user = factories.person(commune, role="clerk")
        Membership.objects.of(commune).filter(user=user).update(ends=TODAY)
        with frozen(factories.at("2026-04-24 23:59")):
            assert today() == TODAY and policy.may_enter(user)
        with frozen(factories.at("2026-04-25 00:00")):
            assert not policy.may_enter(user)

    def test_an_agency_that_is_closed_gives_no_role(self, commune: Agency) -> None:
        user = factories.person(commune, role="iso_secretary")
        factories.install(commune, "manual", BODY, title="Sổ tay")
        Agency.objects.filter(pk=commune.pk).update(active=False)
        assert not policy.may_enter(afresh(user))
        assert titles(afresh(user)) == set()

    def test_an_account_that_is_switched_off_is_nobody(self, commune: Agency) -> None:
        user = factories.person(commune, role="iso_secretary")
        user.is_active = False
        assert standing(user) is policy.NOBODY and standing(None) is policy.NOBODY


class TestDelegation:
    """Somebody acts for somebody: dated, one hop, and only while the giver holds the role."""

    def test_a_stand_in_acts_for_the_giver_and_says_so(self, commune: Agency) -> None:
        secretary = factories.person(commune, role="iso_secretary", position="Thư ký ISO")
        stand_in = factories.person(commune, role="staff")
        factories.delegation(commune, secretary, stand_in, "iso_secretary", "stand_in")
        at = standing(stand_in)
        assert at.roles(commune) == {"staff", "iso_secretary"}
        assert at.acting_for(commune.pk, "iso_secretary") == secretary
        assert at.acting_for(commune.pk, "staff") is None
        assert at.position(commune.pk) == ""

    def test_who_holds_the_role_too_acts_for_nobody(self, commune: Agency) -> None:
        first = factories.person(commune, role="top_leader")
        second = factories.person(commune, role="top_leader")
        factories.delegation(commune, first, second, "top_leader")
        assert standing(second).acting_for(commune.pk, "top_leader") is None

    @pytest.mark.parametrize(
        ("starts", "ends", "holds"),
        [(TODAY, TODAY, True), (TOMORROW, None, False), (None, YESTERDAY, False)],
    )
    def test_a_delegation_counts_on_its_days(
        self, commune: Agency, starts: date | None, ends: date | None, holds: bool
    ) -> None:
        giver = factories.person(commune, role="top_leader")
        receiver = factories.person(commune, role="staff")
        factories.delegation(commune, giver, receiver, "top_leader")
        Delegation.objects.of(commune).update(starts=starts, ends=ends)
        assert standing(receiver).holds(commune.pk, "top_leader") is holds

    def test_it_is_never_passed_on(self, commune: Agency) -> None:
        first = factories.person(commune, role="top_leader")
        second, third = factories.person(commune), factories.person(commune)
        factories.delegation(commune, first, second, "top_leader")
        factories.delegation(commune, second, third, "top_leader")
        assert standing(second).holds(commune.pk, "top_leader")
        assert not standing(third).holds(commune.pk, "top_leader")

    def test_it_ends_when_the_giver_holds_the_role_no_more(self, commune: Agency) -> None:
        giver = factories.person(commune, role="top_leader")
        receiver = factories.person(commune)
        factories.delegation(commune, giver, receiver, "top_leader")
        Membership.objects.of(commune).filter(user=giver).update(ends=YESTERDAY)
        assert not standing(receiver).holds(commune.pk, "top_leader")

    def test_of_one_role_it_gives_no_other(self, commune: Agency) -> None:
        giver = factories.person(commune, role="top_leader", roles=("quality_leader",))
        receiver = factories.person(commune)
        factories.delegation(commune, giver, receiver, "quality_leader")
        assert standing(receiver).roles(commune) == {"staff", "quality_leader"}

    def test_of_one_unit_it_gives_no_other(self, commune: Agency) -> None:
        own, other = factories.unit(commune, "TP"), factories.unit(commune, "VP")
        giver = factories.person(commune, role="department_leader", unit=own)
        receiver = factories.person(commune, unit=other)
        made = factories.delegation(commune, giver, receiver, "department_leader")
        Delegation.objects.of(commune).filter(pk=made.pk).update(unit=own)
        at = standing(receiver)
        assert at.holds(commune.pk, "department_leader", own.pk)
        assert not at.holds(commune.pk, "department_leader", other.pk)

    def test_a_delegation_that_names_no_unit_reaches_no_further_than_the_giver(
        self, commune: Agency
    ) -> None:
        own, other = factories.unit(commune, "TP"), factories.unit(commune, "VP")
        giver = factories.person(commune, role="department_leader", unit=own)
        receiver = factories.person(commune, unit=other)
        factories.delegation(commune, giver, receiver, "department_leader")
        at = standing(receiver)
        assert at.holds(commune.pk, "department_leader", own.pk)
        assert not at.holds(commune.pk, "department_leader", other.pk)
        assert not at.may("document.read_draft", commune.pk, unit_id=other.pk)


class TestSharing:
    """What is issued and shared is read below, never above or beside."""

    @pytest.fixture
    def family(self) -> dict[str, User]:
        province = factories.agency("T1", name="UBND tỉnh")
        commune = factories.agency("X1", parent=province)
        below = factories.agency("X11", parent=commune)
        beside = factories.agency("X2", parent=province)
        for agency, shared in ((commune, True), (commune, False)):
            factories.install(
                agency, "manual", BODY, title="Chung" if shared else "Riêng", shared=shared
            )
        places = {"above": province, "own": commune, "below": below, "beside": beside}
        return {name: factories.person(agency) for name, agency in places.items()}

    def test_shared_documents_go_down_only(self, family: dict[str, User]) -> None:
        assert titles(family["own"]) == {"Chung", "Riêng"}
        assert titles(family["below"]) == {"Chung"}
        assert titles(family["above"]) == titles(family["beside"]) == titles(None) == set()

    def test_their_versions_go_with_them(self, family: dict[str, User]) -> None:
        def seen(who: str) -> set[str]:
            return {version.title for version in visible(family[who], Version)}

        assert seen("own") == {"Chung", "Riêng"} and seen("below") == {"Chung"}
        assert seen("above") == seen("beside") == set()

    def test_a_draft_is_not_shared(self, family: dict[str, User]) -> None:
        commune = Agency.objects.get(code="X1")
        draft = draft_of(factories.person(commune, role="drafter"), commune)
        Document.objects.of(commune).filter(pk=draft.pk).update(shared=True)
        assert "Bản thảo" not in titles(family["below"])

    def test_nobody_below_changes_what_is_shared(self, family: dict[str, User]) -> None:
        below = Agency.objects.get(code="X11")
        secretary = factories.person(below, role="iso_secretary")
        shared = visible(secretary, Document).get(title="Chung")
        assert not can(secretary, "edit", shared) and not can(secretary, "read_draft", shared)
        with pytest.raises(Forbidden):
            services.begin_revision(secretary, shared)

    def test_what_is_restricted_is_read_by_those_who_read_drafts(self, commune: Agency) -> None:
        made = factories.install(commune, "manual", BODY, title="Hạn chế", shared=True)
        Document.objects.of(commune).filter(pk=made.document_id).update(
            confidentiality="restricted"
        )
        below = factories.person(factories.agency("X11", parent=commune))
        for user, seen in (
            (factories.person(commune, role="staff"), False),
            (factories.person(commune, role="iso_secretary"), True),
            (below, False),
        ):
            assert (titles(user) == {"Hạn chế"}) is seen
            assert visible(user, Version).exists() is seen


class TestOwn:
    """Notices and people."""

    def test_a_notice_is_for_one_person(self, commune: Agency) -> None:
        user, other = factories.person(commune), factories.person(commune, role="top_leader")
        notify(user, commune, "Có việc mới")
        assert visible(user, Notice).count() == 1 and not visible(other, Notice).exists()

    def test_people_know_their_colleagues(self, commune: Agency) -> None:
        user, colleague = factories.person(commune), factories.person(commune)
        stranger = factories.person(factories.agency("X2"))
        assert set(visible(user, User)) == {user, colleague}
        assert set(visible(stranger, User)) == {stranger}


class TestScopedManagers:
    """No query without its agency."""

    @pytest.mark.parametrize(
        "model",
        [Document, Version, Validity, Dossier, Record, Notice, Unit, Membership, Delegation],
    )
    def test_a_query_that_names_no_agency_is_refused(self, model: Any, commune: Agency) -> None:
        for query in (
            lambda: model.objects.all(),
            lambda: model.objects.filter(pk=1),
            lambda: model.objects.count(),
            lambda: list(model.objects.iterator()),
            lambda: model.objects.get(pk=1),
        ):
            with pytest.raises(UnscopedQuery):
                query()
        assert model.objects.of(commune).count() == 0
        with pytest.raises(UnscopedQuery):
            model.objects.create()

    def test_a_model_without_a_policy_shows_nothing(self) -> None:
        with pytest.raises(KeyError):
            visible(None, Rendition)

    def test_nobody_sees_a_row_of_anything(self, commune: Agency) -> None:
        factories.install(commune, "manual", BODY, title="Sổ tay", shared=True)
        draft_of(factories.person(commune, role="drafter"), commune)
        for one in policy.POLICIES:
            assert not visible(None, one.model).exists(), one.model
