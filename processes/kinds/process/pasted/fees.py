"""Fees from a pasted table or list."""

import re

from processes.kinds.process.pasted.cells import Item, Row, add_line, named, named_cells
from registry.canonical import Body
from registry.kinds.ids import new_id
from registry.kinds.pasting import PastedRows, listed, when
from registry.readers import numbers
from registry.vietnamese import fold

_FEE_HEADS = {
    "number": ("stt", "tt"),
    "name": ("khoan", "ten", "noi dung", "loai", "hinh thuc"),
    "amount": ("muc thu", "so tien", "muc", "phi"),
    "per": ("don vi tinh", "tinh theo", "don vi"),
    "note": ("ghi chu", "mien giam"),
}
# An amount, what it is paid for, what is said besides: 8.000 đồng/bản sao (miễn cho hộ nghèo).
_AFTER = re.compile(r"\s*(?:/\s*(?P<per>[^.;,(/]+))?(?P<rest>(?:[.;,(].*)?)", re.DOTALL)
_UNIT_WORDS = {"nghin": "nghìn", "ngan": "ngàn", "trieu": "triệu", "ty": "tỷ", "ti": "tỷ"}
# A further number makes it unsure; «/01 bản» and «/m2» are none.
_FURTHER = re.compile(r"(?<![^\W\d_])[\d½¼¾]")
_BARE = re.compile(r"[-\d., ]+(?=$|[/;(])")
_OF_MONEY = re.compile(r"(?:1[.,]?000|nghin|ngan|trieu|ty|ti|dong|d|vnd|usd)\b|%|\$")
# «Phí ngân hàng» and «Tỷ lệ» fold to words that are no units of money.
_OTHER_UNIT = re.compile(
    r"\b(?:nghin|trieu|usd)\b|\b(?:ngan|ty|ti) (?:dong|d|vnd)\b|\(ngan\)"
    r"|\d[\d.,]*\s*(?:dong|d|vnd)\b|%|\$"
)


def parse_fees(rows: list[Row], body: Body) -> PastedRows:
    """Read fees from a pasted table, or a list such as `Nộp trực tiếp: 75.000 đồng/trường hợp`.

    In a column of amounts, what has numbers and is no single amount stays there as typed; «Miễn
    phí» and what is not read of a line of a list go into the note.
    """
    table = named_cells(rows, _FEE_HEADS, ("name", "amount", "per", "note"))
    head = table.heads.get("amount", "")
    result: list[Item] = []
    in_note: list[str] = []
    for cells in table.rows:
        fee: Item = {"id": new_id(), **named(cells)}
        typed, per = cells.get("amount", ""), cells.get("per", "")
        listed_fee = not typed and ":" in fee.get("name", "")
        if listed_fee:
            name, _, typed = fee["name"].partition(":")
            fee["name"], typed = name.strip(), typed.strip()
        elif bare := _BARE.match(typed):
            if _OF_MONEY.match(fold(per)):  # the unit of money has a column of its own
                typed, per = f"{bare[0].strip()} {per}{typed[bare.end() :]}", ""
            elif _OTHER_UNIT.search(fold(head)):
                typed = f"{bare[0].strip()} {_unit_of(head)}{typed[bare.end() :]}"
        read = _amount(typed)
        if read:
            fee["amount"], said_per, rest = read
            if rest:
                add_line(fee, rest)
            if per and said_per and fold(per) != fold(said_per):
                add_line(fee, typed)
            per = per or said_per
        elif typed and not listed_fee and _FURTHER.search(typed):
            fee["amount"] = typed
        elif typed:
            add_line(fee, typed)
            in_note.append(typed)
        if per:
            fee["per"] = per
        if cells.get("note"):
            add_line(fee, cells["note"])
        result.append(fee)
    return PastedRows(
        result,
        [
            when(
                in_note,
                f"{len(in_note)} mức thu không phải một số tiền, giữ nguyên văn ở «Ghi chú, miễn"
                f" giảm» ({listed(in_note)}).",
            ),
            *table.said,
        ],
    )


def _amount(typed: str) -> tuple[int, str, str] | None:
    """(đồng, what they are paid for, what else is said); None unless it is surely one amount."""
    ends = [len(typed), *(found.start() for found in reversed([*re.finditer("[/.;,(]", typed)]))]
    for end in ends:
        try:
            amount = numbers.money_of(typed[:end])
        except ValueError:
            continue
        after = _AFTER.fullmatch(typed[end:])
        if amount < 0 or not after:
            return None
        per = re.sub(r"^0?1\s+", "", (after["per"] or "").strip())
        if _FURTHER.search(per) or _FURTHER.search(after["rest"]):
            return None
        return amount, per, after["rest"].lstrip(" .;,").rstrip()
    return None


def _unit_of(head: str) -> str:
    """The unit of the numbers below a head such as «Mức thu (nghìn đồng)», else the whole head in
    brackets: what is below then reads as no number."""
    said = fold(head)
    found = re.search(r"\b(nghin|ngan|trieu|ty|ti) (?:dong|d|vnd)\b", said)
    if found and not re.search(r"\d|%|\$|\busd\b", said):
        return f"{_UNIT_WORDS[found[1]]} đồng"
    return f"[{head}]"
