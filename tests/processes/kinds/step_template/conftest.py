"""A department and its ward: a shared step template, a process of the ward that may copy it."""

from dataclasses import dataclass
from typing import Any

from processes.kinds.step_template.copying import insertion
from registry.documents import closure, services
from registry.documents.models import Document, Version
from registry.now import now
from registry.organisation.models import Agency, User
from tests import factories
from tests.support.worlds import once_a_module

HOURS = {"amount": "2", "unit": "working_hour"}


def template_body(title: str = "Vào sổ", note: str = "") -> dict[str, Any]:
    """Two steps of the clerk."""
    first: dict[str, Any] = {"id": "a", "title": title, "role": "vt", "time": HOURS}
    return {
        "purpose": "Cuối quy trình.",
        "roles": [{"id": "vt", "label": "Văn thư", "by": "role", "role": "clerk"}],
        "steps": [
            {**first, "note": note} if note else first,
            {"id": "b", "title": "Đóng dấu", "role": "vt", "return_to": "a"},
        ],
    }


@dataclass
class Office:
    above: Agency
    ward: Agency
    owner: User
    secretary: User
    template: Version
    draft: Document

    @property
    def uid(self) -> str:
        return factories.uid_of(self.template)

    def reissue(self, body: dict[str, Any]) -> Version:
        return factories.install(
            self.above, "step-template", body, uid=self.uid, shared=True, starts=now(),
            title="Vào sổ, đóng dấu", code="BMAU-01",
        )  # fmt: skip

    def with_copy(self) -> Document:
        """The draft with a copy of the template's present issue at its end."""
        found = closure.in_force(self.ward, self.uid)
        assert found
        body = self.draft.data
        made = insertion(found, body)
        body["steps"] = [*body["steps"][:-1], *made.steps, body["steps"][-1]]
        self.draft = services.save_draft(
            self.secretary, self.draft, body, base_digest=digest_of(self.draft)
        )
        return self.draft


def digest_of(document: Document) -> str:
    from registry import canonical

    return canonical.digest(document.body)


def make_office() -> Office:
    above = factories.agency(name="Sở Tư pháp")
    ward = factories.agency(parent=above)
    secretary = factories.person(ward, role="iso_secretary", name="Trần Thị Thử")
    template = factories.install(
        above, "step-template", template_body(), shared=True, title="Vào sổ, đóng dấu",
        code="BMAU-01",
    )  # fmt: skip
    process = factories.small_process()
    process["steps"] = [
        {name: value for name, value in step.items() if name not in ("form_part", "next")}
        for step in process["steps"]
    ]
    draft = services.create(
        secretary, ward, "process", title="Cấp trích lục", code="QT-01",
        body=process,
    )  # fmt: skip
    return Office(
        above, ward, factories.person(above, role="iso_secretary"), secretary, template, draft
    )


office = once_a_module(make_office)
