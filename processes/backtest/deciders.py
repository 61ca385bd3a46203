"""Which kinds of documents decide on answers, and how: a kind plugs in by one `DECIDERS.add`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from registry.canonical import Body
from registry.kinds import KINDS, Context
from registry.register import Register
from rules import services as rules
from rules.engine import UNKNOWN, RuleError, variables
from rules.examples import services as examples
from rules.examples.of_rules import WORDS, subject_of
from rules.examples.subject import Subject
from rules.inputs import Inputs
from rules.services import Deciding
from rules.tables.answers import said_value
from rules.tables.shape import Table, table_of
from rules.tables.words import sentence, value_words

Answers = Mapping[str, Any]
# What is no decision: the answers did not suffice, or the text cannot be used at all.
OPEN, BROKEN = "unknown", "error"
_NO_FORM = "không tìm thấy biểu mẫu"


@dataclass(frozen=True)
class Said:
    """What a text decides on one set of answers.

    `value` is plain JSON and compared with what another text says, `words` are for people. `why`
    are the sentences of the parts that decided; they are made when somebody asks.
    """

    value: Any
    words: str
    why: Callable[[], list[str]]

    @property
    def known(self) -> bool:
        """Whether it is a decision."""
        return self.value not in (OPEN, BROKEN)


@dataclass(frozen=True)
class Ready:
    """A body that is ready to decide.

    `form` is the uid of the form whose records it reads; "": it reads all answers of a case.
    `inputs` are the fields that it asks about, `compared` those of them whose value it looks at:
    of others it only asks whether they are there.
    """

    form: str
    inputs: Inputs
    compared: frozenset[str]
    decide: Callable[[Answers, Deciding], Said]


DECIDERS: Register[Callable[[Body, Context], Ready]] = Register(
    "deciders", "Loại tài liệu thử được trên hồ sơ cũ"
)


@DECIDERS.promise
def _are_kinds() -> Iterator[str]:
    for code, _ in DECIDERS.items():
        if code not in KINDS:
            yield f"không có loại tài liệu «{code}»."


def rule(body: Body, context: Context) -> Ready:
    """Make a rule ready; one that cannot be used says so to every case."""
    logic = body.get("logic", {})
    inputs, known = rules.inputs_of(body, context), rules.known_to(logic, context)
    names = variables(logic)
    asked = {name: entry for name, entry in (inputs or {}).items() if name in names}
    subject = cache(lambda: subject_of(logic, inputs or {}, known))

    def decide(answers: Answers, deciding: Deciding) -> Said:
        if body.get("off"):
            return Said(False, WORDS["no"], lambda: ["Đang tạm không áp dụng"])
        given = deciding.beside(answers)
        try:
            if inputs is None:
                raise RuleError("/form", _NO_FORM)
            value = rules.compiled(logic, inputs, known).decide(given)
        except RuleError as error:
            return broken(error.message)
        if value is UNKNOWN:
            return Said(OPEN, WORDS["unknown"], lambda: _why(subject(), given))
        held = bool(value)
        return Said(held, WORDS["yes" if held else "no"], lambda: _why(subject(), given))

    return Ready(str(body.get("form", "")), asked, frozenset(compared(logic)), decide)


def _why(subject: Subject, answers: Answers) -> list[str]:
    """The conditions that decided, with what they came to; never what was answered."""
    return [
        f"{one['sentence']}: {one['value']}" if one["value"] else one["sentence"]
        for one in examples.tried(subject, answers, [])["why"]
    ]


def table(body: Body, context: Context) -> Ready:
    """Make a decision table ready: what it decides is what the rows that hit give."""
    inputs = rules.inputs_of(body, context)
    names = {str(column.get("field", "")) for column in body.get("conditions", [])}
    asked = {name: entry for name, entry in (inputs or {}).items() if name in names}
    shape = table_of(body, inputs or {})

    def decide(answers: Answers, deciding: Deciding) -> Said:
        try:
            if inputs is None:
                raise RuleError("/form", _NO_FORM)
            found = rules.compiled_table(body, inputs)(deciding.beside(answers))
        except RuleError as error:
            return broken(error.message)
        if found.state == "unknown":
            return Said(OPEN, WORDS["unknown"], lambda: [found.said])
        if found.state != "found":
            return Said([found.state], found.said, list)
        values = {name: said_value(value) for name, value in found.values.items()}
        return Said(values, _results(shape, found.values), lambda: _rows(shape, found.rows))

    return Ready(str(body.get("form", "")), asked, frozenset(names), decide)


def _results(shape: Table, values: Answers) -> str:
    """«Mức thu: 8.000 đồng; Thời hạn: 3 ngày làm việc»."""
    told = []
    for column in shape.results:
        value = values.get(column.id)
        several = value if isinstance(value, list) else [] if value is None else [value]
        words = ", ".join(value_words(one, column) for one in several)
        told.append(f"{column.label}: {words or 'không ghi'}")
    return "; ".join(told)


def _rows(shape: Table, hit: tuple[str, ...]) -> list[str]:
    return [f"Dòng {row.number}: {sentence(row, shape)}" for row in shape.rows if row.id in hit]


def broken(message: str) -> Said:
    """Say that a text cannot decide, and why."""
    return Said(BROKEN, f"Không xét được: {message}", list)


# ---- what it looks at


# Operators that only ask whether a field has an answer, and those that pass such a question on.
_THERE, _TURNED = ("missing", "missing_some"), ("and", "or", "!", "!!", "if")


def compared(logic: Any, *, bare: bool = True) -> Iterator[str]:
    """Yield the fields whose value a rule looks at; not those that only have to be there."""
    if isinstance(logic, list):
        for one in logic:
            yield from compared(one, bare=bare)
    elif isinstance(logic, dict) and len(logic) == 1:
        ((name, given),) = logic.items()
        parts = given if isinstance(given, list) else [given]
        if name == "var":
            yield from (part for part in parts[:1] if isinstance(part, str) and not bare)
        elif name not in _THERE:
            for part in parts:
                yield from compared(part, bare=name in _TURNED)


def declare() -> None:
    """Register the kinds of this package's floor."""
    DECIDERS.add("rule", rule)
    DECIDERS.add("table", table)
