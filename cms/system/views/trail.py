"""«Nhật ký»: the agency's events, their export, and the check that no one has changed them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from cms.system import objects, trail
from cms.system.views.common import Workplace, number, people_of, workplace_of
from registry import policy
from registry.lists.paging import by_key, unpaged
from registry.lists.spreadsheets import download
from registry.now import today
from registry.organisation.models import User
from registry.readers.form_fields import DayField, Line
from registry.trail import types
from registry.trail.events import verify
from registry.trail.models import Event
from registry.vietnamese import sort_key

PER_PAGE = 50
EXPORTED = 20_000
CHUNK = 500
CHECKED = 30
HEADERS = (
    "Thời điểm",
    "Người thực hiện",
    "Thay cho",
    "Việc đã làm",
    "Loại đối tượng",
    "Đối tượng",
    "Chi tiết",
    "Chuỗi sự kiện",
    "Số thứ tự",
    "Mã băm",
)


class FilterForm(forms.Form):
    """From, to, who, what; `q` are words of the thing that it happened to."""

    since = DayField(label="Từ ngày", required=False)
    until = DayField(label="Đến hết ngày", required=False)
    person = forms.ChoiceField(label="Người thực hiện", required=False)
    type = forms.ChoiceField(label="Việc đã làm", required=False)
    q = Line(
        label="Mã hoặc tên tài liệu, hồ sơ",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = sorted(types.labels().items(), key=lambda pair: sort_key(pair[1]))
        self.fields["person"].choices = [("", "Mọi người")] + [(str(p.pk), str(p)) for p in people]  # type: ignore[attr-defined]
        self.fields["type"].choices = [("", "Mọi việc"), *labels]  # type: ignore[attr-defined]
        for name in ("person", "type"):
            self.fields[name].error_messages["invalid_choice"] = "Hãy chọn trong danh sách."

    def clean(self) -> dict[str, Any]:
        """Refuse a period that runs backwards."""
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", "Ngày này trước ngày bắt đầu.")
        return values


@dataclass(frozen=True)
class Asked:
    """What a request asks of the trail; `known` are the things that its words mean."""

    place: Workplace
    people: list[User]
    form: FilterForm
    events: QuerySet[Event]
    known: objects.Things | None

    def lines(self, rows: list[Event]) -> list[trail.Line]:
        """Return events in words."""
        things = self.known
        if things is None:
            things = objects.things_of(self.place.user, rows)
        return trail.lines(rows, things, {person.pk: str(person) for person in self.people})


def _asked(request: HttpRequest) -> Asked:
    place = workplace_of(request)
    policy.require(place.user, "trail.read", place.agency)
    people = people_of(place)
    form = FilterForm(request.GET or None, people=people)
    values = form.cleaned_data if form.is_bound and form.is_valid() else {}
    events = trail.events_of(
        place.user,
        place.agency,
        since=values.get("since"),
        until=values.get("until"),
        person=number(values.get("person") or ""),
        type=values.get("type") or "",
    )
    if form.is_bound and not form.is_valid():
        events = events.none()
    known = None
    if values.get("q"):
        known = trail.meant(place.user, place.agency, values["q"])
        events = events.filter(stream__in=list(known))
    return Asked(place, people, form, events, known)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show one page of events, newest first."""
    asked = _asked(request)
    page = by_key(asked.events, request, PER_PAGE)
    query = unpaged(request.GET)
    return render(
        request,
        "cms/system/trail.html",
        {
            "place": asked.place,
            "form": asked.form,
            "page": page,
            "lines": asked.lines(list(page.object_list)),
            "filtered": any(value for key, value in query.items() if key != "co-quan"),
            "export": f"{reverse('system:trail_export')}?{query.urlencode()}",
            "checked": CHECKED,
            "page_title": "Nhật ký",
        },
    )


@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """Send the same events as a table for spreadsheets, at most 20,000 of the newest."""
    asked = _asked(request)
    name = f"nhat-ky-{today():%Y-%m-%d}.csv"
    return download(name, HEADERS, _rows(asked))


def _rows(asked: Asked) -> Iterator[tuple[str, ...]]:
    for start in range(0, EXPORTED, CHUNK):
        rows = list(asked.events[start : start + CHUNK])
        for line in asked.lines(rows):
            event = line.event
            yield (
                f"{localtime(event.at):%d/%m/%Y %H:%M:%S}",
                str(event.actor or "Hệ thống"),
                str(event.on_behalf_of or ""),
                event.label,
                line.thing.sort,
                line.thing.title,
                line.detail,
                event.stream,
                str(event.seq),
                event.hash,
            )
        if len(rows) < CHUNK:
            return


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Read the newest streams of the agency again and say whether their chains hold."""
    place = workplace_of(request)
    policy.require(place.user, "trail.read", place.agency)
    streams = (
        policy.visible(place.user, Event)
        .filter(agency=place.agency)
        .order_by()
        .values("stream")
        .annotate(newest=Max("at"))
        .order_by("-newest", "stream")
        .values_list("stream", flat=True)[:CHECKED]
    )
    names = list(streams)
    faults = [fault for name in names for fault in verify(name)]
    for fault in faults[:10]:
        messages.error(request, f"{fault.stream}: {fault.message}.")
    if not faults:
        messages.success(request, f"{len(names)} chuỗi sự kiện mới nhất còn nguyên vẹn.")
    return redirect(reverse("system:trail") + place.query)
