"""Comparing: what the whole report of two twenty-page versions costs beside a bare difflib run.

Run: `python -m benchmarks.compare`. Prints a ratio of two measurements of one run, and the words
compared; the report (bodies laid over each other, rows by their ids, headings, summary) must stay
below BOUND bare runs over the same words.
"""

import os
import timeit
from difflib import SequenceMatcher
from random import Random
from typing import Any

import django

# A page of a state paper holds about 400 syllables.
PAGES, SYLLABLES = 20, 400
SECTIONS = 10
REPEATS = 5
BOUND = 2
_WORDS = [
    "cơ",
    "quan",
    "hồ",
    "sơ",
    "thủ",
    "tục",
    "công",
    "chức",
    "tiếp",
    "nhận",
    "giải",
    "quyết",
    "văn",
    "bản",
    "thời",
    "hạn",
    "kết",
    "quả",
]


def manual(chance: Random) -> dict[str, Any]:
    """Make a manual of twenty pages in ten sections."""
    each = PAGES * SYLLABLES // SECTIONS
    return {
        "sections": [
            {"id": f"m{n}", "heading": f"Mục {n}", "text": text(chance, each)}
            for n in range(SECTIONS)
        ]
    }


def text(chance: Random, length: int) -> str:
    """Make prose: sentences of about fifteen syllables."""
    words = [chance.choice(_WORDS) + (". " if n % 15 == 14 else " ") for n in range(length)]
    return "".join(words).strip()


def revised(body: dict[str, Any], chance: Random) -> dict[str, Any]:
    """Change every thirtieth syllable, and let one section change its place."""
    sections = []
    for section in body["sections"]:
        words = section["text"].split(" ")
        for n in range(0, len(words), 30):
            words[n] = chance.choice(["quy trình", "biểu mẫu", "lưu trữ"])
        sections.append({**section, "text": " ".join(words)})
    return {"sections": [sections[-1], *sections[:-1]]}


def main() -> None:
    """Measure and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from registry import kinds
    from registry.editor.comparison import report
    from registry.editor.diff import compare

    chance = Random(11)
    before = manual(chance)
    after = revised(before, chance)
    kind = kinds.get("manual")
    old, new = (
        {row["id"]: row["text"].split() for row in body["sections"]} for body in (before, after)
    )

    def whole() -> None:
        made = report(compare(kind, before, after))
        assert made.summary and made.parts

    def bare() -> None:
        for name, words in old.items():
            SequenceMatcher(None, words, new[name], autojunk=False).get_opcodes()

    mine = min(timeit.repeat(whole, number=1, repeat=REPEATS))
    plain = min(timeit.repeat(bare, number=1, repeat=REPEATS))
    words = sum(map(len, old.values()))
    ratio = mine / plain
    mark = " !" if ratio > BOUND else ""
    print(f"report / bare difflib: {ratio:.2f} (bound {BOUND}){mark}; {words} words; {mine:.2f} s")


if __name__ == "__main__":
    main()
