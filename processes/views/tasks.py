"""My work lists."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from processes import performers, worklists
from processes.views.base import WorkView
from registry.lists.paging import by_key
from registry.now import now

PER_PAGE = 30


class WorkListView(WorkView):
    """One of my work lists, with the counts of all."""

    template_name = "processes/tasks/list.html"
    header_icon = "tasks"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        try:
            self.worklist = worklists.get(kwargs["code"])
        except KeyError:
            raise Http404 from None

    def get_page_title(self) -> str:
        return self.worklist.label

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        counts = worklists.counts(self.user)
        code = self.worklist.code
        page = by_key(worklists.tasks(self.user, code), request, PER_PAGE, total=counts[code])
        for task in page.object_list:
            task.for_whom = performers.may(self.at, task)[1]
            task.late = worklists.is_late(task)
        return self.render_to_response(
            self.get_context_data(
                worklist=self.worklist,
                lists=[(one, counts[one.code]) for one in worklists.LISTS],
                page=page,
                ended=self.worklist.ended,
                now=now(),
            )
        )


class FirstWorkListView(WorkView):
    """«Công việc» leads to what was asked most urgently, else to new work."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        counts = worklists.counts(self.user)
        reminded = worklists.REMINDED.code
        return redirect("work_list", reminded if counts[reminded] else worklists.NEW_IN_TIME.code)
