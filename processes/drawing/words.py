"""The words of a drawing: wrapped lines and short times."""

from __future__ import annotations

from processes.engine.definition import NO_VARIANT, Definition, Step
from rules.worktime import durations


def wrap(text: str, characters: int, most: int) -> list[str]:
    """Wrap a text into lines of about so many characters, cut between words.

    "…" where more than `most` lines were needed. Vietnamese words are short, so a word is only cut
    when it alone is wider than a line.
    """
    lines: list[str] = []
    for word in text.split():
        while len(word) > characters:
            lines.append(word[:characters])
            word = word[characters:]
        if lines and len(lines[-1]) + 1 + len(word) <= characters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = lines[-1][: characters - 1].rstrip() + "…"
    return lines


def step_time_words(definition: Definition, step: Step) -> str:
    """Write the time of a step under all variants, as short as can be: `2 / 22 ngày làm việc`."""
    if not step.kind.timed or step.shares_time_with:
        return ""
    variants = [variant.id for variant in definition.variants] or [NO_VARIANT]
    times = [time for variant in variants if (time := definition.step_time(step, variant))]
    units = {time.get("unit", "") for time in times}
    said = [durations.format(time) for time in times]
    if len(set(said)) > 1 and len(units) == 1 and "" not in units:
        word = said[-1].partition(" ")[2]
        return " / ".join(text.partition(" ")[0] for text in said) + f" {word}"
    return " / ".join(dict.fromkeys(said))
