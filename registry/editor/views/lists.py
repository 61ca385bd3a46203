"""The list of documents: one for all kinds, `?kind=` for one, with search and filters."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from registry import kinds, policy
from registry.documents.listing import called, listed
from registry.documents.models import IN_REVIEW, Document, Stage, Validity
from registry.documents.policies import drafts_readable, under_way
from registry.lists.paging import Pages, by_key
from registry.now import now, today

PER_PAGE = 30
STATES = [
    ("", "Mọi tình trạng"),
    ("soan-thao", "Đang soạn thảo"),
    ("cho-duyet", "Đang chờ rà soát, ban hành"),
    ("hieu-luc", "Đang có hiệu lực"),
    ("sap-hieu-luc", "Sắp có hiệu lực"),
    ("het-hieu-luc", "Đã hủy bỏ, hết hiệu lực"),
]


class ListView(WagtailAdminTemplateMixin, View):
    """Documents that the person may see; a fixed number of queries whatever the length."""

    template_name = "registry/editor/list.html"

    @cached_property
    def kind(self) -> kinds.Kind | None:
        """The one kind to list, when the address names a known one."""
        code = self.request.GET.get("kind", "")
        return next((kind for kind in kinds.all_kinds() if kind.code == code), None)

    @property
    def header_icon(self) -> str:
        return self.kind.icon if self.kind else "folder-open-inverse"

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

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.may_create or (self.kind and not self.kind.creatable):
            return []
        where = reverse("documents:add") + (f"?kind={self.kind.code}" if self.kind else "")
        label = f"Thêm {self.kind.label.lower()}" if self.kind else "Thêm mới tài liệu"
        return [HeaderButton(label, url=where, icon_name="plus")]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = self.page()
        return self.render_to_response(
            self.get_context_data(
                page=page,
                rows=self.rows(page),
                kind=self.kind,
                kinds=kinds.all_kinds(),
                states=STATES,
                state=self.asked("tinh-trang"),
                words=self.asked("q"),
                may_create=self.may_create,
                filtered=bool(self.asked("q") or self.asked("tinh-trang")),
            )
        )

    def asked(self, name: str) -> str:
        """Return a filter's value."""
        return self.request.GET.get(name, "").strip()[:100]

    def queryset(self) -> QuerySet[Document]:
        """Return the documents that match the filters, last changed first."""
        at = policy.standing(self.request.user)
        found = listed(at.user)
        if self.kind:
            found = found.filter(kind=self.kind.code)
        periods = Validity.unscoped.filter(document=OuterRef("pk"))
        in_force = Exists(periods.filter(Validity.at(now())))
        coming = Exists(periods.filter(starts__gt=now()).exclude(ends__lte=now()))
        match self.asked("tinh-trang"):
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
        return found

    def page(self) -> Pages:
        """Return one page of documents; words match title and code, with or without accents."""
        found = self.queryset().filter(called(self.asked("q")))
        rows = found.select_related("owner_unit", "author")
        return by_key(rows, self.request, PER_PAGE)

    def rows(self, page: Pages) -> list[dict[str, Any]]:
        """Collect what the table shows of each document."""
        documents = list(page.object_list)
        at = now()
        newest: dict[int, tuple[Validity, bool]] = {}
        periods = Validity.unscoped.filter(document__in=documents).select_related("version")
        for period in periods.order_by("starts"):
            if period.ends is None or period.ends > at:
                running = period.starts <= at
                if running or period.document_id not in newest:
                    newest[period.document_id] = (period, running)
        return [
            {
                "document": document,
                "kind": document.kind_of,
                "period": newest.get(document.pk, (None, False))[0],
                "in_force": newest.get(document.pk, (None, False))[1],
                "own_state": _own_state(document, newest.get(document.pk)),
                "editable": document.stage in (Stage.DRAFT, Stage.CHANGES_REQUESTED)
                and policy.can(self.request.user, "edit", document),
                # Whether a draft is under way, its name and who writes it are only for those who
                # may read it.
                "draft": document.draft_open,
                "draft_name": document.draft_name
                if document.draft_open and document.draft_name != str(document)
                else "",
                "author": document.author
                if document.draft_open or document.stage == Stage.IDLE
                else None,
            }
            for document in documents
        ]


def _own_state(document: Document, newest: tuple[Validity, bool] | None) -> str:
    """What a document from outside says of its own force; "" for the agency's documents."""
    kind = document.kind_of
    return kind.standing(newest[0].version.data, today()) if newest and kind.outside else ""
