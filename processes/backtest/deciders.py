"""Which kinds of documents decide on answers, and how: a kind plugs in by one `DECIDERS.add`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.canonical import Body
from registry.kinds import KINDS, Context
from registry.register import Register
from rules import services as rules
from rules.engine import UNKNOWN, RuleError, answer, trace, variables
from rules.inputs import Inputs

Answers = Mapping[str, Any]
# What is no decision: the answers did not suffice, or the text cannot be used at all.
OPEN, BROKEN = "unknown", "error"
DECISION_INSTANT = "decision_instant"
_WORDS = {True: "Có", False: "Không", OPEN: "Chưa đủ thông tin"}


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
    decide: Callable[[Answers, datetime | None], Said]


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
    inputs = rules.inputs_of(body, context)
    names = variables(logic)
    asked = {name: entry for name, entry in (inputs or {}).items() if name in names}

    def decide(answers: Answers, at: datetime | None) -> Said:
        given = {**answers, DECISION_INSTANT: at.isoformat()} if at else dict(answers)
        try:
            if inputs is None:
                raise RuleError("/form", "không tìm thấy biểu mẫu của điều kiện")
            value = rules.compiled(logic, inputs).decide(given)
        except RuleError as error:
            return broken(error.message)
        said = OPEN if value is UNKNOWN else bool(value)
        return Said(said, _WORDS[said], lambda: deciding(logic, inputs, given))

    return Ready(str(body.get("form", "")), asked, frozenset(compared(logic)), decide)


def broken(message: str) -> Said:
    """Say that a text cannot decide, and why."""
    return Said(BROKEN, f"Không xét được: {message}", list)


# ---- why


_JOINED, _TURNED = ("and", "or"), ("!", "!!")


def deciding(logic: Any, inputs: Inputs, answers: Answers) -> list[str]:
    """Say which parts of a rule decided: ««Cần xác minh» là Có: Đúng»; never what was answered."""
    try:
        seen = {one["pointer"]: one for one in trace(logic, inputs, answers)}
    except RuleError:
        return []
    found = [seen[place] for place in dict.fromkeys(_places(logic, "", seen))]
    return [_reason(one["sentence"], one["value"]) for one in found]


def _reason(sentence: str, value: Any) -> str:
    if value is UNKNOWN or isinstance(value, bool):
        return f"{sentence}: {answer(value)}"
    # A field of which only is asked whether it is there: its answer is nobody else's business.
    return f"{sentence}: {'có giá trị' if value else 'trống'}"


def _places(part: Any, at: str, seen: Mapping[str, Any]) -> Iterator[str]:
    """The pointers of the parts that make this part what it is."""
    if at not in seen:
        return
    name, parts = _taken(part, at)
    if name in _TURNED:
        inside = [place for one, where in parts for place in _places(one, where, seen)]
        yield from inside or [at]
    elif name in _JOINED:
        whole = seen[at]["value"]
        # One part settles it alone where it is what the whole is and the others need not be.
        settling = whole is not UNKNOWN and bool(whole) is (name == "or")
        for one, where in parts:
            value = seen[where]["value"] if where in seen else None
            fits = value is UNKNOWN if whole is UNKNOWN else value is not UNKNOWN
            if where in seen and fits and (not settling or bool(value) is bool(whole)):
                yield from _places(one, where, seen)
    else:
        yield at


def _taken(part: Any, at: str) -> tuple[str, list[tuple[Any, str]]]:
    """The operator of a part and its arguments, each with its pointer."""
    if not isinstance(part, dict) or len(part) != 1:
        return "", []
    ((name, given),) = part.items()
    if not isinstance(given, list):
        return name, [(given, f"{at}/{name}")]
    return name, [(one, f"{at}/{name}/{place}") for place, one in enumerate(given)]


def compared(logic: Any, *, bare: bool = True) -> Iterator[str]:
    """Yield the fields whose value a rule looks at; not those that only have to be there."""
    name, parts = _taken(logic, "")
    if name == "var":
        given = parts[0][0] if parts else ""
        if not bare and isinstance(given, str):
            yield given
    elif name not in ("missing", "missing_some"):
        inside = name in (*_JOINED, *_TURNED, "if")
        for one, _ in parts:
            yield from compared(one, bare=inside)
    if isinstance(logic, list):
        for one in logic:
            yield from compared(one, bare=bare)


def declare() -> None:
    """Register the kinds of this package's floor."""
    DECIDERS.add("rule", rule)
