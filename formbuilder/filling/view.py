"""Showing a filling: what templates need to know of each field, worked out beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from formbuilder.definition import AUDIENCES, filled_by, form_fields, inputs, seen_by
from formbuilder.fields import Field, Row, Rows, of
from formbuilder.filling.controls import ControlView, control_view
from formbuilder.filling.logic import Filling, Problems
from registry.problems import pointer
from rules.engine import describe, variables


@dataclass(frozen=True)
class RowView:
    """One row of a table on screen."""

    number: int
    cells: tuple[ControlView, ...]
    remove: str


@dataclass(frozen=True)
class FieldView:
    """One field on screen."""

    code: str
    kind: str
    shape: str
    label: str
    help: str
    example: str
    required: bool
    control: ControlView
    note: str = ""
    # Filled by somebody else: shown, not asked.
    answer: str | None = None
    refreshes: bool = False
    rows: tuple[RowView, ...] = ()
    add_focus: bool = False
    can_add: bool = True
    columns: tuple[str, ...] = ()

    @property
    def html_id(self) -> str:
        """The id of the wrapping element."""
        return f"{self.control.html_id}-field"

    @property
    def legend(self) -> bool:
        """Whether the name of the field stands over several inputs."""
        return self.control.group or self.shape == "rows"


@dataclass(frozen=True)
class ProblemView:
    """One line of the list of problems."""

    href: str
    label: str
    message: str


@dataclass(frozen=True)
class FormView:
    """A filling on screen; `{% include view.template %}` with it as `view`, or `view.render()`."""

    prefix: str
    intro: str
    fields: tuple[FieldView, ...]
    problems: tuple[ProblemView, ...]
    refresh_url: str = ""
    carried: tuple[tuple[str, str], ...] = ()
    wrong: str = ""
    has_conditions: bool = False
    preview: bool = False
    template: str = field(default="formbuilder/filling/form.html", init=False)

    def render(self) -> SafeString:
        """Render the fields as an HTML fragment, without the surrounding `<form>`."""
        return render_to_string(self.template, {"view": self})


def form_view(
    filling: Filling,
    *,
    refresh_url: str = "",
    show_missing: bool = False,
    extra_problems: Problems | None = None,
    preview: bool = False,
) -> FormView:
    """Return how a filling is shown.

    `refresh_url` answers a POST of the whole form with the fragment anew (htmx); without it, or
    without JavaScript, the same buttons post the page. `show_missing` also marks required fields
    that are open, as after a refused final save. `preview` shows hidden fields with their
    condition as a sentence.
    """
    body = filling.body
    said = dict(filling.all_problems if show_missing else filling.problems)
    said |= extra_problems or {}
    drivers = {
        code
        for item in form_fields(body)
        if item.get("visible_when")
        for code in variables(item["visible_when"])
    }
    seen = inputs(body)
    views = tuple(
        _field(filling, item, said, str(item["id"]) in drivers, seen if preview else None)
        for item in form_fields(body)
        if seen_by(item, filling.part) and (preview or str(item["id"]) in filling.visible)
    )
    wrong = sorted({where.split("/")[1] for where in said if where})
    return FormView(
        prefix=filling.prefix,
        intro=str(body.get("intro", "")),
        fields=views,
        problems=_problem_list(said, views, filling),
        refresh_url=refresh_url,
        carried=filling.carried,
        wrong=" ".join(wrong),
        has_conditions=bool(drivers),
        preview=preview,
    )


def _field(
    filling: Filling,
    definition: Field,
    said: Problems,
    drives: bool,
    described: Mapping[str, Mapping[str, Any]] | None,
) -> FieldView:
    field_type = of(definition)
    code = str(definition["id"])
    mine = filled_by(definition, filling.part)
    value = filling.answers.get(code)
    problem = said.get(pointer(code), "")
    preserve = described is None and not (problem or code in filling.wrong_before)
    base = FieldView(
        code=code,
        kind=field_type.code,
        shape=field_type.shape,
        label=str(definition.get("label", "")),
        help=str(definition.get("help", "")),
        example=field_type.example if mine else "",
        required=bool(definition.get("required")),
        control=control_view(
            definition,
            field_type,
            f"{filling.prefix}.{code}",
            value,
            problem,
            preserve=preserve,
        ),
        note=_note(definition, described) if described is not None else "",
        answer=None if mine else field_type.display(definition, value),
        refreshes=drives and mine,
    )
    if field_type.rows is None or not mine:
        return base
    return _with_rows(
        base, field_type.rows, filling, definition, said, preview=described is not None
    )


def _note(definition: Field, described: Mapping[str, Mapping[str, Any]]) -> str:
    """In a preview: when the field appears, and who fills it."""
    parts = []
    if definition.get("visible_when"):
        told = describe(definition["visible_when"], described)
        parts.append(f"Chỉ hiện khi: {told}")
    if definition.get("audience", "both") != "both":
        parts.append(AUDIENCES[definition["audience"]])
    return " · ".join(parts)


def _with_rows(
    base: FieldView,
    table: Rows,
    filling: Filling,
    definition: Field,
    said: Problems,
    *,
    preview: bool,
) -> FieldView:
    code, name = base.code, base.control.name
    value = filling.answers.get(code)
    stored = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    blank: Row = {}
    rows = filling.rows.get(code) or stored or [blank]
    changed = filling.changed_table == code
    preserve = not (preview or changed) and code not in filling.wrong_before
    columns = table.columns(definition)
    views = []
    answered = 0
    for index, row in enumerate(rows):
        below = pointer(code, answered)
        answered += bool(row)
        cells: list[ControlView] = []
        for column, cell_type in columns:
            problem = said.get(f"{below}/{column['id']}", "") if row else ""
            cells.append(
                control_view(
                    column,
                    cell_type,
                    f"{name}.{index}.{column['id']}",
                    row.get(column["id"]),
                    problem,
                    cell=f"{column.get('label', '')}, dòng {index + 1}",
                    preserve=preserve and not problem,
                    autofocus=changed
                    and filling.row_added
                    and index == len(rows) - 1
                    and not cells,
                )
            )
        views.append(RowView(index + 1, tuple(cells), f"{code}:{index}"))
    return replace(
        base,
        rows=tuple(views),
        add_focus=changed and not filling.row_added,
        can_add=len(rows) < table.limits(definition)[1],
        columns=tuple(str(column.get("label", "")) for column, _ in columns),
    )


def _problem_list(
    said: Problems, views: tuple[FieldView, ...], filling: Filling
) -> tuple[ProblemView, ...]:
    known = {view.code: view for view in views}
    lines = []
    for where, message in said.items():
        parts = where.split("/")[1:] or [""]
        view = known.get(parts[0])
        if view is None:
            lines.append(ProblemView("", "", message))
            continue
        target, label = view.control.focus_id, view.label
        cell = _cell_at(view, parts[1:], filling)
        if cell is not None:
            row, control = cell
            target, label = control.focus_id, f"{label}, dòng {row}, {control.label}"
        elif view.rows and view.rows[0].cells:
            target = view.rows[0].cells[0].focus_id
        lines.append(ProblemView(f"#{target}", label, message))
    return tuple(lines)


def _cell_at(view: FieldView, parts: list[str], filling: Filling) -> tuple[int, ControlView] | None:
    """The cell at [row of the answer, column]; blank rows on screen are not counted."""
    if len(parts) < 2:
        return None
    rows = filling.rows.get(view.code)
    answered = [row for index, row in enumerate(view.rows) if not rows or rows[index]]
    if not parts[0].isdecimal() or int(parts[0]) >= len(answered):
        return None
    row = answered[int(parts[0])]
    for control in row.cells:
        if control.name.rpartition(".")[2] == parts[1]:
            return row.number, control
    return None
