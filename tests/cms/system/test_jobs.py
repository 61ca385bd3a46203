"""«Việc nền»: what waits and what failed, why, and doing it again."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_celery_beat.models import PeriodicTask

from cms.background import schedule, state
from cms.celery import run_regular
from registry import policy
from registry.now import now
from registry.organisation.models import Agency, User
from registry.trail import outbox, regular, upkeep
from registry.trail.models import Event, Job, RegularRun, Worker
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


def test_a_job_that_nobody_does_any_more_says_so(place: Place) -> None:
    outbox.enqueue("thu.khong-con", {}, agency=place.agency.pk)
    outbox.work()
    job = Job.objects.get(handler="thu.khong-con")
    assert job.error.startswith("NotThere")
    text = client_of(place.admin).get(HOME).content.decode()
    assert "Không còn chức năng nào làm việc này." in text


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


def test_the_same_role_in_an_agency_below_reaches_no_job_of_the_installation(
    place: Place,
) -> None:
    below = factories.agency(parent=place.agency)
    client = client_of(factories.person(below, role="province_admin"))
    job = failed(None, "RuntimeError: chung")
    assert "chung toàn hệ thống" not in client.get(HOME).content.decode()
    assert client.post(f"{HOME}{job.pk}/lam-lai/").status_code == 404
    for act in ("chay", "bat-tat"):
        assert client.post(f"{HOME}dinh-ky/{upkeep.SWEEP}/{act}/").url == "/admin/"  # type: ignore[attr-defined]
    assert not Event.objects.filter(type__startswith="regular.").exists()


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


def test_the_chosen_ones_are_done_again_together(place: Place, province_admin: User) -> None:
    first, second, left = (failed(place.agency) for _ in range(3))
    foreign = failed(place.beside)
    client = client_of(place.admin)
    chosen = {"job": [first.pk, second.pk, foreign.pk, "x"]}
    answer = client.post(f"{HOME}lam-lai/", chosen, follow=True).content.decode()
    assert "2 việc đã được xếp để làm lại" in answer
    waiting = Job.objects.filter(state=Job.WAITING, claimed_at__isnull=False)
    assert set(waiting.values_list("pk", flat=True)) == {first.pk, second.pk}
    left.refresh_from_db()
    assert left.state == Job.FAILED
    answer = client.post(f"{HOME}lam-lai/", {}, follow=True).content.decode()
    assert "Chưa chọn việc lỗi nào" in answer


def test_what_waits_is_counted_by_kind_and_what_was_put_off_says_why(place: Place) -> None:
    Job.objects.create(
        agency=place.agency, handler="search.index", state=Job.WAITING, postponed=3,
        error="NotNow: Máy chủ tra cứu không trả lời.", run_at=now(), created_at=now(),
        claimed_at=now(),
    )  # fmt: skip
    text = client_of(place.admin).get(HOME).content.decode()
    assert "Cập nhật chỉ mục tra cứu" in text and "Máy chủ tra cứu không trả lời." in text
    assert "đã lùi 3 lần" in text and "0 việc bị lỗi" in text


def test_it_says_who_works_and_how_regular_jobs_went(place: Place, province_admin: User) -> None:
    text = client_of(place.admin).get(HOME).content.decode()
    assert "Không thấy tiến trình làm việc nền nào đang chạy" in text
    assert "mỗi 30 giây" in text and "01:30 hằng ngày" in text and "Chưa chạy lần nào" in text
    Worker.objects.create(name="celery@may1:12", started_at=now(), seen_at=now())
    Worker.objects.create(
        name="celery@may2:9", started_at=now(), seen_at=now() - timedelta(minutes=10)
    )
    regular.run(upkeep.SWEEP)
    RegularRun.objects.create(
        name="trail.verify", started_at=now(), finished_at=now(), outcome=RegularRun.FAILED,
        error="Phát hiện 1 chỗ không khớp. case:bí-mật: sự kiện số 3 đã bị sửa.",
    )  # fmt: skip
    text = client_of(place.admin).get(HOME).content.decode()
    assert "Tiến trình làm việc nền số 1" in text and "celery@" not in text
    assert "Đang chạy" in text and "Mất liên lạc" in text
    assert not re.search(r'class="note[^"]*is-late', text)
    # What a chain is called belongs to all agencies: for those who run the installation alone.
    assert "bí-mật" not in text and "Chạy ngay" not in text
    text = client_of(province_admin).get(HOME).content.decode()
    assert "bí-mật" in text and "Chạy ngay" in text and "celery@may1:12" in text


def test_a_regular_job_is_run_now_and_switched_off_by_whoever_runs_the_installation(
    place: Place, province_admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[object] = []
    monkeypatch.setattr(run_regular, "apply_async", lambda **options: sent.append(options))
    for client, expected in ((client_of(place.admin), 0), (client_of(province_admin), 1)):
        client.post(f"{HOME}dinh-ky/outbox.tidy/chay/")
        client.post(f"{HOME}dinh-ky/outbox.tidy/bat-tat/", {"on": "0"})
        assert len(sent) == expected
        row = PeriodicTask.objects.get(name="regular:outbox.tidy")
        assert row.enabled == (expected == 0)
    assert "Đang tạm tắt" in client_of(province_admin).get(HOME).content.decode()
    schedule.sync()
    row.refresh_from_db()
    assert not row.enabled
    kinds = ("regular.asked", "regular.switched")
    assert Event.objects.filter(type__in=kinds, actor=province_admin).count() == 2
    assert client.post(f"{HOME}dinh-ky/khong.co/chay/").status_code == 404


def test_a_broker_that_is_away_is_said(
    place: Place, province_admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**options: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(run_regular, "apply_async", away)
    client = client_of(province_admin)
    answer = client.post(f"{HOME}dinh-ky/outbox.tidy/chay/", follow=True).content.decode()
    assert "Chưa báo được cho tiến trình làm việc nền" in answer
    Worker.objects.create(name="celery@may1:12", started_at=now(), seen_at=now())
    monkeypatch.setattr(state, "broker", lambda: state.Broker("Redis", "redis://may:6379/0", False))
    assert "Không kết nối được Redis" in client.get(HOME).content.decode()


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
