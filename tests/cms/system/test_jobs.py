"""«Việc nền»: what waits and what failed, why, and doing it again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry import policy
from registry.now import now
from registry.organisation.models import Agency, User
from registry.trail import outbox
from registry.trail.models import Event, Job
from tests import factories
from tests.cms.system.conftest import Place, client_of

HOME = "/admin/viec-nen/"


def failed(agency: Agency | None, error: str = "OperationalError: máy bận", key: str = "") -> Job:
    return Job.objects.create(
        agency=agency, handler="search.index", payload='{"source":"x","id":"1"}', key=key,
        state=Job.FAILED, attempts=5, run_at=now(), created_at=now(), finished_at=now(),
        error=error,
    )  # fmt: skip


@pytest.fixture
def province_admin(place: Place) -> User:
    return factories.person(place.agency, role="province_admin", name="Phan Trọng Nghĩa")


def test_the_administrator_reads_what_failed_and_why(place: Place) -> None:
    failed(place.agency)
    failed(place.agency, "RuntimeError: hết giấy")
    text = client_of(place.admin).get(HOME).content.decode()
    assert "2 việc bị lỗi" in text
    assert "Cơ sở dữ liệu đang bận" in text and "Lỗi khi xử lý." in text
    assert "đã thử 5 lần" in text
    home = client_of(place.admin).get("/admin/").content.decode()
    assert "Quản trị hệ thống" in home and "Việc nền" in home


def test_others_read_none_of_it(place: Place, province_admin: User) -> None:
    job = failed(place.agency, "RuntimeError: bí mật")
    for user in (place.secretary, place.leader):
        assert client_of(user).get(HOME).status_code == 302
    beside = client_of(place.stranger)
    assert "bí mật" not in beside.get(HOME).content.decode()
    assert beside.post(f"{HOME}{job.pk}/lam-lai/").status_code == 404
    with pytest.raises(policy.Forbidden):
        outbox.retry(place.stranger, job)
    job.refresh_from_db()
    assert job.state == Job.FAILED


def test_jobs_of_the_installation_are_for_the_province(place: Place, province_admin: User) -> None:
    job = failed(None, "RuntimeError: chung")
    assert "chung toàn hệ thống" in client_of(province_admin).get(HOME).content.decode()
    assert client_of(place.admin).post(f"{HOME}{job.pk}/lam-lai/").status_code == 404
    client_of(province_admin).post(f"{HOME}{job.pk}/lam-lai/")
    job.refresh_from_db()
    assert job.state == Job.WAITING


def test_a_failed_job_is_done_again_once_however_often_one_clicks(place: Place) -> None:
    job = failed(place.agency)
    client = client_of(place.admin)
    for _ in range(2):
        answer = client.post(f"{HOME}{job.pk}/lam-lai/", follow=True).content.decode()
        assert "đã được xếp để làm lại" in answer
    job.refresh_from_db()
    assert (job.state, job.attempts, job.finished_at) == (Job.WAITING, 0, None)
    assert Event.objects.filter(agency=place.agency, type="job.retried").count() == 1
    assert client.get(f"{HOME}{job.pk}/lam-lai/").status_code == 405


def test_what_waits_already_is_not_queued_twice(place: Place) -> None:
    job = failed(place.agency, key="k")
    outbox.enqueue("search.index", {"source": "x", "id": "1"}, key="k", agency=place.agency.pk)
    answer = client_of(place.admin).post(f"{HOME}{job.pk}/lam-lai/", follow=True)
    assert "đang chờ làm" in answer.content.decode()
    assert Job.objects.filter(state=Job.WAITING).count() == 1


def test_jobs_of_a_change_belong_to_its_agency(place: Place) -> None:
    factories.calendar(place.agency)
    assert set(Job.objects.values_list("agency_id", flat=True)) == {place.agency.pk}


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(place: Place) -> None:
    client = client_of(place.admin)
    counts = []
    for _ in range(2):
        failed(place.agency)
        client.get(HOME)
        with CaptureQueriesContext(connection) as asked:
            client.get(HOME)
        counts.append(len(asked))
        for _ in range(20):
            failed(place.agency)
    assert counts[0] == counts[1] <= 12
