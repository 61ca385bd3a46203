"""What the pages of a takeover share: who may see it, the steps, the form for files."""

import uuid
from collections.abc import Sequence

from django import forms
from django.http import Http404, HttpRequest

from registry import policy
from registry.files.services import MAX_BYTES
from registry.organisation.models import Agency, User
from registry.readers.form_fields import FileDrop
from registry.takeover.models import Takeover, TakeoverState
from registry.takeover.policies import ABILITY
from registry.takeover.services import Upload

TITLE = "Nhập tài liệu sẵn có"
MEGABYTES = MAX_BYTES // 1024 // 1024
STEPS = ("Chọn tệp", "Kiểm tra", "Nhập")


class FilesDrop(FileDrop):
    """Choosing several files at once."""

    allow_multiple_selected = True


class FilesForm(forms.Form):
    """The archive, or the list with its files; or a whole folder."""

    sent = forms.FileField(
        label="Tệp",
        required=False,
        help_text=f"Một tệp .zip có danh-muc.xlsx, hoặc danh-muc.xlsx cùng các tệp Word, PDF. Mỗi"
        f" tệp và mỗi lần gửi nhiều nhất {MEGABYTES} MB; nhiều hơn thì gửi tiếp ở trang kiểm tra.",
        widget=FilesDrop(attrs={"multiple": True}),
    )
    folder = forms.FileField(
        label="Hoặc cả một thư mục",
        required=False,
        help_text="Trình duyệt gửi mọi tệp trong thư mục.",
        widget=FilesDrop(attrs={"multiple": True, "webkitdirectory": True}),
    )

    def clean_sent(self) -> None:
        """Take no single file: `uploads` has all of them."""

    def clean_folder(self) -> None:
        """Take no single file: `uploads` has all of them."""


def uploads(request: HttpRequest) -> list[Upload]:
    """Return all that was sent; a file is read up to one byte more than is kept."""
    sent = [*request.FILES.getlist("sent"), *request.FILES.getlist("folder")]
    return [(one.name or "", one.read()) for one in sent]


def agency_of(request: HttpRequest) -> tuple[User, Agency]:
    """Return the person and the agency for which they take documents over; Http404 for others."""
    at = policy.standing(request.user)
    agency = next((one for one in at.agencies if at.may(ABILITY, one.pk)), None)
    if at.user is None or agency is None:
        raise Http404
    return at.user, agency


def takeover_of(request: HttpRequest, uid: uuid.UUID) -> tuple[User, Takeover]:
    """Return the person and a takeover that they may see; Http404 for every other."""
    user, _ = agency_of(request)
    found = (
        policy.visible(user, Takeover)
        .select_related("agency__parent__parent", "by", "decided_by")
        .filter(uid=uid)
        .first()
    )
    if found is None:
        raise Http404
    return user, found


def steps(state: str) -> list[tuple[str, str]]:
    """Return (words, how it stands: done, now or "") of each step of the way."""
    at = {
        TakeoverState.CHECKING: 1,
        TakeoverState.CHECKED: 1,
        TakeoverState.TAKING: 2,
        TakeoverState.STOPPED: 2,
    }.get(TakeoverState(state) if state else TakeoverState.DONE, 3 if state else 0)
    return _marked(STEPS, at)


def _marked(words: Sequence[str], at: int) -> list[tuple[str, str]]:
    return [
        (word, "done" if place < at else "now" if place == at else "")
        for place, word in enumerate(words)
    ]
