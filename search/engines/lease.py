"""The right to rebuild, on the server itself: of all hosts one has it, and it runs out."""

from types import TracebackType
from typing import Any

from elasticsearch import ApiError, ConflictError, Elasticsearch, TransportError

from registry.now import now
from search.engines.base import Rebuilding

# After so long without a word from its holder the right is anybody's again.
SECONDS = 60
# How often the holder says that it goes on.
EVERY = 5


class Lease:
    """Held inside a `with` block. Raises Rebuilding when somebody else holds it."""

    def __init__(self, client: Elasticsearch, index: str) -> None:
        self._client, self._index = client, index
        self._seen: dict[str, Any] = {}
        self._at = 0.0

    def __enter__(self) -> "Lease":
        try:
            answer = self._client.create(index=self._index, id="rebuild", document=self._word())
        except ConflictError:
            held = self._client.get(index=self._index, id="rebuild")
            # A clock that was set back would make it last for ever: far ahead is as good as old.
            if abs(now().timestamp() - held["_source"]["at"]) < SECONDS:
                raise Rebuilding from None
            self._seen = _place(held)
            self._write()
        else:
            self._seen = _place(answer)
        return self

    def keep(self, *, surely: bool = False) -> None:
        """Say now and then (or `surely` now) that we go on.

        Raises Rebuilding when somebody has taken over meanwhile.
        """
        if surely or abs(now().timestamp() - self._at) >= EVERY:
            self._write()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._client.delete(index=self._index, id="rebuild", **self._seen)
        except (ApiError, TransportError):
            # It runs out by itself.
            return

    def _write(self) -> None:
        try:
            answer = self._client.index(
                index=self._index, id="rebuild", document=self._word(), **self._seen
            )
        except ConflictError:
            raise Rebuilding from None
        self._seen = _place(answer)

    def _word(self) -> dict[str, float]:
        self._at = now().timestamp()
        return {"at": self._at}


def _place(answer: Any) -> dict[str, Any]:
    return {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}
