"""Small answers to the editor's scripts: documents to choose from, pasted rows as items."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from registry import kinds, policy
from registry.canonical import Body
from registry.documents.listing import called, listed
from registry.documents.models import Document, Version
from registry.documents.policies import under_way
from registry.editor.fields import grid, leaves
from registry.editor.fields.contentstate import raw_of
from registry.editor.fields.nodes import Node, Surroundings, root_node
from registry.editor.fields.pasted import read as pasted_blocks
from registry.editor.labels import labelled
from registry.editor.page_state import body_of_page
from registry.editor.problems import title_of
from registry.kinds.blocks import MOST_BLOCKS
from registry.kinds.ids import new_id
from registry.kinds.pasting import PastedRows, not_taken
from registry.problems import parts
from registry.readers import provisions
from registry.vietnamese import fold, settle

MOST = 30
MOST_ROWS = 500
HEADER_ROWS = 5


@require_GET
def choices(request: HttpRequest) -> JsonResponse:
    """Find documents of the asked kinds that the person may see, by words of title or code."""
    wanted = [code for code in request.GET.get("kinds", "").replace("\0", "").split(",") if code]
    user = policy.standing(request.user).user
    found = listed(user)
    if wanted:
        found = found.filter(kind__in=wanted)
    matching = found.filter(called(request.GET.get("q", "")))
    known = {kind.code: kind for kind in kinds.all_kinds()}
    return JsonResponse(
        {
            "results": labelled(list(matching[:MOST])),
            "more": max(0, matching.count() - MOST),
            "new": [
                {
                    "label": f"Tạo mới {known[code].label.lower()}…",
                    "url": f"{reverse('documents:add')}?kind={code}",
                }
                for code in wanted
                if code in known and known[code].creatable
            ],
        }
    )


@require_POST
def pasted(request: HttpRequest) -> JsonResponse:
    """Turn rows of a table copied elsewhere into rows of a grid.

    Body: {"kind", "pointer", "rows": [[text]], "body": {property: state}}; the kind's parser
    reads the rows where the schema names one, citations are recognised, else columns are taken in
    their order.
    """
    try:
        asked = json.loads(request.body)
        kind = kinds.get(asked["kind"])
        node = _grid_node(kind, asked["pointer"])
        rows = [[settle(str(cell)) for cell in row] for row in asked["rows"]]
        around = body_of_page(kind, asked.get("body") or {})
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError):
        return JsonResponse({"error": "Không đọc được nội dung đã dán."}, status=400)
    rows = [row for row in rows if any(row)]
    # Refused whole: the page keeps it in the box, where part of it would be gone.
    most = max(MOST_ROWS, node.schema.get("maxItems", 0)) + HEADER_ROWS
    if len(rows) > most:
        text = f"Bảng đã dán có {len(rows)} dòng, mỗi lần chỉ dán được {most} dòng. Hãy chia nhỏ."
        return JsonResponse({"error": text}, status=400)
    parser = kind.parsers.get(node.schema.get("x-parser", ""))
    told: dict[str, Any] = {}
    try:
        if node.schema.get("x-editor") == "provision":
            items, told["said"] = citations(request, rows)
        else:
            items = parser(rows, around) if parser else in_order(rows, node, around)
            told["said"] = _said(kind, node, items)
    except ValueError as error:
        return JsonResponse({"error": f"Không đọc được bảng đã dán: {error}"}, status=400)
    for item in items:
        if node.item.id_name:
            item.setdefault(node.item.id_name, new_id())
    told["rows"] = [grid.row_to_state(item, node.item, place) for place, item in enumerate(items)]
    return JsonResponse(told)


@require_POST
def pasted_text(request: HttpRequest) -> JsonResponse:
    """Read what was pasted into a structured text.

    Body: {"html", "text"}; the answer has a raw ContentState to put in, and what is told.
    """
    try:
        asked = json.loads(request.body)
        html, text = str(asked.get("html") or ""), str(asked.get("text") or "")
    except RequestDataTooBig:
        error = "Nội dung đã dán quá lớn. Hãy dán từng phần."
        return JsonResponse({"error": error}, status=413)
    except (ValueError, AttributeError, RecursionError):
        return JsonResponse({"error": "Không đọc được nội dung đã dán."}, status=400)
    found = pasted_blocks(html.replace("\0", ""), text.replace("\0", ""))
    if len(found.blocks) > MOST_BLOCKS:
        error = f"Nội dung đã dán có {len(found.blocks)} đoạn, mỗi lần dán được {MOST_BLOCKS}."
        return JsonResponse({"error": f"{error} Hãy dán từng phần."}, status=400)
    return JsonResponse({"raw": raw_of(found.blocks), "said": found.said})


def _said(kind: kinds.Kind, node: Node, items: list[dict[str, Any]]) -> str:
    """How many rows, how many cells stay as typed in their column, what else a parser says."""
    said = [f"Đã dán {len(items)} dòng."]
    place = node.pointer.strip("/").split("/")
    body: Any = items
    for name in reversed(place):
        body = {name: body}
    wrong = {
        tuple(found)
        for problem in kind.compiled.problems(body)
        if len(found := parts(problem.pointer)[: len(place) + 2]) == len(place) + 2
    }
    if wrong:
        said.append(
            f"{len(wrong)} ô chưa đọc được, giữ nguyên như đã dán: hãy sửa ở ô được đánh dấu."
        )
    return " ".join([*said, *getattr(items, "said", [])])


def citations(request: HttpRequest, rows: list[list[str]]) -> tuple[list[dict[str, Any]], str]:
    """Read pasted lines as citations, each with the text it names.

    A text is named where the person may read it. The second result says what was pasted.
    """
    found = provisions.parse_rows(rows)
    numbers = {provisions.number_key(item["number"]): "" for item in found if "number" in item}
    for key, named in _texts(request) if numbers else []:
        if key in numbers:
            numbers[key] = named
    items = []
    for citation in found:
        item: dict[str, Any] = dict(citation)
        uid = numbers.get(provisions.number_key(item.get("number", "")))
        items.append({**item, "uid": uid} if uid else item)
    unknown = sum(not provisions.recognised(citation) for citation in found)
    said = f"Đã dán {len(items)} căn cứ" + (
        f", {unknown} căn cứ chưa nhận ra số, ký hiệu: hãy xem lại." if unknown else "."
    )
    return items, said


def _texts(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """(number, uid) of the legal texts that the person may read: as issued, the newest issue last,
    and drafts of which nothing was issued yet."""
    drafts = policy.visible(request.user, Document).filter(
        under_way(policy.standing(request.user)), kind="legal-text", versions=None
    )
    issued = policy.visible(request.user, Version).filter(kind="legal-text")
    rows = [(one, one.uid) for one in drafts[:5000]]
    rows += [
        (one, one.document.uid) for one in issued.select_related("document").order_by("pk")[:5000]
    ]
    for one, uid in rows:
        yield provisions.number_key(str(one.data.get("number") or one.code)), str(uid)


def _grid_node(kind: kinds.Kind, pointer: str) -> Node:
    node = root_node(kind.schema, kind.code)
    for name in pointer.strip("/").split("/"):
        node = next(child for child in node.properties() if child.name == name)
    if leaves.leaf_name(node) not in ("grid", "provision", "decision-table"):
        raise KeyError(pointer)
    return node


def in_order(rows: list[list[str]], node: Node, body: Body) -> PastedRows:
    """Put cells into the grid's columns in their order; leave out a first column of row numbers."""
    columns = {column["name"]: column["column"] for column in grid.columns(node)}
    names = sorted((n for n, place in columns.items() if place >= 0), key=lambda n: columns[n])
    children = {child.name: child for child in node.item.properties()}
    numbered = len(rows) > 0 and all(
        row and row[0].strip(" .)").isdigit() and len(row) > 1 for row in rows
    )
    items, beyond = [], []
    for row in rows:
        item = {}
        cells = row[1:] if numbered else row
        beyond += cells[len(names) :]
        for name, cell in zip(names, cells, strict=False):
            child = children[name]
            leaf = grid.cell_leaf(child)
            value = leaves.convert(leaf, by_label(cell, child, body), None, child, Surroundings())
            if value is not None:
                item[name] = value
        items.append(item)
    return PastedRows(items, [not_taken(beyond)])


def by_label(text: str, node: Node, body: Body) -> str:
    """Find the constant whose label was pasted, or the id of such a row elsewhere in the body.

    A text that is no label stays as it is.
    """
    choices = node.choices
    if source := node.schema.get("x-choices-from"):
        rows = body.get(str(source).strip("/"), [])
        choices = [(str(row.get("id", "")), title_of(row)) for row in rows if isinstance(row, dict)]
    return next((const for const, label in choices if fold(label) == fold(text)), text)
