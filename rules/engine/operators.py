"""The operators of JSON Logic that a rule may use, and what each of them accepts."""

from rules.engine.functions import FUNCTIONS
from rules.engine.signature import Operator

_ORDERED = frozenset({"number", "date", "partial_date", "instant"})
_SCALARS = frozenset({"text", "yes_no", "one_of"}) | _ORDERED
_TEXTS = frozenset({"text"})
_NUMBERS = frozenset({"number"})
_LISTS = frozenset({"table", "many_of", "list"})

OPERATORS: dict[str, Operator] = {
    operator.code: operator
    for operator in (
        Operator(
            "var",
            "variable",
            "giá trị của",
            0,
            2,
            gives="any",
            note=(
                '`["x", 0]` gives a default, `["t", []]` a table that may be empty; in a loop '
                '`""` is the row'
            ),
        ),
        # Our own: a field of the rule itself, also where a row of a table is looked at.
        Operator(
            "outer",
            "variable",
            "giá trị ngoài bảng của",
            1,
            1,
            gives="any",
            note="a field of the rule itself, also where a row of a table is looked at",
        ),
        Operator("val", "variable", "giá trị của", 0, gives="any"),
        Operator("exists", "presence", "đã có giá trị", 1),
        Operator("??", "coalesce", "giá trị đầu tiên có trong", 0, gives="any"),
        Operator("throw", "stop", "báo không tính được", 1, 1, gives="nothing"),
        Operator(
            "missing",
            "missing",
            "để trống",
            0,
            gives="list",
            note="which of these fields are empty: the one way to ask for emptiness",
        ),
        Operator("missing_some", "missing", "còn thiếu", 2, 2, gives="list"),
        Operator(
            "if",
            "choice",
            "nếu",
            0,
            gives="any",
            note="only the branch taken is computed",
        ),
        Operator("?:", "choice", "nếu", 0, gives="any"),
        Operator(
            "==",
            "equal",
            "bằng",
            2,
            accepts=_SCALARS,
            note=(
                "money and number compare with one another, a day with one known in part; no "
                "other two types do"
            ),
        ),
        Operator("===", "equal", "bằng", 2, accepts=_SCALARS),
        Operator("!=", "equal", "khác", 2, accepts=_SCALARS),
        Operator("!==", "equal", "khác", 2, accepts=_SCALARS),
        Operator(
            "<",
            "order",
            "nhỏ hơn",
            2,
            accepts=_ORDERED,
            note='three operands mean between: `[1, {"var": "x"}, 5]`',
        ),
        Operator("<=", "order", "nhỏ hơn hoặc bằng", 2, accepts=_ORDERED),
        Operator(">", "order", "lớn hơn", 2, accepts=_ORDERED),
        Operator(">=", "order", "lớn hơn hoặc bằng", 2, accepts=_ORDERED),
        Operator("and", "logic", "và", 1),
        Operator("or", "logic", "hoặc", 1),
        Operator("!", "not", "không", 1, 1),
        Operator("!!", "not", "có", 1, 1),
        Operator(
            "+",
            "arithmetic",
            "+",
            0,
            accepts=_NUMBERS,
            gives="number",
            note="exact decimals, never floats",
        ),
        Operator("-", "arithmetic", "−", 1, accepts=_NUMBERS, gives="number"),
        Operator("*", "arithmetic", "×", 0, accepts=_NUMBERS, gives="number"),
        Operator("/", "arithmetic", "÷", 1, accepts=_NUMBERS, gives="number"),
        Operator("%", "arithmetic", "chia lấy dư cho", 2, accepts=_NUMBERS, gives="number"),
        Operator("min", "arithmetic", "số nhỏ nhất", 1, accepts=_NUMBERS, gives="number"),
        Operator("max", "arithmetic", "số lớn nhất", 1, accepts=_NUMBERS, gives="number"),
        Operator("cat", "words", "ghép", 0, gives="text"),
        Operator("substr", "words", "trích", 2, 3, gives="text"),
        Operator("merge", "merge", "gộp", 0, gives="list"),
        Operator(
            "in",
            "member",
            "thuộc",
            2,
            2,
            note="a value in a list, an option in a multiple choice, text in text",
        ),
        # Our own: texts compared without regard to capitals and the place of a tone (ADR 54).
        Operator(
            "alike",
            "alike",
            "là",
            2,
            2,
            accepts=_TEXTS,
            note="capitals and the place of a tone do not count (hòa, Hoà); accents do",
        ),
        Operator(
            "alike_in",
            "alike",
            "thuộc",
            2,
            2,
            accepts=_TEXTS,
            note="a text in a list of texts, words in a text, compared as `alike`",
        ),
        Operator(
            "some",
            "loop",
            "có ít nhất một",
            2,
            2,
            accepts=_LISTS,
            note="inside, `var` names columns and `outer` the fields of the rule",
        ),
        Operator("all", "loop", "mọi", 2, 2, accepts=_LISTS),
        Operator("none", "loop", "không có", 2, 2, accepts=_LISTS),
        Operator("filter", "loop", "lọc", 2, 2, accepts=_LISTS, gives="list"),
        Operator("map", "loop", "tính trên từng dòng", 2, 2, accepts=_LISTS, gives="list"),
        Operator(
            "reduce",
            "reduce",
            "tính gộp",
            3,
            3,
            accepts=_LISTS,
            gives="any",
            note="inside, `current.<column>` and `accumulator`",
        ),
        # Our own: what another rule answers to the same.
        Operator(
            "rule",
            "not",
            "đáp ứng điều kiện",
            1,
            1,
            note="the uid of another rule, which answers to the same; not in a loop",
        ),
        *FUNCTIONS,
    )
}
