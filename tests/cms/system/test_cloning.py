"""«Lập cơ quan theo mẫu»: from the model to an agency whose administrator can sign in."""

import pytest

from registry.documents.models import Document
from registry.organisation.models import Agency, User
from registry.packages import cloning
from registry.trail import outbox
from registry.trail.models import Job
from tests import factories
from tests.cms.system.conftest import client_of

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/to-chuc/nhan-ban/"


@pytest.fixture
def admin(db: None) -> User:
    province = factories.agency("H99", name="Sở Tư pháp")
    return factories.person(province, role="province_admin")


@pytest.fixture
def source(admin: User) -> Agency:
    made = factories.agency("H99.01", name="UBND phường Mẫu", parent=Agency.objects.get(code="H99"))
    factories.unit(made, "MC", "Một cửa")
    factories.install_process(made)
    return made


def filled(source: Agency, **changes: object) -> dict[str, object]:
    return {
        "code": "H99.02", "name": "UBND phường Mới", "parent": source.parent_id,
        "taking": ["process"], "units": "on", "full_name": "Lê Thị Quản Trị",
        "username": "quan.tri", "key": "khoa-1", **changes,
    }  # fmt: skip


def test_a_new_agency_in_one_screen(admin: User, source: Agency) -> None:
    client = client_of(admin)
    assert "UBND phường Mẫu" in client.get(ADDRESS).content.decode()
    address = f"{ADDRESS}?tu={source.pk}"
    assert "Quy trình (1)" in client.get(address).content.decode()
    answer = client.post(address, filled(source))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Đã xong: 3/3 tài liệu" in text
    assert "Thư ký ISO" in text
    password = answer.context["password"]
    made = Agency.objects.get(code="H99.02")
    assert Document.objects.of(made).count() == 3
    person = User.objects.get(username="quan.tri")
    assert person.check_password(password)
    assert person.memberships.get().role == "agency_admin"
    again = client.post(address, filled(source))
    assert again.context["password"] == password
    assert Agency.objects.count() == 3
    assert client.get(f"{ADDRESS}{made.uid}/").status_code == 200


def test_what_is_wrong_stands_at_its_field_and_makes_nothing(admin: User, source: Agency) -> None:
    client = client_of(admin)
    address = f"{ADDRESS}?tu={source.pk}"
    for changes, said in (
        ({"code": "H99.01"}, "Đã có cơ quan mã"),
        ({"code": ""}, "Chưa nhập mã cơ quan"),
        ({"username": "ấ"}, "Tên đăng nhập gồm"),
        ({"username": admin.username}, "đã có người dùng"),
    ):
        answer = client.post(address, filled(source, **changes))
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert Agency.objects.count() == 2


def test_a_large_one_shows_how_far_it_is(
    admin: User, source: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloning, "AT_ONCE", 1)
    client = client_of(admin)
    answer = client.post(f"{ADDRESS}?tu={source.pk}", filled(source))
    made = Agency.objects.get(code="H99.02")
    address = f"{ADDRESS}{made.uid}/"
    # The page asks for itself again until everything is there; a link does where no script runs.
    going = answer.content.decode()
    assert "Đang làm… 0/3 tài liệu" in going and f'data-progress="{address}"' in going
    assert f'<a href="{address}">Xem lại tiến độ</a>' in going
    outbox.work()
    over = client.get(address).content.decode()
    assert "Đã xong: 3/3 tài liệu" in over and "data-progress" not in over


def test_one_that_failed_says_so_and_what_to_do(
    admin: User, source: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloning, "AT_ONCE", 1)
    client = client_of(admin)
    client.post(f"{ADDRESS}?tu={source.pk}", filled(source))
    made = Agency.objects.get(code="H99.02")
    Job.objects.filter(handler=cloning.JOB).update(state=Job.FAILED)
    text = client.get(f"{ADDRESS}{made.uid}/").content.decode()
    assert "Bị dừng ở 0/3 tài liệu" in text and "cho làm lại ở trang Việc nền" in text
    assert "data-progress" not in text


def test_others_find_no_such_page(admin: User, source: Agency) -> None:
    made = client_of(admin).post(f"{ADDRESS}?tu={source.pk}", filled(source))
    assert made.status_code == 200
    uid = Agency.objects.get(code="H99.02").uid
    beside = factories.person(factories.agency(), role="province_admin")
    for person in (
        factories.person(source, role="agency_admin"),
        factories.person(source, role="top_leader"),
        beside,
    ):
        client = client_of(person)
        addresses = [f"{ADDRESS}{uid}/", f"{ADDRESS}?tu={source.pk}"]
        for address in addresses if person == beside else [ADDRESS, *addresses]:
            assert client.get(address).status_code == 404, address
            assert client.post(f"{ADDRESS}?tu={source.pk}", filled(source)).status_code == 404
