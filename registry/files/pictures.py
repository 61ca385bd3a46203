"""Pictures that people send, drawn anew: only the dots are kept, and nothing else of the file.

What a camera writes into a file (place, time, owner), further frames and whatever somebody hid in
it is gone. Pictures are named by their digest, so that browsers keep them for ever.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Any

from registry.files.errors import FileError

MAX_BYTES = 8 * 1024 * 1024
MAX_DOTS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
# What the box for choosing a file offers.
CHOOSABLE = "image/jpeg,image/png,image/webp"
# What is drawn here.
DRAWN_TYPE = "image/webp"
# Width at most, in dots: as wide as the text on a good screen, and for telephones.
WIDE = 1280
# More than WebP can hold is no picture for a page.
HIGH = 16_000
# A mark is shown at 40 dots, printed at 2 cm; smaller ones are blurred on paper.
MARK, SMALLEST_MARK = 256, 64
TOO_LARGE = f"Hình lớn hơn {MAX_BYTES // 1024 // 1024} MB. Hãy thu nhỏ hình rồi gửi lại."
_UNREADABLE = "Tệp này không phải hình JPEG, PNG hoặc WebP đọc được. Hãy chọn hình khác."
_DRAWING = (
    "Tệp này là hình vẽ SVG: bên trong có thể giấu chương trình nên không được nhận. Hãy mở hình,"
    " xuất ra PNG hoặc JPEG (vuông, từ 256 điểm ảnh) rồi chọn tệp đó."
)


@dataclass(frozen=True)
class Mark:
    """The mark of an agency, drawn: a square WebP picture. `mark` alone makes one."""

    raw: bytes
    digest: str


def mark(content: bytes) -> Mark:
    """Draw a mark into the middle of a see-through square, at most 256 dots wide.

    Raises FileError for what is no picture, a drawing (SVG), too large or too small.
    """
    given = _opened(content)
    if max(given.size) < SMALLEST_MARK:
        raise FileError(
            f"Hình chỉ có {given.width} × {given.height} điểm ảnh, in ra sẽ nhòe. Hãy chọn hình"
            f" từ {SMALLEST_MARK} điểm ảnh trở lên."
        )
    given.thumbnail((MARK, MARK))
    side = max(given.size)
    raw = _bare(given, "RGBA", (side, side), quality=90)
    return Mark(raw, hashlib.sha256(raw).hexdigest())


def drawn(content: bytes) -> tuple[bytes, int, int]:
    """Draw the picture upright, at most 1280 dots wide, and nothing else of the file.

    Gives (WebP, width, height). Raises FileError for what is no picture or too large.
    """
    plain = _opened(content)
    if plain.width > WIDE:
        plain = plain.resize((WIDE, max(1, round(plain.height * WIDE / plain.width))))
    if plain.height > HIGH:
        raise FileError(f"Hình cao quá {HIGH} điểm ảnh. Hãy cắt bớt hình.")
    return _bare(plain, plain.mode, plain.size, quality=78), plain.width, plain.height


def _opened(content: bytes) -> Any:
    """The first frame, upright, as plain dots."""
    # Pillow comes with Wagtail; who never sends a picture does not wait for it.
    from PIL import Image, ImageOps

    if len(content) > MAX_BYTES:
        raise FileError(TOO_LARGE)
    if b"<svg" in content[:4096].lower():
        raise FileError(_DRAWING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as given:
                if given.width * given.height > MAX_DOTS:
                    raise FileError("Hình có quá nhiều điểm ảnh (trên 40 triệu). Hãy thu nhỏ hình.")
                upright = ImageOps.exif_transpose(given)
                clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
                return upright.convert("RGBA" if clear else "RGB")
    except FileError:
        raise
    except Exception as error:
        raise FileError(_UNREADABLE) from error


def _bare(given: Any, mode: str, size: tuple[int, int], *, quality: int) -> bytes:
    """The dots alone, in the middle of a picture of this size, as WebP."""
    from PIL import Image

    bare = Image.new(mode, size)
    bare.paste(given, ((size[0] - given.width) // 2, (size[1] - given.height) // 2))
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()
