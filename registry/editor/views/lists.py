"""The list of documents: one for all kinds, `?kind=` for one, with search and filters."""

from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from registry import kinds, policy
from registry.documents import rows
from registry.documents.listing import called, listed
from registry.documents.models import IN_REVIEW, Document, Stage, Validity
from registry.documents.policies import drafts_readable, under_way
from registry.now import now
from registry.tables.declared import Cell, Column, Empty, Filter, Tab, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing

STATES = (
    ("soan-thao", "Đang soạn thảo"),
    ("cho-duyet", "Đang chờ rà soát, ban hành"),
    ("hieu-luc", "Đang có hiệu lực"),
    ("sap-hieu-luc", "Sắp có hiệu lực"),
    ("het-hieu-luc", "Đã hủy bỏ, hết hiệu lực"),
)
EDIT = Column(
    "sua-doi",
    "Sửa bản soạn thảo",
    lambda row: Cell(template="registry/editor/_edit_button.html" if row.edit_url else ""),
    "act",
    fixed=True,
)
TABLE = Table(
    code="documents",
    label="Danh sách tài liệu",
    unit="tài liệu",
    columns=(
        rows.CODE, rows.TITLE, rows.STATE, rows.CHANGED, rows.FROM, rows.NUMBER, rows.KIND,
        rows.UNIT, EDIT,
    ),
    filters=(
        Filter("loai", "Loại tài liệu", anything="Mọi loại"),
        Filter("tinh-trang", "Tình trạng", STATES, anything="Mọi tình trạng"),
    ),
    search="mã hiệu, tên",
    file="tai-lieu",
    order="-sua",
    keeps=("kind",),
)  # fmt: skip


class ListView(WagtailAdminTemplateMixin, View):
    """Documents that the person may see; a fixed number of queries whatever the length."""

    template_name = "registry/ui/list_page.html"

    @cached_property
    def kind(self) -> kinds.Kind | None:
        """The one kind to list, when the address names a known one."""
        code = self.request.GET.get("kind", "")
        return next((kind for kind in kinds.all_kinds() if kind.code == code), None)

    def get_page_title(self) -> str:
        return self.kind.label_plural if self.kind else "Tài liệu"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": "Trang chủ"},
            {"url": "", "label": self.get_page_title()},
        ]

    @cached_property
    def may_create(self) -> bool:
        """Whether the person may make new documents."""
        agency = policy.standing(self.request.user).agency
        return agency is not None and policy.can(self.request.user, "document.create", agency)

    @cached_property
    def add_url(self) -> str:
        """Where a new one is begun; "" for who may not."""
        if not self.may_create or (self.kind and not self.kind.creatable):
            return ""
        return reverse("documents:add") + (f"?kind={self.kind.code}" if self.kind else "")

    def acts(self) -> list[dict[str, Any]]:
        """Return the buttons of the page."""
        label = f"Thêm {self.kind.label.lower()}" if self.kind else "Thêm mới tài liệu"
        add = {"label": label, "url": self.add_url, "icon": "plus", "main": True}
        acts = [add] if self.add_url else []
        agency = policy.standing(self.request.user).agency
        if agency is not None and policy.can(self.request.user, "document.import", agency):
            url = reverse("takeover:send")
            acts.insert(0, {"label": "Nhập tài liệu sẵn có", "url": url, "icon": "up"})
        return acts

    @cached_property
    def listing(self) -> Listing:
        """The list as it is asked for."""
        table = replace(TABLE, code=f"documents:{self.kind.code}") if self.kind else TABLE
        known = [] if self.kind else [(kind.code, kind.label) for kind in kinds.all_kinds()]
        called = self.kind.label.lower() if self.kind else "tài liệu"
        tabs = [Tab("Tất cả"), *(Tab(label, f"tinh-trang={code}") for code, label in STATES)]
        empty = Empty(
            f"Chưa có {called} nào",
            "Ở đây có tài liệu đã ban hành của cơ quan, tài liệu cấp trên dùng chung và bản soạn "
            "thảo mà ông/bà được đọc.",
            f"Thêm {called} đầu tiên",
            self.add_url,
        )
        return Listing(table, self.request, choices={"loai": known}, tabs=tabs, empty=empty)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = self.queryset()
        file = file_of(self.listing, found, self.dress)
        if file is not None:
            return file
        listing = self.listing.show(found, self.dress)
        return self.render_to_response(
            self.get_context_data(
                listing=listing, page=listing.pages, acts=self.acts(), kind=self.kind
            )
        )

    def queryset(self) -> QuerySet[Document]:
        """Return the documents that match the filters, last changed first.

        Words match title and code, with or without accents.
        """
        at = policy.standing(self.request.user)
        found = listed(at.user).filter(called(self.listing.words))
        wanted = self.kind.code if self.kind else self.listing.value("loai")
        if wanted:
            found = found.filter(kind=wanted)
        periods = Validity.unscoped.filter(document=OuterRef("pk"))
        in_force = Exists(periods.filter(Validity.at(now())))
        coming = Exists(periods.filter(Validity.open_at(now()), starts__gt=now()))
        match self.listing.value("tinh-trang"):
            case "soan-thao":
                found = found.filter(
                    drafts_readable(at), stage__in=[Stage.DRAFT, Stage.CHANGES_REQUESTED]
                )
            case "cho-duyet":
                found = found.filter(drafts_readable(at), stage__in=IN_REVIEW)
            case "hieu-luc":
                found = found.filter(in_force)
            case "sap-hieu-luc":
                found = found.filter(coming)
            case "het-hieu-luc":
                found = found.filter(~in_force & ~coming & ~under_way(at))
        return found.select_related("owner_unit", "author")

    def dress(self, documents: list[Document]) -> list[rows.Listed]:
        """Collect what the list shows of each document."""
        periods = rows.periods_of(documents)
        return [
            self._row(document, *periods.get(document.pk, (None, False))) for document in documents
        ]

    def _row(self, document: Document, period: Validity | None, running: bool) -> rows.Listed:
        stage = document.stage in (Stage.DRAFT, Stage.CHANGES_REQUESTED)
        editable = stage and policy.can(self.request.user, "edit", document)
        # A draft's own name, and who writes it, are only for those who may read it.
        other = document.draft_open and document.draft_name != str(document)
        return rows.Listed(
            document,
            period,
            running,
            draft=document.draft_open,
            url=reverse("documents:inspect", args=[document.pk]),
            edit_url=reverse("documents:edit", args=[document.pk]) if editable else "",
            code=document.code,
            title=document.title,
            second=(f"Tên trong bản soạn thảo: {document.draft_name}",) if other else (),
        )
