"""The search service: what is issued is found by those who may read it, as soon as the job ran."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from registry.administration import services as organisation
from registry.documents import services as documents
from registry.now import frozen, now
from registry.policy import standing
from registry.trail import outbox
from search import indexing, service
from search.engines import engine
from tests.search.conftest import Shelf, entry
from tests.search.places import enrol, establish, issue_again, put_in_force

pytestmark = pytest.mark.usefixtures("index_file")


def titles(results: service.Results) -> set[str]:
    return {hit.entry.title for hit in results.hits}


@pytest.mark.django_db
def test_an_issued_document_is_found_when_its_job_has_run() -> None:
    agency = establish("P1")
    at = standing(enrol(agency, "an"))
    indexing.rebuild()
    put_in_force(agency, "Quy chế tiếp công dân")
    assert service.search(at, "tiep cong dan").total == 0
    outbox.work()
    assert titles(service.search(at, "tiep cong dan")) == {"Quy chế tiếp công dân"}


@pytest.mark.django_db
def test_a_draft_is_never_found() -> None:
    agency = establish("P1")
    author = enrol(agency, "an", "iso_secretary")
    documents.create(author, agency, "manual", title="Quy chế bí mật")
    indexing.rebuild()
    outbox.work()
    assert service.search(standing(author), "quy che bi mat").total == 0


@pytest.mark.django_db
def test_each_agency_finds_its_own_and_what_its_parent_shares() -> None:
    province = establish("T")
    one, two = establish("P1", province), establish("P2", province)
    put_in_force(one, "Quy chế của một")
    put_in_force(two, "Quy chế của hai")
    put_in_force(two, "Quy chế công khai của hai", confidentiality="public")
    put_in_force(province, "Quy chế chung", shared=True)
    put_in_force(province, "Quy chế riêng của tỉnh")
    put_in_force(province, "Quy chế hạn chế", shared=True, confidentiality="restricted")
    indexing.rebuild()
    found = titles(service.search(standing(enrol(one, "an")), "quy chế"))
    assert found == {"Quy chế của một", "Quy chế chung"}
    assert titles(service.search(None, "quy chế")) == {"Quy chế công khai của hai"}


@pytest.mark.django_db
def test_somebody_without_a_role_finds_nothing() -> None:
    put_in_force(establish("P1"), "Quy chế", confidentiality="public")
    indexing.rebuild()
    nobody = organisation.enrol("binh", "Bình")
    assert service.search(standing(nobody), "quy che").total == 0
    assert service.suggest(standing(nobody), "quy") == []


@pytest.mark.django_db
def test_a_new_issue_replaces_the_old_one_when_it_begins_and_not_before() -> None:
    agency = establish("P1")
    at = standing(enrol(agency, "an"))
    first = put_in_force(agency, "Quy chế", text="thời hạn ba ngày")
    begins = now() + timedelta(days=1)
    issue_again(first, "thời hạn mười ngày", begins)
    outbox.work()
    indexing.rebuild()
    assert "ba ngày" in service.search(at, "thoi han").hits[0].entry.text
    with frozen(begins + timedelta(minutes=1)):
        outbox.work()
        at = standing(enrol(agency, "an"))
        assert "mười ngày" in service.search(at, "thoi han").hits[0].entry.text


@pytest.mark.django_db
def test_a_cancelled_document_is_no_longer_found() -> None:
    agency = establish("P1")
    leader = enrol(agency, "an", "quality_leader")
    version = put_in_force(agency, "Quy chế")
    indexing.rebuild()
    documents.cancel(leader, version.document, reason="Không còn áp dụng")
    outbox.work()
    assert service.search(standing(leader), "quy che").total == 0


@pytest.mark.django_db
def test_a_document_to_be_cancelled_later_is_found_until_then() -> None:
    agency = establish("P1")
    leader = enrol(agency, "an", "quality_leader")
    version = put_in_force(agency, "Quy chế")
    indexing.rebuild()
    ends = now() + timedelta(days=3)
    documents.cancel(leader, version.document, reason="Không còn áp dụng", at=ends)
    outbox.work()
    assert service.search(standing(leader), "quy che").total == 1
    with frozen(ends + timedelta(minutes=1)):
        outbox.work()
        assert service.search(standing(leader), "quy che").total == 0


def test_without_an_index_the_first_search_builds_it(shelf: Shelf, index_file: Path) -> None:
    shelf.put(entry("a", "Khai sinh"))
    assert not index_file.exists()
    assert service.search(None, "khai sinh").total == 1
    index_file.unlink()
    assert service.search(None, "khai sinh").total == 1


@pytest.mark.parametrize("damage", [b"", b"not a database at all " * 500, b"SQLite format 3\0junk"])
def test_a_damaged_index_is_built_anew(shelf: Shelf, index_file: Path, damage: bytes) -> None:
    shelf.put(entry("a", "Khai sinh"))
    indexing.rebuild()
    index_file.write_bytes(damage)
    assert service.search(None, "khai sinh").total == 1


def test_an_index_of_an_older_analysis_is_built_anew(
    shelf: Shelf, index_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put(entry("a", "Khai sinh"))
    indexing.rebuild()
    monkeypatch.setattr("search.engines.embedded.FORMAT", 999)
    shelf.put(entry("b", "Khai sinh"))
    assert service.search(None, "khai sinh").total == 2


def test_while_another_process_builds_it_the_answer_says_so(shelf: Shelf, index_file: Path) -> None:
    with engine()._alone():  # type: ignore[attr-defined]
        with pytest.raises(service.SearchUnavailable, match="đang được lập lại"):
            service.search(None, "khai sinh")
        with pytest.raises(CommandError, match="tiến trình khác"):
            call_command("rebuild_search")
        assert service.suggest(None, "khai") == []


def test_a_job_without_an_index_does_nothing_and_does_not_fail(
    shelf: Shelf, index_file: Path
) -> None:
    indexing.index({"source": "shelf", "id": "a"})
    assert not index_file.exists()


def test_a_job_of_a_source_that_is_gone_forgets_the_thing(shelf: Shelf) -> None:
    shelf.put(entry("a", "Khai sinh"))
    indexing.rebuild()
    shelf.entries.clear()
    indexing.index({"source": "shelf", "id": "a"})
    indexing.index({"source": "gone", "id": "x"})
    assert service.search(None, "khai sinh").total == 0


def test_hits_show_where_the_words_stand_and_stay_harmless(shelf: Shelf) -> None:
    long_text = (
        "mở đầu " * 60 + "hồ sơ khai sinh gồm <b>tờ khai</b> & giấy chứng sinh " + "hết " * 60
    )
    shelf.put(entry("a", "Đăng ký khai sinh <script>", long_text))
    hit = service.search(None, "khai sinh").hits[0]
    assert hit.title == "Đăng ký <mark>khai sinh</mark> &lt;script&gt;"
    assert "<mark>khai sinh</mark> gồm &lt;b&gt;tờ <mark>khai</mark>" in hit.excerpt
    assert hit.excerpt.startswith("… ") and hit.excerpt.endswith(" …")
    assert len(hit.excerpt) < 500


def test_facets_count_every_kind_whichever_is_chosen(shelf: Shelf) -> None:
    shelf.put(entry("a", "Khai sinh"), entry("b", "Tờ khai sinh", kind="form"))
    results = service.search(None, "khai sinh", kind="form")
    assert results.total == 1
    assert {(facet.label, facet.count) for facet in results.facets} == {
        ("Quy trình", 1),
        ("Biểu mẫu", 1),
    }


def test_rebuild_says_how_much_there_is(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    shelf.put(entry("a", "Khai sinh"), entry("b", "Khai tử"))
    call_command("rebuild_search")
    assert "2 mục" in capsys.readouterr().out
