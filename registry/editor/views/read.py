"""Reading a document: what is in force, its issues, its draft for those who may read it; print."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View
from wagtail.admin import messages

from registry import policy
from registry.canonical import Body
from registry.documents import closure, services
from registry.documents.issue.frame import frame_of, frame_of_draft, name_of
from registry.documents.models import Stage, Validity, Version
from registry.documents.standing import Stands, stands
from registry.documents.starts import services as starts
from registry.documents.texts import services as texts
from registry.editor import buttons
from registry.editor.addresses import addressed
from registry.editor.buttons import Button
from registry.editor.views.base import DocumentView, documents_of
from registry.kinds import Context
from registry.kinds.attached import file_of
from registry.now import now, today
from registry.printing.running import Running
from registry.readers.row_numbers import number_in
from registry.reading import outline, relations

# Besides the main one so many acts stand in the bar; the others lie in «⋯».
IN_BAR = 2
# So many issues stand beside the text; the others on request (`?lan=tat-ca`).
IN_RAIL = 8


class Readable(DocumentView):
    """Which of a document's texts is shown: `?ban=soan-thao` the draft, `?ban=<id>` a version.

    `?xem=` chooses one of the kind's modes; the paper without it.
    """

    @cached_property
    def versions(self) -> list[Version]:
        """The issued versions that the person may read, newest first, without their texts."""
        return list(
            policy.visible(self.request.user, Version)
            .filter(document=self.document)
            .defer("body", "approvals")
            .order_by("-issue_no", "-revision_no")
        )

    def whole(self, version: Version) -> Version:
        """Return one of them with its text."""
        found: Version = policy.visible(self.request.user, Version).get(pk=version.pk)
        found.document = self.document
        return found

    @cached_property
    def periods(self) -> dict[int, Validity]:
        """Each version's period of validity."""
        rows = Validity.unscoped.filter(document=self.document).order_by("pk")
        return {row.version_id: row for row in rows}

    @cached_property
    def current(self) -> Version | None:
        """The version in force now."""
        at = now()
        return next(
            (
                version
                for version in self.versions
                if (period := self.periods.get(version.pk))
                and period.starts <= at
                and (period.ends is None or period.ends > at)
            ),
            None,
        )

    @property
    def wanted(self) -> str:
        """Which text the address asks for."""
        return self.request.GET.get("ban", "")

    @cached_property
    def chosen(self) -> Version | None:
        """The version to show; None for the draft. Http404 where there is nothing to read."""
        wanted = self.wanted
        may_draft = self.can("read_draft") and self.document.stage != Stage.IDLE
        if wanted == "soan-thao" and may_draft:
            return None
        if number := number_in(wanted):
            found = next((v for v in self.versions if v.pk == number), None)
            if found:
                return self.whole(found)
            raise Http404
        if self.current or self.versions:
            return self.whole(self.current or self.versions[0])
        if may_draft:
            return None
        raise Http404

    @cached_property
    def body(self) -> Body:
        """The chosen text."""
        return self.chosen.data if self.chosen else self.document.data

    @cached_property
    def context(self) -> Context:
        """What the chosen text names as it is in force, or for a draft as its reader may see it."""
        reader = None if self.chosen else self.user
        read = closure.context(self.document.agency, reader=reader, frame=self.frame)
        chosen = str(self.chosen.pk) if self.chosen else "soan-thao"
        return addressed(read, self.document, chosen)

    @cached_property
    def mode(self) -> str:
        """In which of its modes the text is shown."""
        modes = [code for code, _ in self.document.kind_of.modes]
        wanted = self.request.GET.get("xem", "")
        return wanted if wanted in modes else modes[0]

    @cached_property
    def rendered(self) -> Any:
        """The chosen text as its kind shows it."""
        kind = self.document.kind_of
        return kind.render(self.body, closure.warmed(self.context, kind, self.body), self.mode)

    @property
    def stamp(self) -> str:
        """What lies across a text of which nothing is in force any more; "" for any other."""
        if self.chosen is None or not self.versions:
            return ""
        at = now()
        over = all(
            period.ends is not None and period.ends <= max(at, period.starts)
            for period in self.periods.values()
        )
        if not over:
            return ""
        return "THÔI ÁP DỤNG" if self.document.kind_of.outside else "ĐÃ HỦY BỎ"

    @property
    def framed(self) -> bool:
        """Whether the text draws its official header itself."""
        return self.document.kind_of.frames(self.mode)

    @property
    def heading(self) -> dict[str, str]:
        """Code and title of the chosen text."""
        if self.chosen:
            return {"code": self.chosen.code, "title": self.chosen.title}
        return {"code": self.document.draft_code, "title": self.document.draft_title}

    @property
    def called(self) -> str:
        return f"{self.heading['code']} {self.heading['title']}".strip()

    @cached_property
    def frame(self) -> dict[str, Any]:
        """Header facts, approval block and change table of the chosen text."""
        return frame_of(self.chosen) if self.chosen else frame_of_draft(self.document)


class NamedView(View):
    """A document by the uid that texts name: leads to its page, for who may read it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = documents_of(request).filter(uid=kwargs["uid"]).first()
        if found is None:
            raise Http404
        return redirect("documents:inspect", found.pk)


class InspectView(Readable):
    """The page people read: outline, text, and beside it its state, issues and relations."""

    template_name = "registry/editor/inspect.html"

    def get_header_title(self) -> str:
        """Return the document's name alone: reading it is what its page is for."""
        return self.called

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.chosen:
            buttons.opened(self.user, self.chosen)
        return self.render_to_response(self.get_context_data())

    @property
    def listed(self) -> list[Version]:
        """The issues that stand beside the text, and always the one that is read."""
        if self.request.GET.get("lan") == "tat-ca":
            return self.versions
        newest = self.versions[:IN_RAIL]
        read = [one for one in self.versions[IN_RAIL:] if one == self.chosen]
        return [*newest, *read]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen, document, kind = self.chosen, self.document, self.document.kind_of
        related = relations.named(self.user, kind, self.body, self.context)
        text, headings = outline.outlined(self.rendered)
        context = super().get_context_data(**kwargs)
        rows = [(version, self.standing_of(version)) for version in self.listed]
        main, beside, rest = self.acts()
        context |= {
            "rendered": text,
            "outline": headings,
            "framed": self.framed,
            "stamp": self.stamp,
            "mode": self.mode,
            "modes": kind.modes if len(kind.modes) > 1 else [],
            "heading": self.heading,
            "chosen": chosen,
            "period": self.periods.get(chosen.pk) if chosen else None,
            "stands": next((found for version, found in rows if version == chosen), None),
            "law": (kind.standing(self.body, today()), kind.tone(self.body, today())),
            "around": self.frame,
            "rows": rows,
            "more_issues": len(self.versions) - len(rows),
            "rail": buttons.issue_rail_of(self.user, chosen) if chosen else [],
            "has_draft": document.stage != Stage.IDLE and self.can("read_draft"),
            "may_read_draft": self.can("read_draft"),
            "main": main,
            "beside": beside,
            "rest": rest,
            "marks": buttons.marks_of(self.user, document),
            "related": related,
            "naming": relations.naming(self.user, document),
            "sections": buttons.sections_of(self.user, document),
            "beside_text": buttons.rail_of(self.user, document),
            "passage_acts": buttons.passage_acts_of(self.user, document) if chosen else [],
        }
        return context

    def standing_of(self, version: Version) -> Stands:
        """Say how an issued version stands today."""
        return stands(
            self.periods.get(version.pk),
            self.periods.values(),
            now(),
            outside=self.document.kind_of.outside,
        )

    @cached_property
    def offered(self) -> list[Button]:
        """The buttons that upper floors offer."""
        return buttons.buttons_of(self.user, self.document)

    def acts(self) -> tuple[Button | None, list[Button], list[Button]]:
        """List what may be done: the main thing, one or two beside it, what is done rarely."""
        document, drafting = self.document, self.document.stage != Stage.IDLE
        may_edit, may_read = self.can("edit"), self.can("read_draft")
        reading = buttons.issue_buttons_of(self.user, self.chosen) if self.chosen else []
        acts = [button for button in reading if button.main]
        rest = [button for button in reading if not button.main]
        if may_edit and drafting:
            acts.append(Button("Soạn thảo", self.url("edit"), "edit"))
        told = file_of(self.body)
        if told and texts.row_of(document, self.body):
            chosen = str(self.chosen.pk) if self.chosen else "soan-thao"
            url = f"{self.url('file_bytes', told['sha256'])}?ban={chosen}"
            acts.append(Button("Mở tệp nội dung", url, "clip"))
        acts += [one for one in self.offered if not (one.reading or one.rare)]
        if may_edit and not drafting:
            begin = self.url("begin_revision")
            words = "Soạn lần ban hành mới" if self.stamp else "Soạn lần sửa đổi mới"
            acts.append(Button(words, begin, "edit", post=True))
        main = acts[0] if acts else None
        acts += [one for one in self.offered if one.reading and not one.rare]
        rest += [one for one in self.offered if one.rare]
        if earlier := self.earlier():
            rest.append(Button("So với lần trước", earlier, "split"))
        rest += self.begins()
        if len(self.versions) > 1 or (self.versions and drafting and may_read):
            rest.append(Button("So sánh…", self.url("compare_any"), "columns"))
        if may_read:
            rest.append(Button("Lịch sử", self.url("history"), "clock"))
            rest.append(Button("Tải về tệp tài liệu", self.url("export"), "down"))
        if may_edit and drafting:
            rest.append(Button("Nhập từ tệp tài liệu", self.url("import"), "up"))
        if self.can("delete") and not document.submitted_once:
            rest.append(Button("Xóa bản soạn thảo", self.url("delete"), "bin"))
        after = acts[1:] if main else acts
        return main, after[: IN_BAR - 1], after[IN_BAR - 1 :] + rest

    def begins(self) -> list[Button]:
        """List what makes other documents begin from the issue that is shown."""
        at, document, kind = policy.standing(self.user), self.document, self.document.kind_of
        found = []
        writes = at.agency is not None and policy.can(self.user, "document.create", at.agency)
        if self.chosen and kind.creatable and writes:
            copy = f"{reverse('documents:add')}?kind={kind.code}&tu={self.chosen.pk}"
            found.append(Button("Chép thành tài liệu mới", copy, "copy"))
        if self.current and kind.creatable and at.may(starts.ABILITY, document.agency_id):
            found.append(Button("Mẫu soạn thảo", self.url("template"), "paste"))
        return found

    def earlier(self) -> str:
        """Return the address that compares what is shown with the issue before; "" for the first.

        The versions are newest first.
        """
        if self.chosen is None:
            last = self.versions[0] if self.versions else None
            return self.url("compare", f"v{last.pk}", "draft") if last else ""
        older = self.versions[self.versions.index(self.chosen) + 1 :]
        return self.url("compare", f"v{older[0].pk}", f"v{self.chosen.pk}") if older else ""


class PrintView(Readable):
    """The chosen text alone, for paper."""

    template_name = "registry/editor/print.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.shown())

    def shown(self) -> dict[str, Any]:
        """Return what is printed."""
        return {
            "document": self.document,
            "heading": self.heading,
            "rendered": self.rendered,
            "framed": self.framed,
            "stamp": self.stamp,
            "chosen": self.chosen,
            "mode": self.mode,
            "around": self.frame,
            "kind": self.document.kind_of,
            "running": self.running,
        }

    @property
    def running(self) -> Running:
        """What each page says of itself at its head."""
        issue = name_of(self.chosen) if self.chosen else "Bản soạn thảo, chưa ban hành"
        return Running(self.heading["code"], issue)


class BeginRevisionView(DocumentView):
    """Opens the next draft of an issued document."""

    ability = "edit"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect to the document: an address typed or opened again changes nothing."""
        return redirect(self.url("inspect"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.begin_revision(self.user, self.document)
        except services.DocumentError as error:
            if self.document.stage in (Stage.DRAFT, Stage.CHANGES_REQUESTED):
                # Begun already, by a first press or from another page: there is the draft.
                return redirect(self.url("edit"))
            messages.error(request, str(error))
            return redirect(self.url("inspect"))
        return redirect(self.url("edit"))
