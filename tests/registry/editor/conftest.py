"""A toy kind, an agency with people, and a document to edit."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils.html import format_html, format_html_join
from playwright.sync_api import Page

from registry import kinds
from registry.documents import services
from registry.documents.models import Document
from registry.kinds import Context, Kind
from registry.organisation.models import Agency, Membership, Unit, User
from registry.problems import Problem

PASSWORD = "mat-khau-thu-nghiem"

ID = {"type": "string", "x-id": True}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "purpose": {
            "type": "string",
            "title": "Mục đích",
            "x-lines": 3,
            "x-panel": "Nội dung",
            "description": "Viết ngắn gọn.",
        },
        "scope": {"type": "string", "title": "Phạm vi"},
        "level": {
            "type": "string",
            "title": "Mức độ",
            "oneOf": [{"const": "low", "title": "Thấp"}, {"const": "high", "title": "Cao"}],
        },
        "reason": {"type": "string", "title": "Lý do mức cao", "x-when": {"level": ["high"]}},
        "budget": {"type": "integer", "title": "Kinh phí (đồng)"},
        "rate": {
            "type": "string",
            "title": "Tỷ lệ",
            "x-decimal": True,
            "pattern": r"^-?\d+(\.\d+)?$",
        },
        "from": {"type": "string", "title": "Từ ngày", "format": "date"},
        "urgent": {"type": "boolean", "title": "Khẩn"},
        "form": {
            "type": "string",
            "title": "Biểu mẫu dùng",
            "x-reference": {"kinds": ["toy"], "relation": "uses"},
        },
        "notes": {
            "type": "array",
            "title": "Ghi chú",
            "items": {"type": "string", "title": "Ghi chú"},
        },
        "contact": {
            "type": "object",
            "title": "Liên hệ",
            "additionalProperties": False,
            "properties": {
                "name": {"type": "string", "title": "Họ tên"},
                "phone": {"type": "string", "title": "Điện thoại"},
            },
        },
        "roles": {
            "type": "array",
            "title": "Vai trò",
            "x-panel": "Các bước",
            "x-editor": "grid",
            "x-columns": ["label"],
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id"],
                "properties": {"id": ID, "label": {"type": "string", "title": "Tên vai trò"}},
            },
        },
        "steps": {
            "type": "array",
            "title": "Các bước công việc",
            "x-editor": "grid",
            "x-columns": ["title", "role", "time", "form"],
            "items": {
                "type": "object",
                "title": "Bước",
                "additionalProperties": False,
                "required": ["id"],
                "properties": {
                    "id": ID,
                    "title": {"type": "string", "title": "Trình tự"},
                    "role": {"type": "string", "title": "Trách nhiệm", "x-choices-from": "/roles"},
                    "time": {"type": "string", "title": "Thời gian"},
                    "form": {
                        "type": "string",
                        "title": "Biểu mẫu",
                        "x-reference": {"kinds": ["toy"], "relation": "uses"},
                    },
                    "kind": {
                        "type": "string",
                        "title": "Loại bước",
                        "oneOf": [
                            {"const": "human", "title": "Người thực hiện"},
                            {"const": "end", "title": "Kết thúc"},
                        ],
                    },
                    "result": {"type": "string", "title": "Kết quả", "x-when": {"kind": ["end"]}},
                    "next": {
                        "type": "string",
                        "title": "Bước tiếp theo",
                        "x-choices-from": "/steps",
                    },
                    "note": {"type": "string", "title": "Ghi chú", "x-lines": 3},
                    "four_eyes": {"type": "boolean", "title": "Không phải người soạn"},
                    "actions": {
                        "type": "array",
                        "title": "Nút bấm khác",
                        "x-editor": "grid",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "properties": {"label": {"type": "string", "title": "Tên nút"}},
                        },
                    },
                },
            },
        },
        "legal_basis": {
            "type": "array",
            "title": "Căn cứ pháp lý",
            "x-panel": "Căn cứ",
            "x-editor": "provision",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id"],
                "properties": {
                    "id": ID,
                    "text": {"type": "string", "title": "Nội dung", "x-lines": 2},
                    "type": {"type": "string", "title": "Loại văn bản"},
                    "number": {"type": "string", "title": "Số, ký hiệu"},
                    "date": {"type": "string", "title": "Ngày", "format": "date"},
                    "issuer": {"type": "string", "title": "Cơ quan ban hành"},
                    "title": {"type": "string", "title": "Trích yếu"},
                    "provision": {"type": "string", "title": "Điều khoản"},
                    "uid": {
                        "type": "string",
                        "title": "Văn bản trong hệ thống",
                        "x-reference": {"kinds": ["legal-text"], "relation": "cites"},
                    },
                },
            },
        },
    },
}


def toy_problems(body: dict[str, Any], context: Context) -> list[Problem]:
    found = [] if body.get("purpose") else [Problem("/purpose", "Chưa ghi mục đích.")]
    for index, step in enumerate(body.get("steps", [])):
        if not step.get("time"):
            found.append(Problem(f"/steps/{index}/time", "Chưa có thời gian."))
        if step.get("kind") == "end" and not step.get("result"):
            found.append(Problem(f"/steps/{index}/result", "Chưa ghi kết quả."))
    if body.get("budget", 0) > 10**9:
        found.append(Problem("/budget", "Kinh phí rất lớn.", severity="warning"))
    return found


def toy_render(body: dict[str, Any], context: Context, mode: str = "") -> Any:
    steps = format_html_join(
        "",
        "<li>{} <i>{}</i></li>",
        ((s.get("title", ""), s.get("time", "")) for s in body.get("steps", [])),
    )
    return format_html(
        "<section data-mode='{}'><p>{}</p><ol>{}</ol></section>",
        mode,
        body.get("purpose", ""),
        steps,
    )


TOY = Kind(
    code="toy",
    label="Tài liệu mẫu",
    label_plural="Tài liệu mẫu",
    schema=SCHEMA,
    problems=toy_problems,
    render=toy_render,
    preview_modes=(("", "Văn bản"), ("brief", "Tóm tắt")),
)

STEPS = [
    {"id": f"s{number}", "title": title, "role": "r1", "time": "½ ngày"}
    for number, title in enumerate(["Tiếp nhận", "Thẩm tra", "Trả kết quả"], start=1)
]
BODY: dict[str, Any] = {
    "purpose": "Quy định thống nhất cách làm.\nÁp dụng cho mọi phòng.",
    "roles": [{"id": "r1", "label": "Cán bộ một cửa"}, {"id": "r2", "label": "Lãnh đạo phòng"}],
    "steps": STEPS,
}


@pytest.fixture(scope="package")
def toy() -> Iterator[Kind]:
    """A kind that only these tests know."""
    with kinds.KINDS.added(TOY):
        yield TOY


@pytest.fixture
def agency(db: None) -> Agency:
    return Agency.objects.create(code="phuong-an-hoa", name="UBND phường An Hòa")


@pytest.fixture
def unit(agency: Agency) -> Unit:
    return Unit.objects.create(agency=agency, code="vp", name="Văn phòng HĐND và UBND")


def person(agency: Agency, username: str, name: str, role: str, unit: Unit | None = None) -> User:
    """Somebody with one role."""
    user = User.objects.create_user(username, password=PASSWORD, full_name=name)
    Membership.objects.create(agency=agency, user=user, role=role, unit=unit)
    return user


@pytest.fixture
def secretary(agency: Agency, unit: Unit) -> User:
    return person(agency, "thu.ky", "Lê Thị Thu Ký", "iso_secretary", unit)


@pytest.fixture
def colleague(agency: Agency, unit: Unit) -> User:
    return person(agency, "dong.nghiep", "Trần Văn Đồng", "iso_secretary", unit)


@pytest.fixture
def stranger(db: None) -> User:
    other = Agency.objects.create(code="phuong-khac", name="UBND phường Khác")
    return person(other, "nguoi.la", "Phạm Văn Lạ", "iso_secretary")


@pytest.fixture
def document(toy: Kind, agency: Agency, secretary: User, unit: Unit) -> Document:
    """A draft with three steps, saved once."""
    made = services.create(
        secretary, agency, "toy", title="Quy trình mẫu", code="QT-01", body=BODY, owner_unit=unit
    )
    made.save_revision(user=secretary, clean=False)
    return made


@pytest.fixture
def signed_in(secretary: User) -> Callable[[Page], Page]:
    """Sign the secretary in, the way people do."""

    def sign_in(page: Page, username: str = "thu.ky") -> Page:
        page.goto("/admin/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/")
        return page

    return sign_in
