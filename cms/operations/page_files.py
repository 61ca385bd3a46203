"""Ready pages in a folder whose disk may be full: what can't be kept is made anew each time."""

import logging
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache

logger = logging.getLogger(__name__)


class PageFiles(FileBasedCache):
    """A cache is a help, never a need: no page and no change fails because a file can't be written.

    What could not be replaced is removed, which a full disk allows: an older answer must not stay
    where a newer one was to be.
    """

    def set(self, key: Any, value: Any, *args: Any, **options: Any) -> None:
        try:
            super().set(key, value, *args, **options)
        except OSError as error:
            logger.warning("a ready page could not be kept", exc_info=error)
            self._let_go(key, options.get("version"))

    def touch(self, key: Any, *args: Any, **options: Any) -> bool:
        try:
            return bool(super().touch(key, *args, **options))
        except OSError as error:
            logger.warning("a ready page could not be kept", exc_info=error)
            self._let_go(key, options.get("version"))
            return False

    def _let_go(self, key: Any, version: int | None) -> None:
        try:
            self.delete(key, version)
        except OSError as error:
            logger.error("a ready page could not be removed", exc_info=error)
