"""Lists by words: the database, whichever it is, and Python agree on the Vietnamese alphabet."""

import random
import re
import unicodedata
from pathlib import Path

import pytest

from registry.lists.ordering import by_words
from registry.organisation.models import Unit
from registry.vietnamese import by_given_name, sort_key
from tests import factories

ROOT = Path(__file__).parents[2]
# In order. Letters before tones, tones before capitals; signs, digits, letters.
HARD = [
    "(Dự thảo) Nội quy", "2 cửa", "10 việc", "a", "A", "à", "ả", "ã", "á", "ạ", "An", "án",
    "an bình", "An Bình", "án phí", "ăn", "ân", "bà", "ca", "cha", "co", "da", "dạ", "Dự toán",
    "đa", "Đà Nẵng", "đất", "đất đai", "Đất đai", "e", "ê", "hòa", "hoà", "hoàn", "i", "ky", "kỷ",
    "Lê", "nghỉ phép", "nghỉ-phép", "ngày", "o", "ô", "ơ", "phó", "qua", "ta", "tha", "thủ tục",
    "thư ký", "tra", "u", "ư", "ứng", "văn phòng", "Văn phòng", "ý kiến", "z",
]  # fmt: skip
VOWELS = "aăâeêioôơuưyAĂÂ"
OTHERS = "ĐđdDbnghtr -/.(0129"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")


def _syllable(dice: random.Random) -> str:
    if dice.random() < 0.5:
        return dice.choice(OTHERS)
    return unicodedata.normalize("NFC", dice.choice(VOWELS) + dice.choice(TONES))


def words() -> list[str]:
    """Some hundreds of made-up words, always the same."""
    dice = random.Random(20)
    made = ["".join(_syllable(dice) for _ in range(5)) for _ in range(400)]
    return [*made, "TP.", "TP-1", "TP 1", "Nghị định 61/2018", "Nghị định 61/2018/NĐ-CP"]


@pytest.mark.django_db
def test_the_database_sorts_as_python_does() -> None:
    agency = factories.agency()
    for number, word in enumerate(dict.fromkeys(HARD + words())):
        Unit.objects.create(agency=agency, code=str(number), name=word)
    stored = list(Unit.objects.of(agency).values_list("name", flat=True).order_by(by_words("name")))
    assert [sort_key(word) for word in stored] == sorted(sort_key(word) for word in stored)


@pytest.mark.django_db
def test_eth_stands_among_the_words_with_d_stroke() -> None:
    agency = factories.agency()
    names = ["Du lịch", "Đi lại", "Ðiều động", "Địa chính", "Ea Kar", "Zên"]
    for number, word in enumerate(reversed(names)):
        Unit.objects.create(agency=agency, code=str(number), name=word)
    stored = list(Unit.objects.of(agency).values_list("name", flat=True).order_by(by_words("name")))
    assert stored == sorted(names, key=sort_key)
    assert stored.index("Ðiều động") in (2, 3)


def test_the_alphabet_is_vietnamese() -> None:
    letters = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    assert sorted("yxvưutsrqpơôonmlkihgêeđdcbâăa", key=sort_key) == letters
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=sort_key) == [
        "ma", "mà", "mả", "mã", "má", "mạ"
    ]  # fmt: skip
    assert sorted(["đa", "da", "dạ", "Đa"], key=sort_key) == ["da", "dạ", "đa", "Đa"]
    assert sorted(["Án", "an toàn", "an"], key=sort_key) == ["an", "Án", "an toàn"]


def test_composed_and_decomposed_letters_are_one() -> None:
    assert sort_key("đ\u00ea\u0309") == sort_key("đe\u0302\u0309")


@pytest.mark.django_db
def test_people_go_by_their_given_name() -> None:
    agency = factories.agency()
    names = ["Trần Thị Bình", "Nguyễn Văn Ánh", "Lê Văn An", "Đỗ Thị Ân", "Phạm An", "Ngô Văn Đạt"]
    people = [factories.person(agency, name=name) for name in names]
    assert [str(one) for one in sorted(people, key=by_given_name)] == [
        "Lê Văn An", "Phạm An", "Nguyễn Văn Ánh", "Đỗ Thị Ân", "Trần Thị Bình", "Ngô Văn Đạt"
    ]  # fmt: skip


def test_no_list_is_sorted_by_the_bytes_of_words() -> None:
    """Columns of words go through by_words."""
    plain = ('"title"', '"name"', '"full_name"', '__title"', '__name"', '"label"', '__full_name"')
    found = []
    for package in ("registry", "rules", "formbuilder", "processes", "search", "cms"):
        for path in (ROOT / package).rglob("*.py"):
            if {"migrations", "trail", "background"} & set(path.parts):
                continue  # names of jobs, streams and workers are no words
            for call in path.read_text().split("order_by(")[1:]:
                arguments = re.sub(r'by_words\("\w+"\)', "", call).partition(")")[0]
                if any(name in arguments for name in plain):
                    found.append(f"{path.relative_to(ROOT)}: {arguments[:60]}")
    assert found == []
