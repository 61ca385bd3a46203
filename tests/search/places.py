"""Agencies, people and issued documents, as small as tests of finding need them."""

from datetime import datetime
from typing import Any

from registry.administration import services as organisation
from registry.documents import services as documents
from registry.documents.models import Version
from registry.organisation.models import Agency, User


def establish(code: str, parent: Agency | None = None, name: str = "") -> Agency:
    """An agency under this code."""
    return organisation.establish(code, name or f"Ủy ban nhân dân phường {code}", parent=parent)


def enrol(agency: Agency, username: str, role: str = "staff") -> User:
    """A person with one role in the agency."""
    user = organisation.enrol(username, username.title(), password="mat-khau-thu")
    organisation.assign(None, user, agency, role)
    return user


def put_in_force(
    agency: Agency, title: str, *, text: str = "Nội dung", code: str = "", **more: Any
) -> Version:
    """A manual issued at once (or from `starts` on)."""
    return documents.install(
        agency,
        "manual",
        code=code,
        title=title,
        body={"sections": [{"id": "s1", "heading": "Phần 1", "text": text}]},
        **more,
    )


def issue_again(version: Version, text: str, starts: datetime | None = None) -> Version:
    """The next version of the same document."""
    document = version.document
    return put_in_force(
        document.agency,
        version.title,
        text=text,
        code=version.code,
        uid=str(document.uid),
        starts=starts,
    )
