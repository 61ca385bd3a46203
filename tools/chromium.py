"""The Chromium that the browser tests drive: Debian's, or the one that ISO_CHROMIUM names."""

import os
import shutil

from tools import debian
from tools.children import CannotGoOn

# Liberation 2 has every Vietnamese letter; the older fonts-liberation has not.
PACKAGES = ["chromium", "fonts-liberation2"]


def executable() -> str:
    """The path of a Chromium, installed when absent; CannotGoOn when that is not possible."""
    named = os.environ.get("ISO_CHROMIUM")
    if named:
        if not os.access(named, os.X_OK):
            raise CannotGoOn(f"ISO_CHROMIUM={named} không phải tệp chạy được: hãy sửa đường dẫn.")
        return named
    found = shutil.which("chromium")
    if found is None and debian.install(PACKAGES):
        found = shutil.which("chromium")
    if found is None:
        raise CannotGoOn(
            f"Thiếu trình duyệt Chromium: {debian.missing_advice(PACKAGES)}, "
            "hoặc đặt ISO_CHROMIUM là đường dẫn tới trình duyệt."
        )
    return found
