"""The lists of adopting: what the agency works by, what it could adopt, who adopted a document."""

from django.urls import reverse

from registry.lists.ordering import by_words
from registry.now import local
from registry.tables.declared import DAYS, LETTERS, Cell, Column, Table

SECTION, OFFERED = "muc", "co-the"
TROUBLES = Column(
    "can-xem",
    "Cần xem lại",
    lambda row: Cell(template="adoption/_row_troubles.html") if row["troubles"] else "",
    value=lambda row: "; ".join(one.message for one in row["troubles"]),
)
STATE = Column(
    "tinh-trang", "Tình trạng", lambda row: Cell(row["state"][1], tone=row["state"][0]), "flag"
)
STARTS = Column(
    "tu",
    "Áp dụng từ",
    lambda row: f"{row['adoption'].starts:%d/%m/%Y}" if row["adoption"].starts else "",
    "code",
    by="starts",
    falling=True,
    nullable=True,
    ways=DAYS,
    value=lambda row: row["adoption"].starts,
)
DECISION = Column("quyet-dinh", "Quyết định", lambda row: row["adoption"].decision_no, "code")
ADOPTED = Table(
    code="adopted",
    label="Quy trình áp dụng của cấp trên",
    unit="quy trình",
    columns=(
        Column(
            "ma", "Mã", lambda row: row["version"].code if row["version"] else "", "lead",
            by=by_words("document__code"), ways=LETTERS,
        ),
        Column(
            "ten", "Quy trình",
            lambda row: Cell(
                (row["version"] or row["adoption"].document).title,
                reverse("adoption:page", args=[row["adoption"].uid]),
                (str(row["adoption"].document.agency),),
            ),
            "what", by=by_words("document__title"), ways=LETTERS, fixed=True,
        ),
        Column(
            "cua", "Cơ quan ban hành", lambda row: str(row["adoption"].document.agency),
            file_only=True,
        ),
        STATE,
        TROUBLES,
        DECISION,
        STARTS,
        Column(
            "lan", "Lần ban hành",
            lambda row: str(row["version"].number) if row["version"] else "", "num",
        ),
        Column(
            "noi", "Cơ quan áp dụng", lambda row: str(row["adoption"].agency), "who", hidden=True,
            in_file=True,
        ),
    ),
    search="mã, tên quy trình",
    file="quy-trinh-ap-dung",
    order="ten",
)  # fmt: skip
OFFERS = Table(
    code="offered",
    label="Quy trình có thể áp dụng",
    unit="quy trình",
    columns=(
        Column(
            "ma", "Mã", lambda row: row.version.code, "lead", by=by_words("version__code"),
            ways=LETTERS,
        ),
        Column(
            "ten", "Quy trình",
            lambda row: Cell(row.version.title, second=(str(row.document.agency),)),
            "what", by=by_words("version__title"), ways=LETTERS, fixed=True,
        ),
        Column(
            "cua", "Cơ quan ban hành", lambda row: str(row.document.agency), file_only=True,
        ),
        Column("lan", "Lần ban hành", lambda row: str(row.version.number), "num"),
        Column(
            "tu", "Có hiệu lực từ", lambda row: f"{local(row.starts):%d/%m/%Y}", "code",
            by="starts", falling=True, ways=DAYS, value=lambda row: row.starts,
        ),
        Column("viec", "Việc", lambda row: Cell(template="adoption/_adopt.html"), "act"),
    ),
    search="mã, tên quy trình",
    file="quy-trinh-co-the-ap-dung",
    order="ten",
    keeps=(SECTION,),
    keeping=False,
)  # fmt: skip
ADOPTERS = Table(
    code="adopters",
    label="Các cơ quan đang áp dụng",
    unit="cơ quan",
    columns=(
        Column(
            "co-quan",
            "Cơ quan",
            lambda row: Cell(
                str(row["adoption"].agency), reverse("adoption:page", args=[row["adoption"].uid])
            ),
            "what",
            by=by_words("agency__name"),
            ways=LETTERS,
            fixed=True,
        ),
        STATE,
        TROUBLES,
        DECISION,
        STARTS,
        Column(
            "lan",
            "Hồ sơ mới theo lần",
            lambda row: str(row["version"].number) if row["version"] else "",
            "num",
        ),
    ),
    file="co-quan-ap-dung",
    order="co-quan",
    keeping=False,
)
