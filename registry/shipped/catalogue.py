"""What this version of the product ships of the system's own documents (fixtures/system)."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from registry import canonical
from registry.canonical import Body

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "system"


@dataclass(frozen=True)
class Shipped:
    """One document as it ships; `sha256` is that of an issue with this body."""

    uid: str
    kind: str
    title: str
    body: Body
    sha256: str


def find(uid: str) -> Shipped | None:
    """Return what ships under the uid of a document; None for what is the agency's alone."""
    return _all().get(uid)


def uids() -> list[str]:
    """List the uids of all documents that ship."""
    return list(_all())


@cache
def _all() -> dict[str, Shipped]:
    """Read once: what ships changes with the product alone."""
    found = {}
    for path in sorted(FOLDER.glob("*.json")):
        row = json.loads(path.read_text(encoding="utf-8"))
        body = canonical.canonical(row["body"])
        sha256 = canonical.digest(canonical.dumps(body))
        found[row["uid"]] = Shipped(row["uid"], row["kind"], row["title"], body, sha256)
    return found
