"""Two texts of one document, difference by difference: any two issues, saves, or the draft."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property

from registry import policy
from registry.documents import closure
from registry.documents.models import Stage, Version
from registry.editor import drafts
from registry.editor.comparison import WORDS, Report, Side, compared, report
from registry.editor.views.base import DocumentView, frozen_copy
from registry.editor.views.history import saved_at
from registry.now import local
from registry.printing.running import Running
from registry.readers.row_numbers import number_in

DRAFT = "draft"
# Of a document with more issues the older ones are reached from its history.
MOST_OFFERED = 300


class CompareView(DocumentView):
    """Two texts of one document, in words, under headings; `?dang=in` for paper.

    Without sides in the address they come from its query (`cu`, `moi`), else they are the last
    two: the draft and the last issue for who may read it, else the last two issues.
    """

    template_name = "registry/editor/compare.html"
    page_title = "So sánh"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        tokens = self.tokens
        sides = [self.side(token) for token in tokens]
        found: Report | None = None
        same = len(set(tokens)) < len(tokens)
        if len(sides) == 2 and not same:
            found = report(compared(self.user, self.document, *sides))
        printed = request.GET.get("dang") == "in" and found is not None
        self.template_name = f"registry/editor/compare{'_print' if printed else ''}.html"
        return self.render_to_response(
            self.get_context_data(
                before=sides[0] if found else None,
                after=sides[1] if found else None,
                report=found,
                same=same,
                words=WORDS,
                offered=self.offered,
                tokens=tokens,
                printing=self.url("compare", *tokens) + "?dang=in" if found else "",
                running=Running(self.document.code, "Bản so sánh") if printed else None,
            )
        )

    @cached_property
    def versions(self) -> list[Version]:
        """The issues that the person may read, newest first."""
        return list(
            policy.visible(self.request.user, Version)
            .filter(document=self.document)
            .order_by("-issue_no", "-revision_no")[:MOST_OFFERED]
        )

    @property
    def drafting(self) -> bool:
        """Whether there is a draft that the person may read."""
        return self.document.stage != Stage.IDLE and self.can("read_draft")

    @cached_property
    def offered(self) -> list[tuple[str, str]]:
        """What may be chosen for either side: (token, name), newest first."""
        found = [(DRAFT, "Bản soạn thảo")] if self.drafting else []
        found += [
            (f"v{one.pk}", f"Lần ban hành {one.number}, ngày {local(one.issued_at):%d/%m/%Y}")
            for one in self.versions
        ]
        there = {token for token, _ in found}
        return found + [(t, self.side(t).name) for t in self.asked if t not in there]

    @cached_property
    def asked(self) -> list[str]:
        """The sides that the address names, the older one first."""
        given = (
            (self.kwargs["a"], self.kwargs["b"])
            if "a" in self.kwargs
            else (self.request.GET.get("cu", ""), self.request.GET.get("moi", ""))
        )
        return [token for token in given if token]

    @cached_property
    def tokens(self) -> list[str]:
        """Both sides, the older one first; fewer where there are no two to compare."""
        if len(self.asked) == 2:
            return self.asked
        last = [DRAFT] if self.drafting else []
        last += [f"v{one.pk}" for one in self.versions[:2]]
        return last[:2][::-1]

    def side(self, token: str) -> Side:
        """Read a side: `draft`, `r<revision>`, `v<version>` or `i<frozen copy of a dossier>`.

        Raises Http404 for what the person may not read.
        """
        number = number_in(token[1:])
        found: Side | None = None
        if token == DRAFT and self.can("read_draft"):
            head = (self.document.draft_code, self.document.draft_title)
            found = Side("Bản soạn thảo hiện nay", self.document.typed, head)
        elif token.startswith("v") and number:
            found = self.issued(number)
        elif token.startswith("i") and number:
            found = self.frozen(number)
        elif token.startswith("r") and number and self.can("read_draft"):
            revision = self.document.revisions.filter(pk=number).first()
            if revision:
                found = Side(saved_at(revision), drafts.body_of(revision))
        if found is None:
            raise Http404
        return found

    def issued(self, number: int) -> Side | None:
        """Find an issue that the person may read."""
        version = next((one for one in self.versions if one.pk == number), None)
        version = version or (
            policy.visible(self.request.user, Version)
            .filter(document=self.document, pk=number)
            .first()
        )
        if version is None:
            return None
        return Side(f"Lần ban hành {version.number}", version.data, (version.code, version.title))

    def frozen(self, number: int) -> Side | None:
        """Find a copy in a dossier that the person may read."""
        item = frozen_copy(self.request.user, self.document, number)
        if item is None:
            return None
        name = f"Bản trình lần {item.round} của «{item.dossier.title}»"
        return Side(name, closure.of_item(item).body, (item.code, item.title))
