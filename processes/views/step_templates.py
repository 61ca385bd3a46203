"""Inserting step templates into a process, and taking over what a newer issue of one changed."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from processes import step_templates
from processes.kinds.process import KIND as PROCESS
from processes.kinds.step_template.copying import insertion
from processes.kinds.step_template.updates import (
    Comparison,
    Copy,
    Offer,
    compare,
    number_of,
    take,
)
from registry import policy
from registry.canonical import Body
from registry.documents import services, unfit
from registry.documents.models import Stage
from registry.editor import drafts
from registry.editor.changes import NOTHING, Segment, by_syllable
from registry.editor.diff import words_of
from registry.editor.fields import grid
from registry.editor.fields.nodes import Node, root_node
from registry.editor.labels import labels
from registry.editor.page_state import body_of_page
from registry.editor.views.base import DocumentView
from registry.kinds import Resolved
from registry.organisation.models import Agency, User
from registry.vietnamese import fold
from rules.worktime import durations

LARGEST = 2_000_000


def _agency(request: HttpRequest) -> Agency:
    """Where the person writes documents; Http404 for one who writes none."""
    agency = policy.standing(request.user).agency
    if agency is None or not policy.can(request.user, "document.create", agency):
        raise Http404
    return agency


@require_GET
def listed(request: HttpRequest) -> JsonResponse:
    """List templates that may be inserted, with their steps, by words of title or code (`?q=`)."""
    assert isinstance(request.user, User)
    words = fold(request.GET.get("q", "")[:200]).split()
    found = [
        template
        for template in step_templates.insertable(request.user, _agency(request))
        if all(word in fold(f"{template.code} {template.title}") for word in words)
    ]
    return JsonResponse({"results": [_told(template) for template in found]})


def _told(template: Resolved) -> dict[str, Any]:
    roles = {role["id"]: role.get("label", "") for role in template.body.get("roles", [])}
    return {
        "uid": template.uid,
        "code": template.code,
        "title": template.title,
        "number": number_of(template.issue_no, template.revision_no),
        "purpose": template.body.get("purpose", ""),
        "steps": [
            {
                "title": step.get("title", ""),
                "role": roles.get(step.get("role", ""), ""),
                "time": durations.format(step["time"]) if step.get("time") else "",
            }
            for step in template.body.get("steps", [])
        ],
    }


@require_POST
def insert(request: HttpRequest) -> JsonResponse:
    """Copy a template for the process on the page, as rows of its two tables.

    Body: {"template": uid, "body": page state}. Answer: {"roles", "steps" (states), "labels"}.
    """
    assert isinstance(request.user, User)
    agency = _agency(request)
    if len(request.body) > LARGEST:
        return JsonResponse({"error": "Nội dung quá lớn."}, status=400)
    try:
        asked = json.loads(request.body)
        process = body_of_page(PROCESS, asked.get("body") or {})
        uid = str(asked["template"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"error": "Không đọc được nội dung của trang."}, status=400)
    template = next(
        (one for one in step_templates.insertable(request.user, agency) if one.uid == uid), None
    )
    if template is None:
        return JsonResponse(
            {"error": "Bước mẫu này không còn hiệu lực. Hãy chọn bước mẫu khác."}, status=404
        )
    made = insertion(template, process)
    named = [template.uid, *(step["form"] for step in made.steps if step.get("form"))]
    return JsonResponse(
        {
            "roles": _states("roles", made.roles),
            "steps": _states("steps", made.steps),
            "labels": labels(request.user, named),
        }
    )


def _node(name: str) -> Node:
    return next(n for n in root_node(PROCESS.schema, PROCESS.code).properties() if n.name == name)


def _states(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    item = _node(name).item
    return [grid.row_to_state(row, item, place) for place, row in enumerate(rows)]


@dataclass(frozen=True)
class Said:
    """One offer in words."""

    key: str
    step: str
    label: str
    what: str
    base: str
    mine: str
    newer: str
    clash: bool
    segments: list[Segment]


@dataclass(frozen=True)
class Group:
    """One copy with all that its template's newer issue offers."""

    copy: Copy
    template: Resolved
    base: Body | None
    offers: list[Said]


class UpdatesView(DocumentView):
    """«Bước mẫu này có bản mới»: its changes beside the drafter's own, to take or to decline."""

    ability = "edit"
    template_name = "processes/step_templates/updates.html"
    page_title = "Bước mẫu có bản mới"

    def check_ability(self) -> None:
        """Let in only to a process that the person may edit."""
        super().check_ability()
        if self.document.kind != PROCESS.code:
            raise Http404

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.document.stage == Stage.IDLE:
            messages.warning(
                request, "Quy trình chưa có bản soạn thảo. Bấm “Soạn lần sửa đổi mới” để bắt đầu."
            )
            return redirect(self.url("inspect"))
        if unfit.typed_of(self.document.unfit) is not None:
            messages.warning(
                request,
                "Bản soạn thảo còn chỗ ghi chưa đúng dạng. Hãy sửa các chỗ đó rồi mới xem bản mới"
                " của bước mẫu.",
            )
            return redirect(self.url("edit"))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def body(self) -> Body:
        """The process as its draft is stored."""
        return self.document.data

    @cached_property
    def found(self) -> list[tuple[Copy, Resolved, Body | None]]:
        """The outdated copies, with the newer issue and the one that was copied."""
        return [
            (copy, template, step_templates.base_of(self.user, copy))
            for copy, template in step_templates.outdated_in(self.document, self.body)
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(
                groups=[
                    Group(copy, template, base, self.said(copy, template, base))
                    for copy, template, base in self.found
                ],
                digest=self.document.draft_digest,
            )
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take over the ticked changes of one copy (`do=take`), or none of them (`do=keep`)."""
        key = request.POST.get("copy", "")
        one = next((found for found in self.found if found[0].key == key), None)
        if one is None:
            messages.warning(request, "Bước mẫu này không còn gì phải xem.")
            return redirect(self.url("edit"))
        chosen = request.POST.getlist("change") if request.POST.get("do") == "take" else []
        copy, template, base = one
        try:
            drafts.save(
                self.user,
                self.document,
                take(self.body, copy, base, template, chosen),
                base_digest=request.POST.get("base_digest", ""),
            )
        except services.DocumentError as error:
            messages.error(request, str(error))
            return redirect("step_template_updates", self.document.pk)
        words = (
            f"Đã nhận {len(chosen)} thay đổi của bước mẫu «{template.title}»."
            if chosen
            else f"Đã giữ nguyên nội dung; bước mẫu «{template.title}» không nhắc lại bản này nữa."
        )
        messages.success(request, words)
        left = len(self.found) > 1
        return (
            redirect("step_template_updates", self.document.pk)
            if left
            else redirect(self.url("edit"))
        )

    def said(self, copy: Copy, template: Resolved, base: Body | None) -> list[Said]:
        """Put the offers into words, as people read them."""
        comparison = compare(self.body, copy, base, template.body)
        overlay = self.overlay(copy, template, comparison)
        uids = [step.get("form", "") for side in (self.body, base or {}, template.body)
                for step in side.get("steps", [])]  # fmt: skip
        names = labels(self.user, [uid for uid in uids if uid])

        def name(uid: str) -> str:
            known = names.get(uid)
            return f"{known['code']} {known['title']}".strip() if known else "(biểu mẫu khác)"

        return [self.one(offer, copy, overlay, name) for offer in comparison.offers]

    def overlay(self, copy: Copy, template: Resolved, comparison: Comparison) -> Body:
        """Return the process with the template's roles beside its own, so that words are found."""
        had = {role["id"] for role in self.body.get("roles", [])}
        more = [role for role in comparison.roles.values() if role["id"] not in had]
        return {**self.body, "roles": [*self.body.get("roles", []), *more]}

    def one(self, offer: Offer, copy: Copy, body: Body, name: Any) -> Said:
        """Put one offer into words."""
        nodes = {node.name: node for node in _node("steps").item.properties()}
        row = copy.rows.get(offer.step) or offer.newer or {}
        place = next(
            (n for n, step in enumerate(body["steps"], 1) if step["id"] == row.get("id")), 0
        )
        title = f"Bước {place}: {row.get('title', '')}" if place else str(row.get("title", ""))
        if not offer.field:
            label = "Thêm bước này" if offer.what == "added" else "Bỏ bước này"
            return Said(offer.key, title, label, offer.what, "", "", "", offer.clash, [])
        node = nodes[offer.field]
        base, mine, newer = (
            _words(node, value, name, body) for value in (offer.base, offer.mine, offer.newer)
        )
        segments = by_syllable(base, newer) if base and newer and len(base + newer) > 40 else []
        return Said(
            offer.key, title, node.label, offer.what,
            base or NOTHING, mine or NOTHING, newer or NOTHING, offer.clash, segments,
        )  # fmt: skip


def _words(node: Node, value: Any, name: Any, body: Body) -> str:
    """A value in words; rows of a small table by their names, and where they lead."""
    if isinstance(value, list):
        steps = {step["id"]: step.get("title", "") for step in body.get("steps", [])}
        return "; ".join(
            " → ".join(
                part
                for part in (
                    str(row.get("label") or row.get("effect", "")),
                    steps.get(row.get("to", ""), ""),
                )
                if part
            )
            for row in value
        )
    return words_of(node, value, name, body).strip("“”")
