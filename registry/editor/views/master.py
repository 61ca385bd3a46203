"""The pages of Danh mục tài liệu nội bộ and bên ngoài: everything in force, to print and export.

TCVN ISO 9001:2015, điều 7.5.3: what is in force can be found, and what comes from outside is known.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from registry import canonical, kinds, policy
from registry.documents.models import Document, Validity, Version
from registry.editor.views.master_lists import LISTS, Row
from registry.now import now, today
from registry.organisation.models import Agency
from registry.printing.header import Header
from registry.printing.running import Running
from registry.tables.declared import Empty, Tab
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.vietnamese import fold, sort_key


class MasterListView(WagtailAdminTemplateMixin, View):
    """`?loai=` kind, `?don-vi=` unit, `?linh-vuc=` field, `?q=` words; `?dang=in` paper, `csv`."""

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
        return [kind for kind in kinds.all_kinds() if kind.outside == self.list.outside]

    @cached_property
    def everything(self) -> list[Row]:
        """Every document of the list that the person may read, in the order of the list."""
        seen = policy.visible(self.request.user, Document)
        with_body = [
            kind.code
            for kind in self.kinds
            if self.list.outside or "field" in kind.schema["properties"]
        ]
        periods = list(
            Validity.unscoped.filter(
                Validity.at(now()),
                document__in=seen.values("pk"),
                version__kind__in=[kind.code for kind in self.kinds],
            )
            .select_related("version", "document__owner_unit", "document__agency")
            .defer("version__body", "version__approvals", "document__body")
        )
        ids = [period.version_id for period in periods if period.version.kind in with_body]
        bodies = dict(Version.unscoped.filter(pk__in=ids).values_list("pk", "body"))
        rows = [
            Row(period, canonical.loads(bodies.get(period.version_id, "{}"))) for period in periods
        ]
        order = {kind.code: place for place, kind in enumerate(self.kinds)}
        return sorted(
            rows,
            key=lambda row: (
                order[row.version.kind],
                sort_key(row.version.code),
                sort_key(row.version.title),
                row.version.pk,
            ),
        )

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the filters."""
        kind, unit, field = (self.asked(name) for name in ("loai", "don-vi", "linh-vuc"))
        words = fold(self.asked("q")).split()
        return [
            row
            for row in self.everything
            if (not kind or row.version.kind == kind)
            and (not unit or str(row.document.owner_unit_id) == unit)
            and (not field or row.field == field)
            and all(word in fold(f"{row.version.code} {row.version.title}") for word in words)
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
        about = f"{listing.pages.total} tài liệu đang có hiệu lực"
        return self.render_to_response(
            self.get_context_data(listing=listing, page=listing.pages, acts=acts, about=about)
        )

    def tabs(self) -> list[Tab]:
        """Return both lists, side by side."""
        return [
            Tab(
                one.label,
                url=reverse("documents:master", args=[one.code]),
                current=one is self.list,
            )
            for one in LISTS.values()
        ]

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
