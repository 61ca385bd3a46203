"""The one stored form of a body, so that equal content has equal bytes and an equal hash."""

import hashlib
import json
from operator import itemgetter
from typing import Any

from registry.problems import pointer
from registry.vietnamese import nfc

MAX_DEPTH = 100
Body = dict[str, Any]


class CanonicalError(ValueError):
    """A value that no body may hold; the message is Vietnamese and names the place."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{message} (tại {where or '/'})")
        self.pointer = where
        self.message = message


def canonical(body: Any) -> Body:
    """Bring a body into its one form: NFC text without NUL, integers, keys sorted.

    Numbers are integers only; absent = null = empty. Raises CanonicalError for a body that is no
    object, a float, a foreign type or too deep a nesting. JSON Logic is data too: an empty object
    or array inside it would be dropped, so array items are kept even when empty.
    """
    if not isinstance(body, dict):
        raise CanonicalError("", "Nội dung tệp không đúng dạng tệp tài liệu")
    result: Body = _value(body, [])
    return result


def _value(value: Any, path: list[str | int]) -> Any:
    if len(path) > MAX_DEPTH:
        raise CanonicalError(pointer(*path[:5]) + "/…", f"Dữ liệu lồng quá {MAX_DEPTH} cấp")
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        if not _encodable(value):
            raise CanonicalError(pointer(*path), "Có ký tự không hợp lệ trong văn bản")
        return nfc(value)
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 2**53:
            return int(value)
        raise CanonicalError(
            pointer(*path), 'Số lẻ phải ghi dưới dạng chuỗi thập phân, ví dụ "0.5"'
        )
    if isinstance(value, list | tuple):
        return [_value(item, [*path, index]) for index, item in enumerate(value)]
    if isinstance(value, dict):
        result: dict[str, Any] = {}
        for name, item in sorted(_pairs(value), key=itemgetter(0)):
            if not _encodable(name):
                raise CanonicalError(pointer(*path), "Có ký tự không hợp lệ trong tên mục")
            kept = _value(item, [*path, name])
            # {"var": ""} is JSON Logic for the whole of the data, not an empty answer.
            if not _empty(kept) or name == "var":
                result[name] = kept
        return result
    raise CanonicalError(pointer(*path), f"Kiểu dữ liệu không dùng được: {type(value).__name__}")


def _encodable(text: str) -> bool:
    """Half a surrogate pair, which JSON can write as «\\ud800», is no character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _pairs(value: dict[Any, Any]) -> list[tuple[str, Any]]:
    """Items with distinct names; of two names equal after normalising, the last wins."""
    return list({nfc(str(name)): item for name, item in value.items()}.items())


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)


def dumps(body: Any) -> str:
    """Write the canonical text of a body: what is stored and hashed."""
    return json.dumps(canonical(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def loads(text: str) -> Body:
    """Read the body of stored text."""
    result: Body = json.loads(text or "{}")
    return result


def parse(text: str | bytes) -> Body:
    """Read a canonical body from outside (an upload); raise CanonicalError in Vietnamese."""
    try:
        value = json.loads(text)
    except RecursionError:
        raise CanonicalError("", f"Dữ liệu lồng quá {MAX_DEPTH} cấp") from None
    except (ValueError, UnicodeDecodeError) as error:
        line = getattr(error, "lineno", None)
        where = f" ở dòng {line}, cột {getattr(error, 'colno', 0)}" if line else ""
        raise CanonicalError("", f"Nội dung tệp không đúng dạng tệp tài liệu{where}") from None
    return canonical(value)


def digest(text: str) -> str:
    """Return the SHA-256 of stored text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
