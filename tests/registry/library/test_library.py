"""The library: what one may read, laid out and counted; drafts are nowhere in it; stars."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.documents import services as documents
from registry.documents.models import Document, Validity
from registry.documents.policies import issued_readable
from registry.library import services, shelf
from registry.library.models import Favourite
from registry.now import frozen
from registry.organisation.roles import role_labels
from registry.policy import Forbidden, readable, standing
from tests import factories
from tests.registry.library.office import NOW, Ward, client_of, make_ward, manual
from tests.support.pages import main
from tests.support.worlds import once_a_module

pytestmark = pytest.mark.django_db
ward = once_a_module(make_ward)
PAGE = "/admin/thu-vien/"


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with frozen(NOW):
        yield


def titles(user: Any, query: str = "") -> list[str]:
    page = client_of(user).get(f"{PAGE}?{query}").context["page"]
    return [row.title for row in page.object_list]


def tree(user: Any) -> dict[str, dict[str, int]]:
    groups = shelf.shelf_of(standing(user)).groups()
    return {one.name: {b.label: b.count for b in one.branches} for one in groups}


def test_it_is_laid_out_by_kind_field_unit_and_process(ward: Ward) -> None:
    ward.issue(title="Sổ tay chất lượng")
    process = factories.install_process(ward.agency, title="Cấp trích lục")
    form, rule = "Tờ khai", "Cần xác minh"
    assert tree(ward.staff) == {
        "loai": {"Tài liệu hệ thống": 1, "Biểu mẫu": 1, "Điều kiện áp dụng": 1, "Quy trình": 1},
        "linh-vuc": {"Hộ tịch": 1},
        "don-vi": {"Văn phòng": 1},
        "quy-trinh": {f"{process.code} Cấp trích lục": 3},
    }
    assert titles(ward.staff, f"quy-trinh={process.document_id}&sap=ten") == [
        rule, "Cấp trích lục", form,
    ]  # fmt: skip
    assert titles(ward.staff, "linh-vuc=H%E1%BB%99+t%E1%BB%8Bch") == ["Cấp trích lục"]
    assert titles(ward.staff, f"don-vi={ward.unit.pk}") == ["Sổ tay chất lượng"]
    assert titles(ward.staff, "loai=form") == [form] and titles(ward.staff, "q=trich luc") == [
        "Cấp trích lục"
    ]
    for nonsense in ("don-vi=a", "quy-trinh=x", "linh-vuc=%00", "loai=khong"):
        assert client_of(ward.staff).get(f"{PAGE}?{nonsense}").status_code == 200
    assert titles(ward.stranger) == [] and not any(tree(ward.stranger).values())


def test_drafts_and_what_may_not_be_read_are_neither_shown_nor_counted(ward: Ward) -> None:
    """A draft, a revision called otherwise, an issue for some people alone, one of tomorrow."""
    documents.create(
        ward.secretary, ward.agency, "manual", title="Sổ tay mật", owner_unit=ward.unit
    )
    revised = ward.issue(title="Sổ tay cũ", code="ST-CU")
    documents.begin_revision(ward.secretary, revised)
    revised.refresh_from_db()
    documents.save_draft(
        ward.secretary, revised, manual(), base_digest=revised.draft_digest, title="Tên sắp tới"
    )
    ward.issue(title="Của ngày mai", starts=NOW + timedelta(days=1))
    hidden = factories.install(ward.agency, "manual", manual(), title="Hạn chế").document
    type(hidden).objects.of(ward.agency).filter(pk=hidden.pk).update(confidentiality="restricted")
    for user in (ward.staff, ward.secretary):
        page = main(client_of(user).get(PAGE).content.decode())
        assert "Sổ tay cũ" in page
        for unsaid in ("Sổ tay mật", "Tên sắp tới", "Của ngày mai"):
            assert unsaid not in page
    assert titles(ward.staff) == ["Sổ tay cũ"]
    assert tree(ward.staff)["loai"] == {"Tài liệu hệ thống": 1}
    assert tree(ward.secretary)["loai"] == {"Tài liệu hệ thống": 2}


def test_new_ones_are_those_of_thirty_days(ward: Ward) -> None:
    ward.issue(title="Cũ", starts=NOW - timedelta(days=31))
    ward.issue(title="Mới", starts=NOW - timedelta(days=29))
    answer = client_of(ward.staff).get(f"{PAGE}?muc=moi")
    assert [row.title for row in answer.context["page"].object_list] == ["Mới"]
    counts = {tab.label: tab.count for tab in answer.context["listing"].tabs}
    assert counts == {"Tất cả": 2, "Mới trong tháng": 1, "Yêu thích": 0}


def test_a_star_is_set_once_taken_away_once_and_nobody_elses(ward: Ward) -> None:
    document = ward.issue(title="Sổ tay")
    client, star = client_of(ward.staff), f"{PAGE}{document.pk}/yeu-thich/"
    for _ in range(2):
        back = client.post(star, {"back": f"{PAGE}?q=so"})
        assert back["Location"] == f"{PAGE}?q=so"
    assert Favourite.objects.of(ward.agency).count() == 1
    assert titles(ward.staff, "muc=yeu-thich") == ["Sổ tay"]
    assert titles(ward.head, "muc=yeu-thich") == []
    assert "Bỏ yêu thích" in client.get(f"/admin/tai-lieu/{document.pk}/").content.decode()
    for _ in range(2):
        answer = client.post(f"{PAGE}{document.pk}/bo-yeu-thich/", {"back": "//la.vn/"})
        assert answer["Location"] == f"/admin/tai-lieu/{document.pk}/"
    assert not Favourite.objects.of(ward.agency).exists()
    assert client.get(star).status_code == 405


def test_nobody_stars_what_they_may_not_read(ward: Ward) -> None:
    document = ward.issue()
    draft = documents.create(ward.secretary, ward.agency, "manual", title="Nháp")
    assert client_of(ward.stranger).post(f"{PAGE}{document.pk}/yeu-thich/").status_code == 404
    assert client_of(ward.staff).post(f"{PAGE}{draft.pk}/yeu-thich/").status_code == 404
    with pytest.raises(Forbidden):
        services.star(ward.stranger, document)
    assert not Favourite.objects.of(ward.agency).exists()


def test_the_page_asks_as_much_of_many_as_of_few(ward: Ward) -> None:
    client, counted = client_of(ward.staff), []
    for more in (3, 30):
        for number in range(more):
            document = ward.issue(title=f"Sổ tay {number}")
            services.star(ward.staff, document)
            factories.install_process(ward.agency)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 12, counted


def test_what_is_issued_is_read_by_one_policy(ward: Ward) -> None:
    """The condition by which the library starts from periods says what the policy says."""
    above = factories.agency()
    type(above).objects.filter(pk=ward.agency.pk).update(parent=above)
    for shared in (True, False):
        factories.install(above, "manual", manual(), title=f"Cấp trên {shared}", shared=shared)
    for reach in ("public", "internal", "restricted"):
        document = ward.issue(title=reach)
        type(document).objects.of(ward.agency).filter(pk=document.pk).update(confidentiality=reach)
    for user in (ward.secretary, ward.head, ward.staff, ward.stranger):
        at = standing(type(user).objects.get(pk=user.pk))
        ever = Validity.unscoped.values("document")
        assert set(Document.unscoped.filter(issued_readable(at), pk__in=ever)) == set(
            readable(at, Document).filter(pk__in=ever)
        ), user


def test_whoever_holds_every_role_for_somebody_too_asks_questions_that_both_databases_read(
    ward: Ward,
) -> None:
    """Conditions lie within each other as deep as there are roles: SQLite reads no deeper than so
    far."""
    factories.install_process(ward.agency)
    first, *rest = role_labels()
    user = factories.person(ward.agency, role=first, roles=tuple(rest), unit=ward.unit)
    for role in ("department_leader", "drafter", "iso_secretary"):
        factories.delegation(ward.agency, ward.head, user, role)
    client = client_of(user)
    for page in ("thu-vien", "soat-xet", "muc-tieu", "nam-moi", "tai-lieu/danh-muc/bieu-mau"):
        assert client.get(f"/admin/{page}/").status_code == 200, page
    assert client.get(f"{PAGE}?muc=yeu-thich&q=a&loai=form&linh-vuc=a&don-vi=1").status_code == 200
    assert client.get("/admin/").status_code == 200
