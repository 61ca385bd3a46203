"""Search where a server is set: what reaches it, and what happens while it does not answer."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client

from registry import canonical
from registry.documents import services as documents
from registry.now import frozen, now
from registry.organisation.models import Agency, User
from registry.policy import standing
from registry.trail import outbox
from registry.trail.models import Job
from search import indexing, service
from search.engines import remote
from search.engines.elasticsearch import ElasticsearchEngine
from tests.search.conftest import Shelf, entry
from tests.search.places import enrol, establish, put_in_force

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index_file", "remote_engine")]

Away = Callable[[bool], None]


def titles(results: service.Results) -> set[str]:
    return {hit.entry.title for hit in results.hits}


def sends() -> list[str]:
    """States of the jobs that bring changes to the server."""
    return list(Job.objects.filter(handler=indexing.SEND).values_list("state", flat=True))


@pytest.fixture
def agency() -> Agency:
    made = establish("P1")
    enrol(made, "an")
    return made


@pytest.fixture
def away(settings: Any) -> Away:
    """Take the server away, and bring it back."""
    address = settings.SEARCH_SERVERS

    def change(gone: bool) -> None:
        settings.SEARCH_SERVERS = ["http://127.0.0.1:9"] if gone else address
        server = remote()
        assert server is not None
        server.server.forget()

    return change


def later(seconds: float) -> Any:
    """As it is so many seconds from now."""
    return frozen(now() + timedelta(seconds=seconds))


def test_an_issued_document_is_found_on_the_server_when_its_jobs_have_run(agency: Agency) -> None:
    indexing.rebuild()
    put_in_force(agency, "Quy chế tiếp công dân", confidentiality="public")
    put_in_force(agency, "Quy chế tiếp khách")
    outbox.work()
    results = service.search(None, "quy che tiep")
    assert (results.engine, results.notice) == ("elasticsearch", "")
    assert titles(results) == {"Quy chế tiếp công dân"}
    (suggested,) = service.suggest(None, "quy che tiep c")
    assert suggested.title == "Quy chế tiếp công dân"


def test_a_cancelled_document_leaves_the_server(agency: Agency) -> None:
    leader = enrol(agency, "binh", "quality_leader")
    version = put_in_force(agency, "Quy chế")
    indexing.rebuild()
    assert service.search(standing(leader), "quy che").total == 1
    documents.cancel(leader, version.document, reason="Không còn áp dụng")
    outbox.work()
    results = service.search(standing(leader), "quy che")
    assert (results.engine, results.total) == ("elasticsearch", 0)


def test_a_stranger_and_another_agency_find_nothing_on_the_server(agency: Agency) -> None:
    put_in_force(agency, "Quy chế nội bộ")
    indexing.rebuild()
    other = enrol(establish("P2"), "binh")
    assert service.search(None, "quy che").total == 0
    assert service.search(standing(other), "quy che").total == 0
    assert service.suggest(None, "quy") == service.suggest(standing(other), "quy") == []
    own = service.search(standing(enrol(agency, "chi")), "quy che")
    assert (own.engine, own.total) == ("elasticsearch", 1)


def test_while_the_server_is_away_the_index_file_answers_and_says_so(
    agency: Agency, away: Away
) -> None:
    indexing.rebuild()
    away(True)
    put_in_force(agency, "Quy chế", confidentiality="public")
    outbox.work()
    results = service.search(None, "quy che")
    assert titles(results) == {"Quy chế"}
    assert results.engine == "embedded"
    assert results.notice == service.RESERVE
    assert [one.title for one in service.suggest(None, "quy")] == ["Quy chế"]


def test_what_could_not_be_sent_waits_for_ever_and_is_sent_when_the_server_is_back(
    agency: Agency, away: Away
) -> None:
    indexing.rebuild()
    away(True)
    put_in_force(agency, "Quy chế", confidentiality="public")
    for hours in range(12):
        with later(hours * 3_600):
            outbox.work()
    assert sends() == [Job.WAITING]
    assert "không trả lời" in Job.objects.get(handler=indexing.SEND).error
    assert service.state().waiting == 1
    away(False)
    with later(24 * 3_600):
        outbox.work()
        results = service.search(None, "quy che")
    assert sends() == [Job.DONE]
    assert (results.engine, results.notice, results.total) == ("elasticsearch", "", 1)


def test_a_server_that_has_not_got_everything_is_not_asked(agency: Agency, away: Away) -> None:
    """A document withdrawn while the server was away is not found there when it is back."""
    leader = enrol(agency, "binh", "quality_leader")
    version = put_in_force(agency, "Quy chế", confidentiality="public")
    indexing.rebuild()
    away(True)
    documents.cancel(leader, version.document, reason="Không còn áp dụng")
    outbox.work()
    away(False)
    with later(15):
        results = service.search(None, "quy che")
    assert (results.engine, results.total) == ("embedded", 0)
    assert results.notice == service.BEHIND


def test_without_an_index_on_the_server_the_file_answers_until_the_job_has_built_it(
    agency: Agency,
) -> None:
    put_in_force(agency, "Quy chế", confidentiality="public")
    first = service.search(None, "quy che")
    assert (first.engine, first.notice, first.total) == ("embedded", service.BUILDING, 1)
    assert not service.state().good
    service.search(None, "quy che")
    assert Job.objects.filter(handler=indexing.BUILD).count() == 1
    outbox.work()
    second = service.search(None, "quy che")
    assert (second.engine, second.notice, second.total) == ("elasticsearch", "", 1)


def test_a_change_without_an_index_on_the_server_waits_until_it_is_built(agency: Agency) -> None:
    put_in_force(agency, "Quy chế", confidentiality="public")
    outbox.work()
    assert service.search(None, "quy che").total == 1
    with later(60):
        outbox.work()
        outbox.work()
        assert set(sends()) == {Job.DONE}
        assert service.search(None, "quy che").engine == "elasticsearch"


def test_a_database_restored_from_an_older_copy_has_the_index_built_anew(
    agency: Agency, remote_engine: ElasticsearchEngine
) -> None:
    put_in_force(agency, "Quy chế", confidentiality="public")
    indexing.build_one(remote_engine)
    (source,) = Job.objects.filter(handler="search.index")
    uid = canonical.loads(source.payload)["id"]
    # What a later time wrote, which this database knows nothing of.
    remote_engine.replace([indexing.Thing("document", uid, [], 10**9)])
    outbox.work()
    outbox.work()
    results = service.search(None, "quy che")
    assert (results.engine, results.total) == ("elasticsearch", 1)


def test_with_neither_server_nor_file_it_says_that_the_index_is_built(
    agency: Agency, away: Away, index_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        put_in_force(agency, f"Quy chế {number}", confidentiality="public")
    monkeypatch.setattr(service, "FEW", 2)
    away(True)
    with pytest.raises(service.SearchUnavailable, match="đang được lập"):
        service.search(None, "quy che")
    outbox.work()
    assert service.search(None, "quy che").total == 3


def test_the_state_says_how_it_is(agency: Agency, away: Away) -> None:
    indexing.rebuild()
    good = service.state()
    assert good == service.State("elasticsearch", True, True, True, 0)
    assert good.good and "bình thường" in good.sentence
    away(True)
    put_in_force(agency, "Quy chế")
    outbox.work()
    bad = service.state()
    assert (bad.reachable, bad.ready, bad.reserve, bad.waiting) == (False, False, True, 1)
    assert bad.sentence.startswith("Máy chủ tra cứu không trả lời; kết quả lấy từ chỉ mục dự phòng")


def test_the_pages_say_that_the_server_is_away(agency: Agency, away: Away, client: Client) -> None:
    put_in_force(agency, "Quy chế", confidentiality="public")
    indexing.rebuild()
    away(True)
    client.force_login(User.objects.get(username="an"))
    workspace = client.get("/admin/tra-cuu/?q=quy+che")
    assert workspace.status_code == 200
    assert service.RESERVE in workspace.content.decode()
    assert "<mark>Quy chế</mark>" in workspace.content.decode()
    public = client.get("/thu-tuc/?q=quy+che")
    assert public.status_code == 200
    assert service.RESERVE in public.content.decode()


def test_rebuilding_says_how_far_it_is(
    shelf: Shelf, capsys: pytest.CaptureFixture[str], away: Away, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.management.commands.rebuild_search.EVERY", 2)
    shelf.put(*[entry(str(number), "Khai sinh") for number in range(5)])
    call_command("rebuild_search")
    said = capsys.readouterr().out
    assert said.count("đã đọc 4 tài liệu") == 2
    assert "Đã lập chỉ mục trên máy chủ tra cứu: 5 mục." in said
    away(True)
    with pytest.raises(CommandError, match="Máy chủ tra cứu không trả lời"):
        call_command("rebuild_search")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SEARCH_SERVERS", ["search.example.vn"], "ISO_ELASTICSEARCH: «search.example.vn»"),
        ("SEARCH_PREFIX", "Sở-Tư-pháp", "ISO_SEARCH_PREFIX"),
        ("SEARCH_CA", "/khong/co.pem", "không có tệp /khong/co.pem"),
    ],
)
def test_unusable_settings_are_named_at_start(
    settings: Any, name: str, value: object, says: str
) -> None:
    assert not [one for one in run_checks() if (one.id or "").startswith("search.")]
    before = getattr(settings, name)
    setattr(settings, name, value)
    (found,) = [one for one in run_checks() if (one.id or "").startswith("search.")]
    assert says in found.msg
    setattr(settings, name, before)
