"""What must be right about the settings of searching, said at start and not at the first search."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

# What Elasticsearch takes as the beginning of a name.
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")


@register()
def settings_are_usable(**kwargs: Any) -> list[CheckMessage]:
    """Check addresses, prefix and the file of the authority."""
    found: list[CheckMessage] = []
    for url in settings.SEARCH_SERVERS:
        if not re.fullmatch(r"https?://[^/\s]+:\d+(/\S*)?", url):
            found.append(
                Error(
                    f"ISO_ELASTICSEARCH: «{url}» không phải địa chỉ dạng https://máy:cổng.",
                    id="search.E001",
                )
            )
    if not _PREFIX.fullmatch(settings.SEARCH_PREFIX):
        found.append(
            Error(
                "ISO_SEARCH_PREFIX chỉ gồm chữ thường không dấu, chữ số, gạch nối, gạch dưới.",
                id="search.E002",
            )
        )
    if settings.SEARCH_CA and not Path(settings.SEARCH_CA).is_file():
        found.append(
            Error(f"ISO_ELASTICSEARCH_CA: không có tệp {settings.SEARCH_CA}.", id="search.E003")
        )
    return found
