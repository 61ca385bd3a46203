"""A province with a shared procedure, and a ward below it with people and calendar of its own."""

from dataclasses import dataclass
from typing import Any

from processes.adoption import binding, services
from processes.adoption.needs import needs_of
from registry.adoption.models import Adoption
from registry.documents.models import Document, Version
from registry.organisation.models import Agency, User
from tests import factories


@dataclass
class Below:
    province: Agency
    ward: Agency
    secretary: User
    leader: User
    desk: User
    officer: User
    clerk: User
    province_secretary: User
    form: Version
    process: Version

    @property
    def document(self) -> Document:
        return self.process.document

    @property
    def uid(self) -> str:
        return factories.uid_of(self.process)

    def proposal(self) -> list[binding.Bound]:
        wanted = needs_of("process", self.process.data) or []
        return list(binding.proposal(self.ward, wanted).values())

    def prepare(self, **options: Any) -> Adoption:
        """Put before the leader by somebody who sees what is prepared already."""
        options.setdefault("bindings", self.proposal())
        there = Adoption.objects.of(self.ward).filter(document=self.document, ends=None).first()
        options.setdefault("seen", factories.adoption_shown(there) if there else "")
        return services.prepare(self.secretary, self.ward, self.document, **options)

    def adopt(self, **options: Any) -> Adoption:
        return factories.confirm(self.leader, self.prepare(**options), decision_no="15/QĐ-UBND")

    def rebind(self, row: Adoption, bindings: list[binding.Bound]) -> Adoption:
        """Others are bound by somebody who sees what holds."""
        seen = factories.adoption_shown(row)
        return services.change(self.secretary, row, bindings=bindings, calendar=None, seen=seen)

    def reissue(self, **changes: Any) -> Version:
        """The province issues the procedure anew."""
        body = {**self.process.data, **changes}
        self.process = factories.install(
            self.province, "process", body, title=self.process.title, uid=self.uid, shared=True
        )
        return self.process


def make() -> Below:
    province = factories.agency("H99", name="Sở Tư pháp")
    ward = factories.agency("H99.01", name="UBND phường Hòa Bình", parent=province)
    factories.calendar(province, shared=True)
    # The ward has a further day off, Tuesday 28/04.
    body = factories.calendar_body()
    body["exceptions"].append({"id": "n9", "date": "2026-04-28", "kind": "off", "name": "Nghỉ"})
    factories.calendar(ward, body)
    desk, justice = factories.unit(ward, "MC"), factories.unit(ward, "TPHT")
    form = factories.install(province, "form", factories.small_form(), title="Tờ khai", shared=True)
    process = factories.install_process(
        province, factories.small_process(factories.uid_of(form)), shared=True
    )
    return Below(
        province,
        ward,
        secretary=factories.person(ward, role="iso_secretary", name="Trần Thị Thư Ký"),
        leader=factories.person(ward, role="top_leader", name="Hoàng Thị Ba"),
        desk=factories.person(ward, role="one_stop", unit=desk, name="Võ Thị Một"),
        officer=factories.person(ward, role="staff", unit=justice, name="Đỗ Văn Hai"),
        clerk=factories.person(ward, role="clerk", name="Bùi Văn Bốn"),
        province_secretary=factories.person(
            province, role="iso_secretary", roles=("quality_leader",), name="Người Của Sở"
        ),
        form=form,
        process=process,
    )
