"""Keeping, renaming and dropping one's own ways of looking at a list.

No event tells of them: how somebody looks at a list changes nothing for anybody else.
"""

import re

from django.db import IntegrityError, transaction
from django.http import QueryDict

from registry import policy
from registry.lists.paging import unpaged
from registry.organisation.models import User
from registry.policy import Forbidden, standing
from registry.tables.models import SavedView
from registry.vietnamese import one_line

MOST = 20
# Of all lists together: codes of lists come from addresses, and nobody looks at so many ways.
MOST_OF_ALL = 400
# What an address may say that is no part of a way of looking.
PASSING = ("xem", "dang")
_LIST = re.compile(r"[a-z0-9:-]{1,60}")
_COLUMN = re.compile(r"[a-z0-9-]{1,30}")


class ViewError(ValueError):
    """A view cannot be kept so; the message is Vietnamese."""


@transaction.atomic
def keep_view(user: User, list_code: str, name: str, query: str, columns: list[str]) -> SavedView:
    """Keep a way of looking at a list under a name; the same name again replaces it.

    Raises ViewError without a name, or where the person has kept `MOST` for this list already.
    """
    name = one_line(name, 60)
    if not name:
        raise ViewError("Hãy đặt tên cho cách xem, ví dụ: Quá hạn của phòng tôi.")
    row = _row(user, list_code, name)
    if row._state.adding and _of(user, list_code).exclude(name="").count() >= MOST:
        raise ViewError(f"Mỗi danh sách giữ được {MOST} cách xem. Hãy xóa bớt cách xem cũ trước.")
    row.query, row.columns = _plain(query), _joined(columns)
    return _stored(row)


@transaction.atomic
def choose_columns(user: User, list_code: str, columns: list[str], view: int | None = None) -> None:
    """Choose the columns of a list: those of one kept view, or of the list as a rule."""
    row = _of(user, list_code).filter(pk=view).first() if view else None
    row = row or _row(user, list_code, "")
    row.columns = _joined(columns)
    _stored(row)


@transaction.atomic
def rename_view(user: User, view: int, name: str) -> None:
    """Give a kept view another name; raises ViewError where it has none or it is taken."""
    row, name = _own(user, view), one_line(name, 60)
    if not name:
        raise ViewError("Hãy đặt tên cho cách xem.")
    if _of(user, row.list).filter(name=name).exclude(pk=row.pk).exists():
        raise ViewError(f"Ông/bà đã có cách xem tên «{name}». Hãy đặt tên khác.")
    row.name = name
    _stored(row)


@transaction.atomic
def drop_view(user: User, view: int) -> None:
    """Forget a kept view."""
    _own(user, view).delete()


def _stored(row: SavedView) -> SavedView:
    """Write a row; the same sent twice at once is told, not thrown."""
    if row._state.adding:
        kept = policy.visible(row.user, SavedView).count()
        if kept >= MOST_OF_ALL:
            raise ViewError("Ông/bà đã giữ quá nhiều cách xem. Hãy xóa bớt cách xem cũ trước.")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ViewError("Cách xem này vừa được lưu rồi.") from None
    return row


def _of(user: User, list_code: str) -> "policy.QuerySet[SavedView]":
    return policy.visible(user, SavedView).filter(list=list_code)


def _own(user: User, view: int) -> SavedView:
    row: SavedView | None = policy.visible(user, SavedView).exclude(name="").filter(pk=view).first()
    if row is None:
        raise ViewError("Cách xem này không còn.")
    return row


def _row(user: User, list_code: str, name: str) -> SavedView:
    agency = standing(user).agency
    if agency is None:
        raise Forbidden("Ông/bà chưa thuộc cơ quan nào nên chưa lưu được cách xem.")
    if not _LIST.fullmatch(list_code):
        raise ViewError("Danh sách này không lưu được cách xem.")
    row: SavedView | None = _of(user, list_code).filter(agency=agency, name=name).first()
    return row or SavedView(agency=agency, user=user, list=list_code, name=name)


def _plain(query: str) -> str:
    asked = unpaged(QueryDict(query[:2000]))
    for name in PASSING:
        asked.pop(name, None)
    text = asked.urlencode()
    if len(text) > 1000:
        raise ViewError("Điều kiện lọc quá dài nên không lưu được. Hãy bớt từ ở ô tìm.")
    return text


def _joined(columns: list[str]) -> str:
    return " ".join(name for name in columns[:30] if _COLUMN.fullmatch(name))[:400]
