"""Alive, ready and measured: each part is named to those who may look, and to nobody else."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from cms import health
from cms.operations import backup, databases
from processes.models import Case
from registry.documents.constraints import drop_guards
from registry.now import frozen, now
from registry.trail.models import Job, Worker
from tests.floors.sources import ROOT
from tests.processes import world as worlds

PROXY = {"x-forwarded-for": "203.0.113.5"}


@pytest.fixture
def worker(db: None) -> None:
    """One that was heard of a moment ago."""
    Worker.objects.create(name="w", started_at=now(), seen_at=now())


def parts(client: Client) -> dict[str, str]:
    said = client.get("/ready/").json()["parts"]
    return {name: part["status"] for name, part in said.items()}


def test_it_is_alive_without_asking_anybody() -> None:
    """No database access is allowed in this test."""
    answer = Client().get("/health/")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer["Cache-Control"] == "no-store"


def test_everything_is_there(worker: None, client: Client) -> None:
    answer = client.get("/ready/")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert {"database", "migrations", "guards", "workers", "jobs", "search", "backup"} <= set(
        parts(client)
    )


def test_strangers_learn_one_word(worker: None, client: Client) -> None:
    for headers in (PROXY, {"forwarded": "for=203.0.113.5"}):
        assert client.get("/ready/", headers=headers).json() == {"status": "ok"}
    far = client.get("/ready/", REMOTE_ADDR="203.0.113.5")
    assert far.json() == {"status": "ok"}


def test_what_stops_all_work_is_not_ready(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_guards(connection)
    answer = client.get("/ready/")
    assert answer.status_code == 503 and answer.json()["status"] == "down"
    assert "guard_registry_event_update" in answer.json()["parts"]["guards"]["words"]
    with monkeypatch.context() as patch:
        patch.setattr(databases, "known", lambda: frozenset({"registry.9999_later"}))
        said = client.get("/ready/").json()["parts"]["migrations"]
        assert said == {"status": "down", "words": "Còn 1 thay đổi chưa áp dụng: chạy manage.py"
                        " migrate."}  # fmt: skip

    def away(*args: Any) -> Any:
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        answer = client.get("/ready/")
        assert answer.status_code == 503
        assert "guards" not in answer.json()["parts"]
        assert client.get("/health/").status_code == 200


def test_without_a_worker_people_can_work_on(worker: None, client: Client) -> None:
    assert parts(client)["workers"] == "ok"
    with frozen(now() + timedelta(minutes=5)):
        answer = client.get("/ready/")
    assert answer.status_code == 200 and answer.json()["status"] == "degraded"
    assert "celery -A cms worker" in answer.json()["parts"]["workers"]["words"]


def test_late_and_failed_jobs_degrade(db: None, client: Client) -> None:
    job = Job.objects.create(handler="x", run_at=now() - timedelta(minutes=4), created_at=now())
    assert parts(client)["jobs"] == "ok"
    Job.objects.filter(pk=job.pk).update(run_at=now() - timedelta(minutes=7))
    answer = client.get("/ready/")
    assert answer.status_code == 200 and answer.json()["status"] == "degraded"
    assert "đã chờ 7 phút" in answer.json()["parts"]["jobs"]["words"]
    Job.objects.filter(pk=job.pk).update(state=Job.FAILED)
    assert "1 việc nền bị lỗi" in client.get("/ready/").json()["parts"]["jobs"]["words"]


@pytest.mark.django_db(transaction=True)
def test_an_old_backup_degrades(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "store"
    assert parts(client)["backup"] == "ok"  # none is configured: check_production's business
    settings.BACKUPS = str(tmp_path / "kho")
    assert parts(client)["backup"] == "degraded"
    backup.make(tmp_path / "kho")
    assert parts(client)["backup"] == "ok"
    with frozen(now() + timedelta(days=3)):
        assert parts(client)["backup"] == "degraded"


def test_a_part_that_raises_is_said_to_be_away(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_jobs", lambda: 1 / 0)
    assert client.get("/ready/").json()["parts"]["jobs"]["status"] == "degraded"


def test_figures_are_for_those_who_may_look(db: None, client: Client, settings: Any) -> None:
    assert client.get("/metrics/").status_code == 200
    assert client.get("/metrics/", headers=PROXY).status_code == 404
    assert client.get("/metrics/", REMOTE_ADDR="203.0.113.5").status_code == 404
    assert client.get("/metrics/", REMOTE_ADDR="").status_code == 404
    settings.METRICS_ALLOWED = ["203.0.113.0/24"]
    assert client.get("/metrics/", REMOTE_ADDR="203.0.113.5").status_code == 200
    assert client.get("/metrics/").status_code == 404
    empty = {**PROXY, "authorization": "Bearer "}
    assert client.get("/metrics/", headers=empty).status_code == 404
    settings.METRICS_TOKEN = "bi-mat"
    for word, status in (("Bearer bi-mat", 200), ("Bearer bí-mật", 404), ("bi-mat", 404)):
        answer = client.get("/metrics/", headers={**PROXY, "authorization": word})
        assert answer.status_code == status


def test_routes_are_counted_and_made_up_addresses_are_one(db: None, client: Client) -> None:
    world = worlds.make()
    case: Case = world.open()
    client.force_login(world.desk)
    client.get(f"/admin/ho-so/{case.uid}/")
    for number in range(3):
        client.get(f"/khong-co.{number}")
        client.generic(f"LA{number}", "/")
    text = client.get("/metrics/").content.decode()
    assert 'iso_requests_total{method="GET",route="admin/ho-so/<uuid:uid>/",status="200"}' in text
    assert 'iso_requests_total{method="GET",route="other",status="404"}' in text
    assert 'method="other"' in text and "LA1" not in text and "khong-co.1" not in text
    assert 'iso_cases{status="open"} 1.0' in text and "iso_database_up 1.0" in text
    assert str(case.uid) not in text and case.code not in text
    assert "iso_jobs_oldest_seconds" in text and 'iso_jobs{state="failed"} 0.0' in text


COUNT = """
import os, sys
from cms import serving
class Worker: slot = int(sys.argv[1])
serving.post_fork(None, Worker)
from cms.metrics import requests_total
requests_total.labels("r", "GET", "200").inc()
"""


def test_processes_count_together_and_leave_few_files(tmp_path: Path) -> None:
    """Five processes in two slots: two files a kind, and no count is lost when one ends."""
    env = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "ISO_LOG": "plain",
           "DJANGO_SETTINGS_MODULE": "cms.settings"}  # fmt: skip
    children = [
        subprocess.run([sys.executable, "-c", COUNT, str(slot)], cwd=ROOT, env=env, check=False)
        for slot in (1, 2, 1)
    ]
    assert [child.returncode for child in children] == [0, 0, 0]
    assert sorted(path.name for path in tmp_path.glob("counter_*")) == [
        "counter_1.db", "counter_2.db",
    ]  # fmt: skip
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(tmp_path))  # type: ignore[no-untyped-call]
    assert 'iso_requests_total{method="GET",route="r",status="200"} 3.0' in (
        generate_latest(registry).decode()
    )
