"""What indexing on Elasticsearch costs against bare `helpers.bulk` of the same prepared bodies.

Run `python -m benchmarks.search_indexing [number of documents]`. Both sides write to the same
server in the same run, in turns; the best of five rounds is compared. Ours includes analysis,
numbers, the swap of aliases (rebuild) and the look for older states (changes).
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from random import Random
from time import perf_counter
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

ROUNDS = 5
TEXT = """
    quy trình hồ sơ công dân tiếp nhận giải quyết đăng ký khai sinh chứng thực bản sao trích lục hộ
    tịch thời hạn ngày làm việc lệ phí căn cứ nghị định thông tư quyết định ban hành biểu mẫu cán bộ
    phòng ban lãnh đạo phê duyệt kết quả trả lưu trữ yêu cầu điều kiện thành phần số lượng mức độ
    trực tuyến cơ quan thực hiện phối hợp giấy tờ xuất trình nộp bưu chính địa bàn cư trú
"""


def main() -> None:
    """Print both times as ratios."""
    django.setup()
    from elasticsearch import helpers

    from registry.searchable import Entry
    from search.engines import elasticsearch as ours
    from search.engines.base import Thing
    from search.engines.server import BULK_SECONDS, Endpoint, Server
    from search.indexing import TOGETHER
    from tools import elasticsearch

    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    random, syllables = Random(9001), TEXT.split()

    def text(length: int) -> str:
        return " ".join(random.choices(syllables, k=length))

    def read() -> Iterator[Thing]:
        for place, entry in enumerate(entries):
            yield Thing("document", str(place), [entry])

    entries = [
        # A procedure has some 600 syllables.
        Entry(
            f"document:{place}",
            "document",
            place % 20,
            text(9),
            text(600),
            f"/{place}/",
            f"QT {place:05}",
            kind="process",
        )
        for place in range(number)
    ]
    bodies = [
        {"thing": f"document:{place}", "number": 1, **ours.body(entry)}
        for place, entry in enumerate(entries)
    ]
    with ExitStack() as stack:
        url = os.environ.get("ISO_TEST_ELASTICSEARCH") or stack.enter_context(
            elasticsearch.server()
        )
        engine = ours.ElasticsearchEngine(Server(Endpoint((url,))), f"test-{uuid4().hex[:12]}")
        stack.callback(engine.erase)
        client = stack.enter_context(engine.server.asking(BULK_SECONDS))

        def bare() -> None:
            index = f"{engine.prefix}-bare-{uuid4().hex[:8]}"
            client.indices.create(index=index, mappings=ours.MAPPING)
            actions = (
                {"_index": index, "_id": str(place), "_source": source}
                for place, source in enumerate(bodies)
            )
            helpers.bulk(client, actions)
            client.indices.refresh(index=index)
            client.indices.delete(index=index)

        def rebuild() -> None:
            engine.rebuild(read())

        def changes() -> None:
            things = [thing._replace(number=2) for thing in read()]
            for start in range(0, number, TOGETHER):
                engine.replace(things[start : start + TOGETHER])

        bare()  # the server's own warming up counts for nobody
        times: dict[Callable[[], None], list[float]] = {bare: [], rebuild: [], changes: []}
        for _ in range(ROUNDS):
            # In turns: what else the machine does then disturbs all alike.
            for work, spent in times.items():
                spent.append(_time(work))
        base = min(times[bare])
        print(f"{number} documents; helpers.bulk alone: {number / base:,.0f} a second")
        print(f"rebuild  {min(times[rebuild]) / base:.2f} x helpers.bulk (at most 2)")
        print(f"changes  {min(times[changes]) / base:.2f} x helpers.bulk, {TOGETHER} at a time")


def _time(work: Callable[[], None]) -> float:
    begin = perf_counter()
    work()
    return perf_counter() - begin


if __name__ == "__main__":
    main()
