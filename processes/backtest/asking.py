"""What the issue in force on a day answers to one case that somebody types in (`?ngay=`)."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from processes.backtest.deciders import DECIDERS, Ready, Said
from processes.backtest.parts import ASK
from processes.backtest.running import deciding_in
from registry import policy
from registry.documents import closure
from registry.documents.models import Validity, Version
from registry.editor.views.base import DocumentView
from registry.now import LOCAL, local, now
from registry.readers import days
from rules import input_types
from rules.inputs import Inputs
from rules.typed_answers import stored_of

# Before the id of a field, in the address.
FIELD = "m-"


@dataclass(frozen=True)
class Field:
    """A field of the form: how it is drawn, what was typed, what is wrong with that."""

    name: str
    label: str
    options: list[tuple[str, str]]
    many: bool
    placeholder: str
    value: Any
    wrong: str


class AskView(DocumentView):
    """Which issue was in force at the end of the day that is asked for, and what it answers."""

    page_title = ASK
    template_name = "processes/backtest/ask.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.document.kind not in DECIDERS:
            raise Http404

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed_day = request.GET.get("ngay", "").strip()[:40]
        at, wrong_day = now(), ""
        if typed_day:
            try:
                at = datetime.combine(days.day_of(typed_day), time(12), LOCAL)
            except ValueError as error:
                wrong_day = str(error)
        issue = self.issue_at(at) if not wrong_day else None
        ready: Ready | None = None
        fields: list[Field] = []
        said: Said | None = None
        if issue is not None:
            context = closure.context(self.document.agency, at)
            ready = DECIDERS.get(self.document.kind)(issue.data, context)
            fields, said = self.asked(ready, at)
        return self.render_to_response(
            self.get_context_data(
                day=typed_day or f"{local(at):%d/%m/%Y}",
                wrong_day=wrong_day,
                issue=issue,
                fields=fields,
                said=said,
                why=said.why() if said else [],
                rows=any(entry["type"] == "table" for entry in ready.inputs.values())
                if ready
                else False,
            )
        )

    def issue_at(self, at: datetime) -> Version | None:
        """Find the issue in force at an instant that the person may read."""
        found: Version | None = (
            policy.visible(self.request.user, Version)
            .filter(
                document=self.document,
                pk__in=Validity.objects.of(self.document.agency_id)
                .filter(Validity.at(at), document=self.document)
                .values("version"),
            )
            .first()
        )
        return found

    def asked(self, ready: Ready, at: datetime) -> tuple[list[Field], Said | None]:
        """Return the fields with what was typed, and the answer to it where all can be read."""
        inputs: Inputs = {
            name: entry for name, entry in ready.inputs.items() if entry["type"] != "table"
        }
        typed = {
            name: self.request.GET.getlist(FIELD + name)
            if _takes_many(entry)
            else self.request.GET.get(FIELD + name, "")[:2000]
            for name, entry in inputs.items()
        }
        answers, wrong = stored_of(typed, inputs)
        fields = [
            _field(name, entry, typed[name], wrong.get(name, "")) for name, entry in inputs.items()
        ]
        if wrong or not any(name.startswith(FIELD) for name in self.request.GET):
            return fields, None
        return fields, ready.decide(answers, deciding_in(self.document.agency, at))


def _takes_many(entry: dict[str, Any]) -> bool:
    return (input_types.of(entry).shape or {}).get("type") == "array"


def _field(name: str, entry: dict[str, Any], value: Any, wrong: str) -> Field:
    type_ = input_types.of(entry)
    options = list(type_.choices) or [
        (str(one["id"]), str(one["label"])) for one in entry.get("options", [])
    ]
    unit = f" ({entry['unit']})" if entry.get("unit") else ""
    many = _takes_many(entry)
    label = f"{entry['label']}{unit}"
    return Field(FIELD + name, label, options, many, type_.placeholder, value, wrong)
