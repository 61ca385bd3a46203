"""Taking a whole agency in: all of it or nothing, under the uids that it had."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from registry import canonical, searchable
from registry.administration.services import stream_of
from registry.adoption.models import Adoption
from registry.documents import closure, names
from registry.documents.checks import in_force
from registry.documents.issue.issuing import approvals_text, lay_references
from registry.documents.models import Document, Stage, Validity, Version
from registry.documents.texts import services as texts
from registry.kinds.attached import files_named
from registry.now import now
from registry.organisation.models import Agency, Delegation, Membership, Unit, User
from registry.packages import reading, shape
from registry.packages.carrying import Carried
from registry.packages.conflicts import conflicts
from registry.packages.errors import PackageError
from registry.packages.exporting import day_of, instant_of
from registry.packages.reading import SHOWN
from registry.trail import events

Json = dict[str, Any]


@dataclass
class Taken:
    """What came in; `warnings` are for people to look after, nothing was refused for them."""

    agency: Agency
    documents: int = 0
    versions: int = 0
    people: int = 0
    files: int = 0
    warnings: list[str] = field(default_factory=list)


def take_in(content: bytes, carried: Carried | None = None) -> Taken:
    """Read a package and make its agency here, in one transaction.

    `carried` has the contents of its documents' files. Raises PackageError with Vietnamese problems
    and JSON Pointers where anything is wrong with the file or meets something that is here already;
    then nothing was written.
    """
    told = reading.read(content)
    if carried is not None and (wrong := carried.problems(told)):
        raise PackageError(f"Chưa nhập gì cả: {len(wrong)} tệp không dùng được.", wrong[:SHOWN])
    with transaction.atomic():
        wrong = conflicts(told)
        if wrong:
            raise PackageError(
                f"Chưa nhập gì cả: {len(wrong)} chỗ không khớp với dữ liệu đang có.",
                wrong[:SHOWN],
            )
        return _Taking(told, canonical.digest(canonical.dumps(told)), carried).run()


class _Taking:
    """Writing the rows of one checked package; the caller holds the transaction."""

    def __init__(self, told: Json, digest: str, carried: Carried | None) -> None:
        self.told, self.digest, self.carried = told, digest, carried

    def run(self) -> Taken:
        row = self.told["agency"]
        parent = row.get("parent", "")
        self.agency = Agency.objects.create(
            uid=row["uid"],
            code=row["code"],
            name=row["name"],
            short_name=row.get("short_name", ""),
            place=row.get("place", ""),
            parent=Agency.objects.get(code=parent) if parent else None,
            active=row.get("active", False),
            repeats_codes=row.get("repeats_codes", False),
            cancels_by_top=row.get("cancels_by_top", False),
            **{name: row.get(name, "") for name in shape.SAID},
        )
        self.taken = Taken(self.agency)
        self.units = self._units()
        self.people = self._people()
        self._roles()
        self._documents()
        self._adoptions()
        self.taken.warnings += [one.sentence for one in in_force.troubled(self.agency)]
        events.append(
            stream_of(self.agency),
            "agency.imported",
            {"sha256": self.digest, "documents": self.taken.documents},
            agency=self.agency,
        )
        return self.taken

    def _units(self) -> dict[str, Unit]:
        rows = self.told.get("units", [])
        made = {
            row["code"]: Unit.objects.create(
                agency=self.agency,
                code=row["code"],
                name=row["name"],
                starts=day_of(row.get("starts", "")),
                ends=day_of(row.get("ends", "")),
            )
            for row in rows
        }
        for row in rows:
            if row.get("parent"):
                made[row["code"]].parent = made[row["parent"]]
                made[row["code"]].save(update_fields=["parent"])
        return made

    def _people(self) -> dict[str, User]:
        found = {}
        for row in self.told.get("people", []):
            user, created = User.objects.get_or_create(
                username=row["username"], defaults={"full_name": row.get("full_name", "")}
            )
            if created:
                user.set_unusable_password()
                user.save()
                self.taken.people += 1
            found[row["username"]] = user
        return found

    def _roles(self) -> None:
        for row in self.told.get("memberships", []):
            Membership.objects.create(
                agency=self.agency,
                user=self.people[row["user"]],
                role=row["role"],
                unit=self.units.get(row.get("unit", "")),
                position=row.get("position", ""),
                starts=day_of(row.get("starts", "")),
                ends=day_of(row.get("ends", "")),
            )
        for row in self.told.get("delegations", []):
            Delegation.objects.create(
                agency=self.agency,
                giver=self.people[row["giver"]],
                receiver=self.people[row["receiver"]],
                role=row["role"],
                unit=self.units.get(row.get("unit", "")),
                kind=row["kind"],
                prefix=row.get("prefix", ""),
                reason=row.get("reason", ""),
                decision_no=row.get("decision_no", ""),
                starts=day_of(row.get("starts", "")),
                ends=day_of(row.get("ends", "")),
            )

    def _documents(self) -> None:
        inside = {row["uid"] for row in self.told.get("documents", [])}
        above = [agency.pk for agency in self.agency.ancestors()]
        for row in self.told.get("documents", []):
            document: Document = Document.objects.create(
                uid=uuid.UUID(row["uid"]),
                agency=self.agency,
                kind=row["kind"],
                code=row.get("code", ""),
                title=row["title"],
                owner_unit=self.units.get(row.get("owner_unit", "")),
                author=self.people.get(row.get("author", "")),
                confidentiality=row["confidentiality"],
                next_confidentiality=row["next_confidentiality"],
                shared=row.get("shared", False),
                next_shared=row.get("next_shared", False),
                stage=row.get("stage", Stage.IDLE),
                body=canonical.dumps(row.get("body", {})),
                schema_version=row["schema_version"],
                created_at=instant_of(row["created_at"]),
                updated_at=instant_of(row["updated_at"]),
                submitted_once=row.get("submitted_once", False),
            )
            self.taken.documents += 1
            used: set[str] = set()
            for version in row.get("versions", []):
                used |= self._version(document, version)
            if row.get("versions"):
                self._name(document)
            self._files(document, row)
            missing = used - inside - _shared(used - inside, above)
            if missing:
                self.taken.warnings.append(
                    f"«{document}» dùng {len(missing)} tài liệu không có trong tệp và cũng không"
                    " được cơ quan cấp trên dùng chung tại đây."
                )
            events.append(
                f"document:{document.uid}",
                "document.imported",
                {"sha256": canonical.digest(document.body)},
                agency=self.agency,
            )
            searchable.changed("document", str(document.uid), agency=self.agency.pk)

    def _files(self, document: Document, row: Json) -> None:
        """What its texts are as files; a text names some that came along, or is warned of."""
        if self.carried is not None:
            for told in row.get("files", []):
                texts.take_in(document, self.carried.inspected(told))
                self.taken.files += 1
        bodies = [one.get("body", {}) for one in (row, *row.get("versions", []))]
        schema = document.kind_of.schema
        named = {told["sha256"] for body in bodies for told in files_named(schema, body)}
        brought = {told["sha256"] for told in row.get("files", [])} if self.carried else set()
        missing = named - brought
        if missing:
            self.taken.warnings.append(
                f"«{document}» có {len(missing)} tệp nội dung không đi kèm gói này. Hãy xuất lại"
                " thành tệp .zip để kèm tệp."
            )

    def _name(self, document: Document) -> None:
        """The package tells the name of the draft; the versions tell the others."""
        names.settle(document)
        document.save(update_fields=names.COLUMNS)
        instant = now()
        for period in Validity.objects.of(self.agency).filter(document=document):
            for moment in (period.starts, period.ends):
                if moment is not None and moment > instant:
                    names.settle_at(document, moment)

    def _version(self, document: Document, row: Json) -> set[str]:
        """One issue with its validity and references; the uids that it uses."""
        body = canonical.dumps(row.get("body", {}))
        version = Version(
            uid=uuid.UUID(row["uid"]),
            agency=self.agency,
            document=document,
            issue_no=row["issue_no"],
            revision_no=row["revision_no"],
            code=row.get("code", ""),
            title=row["title"],
            kind=document.kind,
            body=body,
            schema_version=row["schema_version"],
            sha256=row["sha256"],
            approvals=approvals_text(row.get("approvals", [])),
            decision_no=row.get("decision_no", ""),
            change_note=row.get("change_note", ""),
            legal_ground=row.get("legal_ground", ""),
            issued_by=self.people.get(row.get("issued_by", "")),
            issued_at=datetime.fromisoformat(row["issued_at"]),
            taken_over_at=instant_of(row.get("taken_over_at", "")),
        )
        version.save(force_insert=True)
        self.taken.versions += 1
        for period in row.get("validity", []):
            Validity.objects.create(
                agency=self.agency,
                document=document,
                version=version,
                starts=instant_of(period["starts"]),
                ends=instant_of(period.get("ends", "")),
                public=period.get("public", False),
            )
        return {one.uid for one in lay_references(version) if one.relation == "uses"}

    def _adoptions(self) -> None:
        for row in self.told.get("adoptions", []):
            calendar = row.get("calendar", "")
            Adoption.objects.create(
                uid=uuid.UUID(row["uid"]),
                agency=self.agency,
                document=Document.unscoped.get(uid=row["document"]),
                state=row["state"],
                bindings=canonical.dumps({"rows": row.get("bindings", [])}),
                calendar=Document.unscoped.get(uid=calendar) if calendar else None,
                decision_no=row.get("decision_no", ""),
                decision_on=day_of(row.get("decision_on", "")),
                reason=row.get("reason", ""),
                prepared_by=self.people.get(row.get("prepared_by", "")),
                prepared_for=self.people.get(row.get("prepared_for", "")),
                prepared_at=instant_of(row["prepared_at"]),
                confirmed_by=self.people.get(row.get("confirmed_by", "")),
                confirmed_for=self.people.get(row.get("confirmed_for", "")),
                confirmed_at=instant_of(row.get("confirmed_at", "")),
                starts=day_of(row.get("starts", "")),
                ends=day_of(row.get("ends", "")),
            )


def _shared(uids: set[str], above: list[int]) -> set[str]:
    """Those of these documents that agencies above share."""
    valid = [uid for uid in uids if closure.is_uuid(uid)]
    rows = Document.unscoped.filter(uid__in=valid, agency_id__in=above, shared=True)
    return {str(uid) for uid in rows.values_list("uid", flat=True)}
