"""Small answers to the editor's scripts: documents to choose from, pasted rows as items."""

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from registry import kinds, policy, provisions
from registry.canonical import Body
from registry.documents.models import Document
from registry.editor import grid, leaves
from registry.editor.ids import new_id
from registry.editor.labels import issued_ids, label_of
from registry.editor.nodes import Filling, Node, root_node
from registry.editor.page_state import body_of_page
from registry.editor.problems import title_of
from registry.vietnamese import fold

MOST = 30
MOST_ROWS = 500


@require_GET
def choices(request: HttpRequest) -> JsonResponse:
    """Documents of the asked kinds that the person may see, by words of title or code."""
    wanted = [code for code in request.GET.get("kinds", "").replace("\0", "").split(",") if code]
    found = policy.visible(request.user, Document).order_by("-updated_at")
    if wanted:
        found = found.filter(kind__in=wanted)
    words = fold(request.GET.get("q", "")).split()
    matching = [
        document
        for document in found[:1000]
        if all(word in fold(f"{document.code} {document.title}") for word in words)
    ]
    issued = issued_ids(matching[:MOST])
    known = {kind.code: kind for kind in kinds.all_kinds()}
    return JsonResponse(
        {
            "results": [label_of(document, document.pk in issued) for document in matching[:MOST]],
            "more": max(0, len(matching) - MOST),
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
    """Rows of a table copied elsewhere, as rows of a grid.

    Body: {"kind", "pointer", "rows": [[text]], "body": {property: state}}; the kind's parser
    reads the rows where the schema names one, citations are recognised, else columns are taken in
    their order.
    """
    try:
        asked = json.loads(request.body)
        kind = kinds.get(asked["kind"])
        node = _grid_node(kind, asked["pointer"])
        rows = [[str(cell) for cell in row] for row in asked["rows"]][:MOST_ROWS]
        around = body_of_page(kind, asked.get("body") or {})
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError):
        return JsonResponse({"error": "Không đọc được nội dung đã dán."}, status=400)
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    parser = kind.parsers.get(node.schema.get("x-parser", ""))
    told: dict[str, Any] = {}
    try:
        if node.schema.get("x-editor") == "provision":
            items, told["said"] = citations(request, rows)
        else:
            items = parser(rows, around) if parser else in_order(rows, node, around)
    except ValueError as error:
        return JsonResponse({"error": f"Không đọc được bảng đã dán: {error}"}, status=400)
    for item in items:
        if node.item.id_name:
            item.setdefault(node.item.id_name, new_id())
    told["rows"] = [grid.row_to_state(item, node.item, place) for place, item in enumerate(items)]
    return JsonResponse(told)


def citations(request: HttpRequest, rows: list[list[str]]) -> tuple[list[dict[str, Any]], str]:
    """Pasted lines as citations, each with the text it names where the person may read that."""
    found = provisions.parse_list("\n".join(" ".join(row) for row in rows))
    numbers = {provisions.number_key(item["number"]): "" for item in found if "number" in item}
    texts = policy.visible(request.user, Document).filter(kind="legal-text")[:5000]
    for document in texts if numbers else []:
        key = provisions.number_key(str(document.data.get("number") or document.code))
        if key in numbers:
            numbers[key] = str(document.uid)
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


def _grid_node(kind: kinds.Kind, pointer: str) -> Node:
    node = root_node(kind.schema, kind.code)
    for name in pointer.strip("/").split("/"):
        node = next(child for child in node.properties() if child.name == name)
    if leaves.leaf_name(node) not in ("grid", "provision"):
        raise KeyError(pointer)
    return node


def in_order(rows: list[list[str]], node: Node, body: Body) -> list[dict[str, Any]]:
    """Cells to the grid's columns in their order; a first column of row numbers is left out."""
    columns = {column["name"]: column["column"] for column in grid.columns(node)}
    names = sorted((n for n, place in columns.items() if place >= 0), key=lambda n: columns[n])
    children = {child.name: child for child in node.item.properties()}
    numbered = len(rows) > 0 and all(
        row and row[0].strip(" .)").isdigit() and len(row) > 1 for row in rows
    )
    items = []
    for row in rows:
        item = {}
        for name, cell in zip(names, row[1:] if numbered else row, strict=False):
            child = children[name]
            leaf = grid.cell_leaf(child)
            value = leaves.convert(
                leaf, by_label(cell.strip(), child, body), None, child, Filling()
            )
            if value is not None:
                item[name] = value
        items.append(item)
    return items


def by_label(text: str, node: Node, body: Body) -> str:
    """The constant, or the id of the row elsewhere in the body, whose label was pasted."""
    choices = node.choices
    if source := node.schema.get("x-choices-from"):
        rows = body.get(str(source).strip("/"), [])
        choices = [(str(row.get("id", "")), title_of(row)) for row in rows if isinstance(row, dict)]
    return next((const for const, label in choices if fold(label) == fold(text)), text)
