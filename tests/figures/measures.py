"""The figures that the product promises, measured: what was counted, how many, at most how many."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.urls import reverse

from cms.site.published import path_of
from processes import worklists
from processes.control import lists
from processes.models import CaseStatus
from registry import kinds
from registry.documents.models import Document
from search import indexing
from tests import factories
from tests.figures.office import Office, twelve_steps

# A public procedure: itself, its forms, the law it cites, who adopted it.
STEP, HOME, LIST, EDIT, PUBLIC, KEPT = 14, 15, 15, 22, 4, 0
FEW, MANY = 3, 33


@dataclass(frozen=True)
class Figure:
    """How many queries something takes, and how many it may."""

    what: str
    count: int
    most: int

    @property
    def holds(self) -> bool:
        """Whether the promise is kept."""
        return self.count <= self.most


def steps(office: Office) -> Iterator[Figure]:
    """Every step of a procedure with form, rule and two deadlines, and of one without citizens."""
    citizens = factories.uid_of(factories.install_process(office.agency))
    staff = str(Document.unscoped.get(agency=office.agency, title="Nghỉ phép").uid)
    answers: dict[str, dict[str, Any]] = {
        "nhan": {"hoten": "Lê Văn Thử"},
        "tham": {"hoten": "Lê Văn Thử", "xacminh": True},
        "don": {"loai": "nam", "tu": "2026-12-01", "den": "2026-12-02", "songay": "2"},
    }
    for uid, opener in ((citizens, "motcua"), (staff, "hotich")):
        case, returned = office.open(uid, opener), False
        for _ in range(10):
            if case.status != CaseStatus.OPEN:
                break
            task = office.task(case)
            step = next(s for s in case.version.data["steps"] if s["id"] == task.step_id)
            back = bool(step.get("return_to")) and not returned
            returned |= back
            filled = answers.get(task.step_id) if not back else None
            what = f"{task.title}{', trả lại' if back else ''}{', có biểu mẫu' if filled else ''}"
            yield Figure(what, office.step_cost(task, back, filled), STEP)
            case.refresh_from_db()


def homes(office: Office) -> Iterator[Figure]:
    """The home page of every person."""
    for name in office.people:
        yield Figure(
            f"Trang chủ của {name}", office.cost(name, reverse("wagtailadmin_home"))[0], HOME
        )


# Whose each list of document control is; the others are the secretary's.
REVIEWERS = {
    "cho-lanh-dao-phong-ban": "truongphong",
    # Her stand-in: what the secretary wrote herself does not wait for her.
    "cho-thu-ky-iso": "banISO",
    "cho-lanh-dao-chat-luong": "chatluong",
    "cho-ban-hanh": "chutich",
}


def lists_of_all(office: Office, rows: int) -> dict[str, int]:
    """Queries of every list, each with at least so many rows, for somebody who works with it."""
    documents, cases = reverse("documents:list"), reverse("case_list")
    found: dict[str, int] = {}

    def measure(what: str, name: str, address: str) -> None:
        found[what], answer = office.cost(name, address)
        page = (answer.context or {}).get("page")
        assert page is None or page.paginator.count >= rows, f"{what}: {page.paginator.count}"

    for one in lists.LISTS:
        if one.of is not Document or one.code == "yeu-cau-sua-doi":
            # tests/processes/control/proposals asks the same of these, with rows of theirs.
            continue
        office.set_documents(one.code)
        who = REVIEWERS.get(one.code, "thuky")
        measure(one.label, who, reverse("control:list", args=[one.code]))
    for one in worklists.LISTS:
        office.set_tasks(one.code)
        measure(one.label, "motcua", reverse("work_list", args=[one.code]))
    for kind in ("process", "form", "manual"):
        measure(kinds.get(kind).label_plural, "thuky", f"{documents}?kind={kind}")
    for what, name, address in (
        ("Tài liệu", "thuky", documents),
        ("Tài liệu, tìm", "thuky", f"{documents}?q=dem"),
        ("Tài liệu đang có hiệu lực", "thuky", f"{documents}?tinh-trang=hieu-luc"),
        ("Thư viện tài liệu", "thuky", reverse("library:library")),
        ("Danh mục tài liệu nội bộ", "thuky", reverse("documents:master", args=["noi-bo"])),
        ("Chọn tài liệu", "thuky", reverse("documents:choices") + "?kinds=form"),
        ("Hồ sơ công việc", "motcua", cases),
        ("Hồ sơ công việc, tìm", "chutich", f"{cases}?q=dem"),
        ("Tạo mới hồ sơ công việc", "motcua", reverse("case_new")),
        ("Tra cứu", "thuky", reverse("search_page") + "?q=tai lieu dem"),
    ):
        measure(what, name, address)
    caches["pages"].clear()
    measure("Thủ tục (trang công khai)", "", reverse("site_procedures"))
    return found


def of_every_length(office: Office) -> tuple[dict[str, int], dict[str, int]]:
    """Queries of every list with few rows, and with many."""
    found = []
    for rows in (FEW, MANY - FEW):
        office.fill(rows)
        indexing.rebuild()
        found.append(lists_of_all(office, FEW if not found else MANY))
    return found[0], found[1]


def edit(office: Office) -> Figure:
    """The edit page of a process of twelve steps."""
    form = factories.uid_of(office.issued("form", factories.small_form()))
    address = reverse("documents:edit", args=[office.draft("process", twelve_steps(form)).pk])
    office.cost("thuky", address)
    return Figure("Trang soạn thảo, 12 bước", office.cost("thuky", address)[0], EDIT)


def public(office: Office) -> Iterator[Figure]:
    """A public procedure, when it is not kept and when it is."""
    caches["pages"].clear()
    document = Document.unscoped.get(code="QT 34/CX-HCTP")
    address = path_of(document.title, document.uid)
    yield Figure("Thủ tục công khai, lần đầu", office.cost("", address)[0], PUBLIC)
    yield Figure("Thủ tục công khai, đã lưu sẵn", office.cost("", address)[0], KEPT)
