"""What is wrong with a structured text: spans that do not fit, images without words, citations."""

from collections.abc import Iterator

from registry.kinds.base import Context
from registry.kinds.blocks.grid import grid_of
from registry.kinds.blocks.reading import Block, Run, Text, blocks_of
from registry.problems import Problem, pointer


def problems(text: Text, at: str, context: Context) -> list[Problem]:
    """Find what is wrong with a text that stands at a pointer of a body."""
    if not isinstance(text, list):
        return []
    found: list[Problem] = []
    for index, block in enumerate(blocks_of(text)):
        where = at + pointer(index)
        match block.get("type"):
            case "table":
                found += _table(block, where, context)
            case "image":
                found += _image(block, where)
            case _:
                found += _citations(block.get("runs", []), where, context)
    return found


def _image(block: Block, where: str) -> Iterator[Problem]:
    if not block.get("file"):
        yield Problem(f"{where}/file", "Chưa có tệp hình. Hãy chọn hình, hoặc bỏ khối hình này.")
    if not block.get("alt"):
        yield Problem(f"{where}/alt", "Hãy ghi lời mô tả hình cho người không xem được.")


def _table(block: Block, where: str, context: Context) -> Iterator[Problem]:
    rows = block.get("rows", [])
    name = f"Bảng “{block['caption']}”" if block.get("caption") else "Bảng"
    if not any(row.get("cells") for row in rows):
        yield Problem(where, f"{name} chưa có ô nào. Hãy điền, hoặc bỏ bảng này.")
        return
    grid = grid_of(rows)
    for y, cell in grid.over:
        text = f"{name}, dòng {y + 1}: ô {cell + 1} gộp chồng lên ô khác. Hãy tách ô rồi gộp lại."
        yield Problem(f"{where}/rows/{y}/cells/{cell}", text)
    for y, cell in grid.beyond:
        text = (
            f"{name}, dòng {y + 1}: ô {cell + 1} gộp quá dòng cuối của bảng."
            " Hãy bớt số dòng gộp, hoặc thêm dòng."
        )
        yield Problem(f"{where}/rows/{y}/cells/{cell}", text)
    for y, width in enumerate(grid.widths):
        if width != grid.columns:
            text = (
                f"{name}, dòng {y + 1} có {width} cột, dòng dài nhất có {grid.columns} cột."
                " Hãy thêm ô cho đủ, hoặc gộp ô."
            )
            yield Problem(f"{where}/rows/{y}", text)
    if block.get("header_rows", 0) > len(rows):
        yield Problem(f"{where}/header_rows", f"{name}: số dòng đầu bảng lớn hơn số dòng của bảng.")
    for y, row in enumerate(rows):
        for x, cell_of in enumerate(row.get("cells", [])):
            yield from _citations(cell_of.get("runs", []), f"{where}/rows/{y}/cells/{x}", context)


def _citations(runs: list[Run], where: str, context: Context) -> Iterator[Problem]:
    for index, run in enumerate(runs):
        told = run.get("citation")
        if told and context.resolve(told.get("document", "")) is None:
            text = (
                f"Tài liệu viện dẫn ở “{run.get('text', '')[:60]}” không còn hoặc chưa ban hành."
                " Hãy chọn lại, hoặc bỏ viện dẫn."
            )
            yield Problem(f"{where}/runs/{index}/citation", text, severity="warning")
