"""Form bodies for the tests: one with every type of field, and small ones."""

from typing import Any

Body = dict[str, Any]


def form(*fields: Body, **rest: Any) -> Body:
    return {"fields": list(fields), **rest}


def field(code: str, kind: str = "text", **rest: Any) -> Body:
    return {"id": code, "type": kind, "label": rest.pop("label", code), **rest}


def options(*labels: str) -> list[Body]:
    return [{"id": f"o{index}", "label": label} for index, label in enumerate(labels, 1)]


REQUEST = form(
    field("h1", "heading", label="Người yêu cầu"),
    field("name", label="Họ và tên", required=True, help="Viết chữ in hoa, có dấu"),
    field("cccd", "cccd", label="Số căn cước", required=True),
    field("born", "date", label="Ngày sinh", required=True),
    field("phone", "phone", label="Số điện thoại"),
    field("h2", "heading", label="Nội dung đề nghị"),
    field("purpose", "long_text", label="Mục đích"),
    field("area", "number", label="Diện tích", unit="m²", min="0", max="100000"),
    field("fee", "money", label="Lệ phí đã nộp"),
    field(
        "way",
        "one_of",
        label="Cách nhận kết quả",
        required=True,
        options=options("Tại trụ sở", "Qua bưu điện"),
    ),
    field(
        "address",
        "long_text",
        label="Địa chỉ nhận",
        required=True,
        visible_when={"==": [{"var": "way"}, "o2"]},
    ),
    field(
        "papers",
        "many_of",
        label="Giấy tờ kèm theo",
        options=options("Đơn", "Bản sao sổ hộ khẩu", "Giấy ủy quyền"),
    ),
    field(
        "family",
        "table",
        label="Thành viên trong hộ",
        columns=[
            {"id": "who", "type": "text", "label": "Họ và tên", "required": True},
            {"id": "birth", "type": "date", "label": "Ngày sinh"},
            {
                "id": "kin",
                "type": "one_of",
                "label": "Quan hệ",
                "options": options("Vợ, chồng", "Con"),
            },
            {"id": "income", "type": "money", "label": "Thu nhập"},
        ],
    ),
    field("verify", "yes_no", label="Cần xác minh", audience="officer", required=True),
    field("secret", label="Mã hộ gia đình", audience="citizen"),
    intro="Kính gửi: Ủy ban nhân dân phường",
    declaration="Tôi cam đoan những lời khai trên là đúng sự thật.",
    signer="Người yêu cầu",
    footnotes="(1) Ghi theo giấy khai sinh.",
)

POSTED = {
    "a.name": "Lê Thị Hoa Mai",
    "a.cccd": "046 203 004 567",
    "a.born": "7/12/2003",
    "a.phone": "+84 912 345 678",
    "a.purpose": "Xin trích lục\r\nbản đồ",
    "a.area": "1.234,5",
    "a.fee": "50.000",
    "a.way": ["", "o1"],
    "a.papers": ["", "o3", "o1"],
    "a.family": "",
    "a.family.0.who": "Trần Văn Tâm",
    "a.family.0.birth": "1-2-1999",
    "a.family.0.kin": "o1",
    "a.family.0.income": "5.000.000",
    "a.family.1.who": "",
    "a.verify": ["", "yes"],
    "a.secret": "HGD-01",
}

ANSWERS = {
    "name": "Lê Thị Hoa Mai",
    "cccd": "046203004567",
    "born": "2003-12-07",
    "phone": "0912345678",
    "purpose": "Xin trích lục\nbản đồ",
    "area": "1234.5",
    "fee": 50000,
    "way": "o1",
    "papers": ["o1", "o3"],
    "family": [{"who": "Trần Văn Tâm", "birth": "1999-02-01", "kin": "o1", "income": 5000000}],
    "verify": True,
    "secret": "HGD-01",
}
