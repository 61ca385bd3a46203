"""Files are kept once by their content and never given out changed."""

import errno

import pytest
from django.core.files.storage import default_storage

from registry import policy
from registry.files import services
from registry.files.models import StoredFile
from registry.files.services import MAX_BYTES, FileError, inspect, open_file, store
from registry.organisation.models import Agency, User
from tests import factories
from tests.support.uploads import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


@pytest.fixture
def officer(agency: Agency) -> User:
    return factories.person(agency, role="one_stop")


def test_what_was_stored_is_read_back(agency: Agency, officer: User) -> None:
    stored = store(officer, agency, inspect("Giấy chứng sinh.pdf", PDF))
    assert open_file(stored).read() == PDF
    assert stored.name == "Giấy chứng sinh.pdf" and stored.content_type == "application/pdf"


def test_the_same_file_twice_is_one(agency: Agency, officer: User) -> None:
    first = store(officer, agency, inspect("a.pdf", PDF))
    assert store(officer, agency, inspect("a.pdf", PDF)).pk == first.pk
    assert StoredFile.objects.of(agency).count() == 1


def test_equal_bytes_of_two_agencies_stay_apart(agency: Agency, officer: User) -> None:
    other = factories.agency()
    mine = store(officer, agency, inspect("a.pdf", PDF))
    theirs = store(factories.person(other, role="one_stop"), other, inspect("a.pdf", PDF))
    assert mine.path != theirs.path


@pytest.mark.parametrize("name", ["../../etc/a.pdf", "C:\\tam\\a.pdf", "a\x00.pdf", "a.pdf\n"])
def test_a_name_never_leads_out_of_the_store(agency: Agency, officer: User, name: str) -> None:
    assert store(officer, agency, inspect(name, PDF)).name == "a.pdf"


@pytest.mark.parametrize("content", [b"", b"x" * (MAX_BYTES + 1)])
def test_an_empty_or_too_large_file_is_refused(content: bytes) -> None:
    with pytest.raises(FileError):
        inspect("a.pdf", content)


def test_a_changed_file_is_not_given_out(agency: Agency, officer: User) -> None:
    stored = store(officer, agency, inspect("a.pdf", PDF))
    default_storage.delete(stored.path)
    with pytest.raises(FileError, match="Không còn"):
        open_file(stored)
    with default_storage.open(stored.path, "wb") as file:
        file.write(b"y")
    with pytest.raises(FileError, match="thay đổi"):
        open_file(stored)


def test_half_a_file_of_an_earlier_crash_is_written_anew(agency: Agency, officer: User) -> None:
    first = store(officer, agency, inspect("a.pdf", PDF))
    default_storage.delete(first.path)
    with default_storage.open(first.path, "wb") as file:
        file.write(PDF[:10])
    again = store(officer, agency, inspect("b.pdf", PDF))
    assert open_file(again).read() == PDF


def test_a_full_disk_is_told_and_leaves_nothing(
    agency: Agency, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: str, content: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(services.default_storage, "save", full)
    with pytest.raises(FileError, match="Kho tệp đã đầy"):
        store(officer, agency, inspect("a.pdf", PDF))
    assert not StoredFile.objects.of(agency).exists()


def test_a_stranger_may_not_store(agency: Agency) -> None:
    with pytest.raises(policy.Forbidden):
        store(factories.person(factories.agency(), role="one_stop"), agency, inspect("a.pdf", PDF))
