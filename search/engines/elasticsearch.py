"""Search on Elasticsearch: one index of a format behind an alias, analysed by us.

The server has only to cut words at spaces (analyzer `whitespace`), so that it finds what the
embedded index finds. `<prefix>-v<format>` is the alias that is searched and written to; an index
being built stands behind `<prefix>-v<format>-building`, and what is written goes to both.

A thing has one document for each entry, `source:id` and `source:id#1`, ...; the first is there even
when the thing has no entry left, as the memory of its number. Numbers are external versions: an
older state never replaces a newer one, in whatever order they arrive.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import uuid4

from elasticsearch import Elasticsearch, helpers

from registry.searchable import Entry
from search.analysis import Query
from search.engines.base import (
    Answer,
    EngineAway,
    IndexMissing,
    Match,
    Reach,
    Rebuilding,
    Thing,
)
from search.engines.lease import Lease
from search.engines.readings import NAMES, WEIGHTS, Clause, Reading, columns, readings
from search.engines.server import BULK_SECONDS, Server

logger = logging.getLogger(__name__)

# Raised whenever analysis or mapping change: another index is then built beside the older one.
FORMAT = 2
BATCH = 500
# The server gives no hit further back than this (index.max_result_window).
FURTHEST = 10_000
MOST_KINDS = 500

_WORDS = {
    # Word pairs have a field of their own, so nothing needs positions.
    name: {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
    for name in WEIGHTS
}
MAPPING: dict[str, Any] = {
    "dynamic": False,
    # Words can be made again from the entry, which is kept whole.
    "_source": {"excludes": list(WEIGHTS)},
    "properties": {
        **_WORDS,
        "thing": {"type": "keyword"},
        "number": {"type": "long"},
        "key": {"type": "keyword"},
        "agency_id": {"type": "long"},
        "kind": {"type": "keyword"},
        "public": {"type": "boolean"},
        "shared": {"type": "boolean"},
        "date": {"type": "date"},
        "entry": {"type": "object", "enabled": False},
    },
}


class ElasticsearchEngine:
    """The engine of one prefix on one cluster; see `search.engines.base.Engine`."""

    name = "elasticsearch"

    def __init__(self, server: Server, prefix: str) -> None:
        self.server = server
        self.prefix = prefix
        self.alias = f"{prefix}-v{FORMAT}"
        self.building = f"{self.alias}-building"

    def search(self, query: Query, reach: Reach, *, kind: str, offset: int, limit: int) -> Answer:
        """Search by the strictest reading of the query that finds anything at all."""
        with self.server.asking() as client:
            for reading in readings(query):
                answer = client.search(
                    index=self.alias,
                    query={"bool": {"must": [_asked(reading)], "filter": [_allowed(reach)]}},
                    aggs={"kinds": {"terms": {"field": "kind", "size": MOST_KINDS}}},
                    post_filter={"term": {"kind": kind}} if kind else None,
                    sort=["_score", {"date": "desc"}, "key"],
                    track_scores=True,
                    track_total_hits=False,
                    source={"includes": ["entry"]},
                    from_=min(offset, FURTHEST),
                    size=min(limit, max(FURTHEST - offset, 0)),
                )
                kinds = {
                    bucket["key"]: bucket["doc_count"]
                    for bucket in answer["aggregations"]["kinds"]["buckets"]
                }
                if kinds:
                    hits = answer["hits"]["hits"]
                    return Answer([Match(_entry(hit), hit["_score"]) for hit in hits], kinds)
        return Answer()

    def suggest(self, query: Query, reach: Reach, limit: int) -> list[Entry]:
        """Search titles and codes by their beginnings."""
        if not query:
            return []
        *whole, last = query.folded
        unfinished = [{"prefix": {name: last}} for name in NAMES]
        must: list[dict[str, Any]] = [{"bool": {"should": unfinished}}]
        if whole:
            must.append(_clause(Clause(NAMES, tuple(whole), every=True)))
        with self.server.asking() as client:
            answer = client.search(
                index=self.alias,
                query={"bool": {"must": must, "filter": [_allowed(reach)]}},
                sort=["_score", "key"],
                track_total_hits=False,
                source={"includes": ["entry"]},
                size=limit,
            )
            return [_entry(hit) for hit in answer["hits"]["hits"]]

    def replace(self, things: list[Thing]) -> int:
        """Write behind both aliases; again when an index changed over in the middle."""
        with self.server.asking(BULK_SECONDS) as client:
            for _attempt in range(3):
                targets = self._targets(client)
                if not targets:
                    raise IndexMissing(f"no index behind {self.alias}")
                if all(self._write(client, target, things) for target in targets):
                    client.indices.refresh(index=targets)
                    return max(_sweep(client, target, things) for target in targets)
        raise EngineAway("the index kept changing over")

    def rebuild(self, things: Iterable[Thing]) -> int:
        """Build the index anew; what an interrupted rebuild left behind is deleted."""
        with (
            self.server.asking(BULK_SECONDS) as client,
            Lease(client, f"{self.prefix}-lock") as lease,
        ):
            for abandoned in self._indexes(client, self.building):
                client.indices.delete(index=abandoned, ignore_unavailable=True)
            index = f"{self.alias}-{uuid4().hex[:12]}"
            client.indices.create(
                index=index,
                mappings=MAPPING,
                settings={"auto_expand_replicas": "0-1"},
                aliases={self.building: {}},
            )
            try:
                number = self._fill(client, things, lease)
                self._change_over(client, index)
            except Exception:
                # The server may be what failed; then the next rebuild finds it by its alias.
                client.options(request_timeout=2, ignore_status=404).indices.delete(index=index)
                raise
            return number

    def ready(self) -> bool:
        """Tell whether there is an index to be searched. Raises EngineAway."""
        with self.server.asking() as client:
            return bool(client.indices.exists_alias(name=self.alias))

    def erase(self) -> None:
        """Delete every index of this prefix, whatever its format."""
        with self.server.asking(BULK_SECONDS) as client:
            for index in client.indices.get(index=f"{self.prefix}-*"):
                client.indices.delete(index=index)

    def _fill(self, client: Elasticsearch, things: Iterable[Thing], lease: Lease) -> int:
        number, several = 0, []
        source = iter(things)
        while batch := list(islice(source, BATCH)):
            lease.keep()
            batch = [thing for thing in batch if thing.entries]
            # A state that is there already came from a change: `external` lets ours pass only
            # when its number is higher.
            if not self._write(client, self.building, batch, "external"):
                raise Rebuilding(f"somebody deleted {self.building}")
            several += [thing for thing in batch if len(thing.entries) > 1]
            number += sum(len(thing.entries) for thing in batch)
        client.indices.refresh(index=self.building)
        for start in range(0, len(several), BATCH):
            _sweep(client, self.building, several[start : start + BATCH])
        lease.keep(surely=True)
        return number

    def _change_over(self, client: Elasticsearch, index: str) -> None:
        client.indices.refresh(index=index)
        others = client.indices.get(index=f"{self.prefix}-v*", features=["aliases"])
        client.indices.update_aliases(
            actions=[
                {"add": {"index": index, "alias": self.alias}},
                {"remove": {"index": index, "alias": self.building}},
                *({"remove_index": {"index": other}} for other in others if other != index),
            ]
        )

    def _targets(self, client: Elasticsearch) -> list[str]:
        """Those of the two aliases that there are."""
        found = self._indexes(client, f"{self.alias},{self.building}")
        there = {alias for index in found.values() for alias in index["aliases"]}
        return [alias for alias in (self.alias, self.building) if alias in there]

    def _indexes(self, client: Elasticsearch, aliases: str) -> dict[str, Any]:
        # With 404 come those that there are, and words about those that there are not.
        found = client.options(ignore_status=404).indices.get_alias(name=aliases)
        return {name: index for name, index in found.items() if name not in ("error", "status")}

    def _write(
        self,
        client: Elasticsearch,
        alias: str,
        things: list[Thing],
        version_type: str = "external_gte",
    ) -> bool:
        """Send documents; False when there is no index behind the alias any more.

        Raises EngineAway when the server had no room for some of them.
        """
        there = True
        for good, result in helpers.streaming_bulk(
            client,
            _actions(alias, things, version_type),
            chunk_size=BATCH,
            raise_on_error=False,
            require_alias=True,
        ):
            if good:
                continue
            outcome = result["index"]
            if outcome["status"] == 404:
                there = False
            elif outcome["status"] == 429 or outcome["status"] >= 500:
                raise EngineAway(str(outcome.get("error"))[:300])
            elif outcome["status"] != 409:  # a newer state is there
                # One entry that the server cannot read must not keep the others out.
                logger.error("not indexed: %s: %s", outcome["_id"], outcome.get("error"))
        return there


def _actions(alias: str, things: list[Thing], version_type: str) -> Iterator[dict[str, Any]]:
    for thing in things:
        name = f"{thing.source}:{thing.id}"
        for place, entry in enumerate(thing.entries or [None]):
            yield {
                "_op_type": "index",
                "_index": alias,
                "_id": f"{name}#{place}" if place else name,
                "version": thing.number,
                "version_type": version_type,
                "_source": {"thing": name, "number": thing.number} | (body(entry) if entry else {}),
            }


def _sweep(client: Elasticsearch, alias: str, things: list[Thing]) -> int:
    """Delete what is older than the newest state of its thing; the highest number of any of them.

    Whoever wrote sweeps afterwards, so whichever of two writers ends last leaves one state.
    """
    newest = {f"{thing.source}:{thing.id}": thing.number for thing in things}
    asked: dict[str, Any] = {
        "query": {"terms": {"thing": list(newest)}},
        "_source": False,
        "docvalue_fields": ["thing", "number"],
    }
    hits = client.search(index=alias, body={**asked, "size": FURTHEST})["hits"]["hits"]
    if len(hits) == FURTHEST:
        hits = list(helpers.scan(client, index=alias, query=asked))
    documents: list[tuple[str, str, int]] = []
    for hit in hits:
        name, number = hit["fields"]["thing"][0], hit["fields"]["number"][0]
        newest[name] = max(newest[name], number)
        documents.append((hit["_id"], name, number))
    older = [
        {
            "_op_type": "delete",
            "_index": alias,
            "_id": id,
            "version": newest[name],
            "version_type": "external_gte",
        }
        for id, name, number in documents
        if number < newest[name]
    ]
    if older:
        helpers.bulk(client, older, raise_on_error=False, refresh=True)
    return max(newest.values(), default=0)


def body(entry: Entry) -> dict[str, Any]:
    """Return an entry as the server keeps it: its words, what it is filtered by, and itself."""
    date = entry.date.isoformat() if entry.date else None
    return {
        **columns(entry),
        "key": entry.key,
        "agency_id": entry.agency_id,
        "kind": entry.kind,
        "public": entry.public,
        "shared": entry.shared,
        "date": date,
        "entry": {**vars(entry), "date": date},
    }


def _entry(hit: dict[str, Any]) -> Entry:
    values = hit["_source"]["entry"]
    date = datetime.fromisoformat(values["date"]) if values["date"] else None
    return Entry(**{**values, "date": date})


def _allowed(reach: Reach) -> dict[str, Any]:
    """The permission filter; a document without an entry passes none."""
    if reach.public:
        return {"term": {"public": True}}
    own = {"terms": {"agency_id": sorted(reach.agencies)}}
    above = [{"term": {"shared": True}}, {"terms": {"agency_id": sorted(reach.above)}}]
    return {"bool": {"should": [own, {"bool": {"filter": above}}], "minimum_should_match": 1}}


def _asked(reading: Reading) -> dict[str, Any]:
    counted = [_clause(clause) for clause in reading.counted]
    asked: dict[str, Any] = {"bool": {"should": counted, "minimum_should_match": 1}}
    if reading.required:
        asked["bool"]["must"] = [_clause(reading.required)]
    if not reading.code:
        return asked
    whole = _clause(Clause(("code",), (reading.code,)))
    return {"bool": {"should": [asked, whole], "minimum_should_match": 1}}


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "combined_fields": {
            "query": " ".join(clause.words),
            "fields": [f"{name}^{WEIGHTS[name]:g}" for name in clause.columns],
            "operator": "and" if clause.every else "or",
        }
    }
