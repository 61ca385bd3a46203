"""How well the embedded engine finds, and what a query costs against reading every text.

Run `ISO_DATA=... python -m benchmarks.search`.
"""

import os
import tempfile
from pathlib import Path
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")


def main() -> None:
    """Print quality and the ratio of costs."""
    django.setup()
    from registry.vietnamese import fold
    from search.analysis import read_query
    from search.engines.base import Reach
    from search.engines.embedded import EmbeddedEngine
    from tests.search.test_quality import mean_ndcg, read_articles, read_judgements, read_questions

    data = Path(os.environ["ISO_DATA"])
    articles, questions = read_articles(data), read_questions(data)
    judged = read_judgements(data)
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder) / "search.sqlite3")
        begin = perf_counter()
        number = engine.rebuild(articles)
        print(f"{number} articles, {number / (perf_counter() - begin):,.0f} indexed a second")
        print(f"nDCG@10 with accents    {mean_ndcg(engine, questions, judged):.3f}")
        bare = {id: fold(text) for id, text in questions.items()}
        print(f"nDCG@10 without accents {mean_ndcg(engine, bare, judged):.3f}")

        texts = [entry.text for article in articles for entry in article.entries]
        begin = perf_counter()
        for text in texts:
            fold(text)
        scan = perf_counter() - begin
        sample = list(questions.values())[:100]
        begin = perf_counter()
        for question in sample:
            engine.search(read_query(question), Reach(public=True), kind="", offset=0, limit=10)
        each = (perf_counter() - begin) / len(sample)
        print(f"a question costs 1/{scan / each:,.0f} of folding every text once")


if __name__ == "__main__":
    main()
