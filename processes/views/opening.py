"""Tạo mới hồ sơ công việc: choose a process in force, then say what came in."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin import messages

from formbuilder.definition import part_of
from formbuilder.fields import PHONE
from formbuilder.filling import Filling, form_view, is_refresh, opened, posted
from formbuilder.services import FillingRefused
from processes import services
from processes.cases.opening import Openable, openable
from processes.engine.machine import CommandRefused
from processes.kinds.process.render import HOW, money
from processes.models import Case
from processes.performers import choosing
from processes.performers.choosing import Choice
from processes.views.appointment import appointment
from processes.views.base import CASES, WorkView
from registry import policy
from registry.canonical import Body
from registry.documents import closure
from registry.now import local, now
from registry.organisation.models import User
from registry.policy import Forbidden
from registry.readers.form_fields import moment_of
from registry.vietnamese import fold, one_line

NEW = "Tạo mới hồ sơ công việc"
INSIDE, OTHERS = "Việc nội bộ", "Thủ tục khác"
# Beyond so many procedures people look for one, and want those of every day first.
FEW, OFTEN, LATELY = 6, 4, timedelta(days=90)


class ChooseProcessView(WorkView):
    """The processes in force of which this person may open a case."""

    template_name = "processes/cases/choose.html"
    page_title = NEW

    def trail(self) -> list[dict[str, str]]:
        return [{"url": reverse("case_list"), "label": CASES}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        words = request.GET.get("q", "").strip()[:200]
        found = openable(self.at)
        fitting = [one for one in found if _fits(one, words)]
        used = usage(self.user, found) if found and not words else {}
        often = sorted((one for one in found if used.get(one.uid)), key=lambda one: -used[one.uid])
        return self.render_to_response(
            self.get_context_data(
                words=words,
                any=bool(found),
                searched=len(found) > FEW,
                often=often[:OFTEN] if len(found) > FEW else [],
                groups=_by_field(fitting),
            )
        )


def usage(user: User, found: list[Openable]) -> dict[str, int]:
    """Count the cases of the last months of each process that the person may read, by its uid.

    One query.
    """
    since = now() - LATELY
    rows = (
        policy.visible(user, Case)
        .filter(
            process__in=[one.version.document_id for one in found],
            opened_at__gte=since,
        )
        .values_list("process__uid")
    )
    return {str(uid): number for uid, number in rows.annotate(number=Count("pk"))}


def _fits(one: Openable, words: str) -> bool:
    said = fold(f"{one.version.code} {one.version.title} {one.body.get('field', '')}")
    return all(word in said for word in fold(words).split())


def _by_field(found: list[Openable]) -> list[tuple[str, list[Openable]]]:
    """Group them as an agency does its procedures; its own business comes last."""
    groups: dict[tuple[bool, str], list[Openable]] = {}
    for one in found:
        field = str(one.body.get("field", "")).strip()
        name = field or (INSIDE if one.internal else OTHERS)
        groups.setdefault((one.internal, name), []).append(one)
    return [(name, groups[key]) for key in sorted(groups) for name in [key[1]]]


class OpenCaseView(WorkView):
    """What came in, from whom, when; with the citizen's part of the first form."""

    template_name = "processes/cases/open.html"
    one: Openable
    error = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = openable(self.at, str(kwargs["process"]))
        if not found:
            raise Http404
        self.one = found[0]
        self.error = self.one.problem
        self.problems: dict[str, str] = {}
        self.wrong_people: dict[str, str] = {}
        self.filling = self.read()

    def get_page_title(self) -> str:
        return self.one.version.title

    def trail(self) -> list[dict[str, str]]:
        return [{"url": reverse("case_new"), "label": NEW}]

    @cached_property
    def form(self) -> Body | None:
        """The form of the first step, as it is in force now."""
        first = self.one.definition.first
        if first is None or not first.form:
            return None
        return closure.complete_in_force(self.one.agency, first.form)

    @cached_property
    def choices(self) -> list[Choice]:
        """The roles for which a person is chosen here, with those who fit."""
        one = self.one
        return choosing.choices(one.agency, one.definition, one.adoption, self.user)

    @cached_property
    def people(self) -> dict[str, str]:
        """Whom the person chose so far, by role."""
        given = {one.role.id: self.request.POST.get(one.name, "") for one in self.choices}
        return {role: person for role, person in given.items() if person}

    def read(self) -> Filling | None:
        """Read what was typed into the form so far."""
        first = self.one.definition.first
        if self.form is None or first is None:
            return None
        part = part_of(first.form_part)
        if self.request.method == "POST":
            return posted(self.form, self.request.POST, part)
        return opened(self.form, {}, part)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_refresh(request.POST):
            return self.render_to_response(self.get_context_data())
        values = self.checked()
        wrong = self.filling is not None and bool(self.filling.all_problems)
        if not self.problems and not self.wrong_people and not wrong:
            try:
                opening = services.Opening(
                    answers=self.filling.answers if self.filling else None,
                    papers_checked=request.POST.getlist("papers"),
                    people=self.people,
                    **values,
                )
                case = services.open_case(
                    self.user, self.one.agency, self.one.uid, opening, idempotency_key=self.key
                )
            except (CommandRefused, FillingRefused, Forbidden) as refused:
                self.error = str(refused)
            else:
                messages.success(request, f"Đã tạo hồ sơ {case.code}.")
                return redirect("case_detail", case.uid)
        else:
            count = len(self.problems) + len(self.wrong_people)
            count += len(self.filling.all_problems) if self.filling else 0
            self.error = f"Chưa tạo được hồ sơ: còn {count} mục cần xem lại."
        context = self.get_context_data(show_missing=True)
        return self.render_to_response(context, status=422)

    def checked(self) -> dict[str, Any]:
        """Return the values of the fixed fields; what is wrong with them stands in `problems`."""
        post = self.request.POST
        subject = one_line(post.get("subject", ""))
        if not subject:
            self.problems["subject"] = "Hãy ghi ngắn gọn nội dung công việc."
        elif len(subject) > 500:
            self.problems["subject"] = "Nội dung dài quá 500 ký tự. Hãy viết gọn lại."
        applicant = one_line(post.get("applicant_name", ""))
        if not self.one.internal and not applicant:
            self.problems["applicant_name"] = "Hãy ghi họ tên người nộp hồ sơ."
        phone, wrong = PHONE.parse({}, [post.get("applicant_phone", "")])
        if wrong:
            self.problems["applicant_phone"] = wrong
        channel = post.get("channel", "")
        if channel not in dict(self.one.channels):
            self.problems["channel"] = "Hãy chọn hình thức nộp hồ sơ."
        received_at = now()
        if post.get("received_on") or post.get("received_time"):
            try:
                received_at = moment_of(post.get("received_on", ""), post.get("received_time", ""))
            except ValueError as error:
                self.problems["received_on"] = str(error)
            if received_at > now():
                self.problems["received_on"] = "Thời điểm tiếp nhận không được ở tương lai."
        for one in self.choices:
            if problem := choosing.wrong(one, self.people.get(one.role.id, "")):
                self.wrong_people[one.role.id] = problem
        return {
            "subject": subject,
            "applicant_name": applicant,
            "applicant_phone": str(phone or ""),
            "channel": channel,
            "received_at": received_at,
        }

    def arrived(self) -> datetime:
        """Return when the papers came in as far as what was typed says it, else now."""
        given = self.request.POST or self.request.GET
        if given.get("received_on") or given.get("received_time"):
            try:
                at = moment_of(given.get("received_on", ""), given.get("received_time", ""))
            except ValueError:
                return now()
            return min(at, now())
        return now()

    def first_steps(self) -> list[tuple[str, str]]:
        """Return the first two steps that people do, each with who does it."""
        definition = self.one.definition
        done = [step for step in definition.steps if step.kind.performed][:2]
        roles = [definition.role(step.role) for step in done]
        return [
            (step.title, role.label if role else step.responsible)
            for step, role in zip(done, roles, strict=True)
        ]

    def get_context_data(self, show_missing: bool = False, **kwargs: Any) -> dict[str, Any]:
        post = self.request.POST
        first = self.request.method != "POST"
        at = local(now())
        view = None
        if self.filling is not None:
            url = reverse("case_new_form", args=[self.one.uid])
            view = form_view(self.filling, refresh_url=url, show_missing=show_missing)
        return {
            **super().get_context_data(**kwargs),
            "one": self.one,
            "appointment": appointment(self.one, self.arrived()),
            "fees": [{**fee, "said": money(fee)} for fee in self.one.body.get("fees", [])],
            "first_steps": self.first_steps(),
            "typed": {
                "subject": post.get("subject", ""),
                "applicant_name": post.get("applicant_name", ""),
                "applicant_phone": post.get("applicant_phone", ""),
                "channel": self.one.channels[0][0] if first else post.get("channel", ""),
                "received_on": f"{at:%d/%m/%Y}" if first else post.get("received_on", ""),
                "received_time": f"{at:%H:%M}" if first else post.get("received_time", ""),
            },
            "papers": [
                {
                    **paper,
                    "how_label": HOW.get(paper.get("how", ""), "Nộp"),
                    "checked": paper["id"] in post.getlist("papers"),
                }
                for paper in self.one.body.get("papers", [])
            ],
            "choices": [
                {
                    "one": one,
                    "chosen": self.people.get(one.role.id, ""),
                    "problem": self.wrong_people.get(one.role.id, ""),
                }
                for one in self.choices
            ],
            "problems": self.problems,
            "wrong_people": self.wrong_people,
            "error": self.error,
            "form_view": view,
        }


class AppointmentFragmentView(OpenCaseView):
    """«Hẹn trả kết quả» again, for the day and the hour that were typed."""

    template_name = "processes/cases/appointment.html"
    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response({"appointment": appointment(self.one, self.arrived())})


class OpenFormFragmentView(OpenCaseView):
    """The form again, with the fields that what was typed makes visible."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.filling is None:
            raise Http404
        return HttpResponse(form_view(self.filling, refresh_url=request.path).render())
