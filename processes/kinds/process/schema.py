"""The schema of a process body: shapes only, in the order of the screen."""

from __future__ import annotations

from typing import Any

from registry.kinds.citations import LEGAL_BASIS
from registry.organisation.roles import role_labels

Schema = dict[str, Any]

GENERAL, CONTENT, PAPERS = "Phạm vi áp dụng", "Nội dung", "Thành phần hồ sơ, lệ phí"
STEPS, LAW, RECORDS = "Các bước", "Cơ sở pháp lý", "Hồ sơ lưu"

# The way through the steps is walked recursively, and nobody works by more rows than this.
MOST_STEPS, MOST_ROWS = 200, 500

_ID: Schema = {"type": "string", "x-id": True, "pattern": "^[A-Za-z0-9_-]{1,64}$"}
_DURATION: Schema = {"$ref": "#/$defs/duration"}


def _text(title: str, description: str = "", lines: int = 1, **more: Any) -> Schema:
    schema: Schema = {"type": "string", "title": title, "maxLength": 300 if lines == 1 else 20000}
    if description:
        schema["description"] = description
    if lines > 1:
        schema["x-lines"] = lines
    return {**schema, **more}


def _choice(title: str, choices: dict[str, str], **more: Any) -> Schema:
    options = [{"const": code, "title": label} for code, label in choices.items()]
    return {"type": "string", "title": title, "oneOf": options, **more}


def _yes_no(title: str, **more: Any) -> Schema:
    return {"type": "boolean", "title": title, **more}


def _count(title: str, most: int = 1000, **more: Any) -> Schema:
    return {"type": "integer", "title": title, "minimum": 0, "maximum": most, **more}


def _in_body(title: str, where: str, **more: Any) -> Schema:
    """A choice among the rows of another table of the same body."""
    return {"type": "string", "title": title, "maxLength": 64, "x-choices-from": where, **more}


def _document(title: str, kind: str, relation: str, **more: Any) -> Schema:
    reference = {"kinds": [kind], "relation": relation}
    return {"type": "string", "title": title, "maxLength": 64, "x-reference": reference, **more}


def _rows(title: str, item: str, columns: list[str], fields: Schema, **more: Any) -> Schema:
    return {
        "type": "array",
        "title": title,
        "maxItems": MOST_ROWS,
        "x-editor": "grid",
        "x-columns": columns,
        **more,
        "items": {
            "type": "object",
            "title": item,
            "additionalProperties": False,
            "required": ["id"],
            "properties": {"id": _ID, **fields},
        },
    }


_FOR_HUMANS: Schema = {"x-when": {"kind": ["", "human"]}}


def _effects(title: str, description: str) -> Schema:
    return {
        "type": "array",
        "title": title,
        "description": description,
        "maxItems": 20,
        "x-editor": "grid",
        "x-columns": ["effect", "value"],
        "items": {
            "type": "object",
            "title": "Việc hệ thống tự làm",
            "additionalProperties": False,
            "required": ["effect"],
            "properties": {
                "effect": _text("Việc", "Mã của việc, ví dụ: notify.", pattern="^[a-z_.]+$"),
                "value": _text("Giá trị"),
            },
        },
    }


_STEP: Schema = {
    "title": _text("Trình tự", "Nội dung công việc, viết như in trong bảng.", maxLength=1000),
    "role": _in_body("Trách nhiệm", "/roles"),
    "times": {
        "type": "object",
        "title": "Thời gian",
        "description": "Mỗi trường hợp giải quyết một ô, ví dụ: ½ ngày.",
        "x-editor": "durations",
        "x-each": "/variants",
        "propertyNames": {"pattern": "^[A-Za-z0-9_-]{1,64}$"},
        "additionalProperties": _DURATION,
    },
    "form": _document("Biểu mẫu", "form", "uses"),
    "output": _text("Kết quả", "Giấy tờ, sổ sách có được sau bước này."),
    "note": _text("Hướng dẫn chi tiết", lines=4),
    "kind": _choice(
        "Loại bước",
        {"human": "Người thực hiện", "decision": "Rẽ nhánh", "end": "Kết thúc"},
        description="Để trống: người thực hiện.",
    ),
    "responsible": _text(
        "Trách nhiệm in trên văn bản",
        "Để trống: in tên vai trò.",
        **_FOR_HUMANS,
    ),
    "form_part": _choice(
        "Phần biểu mẫu ghi ở bước này",
        {"citizen": "Phần người dân khai", "officer": "Phần cán bộ ghi", "all": "Cả biểu mẫu"},
        **_FOR_HUMANS,
    ),
    "next": _in_body(
        "Bước tiếp theo",
        "/steps",
        description="Để trống: bước ở dòng dưới; dòng cuối kết thúc hồ sơ.",
        **_FOR_HUMANS,
    ),
    "return_to": _in_body("Trả lại bước", "/steps", **_FOR_HUMANS),
    "return_label": _text("Tên nút trả lại", "Để trống: Trả lại.", **_FOR_HUMANS),
    "shares_time_with": _in_body(
        "Dùng chung thời gian với bước",
        "/steps",
        description="Khi một ô thời gian được gộp cho nhiều bước.",
        **_FOR_HUMANS,
    ),
    "not_author": _yes_no(
        "Không được là người lập hồ sơ",
        description="Người lập hồ sơ không tự duyệt hồ sơ của mình.",
        **_FOR_HUMANS,
    ),
    "actions": _rows(
        "Cách xử lý khác",
        "Cách xử lý",
        ["label", "to", "reason"],
        {
            "label": _text("Tên nút"),
            "to": _in_body("Chuyển đến bước", "/steps"),
            "reason": _yes_no("Phải ghi lý do"),
        },
        **_FOR_HUMANS,
        maxItems=20,
    ),
    "branches": _rows(
        "Các nhánh",
        "Nhánh",
        ["when", "to"],
        {
            "when": {
                "type": "object",
                "title": "Khi",
                "x-editor": "condition",
                "x-inputs": "case-forms",
            },
            "to": _in_body("Chuyển đến bước", "/steps"),
        },
        **{
            "x-when": {"kind": ["decision"]},
            "maxItems": 20,
            "description": "Xét từ trên xuống, theo nhánh đầu tiên đúng.",
        },
    ),
    "otherwise": _in_body("Trường hợp khác", "/steps", **{"x-when": {"kind": ["decision"]}}),
    "result": _choice(
        "Kết quả giải quyết",
        {"done": "Hoàn thành", "refused": "Từ chối", "withdrawn": "Rút hồ sơ"},
        **{"x-when": {"kind": ["end"]}},
    ),
    "enter": _effects("Hệ thống làm khi đến bước", "Làm ngay khi hồ sơ đến bước này."),
    "done": _effects("Hệ thống làm khi chuyển tiếp", "Làm khi bước hoàn thành và chuyển tiếp."),
    "returned": _effects("Hệ thống làm khi trả lại", "Làm khi hồ sơ bị trả lại từ bước này."),
}

_PROPERTIES: dict[str, Schema] = {
    GENERAL: {
        "procedure_type": _choice(
            "Loại quy trình",
            {
                "public_service": "Thủ tục hành chính",
                "internal": "Quy trình nội bộ",
                "system": "Quy trình hệ thống",
            },
        ),
        "field": _text("Lĩnh vực", "Ví dụ: Hộ tịch."),
        "purpose": _text("1. Mục đích", lines=4),
        "scope": _text("2. Phạm vi", lines=3),
        "reference_documents": _text("3. Tài liệu viện dẫn", lines=4),
        "definitions": _rows(
            "4. Định nghĩa, viết tắt",
            "Từ",
            ["term", "meaning"],
            {
                "term": _text("Từ, chữ viết tắt"),
                "meaning": _text("Nghĩa", maxLength=2000),
            },
        ),
    },
    CONTENT: {
        "subjects": _text("Đối tượng thực hiện", lines=2),
        "authority": _text("Cơ quan thực hiện", lines=2),
        "coordinating": _text("Cơ quan phối hợp", lines=2),
        "methods": _text("Cách thức thực hiện", lines=2),
        "result": _text("Kết quả", lines=3),
        "requirements": _text(
            "Yêu cầu, điều kiện", "Cũng là căn cứ khi từ chối giải quyết.", lines=4
        ),
    },
    PAPERS: {
        "papers": _rows(
            "Thành phần hồ sơ",
            "Giấy tờ",
            ["name", "how", "original", "copies", "optional"],
            {
                "name": _text("Tên giấy tờ", maxLength=2000),
                "how": _choice(
                    "Hình thức",
                    {"submit": "Nộp", "present": "Xuất trình", "lookup": "Cơ quan tra cứu"},
                ),
                "original": _count("Bản chính", 100),
                "copies": _count("Bản sao", 100),
                "optional": _yes_no("Nếu có"),
                "note": _text("Ghi chú", lines=2),
            },
            **{"x-parser": "papers"},
        ),
        "sets": _count("Số lượng hồ sơ (bộ)", 100),
        "fees": _rows(
            "Phí, lệ phí",
            "Khoản phí, lệ phí",
            ["name", "amount", "per", "note"],
            {
                "name": _text("Khoản thu", maxLength=2000),
                "amount": _count("Mức thu (đồng)", 10**12),
                "per": _text("Tính theo", "Ví dụ: trường hợp, bản sao."),
                "note": _text("Ghi chú, miễn giảm", lines=2),
            },
            **{"x-parser": "fees"},
        ),
    },
    STEPS: {
        "variants": _rows(
            "Thời hạn giải quyết",
            "Trường hợp",
            ["label", "time", "when"],
            {
                "label": _text("Trường hợp", "Ví dụ: Có xác minh."),
                "time": {**_DURATION, "title": "Thời hạn"},
                "when": _document("Điều kiện áp dụng", "rule", "uses"),
            },
            maxItems=10,
            description="Trường hợp không có điều kiện áp dụng là trường hợp mặc định.",
        ),
        "roles": _rows(
            "Vai trò tham gia",
            "Vai trò",
            ["label", "by", "role", "unit"],
            {
                "label": _text("Tên vai trò", "Như in ở cột Trách nhiệm."),
                "by": _choice(
                    "Giao việc theo",
                    {
                        "role": "Vai trò trong cơ quan",
                        "unit_leader": "Lãnh đạo phòng ban",
                        "author": "Người lập hồ sơ",
                        "person": "Người được chọn khi mở hồ sơ",
                    },
                ),
                "role": _choice("Vai trò trong cơ quan", role_labels()),
                "unit": _text("Mã phòng ban", "Để trống: cả cơ quan."),
            },
            maxItems=50,
        ),
        "steps": _rows(
            "Bảng các bước công việc",
            "Bước",
            ["title", "role", "times", "form", "output"],
            _STEP,
            **{"x-parser": "steps", "maxItems": MOST_STEPS},
        ),
        "notes": _text("Ghi chú dưới bảng", lines=3),
        "day_unit": _choice(
            "“Ngày” trong bảng là",
            {"working_day": "Ngày làm việc", "calendar_day": "Ngày theo lịch"},
            description="Dùng khi đọc thời gian chỉ ghi “ngày”.",
        ),
        "cutoff": _text(
            "Giờ chốt tiếp nhận",
            "Hồ sơ đến sau giờ này tính từ ngày làm việc tiếp theo, ví dụ: 15:00.",
            maxLength=10,
        ),
        "calendar": _document(
            "Lịch làm việc",
            "calendar",
            "follows",
            description="Để trống: lịch làm việc của cơ quan.",
        ),
    },
    LAW: {"legal_basis": LEGAL_BASIS},
    RECORDS: {
        "records_kept": _rows(
            "7. Hồ sơ lưu",
            "Hồ sơ lưu",
            ["name", "place", "keeper", "years", "forever"],
            {
                "name": _text("Tên hồ sơ", maxLength=2000),
                "place": _text("Nơi lưu"),
                "keeper": _text("Người lưu"),
                "years": _count("Số năm lưu", 200),
                "forever": _yes_no("Vĩnh viễn"),
                "copy": _yes_no("Bản chụp"),
            },
            **{"x-parser": "records"},
        ),
    },
}

SCHEMA: Schema = {
    "type": "object",
    "title": "Quy trình",
    "additionalProperties": False,
    "properties": {
        name: {**schema, "x-panel": panel}
        for panel, properties in _PROPERTIES.items()
        for name, schema in properties.items()
    },
    "$defs": {
        "duration": {
            "type": "object",
            "title": "Thời gian",
            "x-editor": "duration",
            "additionalProperties": False,
            "properties": {
                "amount": {
                    "type": "string",
                    "title": "Số",
                    "x-decimal": True,
                    "pattern": r"^[0-9]{1,6}(\.[0-9]{1,6})?$",
                },
                "unit": _choice(
                    "Đơn vị",
                    {
                        "working_hour": "giờ làm việc",
                        "working_day": "ngày làm việc",
                        "calendar_day": "ngày theo lịch",
                        "calendar_month": "tháng",
                        "day": "ngày (chưa rõ)",
                    },
                ),
                "text": _text("Nguyên văn"),
            },
        }
    },
}


def initial() -> Schema:
    """A new process: the three roles that nearly every procedure has, one deadline."""
    return {
        "procedure_type": "public_service",
        "day_unit": "working_day",
        "roles": [
            {"id": "tiep-nhan", "label": "Cán bộ tiếp nhận", "by": "role", "role": "one_stop"},
            {"id": "thu-ly", "label": "Công chức thụ lý", "by": "role", "role": "staff"},
            {"id": "lanh-dao", "label": "Lãnh đạo cơ quan", "by": "role", "role": "top_leader"},
        ],
        "variants": [{"id": "chung", "label": "Thông thường"}],
    }
