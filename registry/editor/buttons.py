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
    What is about the issue in force (`reading`) stands on the page that reads a document alone,
    what is `rare` in its menu.
    `icon` is a picture of registry/ui/icons.svg.
    """

    label: str
    url: str
    icon: str = "right"
    post: bool = False
    reads: bool = False
    main: bool = False
    reading: bool = False
    rare: bool = False
    # The id of its form, where another button of the page sends the same.
    form: str = ""
    # What it is called beside words that were selected in the text, where it is about a passage.
    selected: str = ""


ButtonsOf = Callable[[User, Document], list[Button]]
SectionOf = Callable[[User, Document], SafeString | str]
PassageOf = Callable[[User, Document], Button | None]
ButtonsOfIssue = Callable[[User, Version], list[Button]]
PartOfIssue = Callable[[User, Version], SafeString | str]
OpenedBy = Callable[[User, Version], None]

# Buttons for a document, those only that the person may press.
BUTTONS: Register[ButtonsOf] = Register("buttons", "Nút trên trang tài liệu")
# What a reader keeps for themselves, such as a star: on the page of reading alone.
MARKS: Register[ButtonsOf] = Register("marks", "Dấu riêng trên trang đọc")
# Parts of the read page ("" shows nothing): whose turn it is, where it is used.
SECTIONS: Register[SectionOf] = Register("sections", "Phần trên trang tài liệu")
# Parts of the edit page, above its list of problems: what reviewers said to passages.
BESIDE: Register[SectionOf] = Register("beside", "Phần trên trang soạn thảo")
# Parts of the edit page at its side, in place of the preview until somebody asks for that.
ASIDE: Register[SectionOf] = Register("aside", "Phần bên phải của trang soạn thảo")
# Parts beside the text of the read page, below its state.
RAIL: Register[SectionOf] = Register("rail", "Phần bên cạnh văn bản")
# Parts of the edit page, above what is written ("" shows nothing): from where the draft comes.
ORIGINS: Register[SectionOf] = Register("origins", "Nguồn gốc bản soạn thảo")
# What stands below the fields that every document has, on the first tab of the edit page.
GENERAL: Register[SectionOf] = Register("general", "Phần trên thẻ Chung của trang soạn thảo")
# What may be done with one passage of what is read: its address gets the heading as `muc`.
PASSAGES: Register[PassageOf] = Register("passages", "Việc với một mục của tài liệu")
# Buttons of the very issue that is read; a `main` button comes before all others.
ISSUE_BUTTONS: Register[ButtonsOfIssue] = Register("issue-buttons", "Nút trên trang đọc")
# Parts of the rail beside the issue that is read ("" shows nothing).
ISSUE_RAIL: Register[PartOfIssue] = Register("issue-rail", "Phần bên cạnh văn bản đang đọc")
# Who hears that somebody opened an issue.
OPENED: Register[OpenedBy] = Register("opened", "Ai được biết khi có người mở tài liệu")


def buttons_of(user: User, document: Document) -> list[Button]:
    """Collect all buttons that upper floors offer."""
    return [button for offer in BUTTONS for button in offer(user, document)]


def origins_of(user: User, document: Document) -> list[SafeString | str]:
    """Collect all that upper floors say of where the draft comes from."""
    return [part for origin in ORIGINS if (part := origin(user, document))]


def general_of(user: User, document: Document) -> list[SafeString | str]:
    """Collect what upper floors say on the first tab of the edit page."""
    return [part for say in GENERAL if (part := say(user, document))]


def passage_acts_of(user: User, document: Document) -> list[Button]:
    """Collect what upper floors offer for one passage."""
    return [act for offer in PASSAGES if (act := offer(user, document))]


def marks_of(user: User, document: Document) -> list[Button]:
    """Collect what the reader may keep of it for themselves."""
    return [button for offer in MARKS for button in offer(user, document)]


def sections_of(user: User, document: Document) -> list[SafeString | str]:
    """Collect all parts that upper floors show."""
    return [part for section in SECTIONS if (part := section(user, document))]


def beside_of(user: User, document: Document) -> list[SafeString | str]:
    """Collect all parts that upper floors show on the edit page."""
    return [part for section in BESIDE if (part := section(user, document))]


def aside_of(user: User, document: Document) -> list[SafeString | str]:
    """Collect all parts that upper floors show at the side of the edit page."""
    return [part for section in ASIDE if (part := section(user, document))]


def rail_of(user: User, document: Document) -> list[SafeString | str]:
    """Collect all parts that upper floors show beside the text."""
    return [part for section in RAIL if (part := section(user, document))]


def issue_buttons_of(user: User, version: Version) -> list[Button]:
    """Collect all buttons that upper floors offer for an issue."""
    return [button for offer in ISSUE_BUTTONS for button in offer(user, version)]


def issue_rail_of(user: User, version: Version) -> list[SafeString | str]:
    """Collect all parts that upper floors show beside an issue."""
    return [part for show in ISSUE_RAIL if (part := show(user, version))]


def opened(user: User, version: Version) -> None:
    """Tell whoever wants to hear that the person opened an issue."""
    for listener in OPENED:
        listener(user, version)
