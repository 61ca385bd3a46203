"""The pages of the master lists (danh mục): everything in force, to print and export.

TCVN ISO 9001:2015, điều 7.5.3: what is in force can be found, and what comes from outside is known.
"""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from registry import canonical, kinds, policy
from registry.documents.models import Document, ReferenceRow, Validity, Version
from registry.editor.views.master_lists import LISTS, Row
from registry.now import now, today
from registry.organisation.models import Agency
from registry.periodic import dues
from registry.printing.header import Header
from registry.printing.running import Running
from registry.tables.declared import Empty, Tab
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.vietnamese import fold, sort_key


class MasterListView(WagtailAdminTemplateMixin, View):
    """`?loai=` kind, `?don-vi=` unit, `?linh-vuc=` field, `?q=` words; `?dang=in` paper, `csv`.

    `?soat=den-han`: what is to be read again soon.
    """

    template_name = "registry/ui/list_page.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["which"] not in LISTS:
            raise Http404
        self.list = LISTS[kwargs["which"]]

    def get_page_title(self) -> str:
        return self.list.label

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": "Trang chủ"},
            {"url": "", "label": self.list.label},
        ]

    def asked(self, name: str) -> str:
        """Return a filter's value."""
        return self.request.GET.get(name, "").replace("\0", "").strip()[:200]

    @property
    def kinds(self) -> list[kinds.Kind]:
        """The kinds that stand in this list."""
        return [kind for kind in kinds.all_kinds() if self.list.holds(kind)]

    @cached_property
    def everything(self) -> list[Row]:
        """Every row of the list that the person may read, in the order of the list."""
        seen = policy.visible(self.request.user, Document)
        periods = list(
            Validity.unscoped.filter(
                Validity.at(now()),
                document__in=seen.values("pk"),
                version__kind__in=[kind.code for kind in self.kinds],
            )
            .select_related("version", "document__owner_unit", "document__agency")
            .defer("version__body", "version__approvals", "document__body")
        )
        bodies: dict[int, str] = {}
        if self.list.outside or self.list.records:
            ids = [period.version_id for period in periods]
            bodies = dict(Version.unscoped.filter(pk__in=ids).values_list("pk", "body"))
        due, used = {}, {}
        if not self.list.records:
            own = policy.standing(self.request.user).agency_ids
            found = dues.dues_of(seen.filter(pk__in=[one.document_id for one in periods]))
            due = {one.document_id: one for one in found if one.agency_id in own}
        if self.list.code == "bieu-mau":
            used = self.used_in(periods)
        rows = [
            Row(
                period,
                canonical.loads(bodies.get(period.version_id, "{}")),
                due=due.get(period.document_id),
                used=tuple(used.get(str(period.document.uid), ())),
            )
            for period in periods
        ]
        if self.list.records:
            rows = [
                replace(row, record=record)
                for row in rows
                for record in row.body.get("records_kept", [])
                if record.get("name")
            ]
        order = {kind.code: place for place, kind in enumerate(self.kinds)}
        return sorted(
            rows,
            key=lambda row: (
                order[row.version.kind],
                sort_key(row.version.code),
                sort_key(row.version.title),
                sort_key(row.name),
                row.version.pk,
            ),
        )

    def used_in(self, periods: list[Validity]) -> dict[str, list[str]]:
        """Return the codes of the documents in force that use each form, by its uid; one query."""
        seen = policy.visible(self.request.user, Document)
        in_force = Validity.unscoped.filter(Validity.at(now()), document__in=seen.values("pk"))
        rows = ReferenceRow.unscoped.filter(
            relation="uses",
            target_uid__in=[period.document.uid for period in periods],
            version__in=in_force.values("version"),
        )
        found: dict[str, list[str]] = {}
        for uid, code in rows.order_by("version__code").values_list("target_uid", "version__code"):
            codes = found.setdefault(str(uid), [])
            if code not in codes:
                codes.append(code)
        return found

    @property
    def soon(self) -> list[Row]:
        """The rows that are to be read again within thirty days, or should have been."""
        return [row for row in self.everything if row.due and row.due.left <= dues.SOON]

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the filters."""
        kind, unit, field = (self.asked(name) for name in ("loai", "don-vi", "linh-vuc"))
        words = fold(self.asked("q")).split()
        return [
            row
            for row in (self.soon if self.asked("soat") else self.everything)
            if (not kind or row.version.kind == kind)
            and (not unit or str(row.document.owner_unit_id) == unit)
            and (not field or row.field == field)
            and all(word in fold(row.found_by) for word in words)
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.asked("dang") == "in":
            return self.paper()
        listing = Listing(
            self.list.table, request, choices=self.choices(), empty=self.empty, tabs=self.tabs()
        )
        file = file_of(listing, self.rows)
        if file is not None:
            return file
        listing.show(self.rows)
        printed = listing.address(dang="in")
        acts = [{"label": "Bản in", "url": printed, "icon": "print", "aside": True}]
        about = f"{listing.pages.total} {self.list.unit}"
        about += " theo tài liệu" if self.list.records else ""
        about += " đang có hiệu lực"
        return self.render_to_response(
            self.get_context_data(listing=listing, page=listing.pages, acts=acts, about=about)
        )

    def tabs(self) -> list[Tab]:
        """Return the lists, side by side, and what of this one is to be read again soon."""
        asked = bool(self.asked("soat"))
        found = [
            Tab(
                one.label,
                url=reverse("documents:master", args=[one.code]),
                current=one is self.list and not asked,
            )
            for one in LISTS.values()
        ]
        if not self.list.records:
            here = f"{reverse('documents:master', args=[self.list.code])}?soat=den-han"
            found.append(
                Tab("Đến hạn soát xét", count=len(self.soon), tone="wait", url=here, current=asked)
            )
        return found

    @property
    def empty(self) -> Empty:
        """What the list says where nothing is in force."""
        agency = policy.standing(self.request.user).agency
        may = agency is not None and policy.can(self.request.user, "document.create", agency)
        kind = "external" if self.list.outside else "process"
        return Empty(
            self.list.empty,
            "Tài liệu đứng ở đây từ ngày có hiệu lực đến ngày hết hiệu lực.",
            "Thêm tài liệu bên ngoài" if self.list.outside else "Thêm mới tài liệu",
            reverse("documents:add") + (f"?kind={kind}" if self.list.outside else "")
            if may
            else "",
        )

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """Return the choices of each filter: only what occurs in the list."""
        units = {
            str(row.document.owner_unit_id): str(row.document.owner_unit)
            for row in self.everything
            if row.document.owner_unit_id
        }
        fields = {row.field: row.field for row in self.everything if row.field}
        occurring = {row.version.kind for row in self.everything}
        known = [(kind.code, kind.label) for kind in self.kinds if kind.code in occurring]
        return {"loai": known, "don-vi": _by_label(units), "linh-vuc": _by_label(fields)}

    def paper(self) -> HttpResponse:
        """Answer with the rows that match the filters, laid out for paper."""
        agency: Agency | None = policy.standing(self.request.user).agency
        self.template_name = "registry/editor/master_print.html"
        return self.render_to_response(
            {
                "page_title": self.list.label,
                "list": self.list,
                "headers": self.list.headers,
                "agency": agency,
                "rows": [(row, self.list.cells(row)) for row in self.rows],
                "header": Header(issuer=agency.name, place=agency.place, day=today())
                if agency
                else None,
                "running": Running(self.list.label, f"{today():%d/%m/%Y}"),
                "day": today(),
            }
        )


def _by_label(choices: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(choices.items(), key=lambda pair: sort_key(pair[1]))
