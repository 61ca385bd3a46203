"""A public site of each test's own: empty page cache, empty index, procedures to put in it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches

from cms.site.published import path_of
from registry.documents import services as documents
from registry.documents.models import Version
from registry.organisation.models import Agency
from search import indexing
from tests import factories

Committed = Callable[[], AbstractContextManager[Any]]


@pytest.fixture(autouse=True)
def _own_site(tmp_path: Path, settings: Any) -> Iterator[None]:
    """Pages of another test would answer for uids that come back in this one."""
    settings.SEARCH_INDEX = tmp_path / "search.sqlite3"
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Callable[..., Any]) -> Committed:
    """`with committed(): …` does what a commit does in a test that never commits."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def publish_form(agency: Agency, title: str = "Tờ khai trích lục", **more: Any) -> str:
    """A public form in force; its uid."""
    version = documents.install(
        agency,
        "form",
        code="BM 01",
        title=title,
        body=factories.small_form(),
        **{"confidentiality": "public", **more},
    )
    return factories.uid_of(version)


def publish(
    agency: Agency,
    title: str = "Cấp trích lục hộ tịch",
    *,
    form: str = "",
    code: str = "QT 34/CX-HCTP",
    uid: str | None = None,
    starts: Any = None,
    confidentiality: str = "public",
    **changes: Any,
) -> Version:
    """A procedure in force that everybody may read, unless told otherwise."""
    body = factories.small_process(form, **changes)
    if not form:
        for step in body["steps"]:
            step.pop("form_part", None)
    return documents.install(
        agency,
        "process",
        code=code,
        title=title,
        body=body,
        uid=uid,
        starts=starts,
        confidentiality=confidentiality,
    )


def law(agency: Agency, state: str = "in_force", **options: Any) -> Version:
    """A legal text that everybody may read, unless told otherwise."""
    body = {"type": "Luật", "number": "60/2014/QH13", "issuer": "Quốc hội", "state": state}
    given = {"code": "60/2014/QH13", "title": "Luật Hộ tịch", "confidentiality": "public"}
    return documents.install(agency, "legal-text", body=body, **{**given, **options})


def cites(version: Version) -> list[dict[str, str]]:
    """The legal basis of a procedure that cites this text."""
    return [{"id": "l1", "text": "Luật Hộ tịch năm 2014", "uid": factories.uid_of(version)}]


def path_to(version: Version) -> str:
    """The address of its page."""
    return path_of(version.title, version.document.uid)


def index() -> None:
    """Bring the search index up to date."""
    indexing.rebuild()
