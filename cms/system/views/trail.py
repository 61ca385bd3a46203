"""«Nhật ký»: the agency's events, their export, and the check that no one has changed them."""

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
from registry.organisation.models import User
from registry.readers.form_fields import DayField, Line
from registry.tables.declared import DAYS, Cell, Column, Empty, Filter, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.trail import types
from registry.trail.events import verify
from registry.trail.models import Event
from registry.vietnamese import sort_key

CHECKED = 30
TABLE = Table(
    code="trail",
    label="Nhật ký",
    unit="sự kiện",
    columns=(
        Column(
            "luc",
            "Thời điểm",
            lambda line: f"{localtime(line.event.at):%H:%M:%S %d/%m/%Y}",
            "lead",
            by="at",
            falling=True,
            ways=DAYS,
            value=lambda line: f"{localtime(line.event.at):%d/%m/%Y %H:%M:%S}",
        ),
        Column(
            "viec",
            "Việc đã làm",
            lambda line: Cell(line.event.label, second=(line.detail,)),
            "what",
            fixed=True,
        ),
        Column(
            "nguoi",
            "Người thực hiện",
            lambda line: Cell(
                str(line.event.actor or "Hệ thống"),
                second=(f"thay {line.event.on_behalf_of}" if line.event.on_behalf_of else "",),
            ),
            "who",
        ),
        Column("thay", "Thay cho", lambda line: str(line.event.on_behalf_of or ""), file_only=True),
        Column(
            "doi-tuong",
            "Đối tượng",
            lambda line: Cell(line.thing.title, line.thing.url, (line.thing.sort,)),
            "who",
        ),
        Column("loai", "Loại đối tượng", lambda line: line.thing.sort, file_only=True),
        Column("chi-tiet", "Chi tiết", lambda line: line.detail, file_only=True),
        Column("chuoi", "Chuỗi sự kiện", lambda line: line.event.stream, file_only=True),
        Column("so", "Số thứ tự", lambda line: str(line.event.seq), file_only=True),
        Column("ma-bam", "Mã băm", lambda line: line.event.hash, file_only=True),
    ),
    filters=(
        Filter("since", "Từ ngày", sort="day"),
        Filter("until", "Đến hết ngày", sort="day"),
        Filter("person", "Người thực hiện", anything="Mọi người"),
        Filter("type", "Việc đã làm", anything="Mọi việc"),
    ),
    search="mã, tên tài liệu, hồ sơ",
    file="nhat-ky",
    order="-luc",
    per_page=50,
    keeps=("co-quan",),
)


class FilterForm(forms.Form):
    """From, to, who, what; `q` are words of the thing that it happened to."""

    since = DayField(label="Từ ngày", required=False)
    until = DayField(label="Đến hết ngày", required=False)
    person = forms.ChoiceField(label="Người thực hiện", required=False)
    type = forms.ChoiceField(label="Việc đã làm", required=False)
    q = Line(label="Mã hoặc tên tài liệu, hồ sơ", required=False, max_length=200)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = sorted(types.labels().items(), key=lambda pair: sort_key(pair[1]))
        self.fields["person"].choices = [(str(p.pk), str(p)) for p in people]  # type: ignore[attr-defined]
        self.fields["type"].choices = labels  # type: ignore[attr-defined]
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
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show one page of events, newest first; or send them as a file for spreadsheets."""
    asked = _asked(request)
    choices: dict[str, Any] = {
        name: list(asked.form.fields[name].choices)  # type: ignore[attr-defined]
        for name in ("person", "type")
    }
    wrong = {name: str(found[0]) for name, found in asked.form.errors.items() if found}
    listing = Listing(
        TABLE,
        request,
        choices=choices,
        wrong=wrong if asked.form.is_bound else {},
        empty=Empty(
            "Chưa có sự kiện nào",
            "Mọi việc làm thay đổi tài liệu, hồ sơ, phân công đều được ghi lại ở đây.",
            icon="pin",
        ),
    )
    file = file_of(listing, asked.events, asked.lines)
    if file is not None:
        return file
    listing.show(asked.events, asked.lines)
    return render(
        request,
        "cms/system/trail.html",
        {
            "place": asked.place,
            "listing": listing,
            "page": listing.pages,
            "checked": CHECKED,
            "page_title": "Nhật ký",
        },
    )


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
