"""Fields of Word: codes that the program carries out when a document is opened or printed."""

import re

from registry.files.budget import Attributes, attribute
from registry.files.errors import FileError, too_much

_MAX_OPEN = 200
# Stands in a code where another field's result will stand.
_FIELD = "\ufffc"
_LETTERS = re.compile(r"[^\w=\ufffc]*([A-Z=]*)(.?)", re.DOTALL)
_DDE = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
# They read another file, address or database.
_FETCHING = {
    "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "RD", "IMPORT", "DATABASE",
}  # fmt: skip


def dde(label: str) -> FileError:
    """Refuse a field that asks for data of another program."""
    return FileError(
        f"Tệp {label} lấy dữ liệu từ chương trình hoặc nơi khác (DDE) nên không được nhận. "
        "Hãy chuyển các trường đó thành văn bản thường, hoặc in ra PDF."
    )


def fetches(label: str) -> FileError:
    """Refuse a template, a text or a picture that is fetched from elsewhere."""
    return FileError(
        f"Tệp {label} lấy khuôn mẫu từ nơi khác hoặc nhúng nội dung từ nơi khác nên không được"
        " nhận. Hãy lưu lại thành tệp thường hoặc in ra PDF."
    )


def judge(code: str, label: str) -> None:
    """Raise FileError for the code of a field that asks another program or fetches something.

    The name of a field comes first. One that another field would make up is not known before the
    program has worked it out.
    """
    code = code.strip(' \t\r\n"“”\xa0').upper()
    found = _LETTERS.match(code)
    name, after = (found[1], found[2]) if found else ("", "")
    made_up = after == _FIELD and name != "IF" and not name.startswith("=")
    if made_up or name.startswith("DDE"):
        raise dde(label)
    if name in _FETCHING:
        raise fetches(label)


class Codes:
    """The codes of the fields of a text, joined from whatever pieces they are cut into."""

    def __init__(self, label: str) -> None:
        self._label = label
        # Of each field that is open: its code so far, and whether more of it comes.
        self._open: list[tuple[list[str], list[bool]]] = []
        self._loose: list[str] = []

    def begin(self) -> None:
        """Begin a field, perhaps inside the code of another one."""
        if self._open and self._open[-1][1][0]:
            self._open[-1][0].append(_FIELD)
        self._open.append(([], [True]))
        if len(self._open) > _MAX_OPEN:
            raise too_much(self._label)

    def separate(self) -> None:
        """End the code: its last result begins."""
        if self._open:
            self._open[-1][1][0] = False

    def end(self) -> None:
        """End the field."""
        if self._open:
            judge("".join(self._open.pop()[0]), self._label)

    def say(self, text: str) -> None:
        """Take a piece of a code."""
        (self._open[-1][0] if self._open else self._loose).append(text)

    def show(self, text: str) -> None:
        """Take a piece of text; between the beginning of a field and its result it is code as well.
        well."""
        if self._open and self._open[-1][1][0]:
            self.say(text)

    def close(self) -> None:
        """Judge what is left: fields that never ended, codes without a beginning."""
        while self._open:
            self.end()
        if _DDE.search("".join(self._loose)):
            raise dde(self._label)


class FieldReader:
    """A part of Word: the codes of its fields; links of Excel to other programs."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._codes = Codes(label)
        self._inside = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        """Begin or end a field: both are elements of their own."""
        self._inside = tag
        if tag in ("ddelink", "olelink"):
            raise dde(self._label)
        if tag == "altchunk":
            raise fetches(self._label)
        if tag == "fldchar":
            sort = attribute(attributes, "fldchartype").strip().lower()
            if sort == "begin":
                self._codes.begin()
            elif sort == "separate":
                self._codes.separate()
            elif sort == "end":
                self._codes.end()
        elif tag == "fldsimple":
            self._codes.begin()
            self._codes.say(attribute(attributes, "instr"))
            self._codes.separate()

    def end(self, tag: str) -> None:
        """End a simple field with its element."""
        self._inside = ""
        if tag == "fldsimple":
            self._codes.end()

    def data(self, text: str) -> None:
        """Take code, or the text that is shown."""
        if self._inside in ("instrtext", "delinstrtext"):
            self._codes.say(text)
        elif self._inside == "t":
            self._codes.show(text)

    def close(self) -> None:
        """Judge what is left: the part is read."""
        self._codes.close()
