"""Files are kept once by their content and never given out changed."""

import pytest
from django.core.files.storage import default_storage

from registry import policy
from registry.files.models import StoredFile
from registry.files.services import MAX_BYTES, FileError, open_file, store
from registry.organisation.models import Agency, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


@pytest.fixture
def officer(agency: Agency) -> User:
    return factories.person(agency, role="one_stop")


def test_what_was_stored_is_read_back(agency: Agency, officer: User) -> None:
    stored = store(officer, agency, "Giấy chứng sinh.pdf", "nội dung".encode())
    assert open_file(stored).read() == "nội dung".encode()
    assert stored.name == "Giấy chứng sinh.pdf"


def test_the_same_file_twice_is_one(agency: Agency, officer: User) -> None:
    first = store(officer, agency, "a.pdf", b"x")
    assert store(officer, agency, "a.pdf", b"x").pk == first.pk
    assert StoredFile.objects.of(agency).count() == 1


def test_equal_bytes_of_two_agencies_stay_apart(agency: Agency, officer: User) -> None:
    other = factories.agency()
    mine = store(officer, agency, "a.pdf", b"x")
    theirs = store(factories.person(other, role="one_stop"), other, "a.pdf", b"x")
    assert mine.path != theirs.path


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\tam\\passwd", "pass\x00wd", "passwd\n"])
def test_a_name_never_leads_out_of_the_store(agency: Agency, officer: User, name: str) -> None:
    assert store(officer, agency, name, b"x").name == "passwd"


@pytest.mark.parametrize("content", [b"", b"x" * (MAX_BYTES + 1)])
def test_an_empty_or_too_large_file_is_refused(
    agency: Agency, officer: User, content: bytes
) -> None:
    with pytest.raises(FileError):
        store(officer, agency, "a.pdf", content)
    assert not StoredFile.objects.of(agency).exists()


def test_a_changed_file_is_not_given_out(agency: Agency, officer: User) -> None:
    stored = store(officer, agency, "a.pdf", b"x")
    default_storage.delete(stored.path)
    with pytest.raises(FileError, match="Không còn"):
        open_file(stored)
    with default_storage.open(stored.path, "wb") as file:
        file.write(b"y")
    with pytest.raises(FileError, match="thay đổi"):
        open_file(stored)


def test_a_stranger_may_not_store(agency: Agency) -> None:
    with pytest.raises(policy.Forbidden):
        store(factories.person(factories.agency(), role="one_stop"), agency, "a.pdf", b"x")
