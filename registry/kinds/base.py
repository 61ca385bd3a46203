"""What a kind of document is: a schema and pure functions, registered once."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from registry.canonical import Body, canonical
from registry.problems import Problem
from registry.register import Register
from registry.schema import CompiledSchema, compile_schema
from registry.schema.walk import empty_rows, lists_of, references_of, text_of

# `copies`: part of the body was taken over from there and is its own since; nothing resolves it.
Relation = Literal["uses", "follows", "cites", "copies"]
Schema = dict[str, Any]


@dataclass(frozen=True)
class Reference:
    """A body names another document by its permanent uid, at `pointer`."""

    uid: str
    relation: Relation
    pointer: str = ""
    provision: str = ""


@dataclass(frozen=True)
class Resolved:
    """A document as somebody sees it at an instant: issued, or a draft laid over."""

    uid: str
    kind: str
    code: str
    title: str
    body: Body
    version_id: int | None = None
    sha256: str = ""
    issue_no: int = 0
    revision_no: int = 0
    in_force: bool = False


@dataclass(frozen=True)
class Context:
    """The surroundings in which a body is read: agency, instant, what its references resolve to.

    `units` gives the agency's units ({code: name}; None where no agency is known), `units_below`
    the codes of those of agencies below it; both are read when first asked for.
    """

    agency_id: int | None = None
    instant: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    resolve: Callable[[str], Resolved | None] = lambda uid: None
    frame: Mapping[str, Any] = field(default_factory=dict)
    units: Callable[[], Mapping[str, str] | None] = lambda: None
    units_below: Callable[[], Collection[str]] = lambda: ()
    # Addresses on the screens of who reads: of another document by its uid, of a file that the body
    # names by its SHA-256; "" where there is none.
    address_of: Callable[[str], str] = lambda uid: ""
    file_address: Callable[[str], str] = lambda sha256: ""


EMPTY_CONTEXT = Context()

# The role of an `Opener` that everybody holds.
ANYBODY = "*"


@dataclass(frozen=True)
class Opener:
    """Who may begin what a body describes, for lists that read no bodies.

    `need` is the id of the body's own role, "" where people begin nothing by it; `role` that of the
    people, ANYBODY for everybody.
    """

    procedure_type: str = ""
    need: str = ""
    role: str = ""


def _no_problems(body: Body, context: Context) -> list[Problem]:
    return []


def _plain(body: Body, context: Context, mode: str = "") -> SafeString:
    return format_html("<pre>{}</pre>", "\n".join(str(value) for value in body.values()))


_RELATIONS: dict[str, tuple[str, str]] = {
    "uses": ("Sử dụng", "Được sử dụng trong"),
    "follows": ("Thực hiện theo", "Được thực hiện theo trong"),
    "cites": ("Viện dẫn", "Được viện dẫn trong"),
    "copies": ("Chép từ", "Được chép vào"),
}


def _relation_words(body: Body, reference: Reference) -> tuple[str, str]:
    return _RELATIONS[reference.relation]


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of document. `schema` gives shapes only; meaning is in `problems`.

    What it holds besides are pure functions of the body; see docs/kinds.md.
    """

    code: str
    label: str
    label_plural: str
    schema: Schema
    # A picture of registry/ui/icons.svg.
    picture: str = "doc"
    schema_version: int = 1
    problems: Callable[[Body, Context], list[Problem]] = _no_problems
    # What bars submitting and issuing beyond `problems`, beside the body in force (None where there
    # is none). Asked only where `problems` finds no error, and never of what comes in from outside
    # (packages, what ships, paper): there the body stands as it was issued.
    issue_problems: Callable[[Body, Body | None, Context], list[Problem]] | None = None
    references: Callable[[Body], list[Reference]] | None = None
    data_schema: Callable[[Body], Schema] = lambda body: {"type": "object"}
    # The body with what it takes from documents that it uses (a form's choices) laid in.
    complete: Callable[[Body, Context], Body] = lambda body, context: body
    text: Callable[[Body], str] | None = None
    render: Callable[..., SafeString] = _plain
    upgrade: Callable[[Body, int], Body] = lambda body, from_version: body
    initial: Callable[[], Body] = dict
    preview_modes: tuple[tuple[str, str], ...] = (("", "Xem trước"),)
    parsers: Mapping[str, Callable[[list[list[str]], Body], list[Body]]] = field(
        default_factory=dict
    )
    creatable: bool = True
    # Whether `render` draws the official header and approval block itself, from `context.frame`.
    framed: bool = False
    # In which of `preview_modes` it is read and printed first; that mode draws its own head.
    paper: str = ""
    # Whether its documents come from outside the agency: they stand in the list of external ones.
    outside: bool = False
    # What such a document says of its own force on a day, in words («Còn hiệu lực»); "" when it
    # says nothing. That the agency keeps it in force here is another thing, and not shown beside.
    standing: Callable[[Body, date], str] = lambda body, on: ""
    # The tone of screens in which `standing` is said.
    tone: Callable[[Body, date], str] = lambda body, on: ""
    # How a document of this kind calls one that it names, and how that one calls it in its turn.
    relation_words: Callable[[Body, Reference], tuple[str, str]] = _relation_words
    # What the codes of its documents begin with, to propose the next one: «HD» gives HD-01.
    code_prefix: str = ""
    # Who may begin what an issued body describes; kept in columns beside each period in force.
    opening: Callable[[Body], Opener] = lambda body: Opener()
    # Who may read a new document of this kind once it is issued, unless its author says otherwise.
    confidentiality: Literal["public", "internal", "restricted"] = "internal"
    # After how many months an issue in force is read again, unless an agency says otherwise; 0:
    # never, because it goes by the year or says itself until when it holds.
    review_months: int = 24
    # The body of next year's document made of this year's, its results emptied; None: it goes by
    # no year.
    next_year: Callable[[Body], Body] | None = None

    @cached_property
    def compiled(self) -> CompiledSchema:
        """The schema, compiled once."""
        return compile_schema(self.schema)

    @cached_property
    def lists(self) -> set[str]:
        """The lists that its fields choose from (`x-choices-from`)."""
        return lists_of(self.schema)

    def frames(self, mode: str) -> bool:
        """Tell whether `render` draws the official header itself in this mode."""
        return self.framed or bool(mode and mode == self.paper)

    @property
    def modes(self) -> list[tuple[str, str]]:
        """The modes in which it is read, the paper first."""
        return sorted(self.preview_modes, key=lambda mode: mode[0] != self.paper)

    def references_of(self, body: Body) -> list[Reference]:
        """List all documents that the body names."""
        if self.references is not None:
            return self.references(body)
        return [
            Reference(uid, relation, pointer)
            for uid, relation, pointer in references_of(self.schema, body)
        ]

    def data_schema_of(self, body: Body, context: Context) -> Schema:
        """Return the schema of data of this document, with choices that it takes from elsewhere."""
        return self.data_schema(self.complete(body, context))

    def text_of(self, body: Body) -> str:
        """Return the words of the body, for search."""
        return self.text(body) if self.text else text_of(self.schema, body)

    def all_problems(self, body: Body, context: Context) -> list[Problem]:
        """Find what is wrong with the shape, and with the meaning only where the shape holds.

        So the functions of a kind may trust the shape.
        """
        wrong = self.compiled.problems(body)
        if wrong:
            return wrong
        found = self.problems(body, context)
        for row, table in empty_rows(self.schema, body):
            # Where the kind itself says what the row lacks, once is enough.
            if not any(f"{problem.pointer}/".startswith(f"{row}/") for problem in found):
                number = int(row.rpartition("/")[2]) + 1
                where = f"của «{table}» " if table else ""
                text = f"Dòng {number} {where}còn trống. Hãy điền, hoặc xóa dòng này."
                found = [*found, Problem(row, text)]
        return found

    def upgraded(self, body: Body, from_version: int) -> Body:
        """Bring the body into today's schema version."""
        return (
            body
            if from_version == self.schema_version
            else canonical(self.upgrade(body, from_version))
        )


KINDS: Register[Kind] = Register("kinds", "Loại tài liệu", lambda kind: kind.code)


@KINDS.promise
def _can_be_used() -> Iterator[str]:
    """A bad schema is told at once, and not at a user's first save."""
    for kind in KINDS:
        if not (kind.label and kind.label_plural):
            yield f"«{kind.code}» chưa có tên để người dùng đọc."
        try:
            kind.compiled  # noqa: B018
        except ValueError as error:
            yield f"lược đồ của «{kind.code}» không dùng được: {error}"


def get(code: str) -> Kind:
    """Return the kind of this code; raise KeyError when unknown."""
    return KINDS.get(code)


def all_kinds() -> list[Kind]:
    """List every registered kind, in order of registration."""
    return list(KINDS)
