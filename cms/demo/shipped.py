"""Loads what the product ships: the demo agencies, their people and their documents."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from wagtail.models import Collection

from cms.site import services as site
from processes.adoption import services as adoptions
from registry import kinds
from registry.administration import delegations
from registry.administration import services as organisation
from registry.documents import services as documents
from registry.documents.models import Confidentiality, Document, Version
from registry.now import today
from registry.organisation.models import Agency, Unit, User
from registry.organisation.roles import role_labels

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
PROVINCE, WARD = "H99.15", "H99.15.01"

# Where each document is installed; what others use comes first.
DOCUMENTS: tuple[tuple[str, str], ...] = (
    (PROVINCE, "calendars/national.json"),
    (PROVINCE, "law/luat_ho_tich_2014.json"),
    (PROVINCE, "law/nghi_dinh_123_2015.json"),
    (PROVINCE, "system/review_checklist.json"),
    (PROVINCE, "system/document_control.json"),
    (PROVINCE, "system/document_proposals.json"),
    (PROVINCE, "system/return_result.json"),
    (PROVINCE, "system/layout_check.json"),
    (PROVINCE, "procedures/periodic_report.json"),
    (WARD, "quality/policy.json"),
    (WARD, "system/quality_manual.json"),
    (WARD, "quality/commitment.json"),
    (WARD, "quality/objectives.json"),
    (WARD, "quality/plan.json"),
    (WARD, "quality/external.json"),
    (WARD, "quality/leave_kinds.json"),
    (WARD, "procedures/copy_form.json"),
    (WARD, "quality/instruction.json"),
    (WARD, "quality/regulation.json"),
    (WARD, "procedures/copy.json"),
    (WARD, "procedures/divorce_note_form.json"),
    (WARD, "procedures/divorce_note_rule.json"),
    (WARD, "procedures/divorce_note.json"),
    (WARD, "procedures/leave_form.json"),
    (WARD, "procedures/leave.json"),
)


# What the ward works by though the province issued it, and under which decision.
ADOPTED: tuple[tuple[str, str], ...] = (("procedures/periodic_report.json", "15/QĐ-UBND"),)


def read(name: str) -> dict[str, Any]:
    """Return a fixture by its path below fixtures/."""
    result: dict[str, Any] = json.loads((FIXTURES / name).read_text())
    return result


@transaction.atomic
def load() -> None:
    """Bring the demo agencies into being; a second call changes nothing that people changed."""
    _site()
    plan = read("organisation/demo.json")
    agencies: dict[str, Agency] = {}
    units: dict[tuple[str, str], Unit] = {}
    fresh = not Agency.objects.filter(code=WARD).exists()
    for row in plan["agencies"]:
        agency = organisation.establish(
            row["code"],
            row["name"],
            short_name=row["short_name"],
            place=row["place"],
            parent=agencies.get(row["parent"]),
        )
        if fresh:
            organisation.set_identity(None, agency, row["identity"])
        agencies[row["code"]] = agency
        for unit in row["units"]:
            units[row["code"], unit["code"]] = organisation.set_unit(
                agency, unit["code"], unit["name"]
            )
    if not fresh:
        return
    people = _people(plan, agencies, units)
    for row in plan["delegations"]:
        delegations.delegate(
            None,
            agencies[row["agency"]],
            people[row["giver"]],
            people[row["receiver"]],
            row["role"],
            kind=row["kind"],
            starts=today() - timedelta(days=1),
            ends=today() + timedelta(days=row["days"]),
            reason=row["reason"],
            decision_no=row["decision_no"],
        )
    for code, name in DOCUMENTS:
        install(agencies[code], name, units)
    for name, decision_no in ADOPTED:
        document = Document.unscoped.get(uid=read(name)["uid"])
        adoptions.lay_down(agencies[WARD], document, decision_no=decision_no)
    _pages(agencies[WARD])


def _people(
    plan: dict[str, Any], agencies: dict[str, Agency], units: dict[tuple[str, str], Unit]
) -> dict[str, User]:
    people = {}
    for row, user in zip(plan["people"], enrol(plan["people"]), strict=True):
        people[row["username"]] = user
        for role, unit in row["roles"]:
            organisation.assign(
                None,
                user,
                agencies[row["agency"]],
                role,
                unit=units[row["agency"], unit] if unit else None,
                position=row["position"],
            )
    return people


def enrol(rows: list[dict[str, Any]]) -> list[User]:
    """Open the accounts of people of the demo, whose one password is known to everybody.

    It is hashed once: for thirty people that would take ten seconds, and hide nothing.
    """
    encoded = make_password(read("organisation/demo.json")["password"])
    people = []
    for row in rows:
        user = organisation.enrol(row["username"], row["full_name"])
        user.password = encoded
        user.save(update_fields=["password"])
        people.append(user)
    return people


def install(
    agency: Agency,
    name: str,
    units: dict[tuple[str, str], Unit] | None = None,
    *,
    author: str = "",
) -> Version:
    """Put one shipped document in force in an agency, in somebody's care."""
    row = read(name)
    unit = (units or {}).get((agency.code, row.get("unit", "")))
    return documents.install(
        agency,
        kinds.get(row["kind"]).code,
        code=row["code"],
        title=row["title"],
        body=row["body"],
        uid=row["uid"],
        shared=row.get("shared", False),
        confidentiality=row.get("confidentiality", Confidentiality.INTERNAL),
        owner_unit=unit,
        author=User.objects.get(username=author) if author else None,
        legal_ground=row.get("legal_ground", ""),
    )


def _site() -> None:
    """The front of the public site, with what Wagtail's machinery expects."""
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    site.front()


def _pages(agency: Agency) -> None:
    """The agency's public pages, for editors to rewrite."""
    for row in read("site/pages.json")["pages"]:
        site.write(agency, row["kind"], row["title"], row["lead"], row["body"])


def accounts() -> list[tuple[str, str, str, str]]:
    """Return (role names, username, password, person) for the people that visitors sign in as."""
    plan = read("organisation/demo.json")
    labels = role_labels()
    further = [row for row in people_of_the_year() if row.get("listed")]
    return [
        (
            ", ".join(labels[role] for role, _ in row["roles"] if role != "staff")
            or labels["staff"],
            row["username"],
            plan["password"],
            f"{row['full_name']} – {row['position']}",
        )
        for row in (*plan["people"], *further)
    ]


def usernames() -> list[str]:
    """Return everybody of the demo, whose password is printed in the sources."""
    plan = read("organisation/demo.json")
    return [row["username"] for row in (*plan["people"], *people_of_the_year())]


def people_of_the_year() -> list[dict[str, Any]]:
    """Return the people who come on top when the demo has a year behind it."""
    found: list[dict[str, Any]] = read("demo/people.json")["people"]
    return found
