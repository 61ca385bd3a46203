"""What the pages of cases and tasks share: finding things through the policy, keys, trail."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from processes import pinned
from processes.cases.answers import Answers
from processes.engine.definition import Definition
from processes.extensions import subjects
from processes.models import Case
from processes.views.posted_fields import typed_in
from registry import policy
from registry.canonical import Body
from registry.organisation.models import User
from registry.policy import Standing, standing
from registry.readers.keys import key_for
from registry.trail import events
from registry.trail.models import Event

CASES = "Hồ sơ công việc"


class WorkView(WagtailAdminTemplateMixin, View):
    """A page of the workspace about work."""

    request: HttpRequest

    @property
    def user(self) -> User:
        """Who is signed in; the workspace lets nobody else in."""
        assert isinstance(self.request.user, User)
        return self.request.user

    @property
    def at(self) -> Standing:
        """What that person is today."""
        return standing(self.user)

    @cached_property
    def key(self) -> str:
        """The key that makes one command of a form that was sent twice."""
        return key_for(self.request.POST)

    def trail(self) -> list[dict[str, str]]:
        """Return the breadcrumbs before this page."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": "Trang chủ"},
            *self.trail(),
            {"url": "", "label": str(self.get_page_title())},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "key": self.key}


class NotTheirsView(WorkView):
    """Gives back what was typed into a page that the person may not see, or that is not there.

    Nothing of the case or task is said: people who never saw it get the very same answer.
    """

    template_name = "processes/not_theirs.html"
    page_title = "Không xem được công việc này"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(kept=typed_in(request))
        return self.render_to_response(context, status=404)


class FoundView(WorkView):
    """A page about one thing: a stranger finds nothing, and loses nothing that they typed."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        """Answer a form that finds nothing any more with what was typed into it."""
        view = super().as_view(**initkwargs)
        not_theirs = NotTheirsView.as_view()

        @wraps(view)
        def found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except Http404:
                if request.method != "POST":
                    raise
                return not_theirs(request)

        return found


class CaseView(FoundView):
    """A page about one case; a stranger finds nothing."""

    case: Case

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = (
            policy.visible(request.user, Case)
            .select_related("agency__parent__parent", "version__document", "opened_by", "unit")
            .filter(uid=kwargs["uid"])
            .first()
        )
        if found is None:
            raise Http404
        subjects.name_subjects(self.user, [found])
        self.case = found

    @cached_property
    def facts(self) -> list[Event]:
        """The events of the case."""
        return list(events.read(self.case.stream))

    @cached_property
    def definition(self) -> Definition:
        """The process that the case runs by."""
        return pinned.process_of(self.case)[1]

    @cached_property
    def body(self) -> Body:
        """The body of that process, with all that people read."""
        return pinned.process_of(self.case)[0]

    @cached_property
    def answers(self) -> Answers:
        """What was filled in."""
        return Answers(self.case)

    def get_page_title(self) -> str:
        return self.case.code

    def trail(self) -> list[dict[str, str]]:
        return [{"url": reverse("case_list"), "label": CASES}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "case": self.case}
