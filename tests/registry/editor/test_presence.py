"""Who is editing a draft now: told to who comes later, taken over with a notice, gone by itself."""

import re
from datetime import timedelta

import pytest

from registry.documents import services as documents
from registry.documents.models import Document
from registry.notices.models import Notice
from registry.now import frozen
from registry.policy import Forbidden
from registry.presence import services
from registry.presence.models import Editing
from tests import factories
from tests.registry.library.office import NOW, Ward, client_of, make_ward, manual
from tests.support.worlds import once_a_module

pytestmark = pytest.mark.django_db
SEEN = re.compile(r'data-iso-presence-seen-value="([^"]+)"')
ward = once_a_module(make_ward)


def draft_of(ward: Ward) -> Document:
    return documents.create(
        ward.secretary, ward.agency, "manual", title="Sổ tay", body=manual(), owner_unit=ward.unit
    )


def test_who_comes_later_is_told_and_may_take_over(ward: Ward) -> None:
    draft = draft_of(ward)
    other = factories.person(ward.agency, role="iso_secretary", name="Trần Thị Mai Lan")
    address = f"/admin/tai-lieu/{draft.pk}/sua/"
    first, second = client_of(other), client_of(ward.secretary)
    with frozen(NOW):
        assert "đang sửa" not in first.get(address).content.decode()
    with frozen(NOW + timedelta(minutes=3)):
        page = second.get(address).content.decode()
        assert "Trần Thị Mai Lan đang sửa, từ 09:00" in page and "Tiếp quản" in page
        take = f"/admin/tai-lieu/{draft.pk}/tiep-quan/"
        assert second.get(take).status_code == 302
        assert Editing.objects.of(ward.agency).get().user == other
        for _ in range(2):
            answer = second.post(take, follow=True).content.decode()
        assert "đang sửa, từ" not in answer
        (told,) = Notice.objects.of(ward.agency).filter(user=other)
        assert "đã tiếp quản việc sửa" in told.text and "09:03" in told.text
        assert "đang sửa, từ 09:03" in first.get(address).content.decode()


def test_it_expires_by_itself_and_bars_nobody(ward: Ward) -> None:
    draft = draft_of(ward)
    other = factories.person(ward.agency, role="iso_secretary")
    with frozen(NOW):
        assert services.come(other, draft).held is None
        saved = documents.save_draft(
            ward.secretary, draft, manual("Khác"), base_digest=draft.draft_digest
        )
        with pytest.raises(documents.StaleDraft):
            documents.save_draft(other, draft, manual("Lỡ"), base_digest=draft.draft_digest)
    with frozen(NOW + services.EXPIRES - timedelta(seconds=1)):
        held = services.come(ward.secretary, saved).held
        assert held is not None and held.user == other
    with frozen(NOW + services.EXPIRES):
        assert services.come(ward.secretary, saved).held is None
        assert Editing.objects.of(ward.agency).get().user == ward.secretary


def test_a_page_that_speaks_is_held_on_and_one_that_is_closed_ends_at_once(ward: Ward) -> None:
    draft = draft_of(ward)
    other = factories.person(ward.agency, role="iso_secretary")
    first, second = client_of(other), client_of(ward.secretary)
    edit, says = f"/admin/tai-lieu/{draft.pk}/sua/", f"/admin/tai-lieu/{draft.pk}/dang-sua/"
    with frozen(NOW):
        opened = SEEN.findall(first.get(edit).content.decode())[0]
    with frozen(NOW + timedelta(minutes=4)):
        spoke = first.post(says).json()["seen"]
    with frozen(NOW + timedelta(minutes=8)):
        assert "đang sửa, từ 09:00" in second.get(edit).content.decode()
        second.post(says, {"roi": spoke})
        first.post(says, {"roi": opened})
        assert Editing.objects.of(ward.agency).get().user == other, "another page of theirs is open"
        first.post(says, {"roi": spoke})
        assert not Editing.objects.of(ward.agency).exists()
        assert "đang sửa, từ" not in second.get(edit).content.decode()


def test_nobody_edits_what_is_no_draft(ward: Ward) -> None:
    document = ward.issue()
    client_of(ward.secretary).post(f"/admin/tai-lieu/{document.pk}/dang-sua/")
    assert not Editing.objects.of(ward.agency).exists()


def test_only_who_may_edit_comes_or_takes_over(ward: Ward) -> None:
    draft = draft_of(ward)
    services.come(ward.secretary, draft)
    for user in (ward.staff, ward.stranger):
        with pytest.raises(Forbidden):
            services.take_over(user, draft)
        for what in ("tiep-quan", "dang-sua"):
            answer = client_of(user).post(f"/admin/tai-lieu/{draft.pk}/{what}/")
            assert answer.status_code == 404
    assert Editing.objects.of(ward.agency).get().user == ward.secretary
