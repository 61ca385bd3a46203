"""What upper floors add to a document's pages: buttons, such as that of submitting, and parts."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from registry.documents.models import Document, Version
from registry.organisation.models import User
from registry.register import Register


@dataclass(frozen=True)
class Button:
    """A button on the edit and read pages: a link, or a POST when `post`.

    The edit page saves before it lets anybody go on. A page that `reads` the draft is told which
    save it was opened from: the digest as `luu` of its query. `main` is what comes next with it.
    `icon` is a picture of registry/ui/icons.svg.
    """

    label: str
    url: str
    icon: str = "right"
    post: bool = False
    reads: bool = False
    main: bool = False
    # Done seldom: it lies in «⋯» of the page that people read.
    rare: bool = False
    # The id of its form, where another button of the page sends the same.
    form: str = ""


ButtonsOf = Callable[[User, Document], list[Button]]
SectionOf = Callable[[User, Document], SafeString | str]

ButtonsOfIssue = Callable[[User, Version], list[Button]]
PartOfIssue = Callable[[User, Version], SafeString | str]
OpenedBy = Callable[[User, Version], None]

# Buttons for a document, those only that the person may press.
BUTTONS: Register[ButtonsOf] = Register("buttons", "Nút trên trang tài liệu")
# Parts of the read page ("" shows nothing): whose turn it is, where it is used.
SECTIONS: Register[SectionOf] = Register("sections", "Phần trên trang tài liệu")

# The same for the very issue that is read; a `main` button comes before all others.
READING: Register[ButtonsOfIssue] = Register("reading-buttons", "Nút trên trang đọc")
# Parts of the rail beside the issue that is read ("" shows nothing).
RAIL: Register[PartOfIssue] = Register("reading-rail", "Phần bên cạnh văn bản đang đọc")
# Who hears that somebody opened an issue.
OPENED: Register[OpenedBy] = Register("opened", "Ai được biết khi có người mở tài liệu")


def buttons_of(user: User, document: Document) -> list[Button]:
    """Collect all buttons that upper floors offer."""
    return [button for offer in BUTTONS for button in offer(user, document)]


def sections_of(user: User, document: Document) -> list[SafeString | str]:
    """Collect all parts that upper floors show."""
    return [part for section in SECTIONS if (part := section(user, document))]


def reading_of(user: User, version: Version) -> list[Button]:
    """Collect all buttons that upper floors offer for an issue."""
    return [button for offer in READING for button in offer(user, version)]


def rail_of(user: User, version: Version) -> list[SafeString | str]:
    """Collect all parts that upper floors show beside an issue."""
    return [part for show in RAIL if (part := show(user, version))]


def opened(user: User, version: Version) -> None:
    """Tell whoever wants to hear that the person opened an issue."""
    for listener in OPENED:
        listener(user, version)
