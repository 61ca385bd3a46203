"""Forms whose blocks arrive with counts: one that lost some of it on the way is refused whole."""

import re
from typing import Any

from django.core.exceptions import BadRequest
from django.utils.datastructures import MultiValueDictKeyError

_COUNT = re.compile(r"(?P<prefix>.+)-(?:count|TOTAL_FORMS|INITIAL_FORMS)")
# Django takes no more fields than this in one request (DATA_UPLOAD_MAX_NUMBER_FIELDS).
MOST = 20_000


class WholeForm:
    """Mixin of a form with blocks.

    Wagtail's blocks trip over a form that arrives without its counts, cut off or made up, and read
    rows beyond a count that is too small as deleted. So the whole request is refused (400).
    """

    data: Any

    def _clean_fields(self) -> None:
        try:
            self._look_at_counts()
            super()._clean_fields()  # type: ignore[misc]
        except (MultiValueDictKeyError, ValueError) as error:
            raise BadRequest("incomplete form") from error

    def _look_at_counts(self) -> None:
        for name, value in self.data.items():
            counted = _COUNT.fullmatch(name)
            if not counted:
                continue
            if not re.fullmatch(r"[0-9]{1,6}", str(value)) or int(value) > MOST:
                raise ValueError(name)
            if name.endswith("-count") and f"{counted['prefix']}-{int(value)}-deleted" in self.data:
                raise ValueError(name)
