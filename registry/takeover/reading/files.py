"""Which of the files a line means: by its name as it is written, however it is spelt. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from registry.takeover.errors import TakeoverError
from registry.vietnamese import compact, fold, slug

LIST = ".xlsx"


@dataclass(frozen=True)
class Meant:
    """The file that a line means; else why there is none. `supposed` says how it was found."""

    name: str = ""
    wrong: str = ""
    supposed: str = ""


class Names:
    """The names of all files, found by path, by name, and by name without its ending."""

    def __init__(self, names: Iterable[str]) -> None:
        self._ways: list[dict[str, list[str]]] = [{}, {}, {}]
        self._by_code: dict[str, list[str]] = {}
        for name in names:
            path = PurePosixPath(name)
            for way, key in zip(self._ways, (name, path.name, path.stem), strict=True):
                way.setdefault(_key(key), []).append(name)
            self._by_code.setdefault(compact(path.stem), []).append(name)

    def meant(self, said: str, code: str) -> Meant:
        """Find the file of a line that says so; by the code where it says nothing."""
        if not said:
            return self._of_code(code)
        for way in self._ways:
            found = way.get(_key(said), [])
            if len(found) == 1:
                return Meant(found[0])
            if found:
                return Meant(
                    wrong=f"Có {len(found)} tệp tên «{said[:80]}»: {', '.join(found[:3])}. Hãy ghi"
                    " cả thư mục."
                )
        return Meant(
            wrong=f"Không có tệp «{said[:120]}» trong các tệp đã gửi. Hãy gửi bổ sung tệp, hoặc sửa"
            " tên trong danh mục."
        )

    def _of_code(self, code: str) -> Meant:
        found = self._by_code.get(compact(code), []) if compact(code) else []
        if len(found) == 1:
            return Meant(found[0], supposed=f"Không ghi, lấy tệp «{found[0]}» vì trùng mã hiệu.")
        return Meant(wrong="Chưa ghi tên tệp. Hãy ghi tên tệp đã gửi kèm.")


def _key(name: str) -> str:
    return "".join(fold(name.replace("\\", "/")).split()).removeprefix("./")


def list_among(names: Iterable[str]) -> str:
    """Return which file is the list: «danh-muc.xlsx», else the only workbook on top.

    Raises TakeoverError where none is, or nobody can tell which.
    """
    books = sorted(
        (name for name in names if name.lower().endswith(LIST)),
        key=lambda name: (name.count("/"), name),
    )
    called = [one for one in books if slug(PurePosixPath(one).stem).startswith("danh-muc")]
    if called:
        return called[0]
    top = [one for one in books if books and one.count("/") == books[0].count("/")]
    if len(top) == 1:
        return top[0]
    if not top:
        raise TakeoverError(
            "Chưa có danh mục. Hãy tải danh mục mẫu, điền, đặt tên là danh-muc.xlsx rồi gửi cùng"
            " các tệp."
        )
    raise TakeoverError(
        f"Có {len(top)} tệp Excel nên không biết tệp nào là danh mục. Hãy đặt tên danh mục là"
        " danh-muc.xlsx."
    )
