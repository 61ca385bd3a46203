"""Who is editing a draft now: told to who comes later, taken over with a notice, gone by itself."""

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
        assert services.come(other, draft) is None
        saved = documents.save_draft(
            ward.secretary, draft, manual("Khác"), base_digest=draft.draft_digest
        )
        with pytest.raises(documents.StaleDraft):
            documents.save_draft(other, draft, manual("Lỡ"), base_digest=draft.draft_digest)
    with frozen(NOW + services.EXPIRES - timedelta(seconds=1)):
        assert services.come(ward.secretary, saved) is not None
    with frozen(NOW + services.EXPIRES):
        assert services.come(ward.secretary, saved) is None
        assert Editing.objects.of(ward.agency).get().user == ward.secretary


def test_only_who_may_edit_comes_or_takes_over(ward: Ward) -> None:
    draft = draft_of(ward)
    services.come(ward.secretary, draft)
    for user in (ward.staff, ward.stranger):
        with pytest.raises(Forbidden):
            services.take_over(user, draft)
        answer = client_of(user).post(f"/admin/tai-lieu/{draft.pk}/tiep-quan/")
        assert answer.status_code == 404
    assert Editing.objects.of(ward.agency).get().user == ward.secretary
