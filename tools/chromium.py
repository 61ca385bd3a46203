"""The Chromium that the browser tests drive: Debian's, or the one that ISO_CHROMIUM names.

The one without a window of its own (`chromium-headless-shell`) does the same in two thirds of the
time; where there is none, the whole one serves as well.
"""

import os
import shutil

from tools import debian
from tools.children import CannotGoOn

NAMES = ("chromium-headless-shell", "chromium")
# Liberation 2 has every Vietnamese letter; the older fonts-liberation has not.
FONTS = "fonts-liberation2"


def executable() -> str:
    """Return the path of a Chromium, installed when absent. Raises CannotGoOn when impossible."""
    named = os.environ.get("ISO_CHROMIUM")
    if named:
        if not os.access(named, os.X_OK):
            raise CannotGoOn(f"ISO_CHROMIUM={named} không phải tệp chạy được: hãy sửa đường dẫn.")
        return named
    found = _installed()
    for name in NAMES:
        if found is None and debian.install([name, FONTS]):
            found = _installed()
    if found is None:
        raise CannotGoOn(
            f"Thiếu trình duyệt Chromium: {debian.missing_advice([NAMES[-1], FONTS])}, "
            "hoặc đặt ISO_CHROMIUM là đường dẫn tới trình duyệt."
        )
    return found


def _installed() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)
