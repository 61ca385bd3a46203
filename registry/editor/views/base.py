"""What all views of one document share: finding it through the policy, titles, breadcrumbs."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from registry import policy
from registry.documents.models import Document, Dossier, DossierItem
from registry.organisation.models import Agency, User

RELATED = ("agency__parent__parent", "owner_unit", "author", "latest_revision__user")


def documents_of(request: HttpRequest) -> QuerySet[Document]:
    """Return the documents that the person may see; everything in the editor starts here."""
    return policy.visible(request.user, Document)


def frozen_copy(user: Any, document: Document, number: int) -> DossierItem | None:
    """Find a copy of a document in a dossier that the person may read; None for any other."""
    readable = policy.visible(user, Dossier)
    found: DossierItem | None = (
        DossierItem.objects.filter(pk=number, document=document, dossier__in=readable.values("pk"))
        .select_related("document__agency", "dossier")
        .first()
    )
    return found


class AgencyView(WagtailAdminTemplateMixin, View):
    """A page about the agency where the person works; Http404 for one who works nowhere."""

    @cached_property
    def agency(self) -> Agency:
        """Where the person works."""
        agency = policy.standing(self.request.user).agency
        if agency is None:
            raise Http404
        return agency

    @property
    def user(self) -> User:
        """The person; the workspace lets nobody in who has not signed in."""
        assert not isinstance(self.request.user, AnonymousUser)
        return self.request.user


class DocumentView(WagtailAdminTemplateMixin, View):
    """A page about one document; a stranger finds nothing, `ability` is asked for."""

    ability = ""
    document: Document

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = documents_of(request).select_related(*RELATED).filter(pk=kwargs["pk"]).first()
        if found is None:
            raise Http404
        self.document = found
        if self.ability:
            self.check_ability()

    def check_ability(self) -> None:
        """Refuse in Vietnamese what the person may not do with this document."""
        policy.require(self.request.user, self.ability, self.document)

    @property
    def user(self) -> User:
        """The person; the workspace lets nobody in who has not signed in."""
        assert not isinstance(self.request.user, AnonymousUser)
        return self.request.user

    def can(self, ability: str) -> bool:
        """Tell whether the person may do this with the document."""
        return policy.can(self.request.user, ability, self.document)

    def url(self, name: str, *args: Any) -> str:
        """Return the address of another page about this document."""
        return reverse(f"documents:{name}", args=(self.document.pk, *args))

    @property
    def called(self) -> str:
        """What the page calls the document: pages that need an ability are about the draft."""
        return self.document.draft_name if self.ability else str(self.document)

    def get_page_subtitle(self) -> str:
        return self.called

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        kind = self.document.kind_of
        items = [
            {"url": reverse("wagtailadmin_home"), "label": "Trang chủ"},
            {"url": f"{reverse('documents:list')}?kind={kind.code}", "label": kind.label_plural},
            {"url": self.url("inspect"), "label": self.called},
        ]
        if self.page_title:
            items.append({"url": "", "label": str(self.page_title)})
        return items

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["document"] = self.document
        context["kind"] = self.document.kind_of
        return context
