"""A document's distribution: who got it, who has read it, whose changed work was checked."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from registry import policy
from registry.distribution import policies, services
from registry.distribution.delivering import is_over
from registry.distribution.errors import DistributionError
from registry.distribution.models import Delivery, Training
from registry.distribution.services import here
from registry.documents.issue.frame import name_of
from registry.documents.models import Document, Version
from registry.lists.ordering import by_words
from registry.now import local, now, today
from registry.organisation.models import Dated, Membership, User
from registry.policy import Standing, standing
from registry.readers.keys import key_in
from registry.readers.row_numbers import number_in
from registry.tables.declared import DAYS, LETTERS, Cell, Column, Empty, Filter, Tab, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing

LABEL = "Phân phối và xác nhận"
ISSUE, SECTION, UNREAD, TRAINING = "ban", "muc", "chua-doc", "huong-dan"
BY_NAME = "person__full_name"


@dataclass(frozen=True)
class Row:
    """One delivery, with the person's unit, and what the reader may do with it."""

    delivery: Delivery
    unit: str
    here: bool
    key: str = ""
    may_mark: bool = False

    @property
    def address(self) -> str:
        """Where it is marked that the person was shown what changed."""
        return reverse("distribution:trained", args=[self.delivery.pk])


def _moment(instant: Any) -> str:
    return f"{local(instant):%H:%M %d/%m/%Y}" if instant else ""


def _state(row: Row) -> Cell:
    one = row.delivery
    if one.acknowledged_at:
        return Cell("Đã xác nhận", tone="good")
    if not row.here:
        return Cell("Đã rời cơ quan", tone="done")
    marks = (("", f"đã nhắc {one.reminded} lần"),) if one.reminded else ()
    if one.due_on < today():
        return Cell("Quá hạn đọc", tone="late", marks=marks)
    return Cell("Đã mở, chưa xác nhận" if one.opened_at else "Chưa mở", tone="wait")


def _trained(row: Row) -> Cell:
    one = row.delivery
    if not one.trained:
        return Cell(f"Chưa xong, hạn {one.due_on:%d/%m/%Y}", tone=_late(one))
    if one.proof == Training.SELF:
        return Cell("Đã tự đọc", tone="good", second=(_moment(one.acknowledged_at),))
    return Cell("Đạt", tone="good", second=(f"{one.checked_by}, {_moment(one.checked_at)}",))


def _late(one: Delivery) -> str:
    return "late" if one.due_on < today() else "wait"


WHO = Column(
    "ten", "Họ và tên", lambda row: Cell(str(row.delivery.person), second=(row.unit,)), "what",
    by=by_words(BY_NAME), ways=LETTERS, fixed=True, value=lambda row: str(row.delivery.person),
)  # fmt: skip
UNIT = Column("don-vi", "Phòng ban", lambda row: row.unit, file_only=True)


def _instant(name: str, label: str, column: str) -> Column:
    return Column(
        name, label, lambda row: _moment(getattr(row.delivery, column)), "code", by=column,
        nullable=True, falling=True, ways=DAYS, value=lambda row: getattr(row.delivery, column),
    )  # fmt: skip


TABLE = Table(
    code="readers",
    label=LABEL,
    unit="người nhận",
    columns=(
        WHO,
        UNIT,
        Column("tinh-trang", "Tình trạng", _state, "flag"),
        _instant("nhan", "Nhận lúc", "received_at"),
        _instant("mo", "Mở lúc", "opened_at"),
        _instant("xong", "Xác nhận lúc", "acknowledged_at"),
        Column(
            "han", "Hạn đọc", lambda row: f"{row.delivery.due_on:%d/%m/%Y}", "code",
            value=lambda row: row.delivery.due_on,
        ),
    ),
    filters=(Filter(ISSUE, "Lần ban hành", anything="Lần mới nhất", which=True),),
    file="phan-phoi",
    order_words="Theo thứ tự nhận",
    keeps=(SECTION,),
    keeping=False,
)  # fmt: skip
TRAINED = Table(
    code="training",
    label="Hướng dẫn, kiểm tra",
    unit="người",
    columns=(
        WHO,
        UNIT,
        Column("vai-tro", "Vai trò có bước thay đổi", lambda row: row.delivery.touched, "who"),
        Column("cach", "Cách kiểm tra", lambda row: row.delivery.get_proof_display()),
        Column("ket-qua", "Kết quả", _trained, "flag"),
        Column(
            "han", "Trước hết ngày", lambda row: f"{row.delivery.due_on:%d/%m/%Y}", "code",
            value=lambda row: row.delivery.due_on, file_only=True,
        ),
        Column(
            "viec", "Việc", lambda row: Cell(template="registry/distribution/_mark.html"), "act"
        ),
    ),
    filters=TABLE.filters,
    file="huong-dan-kiem-tra",
    order_words="Theo thứ tự nhận",
    keeps=(SECTION,),
    keeping=False,
)  # fmt: skip


def document_of(
    request: HttpRequest, pk: int, *, of_own_people: bool = False
) -> tuple[Standing, User, Document]:
    """Return the document of a page, for whoever chooses where it goes or sees who has read it; of
    a page `of_own_people` for who has people to whom its changes matter, too."""
    at = standing(request.user)
    document: Document | None = (
        policy.visible(request.user, Document)
        .select_related("agency", "owner_unit")
        .filter(pk=pk)
        .first()
    )
    if document is None or at.user is None:
        raise Http404
    may = policies.sees_readers(at, document) or policies.distributes(at, document)
    if not may and not (of_own_people and policies.has_own_people(at, document)):
        raise Http404
    return at, at.user, document


@require_safe
def readers(request: HttpRequest, pk: int) -> HttpResponseBase:
    """List who got an issue and who has read it; of who leads a unit its people whose work changed.

    Who chooses alone where it goes sees how many, there.
    """
    at, user, document = document_of(request, pk, of_own_people=True)
    sees = policies.sees_readers(at, document)
    if not sees and not policies.has_own_people(at, document):
        return redirect("distribution:targets", pk)
    versions = list(
        policy.visible(user, Version)
        .filter(document=document)
        .defer("body", "approvals")
        .order_by("-pk")
    )
    version = _chosen(request, versions, document)
    rows = policy.visible(user, Delivery).filter(version=version)
    if not sees:
        rows = rows.filter(policies.of_own_people(at))
    counted = rows.aggregate(
        all=Count("pk"),
        read=Count("pk", filter=~Q(acknowledged_at=None)),
        unread=Count("pk", filter=Q(acknowledged_at=None) & here()),
        touched=Count("pk", filter=~Q(touched="")),
    )
    section = request.GET.get(SECTION, "") if sees else TRAINING
    table, narrowed, total = TABLE, rows, counted["all"]
    if section == UNREAD:
        total, narrowed = counted["unread"], rows.filter(here(), acknowledged_at=None)
    elif section == TRAINING:
        table, total, narrowed = TRAINED, counted["touched"], rows.exclude(touched="")
    choices = [(str(one.pk), name_of(one)) for one in versions[:20]]
    tabs = [
        Tab("Tất cả", "", counted["all"]),
        Tab("Chưa đọc", f"{SECTION}={UNREAD}", counted["unread"], "wait"),
        Tab("Hướng dẫn, kiểm tra", f"{SECTION}={TRAINING}", counted["touched"]),
    ]
    if not sees:
        tabs = []
    may_choose = policies.distributes(at, document)
    empty = _empty(section, document if may_choose else None)
    listing = Listing(table, request, choices={ISSUE: choices}, tabs=tabs, empty=empty)
    narrowed = narrowed.select_related("person", "checked_by").order_by("pk")
    key = uuid.uuid4().hex

    def dress(found: list[Delivery]) -> Iterable[Row]:
        return _rows(found, document, user, key)

    if request.GET.get("dang") == "in":
        return _paper(request, document, version, table, list(dress(list(narrowed[:5000]))))
    file = file_of(listing, narrowed, dress)
    if file is not None:
        return file
    listing.show(narrowed, dress, total=total)
    context = {
        "listing": listing,
        "page": listing.pages,
        "document": document,
        "version": version,
        "issue": name_of(version) if version else "",
        "counted": counted,
        "may_choose": may_choose,
        "sees": sees,
        "may_remind": sees
        and bool(counted["unread"])
        and version is not None
        and not is_over(version),
        "key": key,
        "printed": listing.address(dang="in"),
        "page_title": LABEL,
    }
    return render(request, "registry/distribution/readers.html", context)


def _chosen(request: HttpRequest, versions: list[Version], document: Document) -> Version | None:
    """The issue that is asked for, else the last one that was given to anybody."""
    wanted = number_in(request.GET.get(ISSUE, ""))
    found = next((one for one in versions if one.pk == wanted), None)
    if wanted and found is None:
        raise Http404
    if found is not None or not versions:
        return found
    given = Delivery.objects.of(document.agency_id).filter(version__document=document)
    last = given.order_by("-version_id").values_list("version_id", flat=True).first()
    return next((one for one in versions if one.pk == last), versions[0])


def _rows(found: list[Delivery], document: Document, user: User, key: str) -> Iterable[Row]:
    """Each delivery with the unit of its person today; one query."""
    held = Membership.objects.of(document.agency_id).filter(
        Dated.on(today()), user__in=[one.person_id for one in found]
    )
    units: dict[int, list[str]] = {}
    for row in held.select_related("unit").order_by("pk"):
        units.setdefault(row.user_id, []).append(str(row.unit or ""))
    for one in found:
        names = ", ".join(filter(None, dict.fromkeys(units.get(one.person_id, []))))
        checked = one.proof in (Training.ON_SITE, Training.TEST) and one.checked_at is None
        may = checked and one.person_id != user.pk
        yield Row(one, names, one.person_id in units, key, may)


def _empty(section: str, chosen: Document | None) -> Empty:
    """What an empty list says; `chosen` is the document where the person chooses where it goes."""
    act, url = "", ""
    if chosen is not None:
        act, url = "Chọn nơi nhận", reverse("distribution:targets", args=[chosen.pk])
    if section == UNREAD:
        return Empty("Không còn ai chưa đọc", "Mọi người nhận đã xác nhận đã đọc.", icon="check")
    if section == TRAINING:
        text = "Người giữ vai trò có bước thay đổi trong lần ban hành này sẽ đứng ở đây."
        return Empty("Không có vai trò nào có bước thay đổi", text, act, url, "people")
    text = "Khi tài liệu được ban hành, người ở các nơi nhận sẽ đứng ở đây."
    return Empty("Chưa phân phối đến ai", text, act, url, "people")


def _paper(
    request: HttpRequest, document: Document, version: Version | None, table: Table, rows: list[Row]
) -> HttpResponse:
    columns = [one for one in table.columns if one.kind != "act"]
    cells = [[_written(column.written(row)) for column in columns] for row in rows]
    context = {
        "document": document,
        "version": version,
        "table": table,
        "heads": [column.label for column in columns],
        "rows": cells,
        "day": local(now()),
    }
    return render(request, "registry/distribution/print_readers.html", context)


def _written(value: object) -> str:
    """What paper says of a value: days and instants as people write them."""
    if hasattr(value, "hour"):
        return _moment(value)
    return f"{value:%d/%m/%Y}" if hasattr(value, "year") else str(value or "")


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind whoever has not read it."""
    _, user, document = document_of(request, pk)
    try:
        people = services.remind(user, document, key=key_in(request.POST))
        messages.success(request, f"Đã nhắc {people} người chưa đọc.")
    except DistributionError as refused:
        messages.error(request, str(refused))
    return redirect("distribution:readers", pk)


@require_POST
def mark_trained(request: HttpRequest, delivery: int) -> HttpResponse:
    """Note that somebody whose work changed was shown it, or was tested."""
    found: Delivery | None = (
        policy.visible(request.user, Delivery)
        .select_related("version__document", "person")
        .filter(pk=delivery)
        .first()
    )
    at = standing(request.user)
    if found is None or at.user is None:
        raise Http404
    if not policies.confirms(at, found):
        raise Http404
    try:
        services.mark_trained(at.user, found)
        messages.success(request, f"Đã ghi {found.person} đạt.")
    except DistributionError as refused:
        messages.error(request, str(refused))
    page = reverse("distribution:readers", args=[found.version.document_id])
    return redirect(f"{page}?{ISSUE}={found.version_id}&{SECTION}={TRAINING}")
