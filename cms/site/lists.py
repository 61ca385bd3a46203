"""The list of public procedures: searched, narrowed by agency, unit and field, in pages."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.site import published
from cms.site.agency import head
from cms.site.published import Place, Row
from cms.site.ready import keeping
from cms.site.ready.responses import answer
from registry.lists.paging import Pager
from registry.now import now
from registry.vietnamese import fold, sort_key, syllables
from search import service

PER_PAGE = 20
# So many fields stand above the list as chips.
QUICK = 8
# Names in the address, in the order of the page.
FIELD, AGENCY, UNIT = "linh-vuc", "co-quan", "don-vi"

Found = tuple[Row, service.Hit | None]


@dataclass(frozen=True)
class Option:
    """One choice of a filter, and how many procedures it would leave."""

    code: str
    name: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Chip:
    """Something the list is narrowed by, and the address without it."""

    label: str
    without: str


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """Show the public procedures that the address asks for.

    `?q=` words, `?linh-vuc=`, `?co-quan=`, `?don-vi=` codes, `?trang=`.
    """
    rows = keeping.keep("directory", published.directory).value
    query = request.GET.get("q", "")[:300].replace("\x00", " ").strip()
    asked = {name: request.GET.get(name, "")[:200] for name in (FIELD, AGENCY, UNIT)}
    typed = request.GET.get("trang", "1")
    number = int(typed[:6]) if typed.isascii() and typed.isdecimal() else 1
    found, notice = _find(rows, query)
    shown = [one for one in found if fits(one[0], asked)]
    last = max((len(shown) + PER_PAGE - 1) // PER_PAGE, 1)
    number = min(max(number, 1), last)
    items = shown[(number - 1) * PER_PAGE : number * PER_PAGE]
    values = {"q": query, **asked}
    instant = now()
    html = head.draw(
        "cms/site/list.html",
        {
            "here": "procedures",
            "narrowed": any(asked.values()),
            "quick": _quick(found, values),
            "query": query,
            "notice": notice,
            "left_out": [] if notice else left_out(query, items),
            "total": len(shown),
            "items": [(row, hit, row.news(instant)) for row, hit in items],
            "fields": _options(found, asked, FIELD, _fields_of),
            "agencies": _options(found, asked, AGENCY, lambda row: row.agencies),
            "units": _options(found, asked, UNIT, lambda row: [row.unit] if row.unit else []),
            "chips": _chips(rows, values),
            "number": number,
            "pages": Pager(
                number=number,
                total_pages=last,
                total=len(shown),
                previous_url=_address(values, number - 1) if number > 1 else "",
                next_url=_address(values, number + 1) if number < last else "",
            ),
        },
    )
    return answer(request, html)


def fits(row: Row, asked: dict[str, str], but: str = "") -> bool:
    """Tell whether a procedure passes all filters, one of them (`but`) left aside."""
    return (
        (but == FIELD or asked[FIELD] in ("", row.field_slug))
        and (but == AGENCY or not asked[AGENCY] or asked[AGENCY] in _codes(row.agencies))
        and (
            but == UNIT
            or not asked[UNIT]
            or (row.unit is not None and row.unit.code == asked[UNIT])
        )
    )


def fields_of(rows: Iterable[Row]) -> list[Option]:
    """Return all fields (lĩnh vực) with the number of their procedures."""
    return _options([(row, None) for row in rows], dict.fromkeys((FIELD, AGENCY, UNIT), ""),
                    FIELD, _fields_of)  # fmt: skip


def left_out(query: str, items: list[Found]) -> list[str]:
    """Return words of the query, as typed, that no item has: searching passed over them."""
    if not items or not query:
        return []
    said: set[str] = set()
    for row, hit in items:
        text = f"{row.title} {row.code} {row.field} {row.agency}"
        said.update(syllables(fold(f"{text} {hit.entry.text}" if hit else text)))
    # A word that is being typed, or a code without its dots, begins or stands inside another one.
    whole = " ".join(said)
    return [word for word in dict.fromkeys(syllables(query)) if fold(word) not in whole]


def _find(rows: list[Row], query: str) -> tuple[list[Found], str]:
    """Rows that fit, best first, and a sentence when searching is not possible.

    The index may be a moment behind or hold what is public in a part only, so what it finds
    counts where the directory has it.
    """
    alphabetical: list[Found] = [
        (row, None) for row in sorted(rows, key=lambda row: sort_key(row.title))
    ]
    if not query:
        return alphabetical, ""
    try:
        results = service.search(None, query, kind="process", per_page=service.MOST_PER_PAGE)
    except service.SearchUnavailable as error:
        return alphabetical, f"{error} Dưới đây là toàn bộ thủ tục."
    by_key = {f"document:{row.uid}": row for row in rows}
    return [
        (by_key[hit.entry.key], hit) for hit in results.hits if hit.entry.key in by_key
    ], results.notice


def _codes(places: Iterable[Place]) -> set[str]:
    return {place.code for place in places}


def _fields_of(row: Row) -> list[Place]:
    return [Place(row.field_slug, row.field)]


def _options(
    found: list[Found], asked: dict[str, str], name: str, of: Callable[[Row], list[Place]]
) -> list[Option]:
    """The choices of one filter, counted among what the other filters leave."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for row, _ in found:
        for place in of(row):
            names[place.code] = place.name
            if fits(row, asked, name):
                counts[place.code] += 1
    kept = [code for code in names if counts[code] or code == asked[name]]
    return [
        Option(code, names[code], counts[code], code == asked[name])
        for code in sorted(kept, key=lambda code: (sort_key(names[code]), code))
    ]


def _quick(found: list[Found], values: dict[str, str]) -> list[dict[str, str]]:
    """The fields with most procedures, to be chosen with one press; none once one is chosen."""
    if values[FIELD]:
        return []
    fields = _options(found, values, FIELD, _fields_of)
    most = sorted(fields, key=lambda option: -option.count)[:QUICK]
    return [
        {
            "name": option.name,
            "count": str(option.count),
            "address": "/thu-tuc/" + _address({**values, FIELD: option.code}, 1),
        }
        for option in (most if len(fields) > 1 else [])
    ]


def _chips(rows: list[Row], values: dict[str, str]) -> list[Chip]:
    """What the list is narrowed by, each with its way out."""
    names: dict[tuple[str, str], str] = {}
    for row in rows:
        names[FIELD, row.field_slug] = row.field
        names |= {(AGENCY, place.code): place.name for place in row.agencies}
        if row.unit:
            names[UNIT, row.unit.code] = row.unit.name
    return [
        Chip(
            f"«{value}»" if name == "q" else names.get((name, value), value),
            "/thu-tuc/" + _address({**values, name: ""}, 1),
        )
        for name, value in values.items()
        if value
    ]


def _address(values: dict[str, str], number: int) -> str:
    given = {name: value for name, value in values.items() if value}
    return "?" + urlencode(given | ({"trang": str(number)} if number > 1 else {}))
