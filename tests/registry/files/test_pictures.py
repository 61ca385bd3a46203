"""Behind a picture stands no other file; what telephones add is kept."""

import io
import struct

import pytest
from PIL import Image

from registry.files.inspection import FileError, inspect
from tests.support import uploads

PICTURES = {"a.png": uploads.png(), "a.jpg": uploads.jpeg()}
BEHIND = {
    "a program": b"MZ" + bytes(99),
    "a packed file": b"x" * 50 + b"Rar!\x1a\x07\0",
    "another one": b"7z\xbc\xaf\x27\x1c",
    "a program of Linux": b"\x7fELF\x02\x01\x01",
    "much of anything": b"x" * 2000,
}


@pytest.mark.parametrize("name", list(BEHIND))
@pytest.mark.parametrize("picture", list(PICTURES))
def test_behind_a_picture_no_other_file_stands(picture: str, name: str) -> None:
    with pytest.raises(FileError, match=r"tệp nén giấu|dữ liệu lạ"):
        inspect(picture, PICTURES[picture] + BEHIND[name])


def test_photographs_of_telephones_are_kept() -> None:
    photo = uploads.jpeg()
    small = photo[:2] + b"\xff\xe1" + struct.pack(">H", len(photo) + 2) + photo + photo[2:]
    film = b"\0\0\0\x18ftypmp42" + bytes(range(1, 200)) * 20
    for behind in (b"", b"\0" * 3000, photo, b"\0\0" + photo * 2, film, b"x" * 20):
        inspect("a.jpg", small + behind)
    inspect("a.jpg", photo + b"x" * 2000 + b"SEFH" + bytes(9) + b"SEFT")
    inspect("a.jpg", photo[:-2])
    for behind in (photo + b"Rar!\x1a\x07\0", film + b"7z\xbc\xaf\x27\x1c"):
        with pytest.raises(FileError, match="tệp nén giấu"):
            inspect("a.jpg", photo + behind)
    for mode, how in (("RGB", {"progressive": True}), ("L", {})):
        kept = io.BytesIO()
        Image.effect_noise((60, 60), 90).convert(mode).save(kept, "JPEG", **how)
        inspect("a.jpg", kept.getvalue())
        with pytest.raises(FileError):
            inspect("a.jpg", kept.getvalue() + BEHIND["a program"])
