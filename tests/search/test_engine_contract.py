"""What every engine does; each engine of conftest.ENGINES runs through all of it."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.searchable import Entry
from search.analysis import read_query
from search.engines.base import Engine, Reach, Thing
from tests.search.conftest import entry, things

EVERYBODY = Reach(public=True)


def found(
    engine: Engine, query: str, reach: Reach = EVERYBODY, *, kind: str = "", limit: int = 20
) -> list[str]:
    answer = engine.search(read_query(query), reach, kind=kind, offset=0, limit=limit)
    return [match.entry.key for match in answer.matches]


def fill(engine: Engine, *entries: Entry) -> None:
    engine.rebuild(things(*entries))


def test_it_finds_without_accents_what_was_written_with_them(engine: Engine) -> None:
    fill(engine, entry("a", "Đăng ký khai sinh"), entry("b", "Chứng thực chữ ký"))
    assert found(engine, "dang ky khai sinh") == ["a"]
    assert found(engine, "DANG KY") == ["a"]


def test_it_finds_with_accents_what_was_written_without(engine: Engine) -> None:
    fill(engine, entry("a", "Dang ky khai sinh"))
    assert found(engine, "đăng ký khai sinh") == ["a"]


def test_agreeing_accents_rank_first(engine: Engine) -> None:
    fill(engine, entry("other", "Bán hàng"), entry("same", "Bản hàng"), entry("bare", "Ban hang"))
    assert found(engine, "bản hàng")[0] == "same"
    assert set(found(engine, "bản hàng")) == {"same", "other", "bare"}


def test_a_title_counts_more_than_a_text(engine: Engine) -> None:
    fill(
        engine,
        entry("text", "Sổ theo dõi", "ghi việc khai tử của người dân trong phường"),
        entry("title", "Khai tử", "việc của người dân"),
    )
    assert found(engine, "khai tử") == ["title", "text"]


def test_neighbouring_syllables_count_more_than_scattered_ones(engine: Engine) -> None:
    fill(
        engine,
        entry("scattered", "Hướng dẫn", "sinh viên nghỉ học phải khai lý do nghỉ của mình"),
        entry("pair", "Hướng dẫn", "phải có giấy khai sinh lý do nghỉ của con mình"),
    )
    assert found(engine, "khai sinh")[0] == "pair"


@pytest.mark.parametrize(
    "typed", ["QT 34/CX-HCTP", "qt 34/cx-hctp", "QT34/CX-HCTP", "qt34cxhctp", "34/CX"]
)
def test_a_code_finds_its_document_first(engine: Engine, typed: str) -> None:
    fill(
        engine,
        entry("mentions", "Sổ tay", "xem QT 34/CX-HCTP và QT 34/CX-HCTP"),
        entry("own", "Cấp bản sao trích lục", code="QT 34/CX-HCTP"),
        entry("other", "Ghi chú ly hôn", code="QT 28/CX-HCTP"),
    )
    assert found(engine, typed)[0] == "own"


def test_a_whole_question_finds_the_procedure(engine: Engine) -> None:
    fill(
        engine,
        entry("birth", "Đăng ký khai sinh", "giấy chứng sinh, tờ khai, nộp tại phường"),
        entry("death", "Đăng ký khai tử", "giấy báo tử, tờ khai, nộp tại phường"),
        entry("copy", "Cấp bản sao trích lục hộ tịch", "tờ khai, nộp tại phường"),
    )
    question = "toi muon lam giay khai sinh cho con thi can chuan bi nhung giay to gi"
    assert found(engine, question)[0] == "birth"


def test_a_decomposed_query_finds_the_same(engine: Engine) -> None:
    fill(engine, entry("a", "Kết hôn có yếu tố nước ngoài"))
    assert found(engine, "Kết hôn") == ["a"]


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "\x00", '"', "'", "*", "a*", '"a" OR "b"', "NEAR(a b)", "title:khai", "{title}",
        "(", "khai\x00 sinh", "khai AND", "NOT khai", "-khai", "khai^2", "\ud800 khai",
        "%", "_", "a_b",
        "😀", "khai " * 50_000, "x" * 100_000, "\u0301" * 50, "١٢٣", "ﬁ ﷺ",
    ],
)  # fmt: skip
def test_no_query_is_too_odd(engine: Engine, typed: str) -> None:
    fill(engine, entry("a", "Đăng ký khai sinh"))
    assert found(engine, typed) in ([], ["a"])
    engine.suggest(read_query(typed), EVERYBODY, 5)


@given(st.text(max_size=80))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_text_at_all_raises(engine: Engine, typed: str) -> None:
    found(engine, typed)
    engine.replace([Thing("shelf", "odd", [entry("odd", typed, typed, code=typed)])])
    engine.suggest(read_query(typed), EVERYBODY, 5)


def test_strangers_find_only_what_is_public(engine: Engine) -> None:
    fill(engine, entry("open", "Khai sinh"), entry("inner", "Khai sinh", public=False))
    assert found(engine, "khai sinh") == ["open"]


def test_people_find_their_own_agencies_and_what_is_shared_from_above(engine: Engine) -> None:
    fill(
        engine,
        entry("own", "Khai sinh", public=False, agency_id=1),
        entry("other", "Khai sinh", public=False, agency_id=2),
        entry("shared by other", "Khai sinh", public=False, shared=True, agency_id=2),
        entry("shared from above", "Khai sinh", public=False, shared=True, agency_id=9),
        entry("kept above", "Khai sinh", public=False, agency_id=9),
    )
    reach = Reach(agencies=frozenset({1}), above=frozenset({9}))
    assert set(found(engine, "khai sinh", reach)) == {"own", "shared from above"}
    assert found(engine, "khai sinh", Reach()) == []


def test_counts_obey_the_same_permission(engine: Engine) -> None:
    fill(
        engine,
        entry("a", "Khai sinh"),
        entry("b", "Tờ khai sinh", kind="form"),
        entry("c", "Khai sinh", public=False),
    )
    answer = engine.search(read_query("khai sinh"), EVERYBODY, kind="form", offset=0, limit=10)
    assert answer.kinds == {"process": 1, "form": 1}
    assert [match.entry.key for match in answer.matches] == ["b"]


def test_pages_follow_each_other_without_gap_or_repeat(engine: Engine) -> None:
    fill(engine, *[entry(f"{number:02}", f"Khai sinh lần {number}") for number in range(25)])
    query = read_query("khai sinh")
    pages = [
        [
            match.entry.key
            for match in engine.search(query, EVERYBODY, kind="", offset=at, limit=10).matches
        ]
        for at in (0, 10, 20, 30)
    ]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert len({key for page in pages for key in page}) == 25


def test_an_entry_comes_back_as_it_went_in(engine: Engine) -> None:
    whole = entry(
        "a",
        "Khai sinh",
        "Nội dung «đặc biệt» <b>",
        code="QT 1",
        shared=True,
        date=datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC),
        extra={"number": "01/00", "label": "Quy trình"},
    )
    fill(engine, whole)
    answer = engine.search(read_query("khai sinh"), EVERYBODY, kind="", offset=0, limit=1)
    assert answer.matches[0].entry == whole


def test_a_suggestion_completes_the_last_word(engine: Engine) -> None:
    fill(engine, entry("a", "Đăng ký khai sinh"), entry("b", "Đăng ký kết hôn"))
    suggested = engine.suggest(read_query("đăng ký kh"), EVERYBODY, 5)
    assert [one.key for one in suggested] == ["a"]
    both = engine.suggest(read_query("dang k"), EVERYBODY, 5)
    assert {one.key for one in both} == {"a", "b"}


def test_a_suggestion_never_tells_what_may_not_be_read(engine: Engine) -> None:
    fill(engine, entry("a", "Khai sinh", public=False))
    assert engine.suggest(read_query("kh"), EVERYBODY, 5) == []


def test_replacing_a_thing_leaves_nothing_of_the_old(engine: Engine) -> None:
    fill(engine, entry("a", "Khai sinh"), entry("b", "Khai tử"))
    engine.replace([Thing("shelf", "a", [entry("a", "Kết hôn")])])
    assert found(engine, "kết hôn") == ["a"]
    assert found(engine, "sinh") == []
    engine.replace([Thing("shelf", "a", [])])
    assert found(engine, "kết hôn") == []
    assert found(engine, "khai tử") == ["b"]


def test_replacing_twice_is_as_good_as_once(engine: Engine) -> None:
    for _ in range(2):
        engine.replace([Thing("shelf", "a", [entry("a", "Khai sinh")])])
    assert found(engine, "khai sinh") == ["a"]


def test_the_old_index_answers_while_the_new_one_is_built(engine: Engine) -> None:
    fill(engine, entry("old", "Khai sinh"))
    seen: list[list[str]] = []

    def slowly() -> list[Thing]:
        for thing in things(entry("new", "Khai sinh")):
            seen.append(found(engine, "khai sinh"))
            yield thing

    engine.rebuild(slowly())
    assert seen == [["old"]]
    assert found(engine, "khai sinh") == ["new"]


def test_a_change_during_a_rebuild_wins_over_what_the_rebuild_read(engine: Engine) -> None:
    fill(engine, entry("a", "Khai sinh"))

    def slowly() -> list[Thing]:
        read_before = things(entry("a", "Khai sinh"), entry("gone", "Khai sinh"))
        engine.replace([Thing("shelf", "a", [entry("a", "Kết hôn")])])
        engine.replace([Thing("shelf", "gone", [])])
        yield from read_before

    engine.rebuild(slowly())
    assert found(engine, "kết hôn") == ["a"]
    assert found(engine, "khai sinh") == []


def test_an_interrupted_rebuild_changes_nothing(engine: Engine) -> None:
    fill(engine, entry("old", "Khai sinh"))

    def broken() -> list[Thing]:
        yield from things(*[entry(str(number), "Khai sinh") for number in range(150)])
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        engine.rebuild(broken())
    assert found(engine, "khai sinh") == ["old"]
    fill(engine, entry("new", "Khai sinh"))
    assert found(engine, "khai sinh") == ["new"]
