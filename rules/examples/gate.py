"""What bars issuing a rule or table that is new or changed: examples that fail or are missing."""

from collections.abc import Iterator, Sequence

from registry.problems import Problem
from rules.examples.coverage import Coverage, coverage
from rules.examples.running import Ran, run, strange
from rules.examples.shape import Example
from rules.examples.subject import Subject, Thing

# Sentences that one problem holds.
_SAID = 5


def gate(subject: Subject, examples: Sequence[Example], *, all_of_it: bool) -> list[Problem]:
    """Return what bars issuing, each at its place in the body.

    Every example must pass. `all_of_it`: what it decides is new or was changed, so every branch,
    test and row must have its example; without it only the examples themselves are asked.
    """
    ran = run(subject, examples)
    found = [problem for one in ran for problem in _of_example(one)]
    if all_of_it:
        found += _of_coverage(subject, coverage(subject, [one.trial for one in ran]), bool(ran))
    return found


def _of_example(ran: Ran) -> Iterator[Problem]:
    example, at = ran.example, ran.example.pointer
    if not example.title:
        yield Problem(f"{at}/title", f"Ví dụ {example.place + 1} chưa có tên.", "required")
    odd = strange(ran.trial)
    if odd:
        text = f"Ví dụ “{example.name}”: {'; '.join(odd)}. Hãy sửa lại thông tin đã trả lời."
        yield Problem(f"{at}/answers", text, "answers")
    if example.expected is None:
        text = f"Ví dụ “{example.name}” chưa có kết quả mong đợi. Hãy chọn kết quả theo quy định."
        yield Problem(f"{at}/expected", text, "required")
    elif not ran.passed and not odd:
        text = f"{ran.failure}. Hãy sửa ví dụ, hoặc sửa điều kiện."
        yield Problem(f"{at}/expected", text, "example")


def _of_coverage(subject: Subject, seen: Coverage, any_: bool) -> Iterator[Problem]:
    if seen.open:
        begin = "" if any_ else "Chưa có ví dụ nào. "
        text = f"{begin}Còn {len(seen.open)} trường hợp chưa có ví dụ: {_listed(seen.open)}."
        yield Problem("/examples", f"{text} Hãy thêm ví dụ cho từng trường hợp.", "coverage")
    for thing in seen.unsure:
        yield Problem(
            thing.pointer,
            f"Chưa có ví dụ nào mà {thing.sentence}, và hệ thống chưa tìm được trường hợp nào như"
            " vậy. Hãy tự nhập ví dụ, hoặc bỏ phần thừa của điều kiện.",
            f"uncovered {thing.key}",
            severity="warning",
            acknowledge=True,
        )


def _listed(things: Sequence[Thing]) -> str:
    said = "; ".join(thing.sentence for thing in things[:_SAID])
    return f"{said}; …" if len(things) > _SAID else said
