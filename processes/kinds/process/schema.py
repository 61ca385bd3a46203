"""The schema of a process body: shapes only, in the order of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from processes.engine.steps import RESULTS, STEP_KINDS, codes_of
from registry.kinds.citations import LEGAL_BASIS
from registry.kinds.records_kept import RECORDS_KEPT
from registry.kinds.shapes import UNITS, choice, count, document, in_body, rows, text, yes_no
from registry.organisation.roles import role_labels

Schema = dict[str, Any]

GENERAL, CONTENT, PAPERS = "Phạm vi áp dụng", "Nội dung", "Thành phần hồ sơ, lệ phí"
STEPS, LAW, RECORDS = "Các bước", "Cơ sở pháp lý", "Hồ sơ lưu"

# The way through the steps is walked recursively.
MOST_STEPS = 200

_DURATION: Schema = {"$ref": "#/$defs/duration"}


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
                "effect": {**text("Việc", pattern="^[a-z_.]+$"), "x-editor": "effect"},
                "value": {**text("Chi tiết"), "x-editor": "effect-value"},
            },
        },
    }


# Which step of which issue of a step template the row was copied from; `copy` tells two copies of
# one template apart. The row is the process's own: nothing of it changes with the template.
ORIGIN: Schema = {
    "type": "object",
    "title": "Lấy từ bước mẫu",
    "x-editor": "origin",
    "additionalProperties": False,
    "properties": {
        "template": document("Bước mẫu", "step-template", "copies"),
        "copy": text("Lần chèn", maxLength=64),
        "step": text("Bước của bước mẫu", maxLength=64),
        "issue_no": count("Lần ban hành", 100_000),
        "revision_no": count("Lần sửa đổi", 100_000),
        "sha256": text("Dấu vân tay nội dung", maxLength=64),
    },
}

_ROW: dict[str, Schema] = {
    "title": text("Trình tự", "Nội dung công việc, viết như in trong bảng.", maxLength=1000),
    "role": in_body("Trách nhiệm", "/roles"),
    "times": {
        "type": "object",
        "title": "Thời gian",
        "description": "Mỗi trường hợp giải quyết một ô, ví dụ: ½ ngày.",
        "x-editor": "durations",
        "x-each": "/variants",
        "propertyNames": {"pattern": "^[A-Za-z0-9_-]{1,64}$"},
        "additionalProperties": _DURATION,
    },
    "form": document("Biểu mẫu", "form", "uses"),
    "output": text("Kết quả", "Giấy tờ, sổ sách có được sau bước này."),
    "note": text("Hướng dẫn chi tiết", lines=4),
    "kind": text("Loại bước"),  # `step_fields` makes it a choice
    "responsible": text("Trách nhiệm in trên văn bản", "Để trống: in tên vai trò."),
    "form_part": choice(
        "Phần biểu mẫu ghi ở bước này",
        {"citizen": "Phần người dân khai", "officer": "Phần cán bộ ghi", "all": "Cả biểu mẫu"},
    ),
    "next": in_body(
        "Bước tiếp theo",
        "/steps",
        description="Để trống: bước ở dòng dưới; dòng cuối kết thúc hồ sơ. Ngay trên một dòng "
        "«Kết thúc» thì phải chọn rõ.",
    ),
    "return_to": in_body("Trả lại bước", "/steps"),
    "return_label": text("Tên nút trả lại", "Để trống: Trả lại."),
    "shares_time_with": in_body(
        "Dùng chung thời gian với bước",
        "/steps",
        description="Khi một ô thời gian được gộp cho nhiều bước.",
    ),
    "not_author": yes_no(
        "Không được là người lập hồ sơ",
        description="Người lập hồ sơ không tự duyệt hồ sơ của mình.",
    ),
    "guard": {
        "type": "object",
        "title": "Chỉ hoàn thành khi",
        "description": "Chưa đúng, hoặc chưa đủ thông tin, thì chưa hoàn thành bước này được; trả"
        " lại và cách xử lý khác không bị chặn.",
        "x-editor": "condition",
        "x-inputs": "case-forms",
    },
    "actions": rows(
        "Cách xử lý khác",
        "Cách xử lý",
        ["label", "to", "reason"],
        {
            "label": text("Tên nút"),
            "to": in_body("Chuyển đến bước", "/steps"),
            "reason": yes_no("Phải ghi lý do"),
        },
        maxItems=20,
    ),
    "branches": rows(
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
            "to": in_body("Chuyển đến bước", "/steps"),
        },
        maxItems=20,
        description="Xét từ trên xuống, theo nhánh đầu tiên đúng.",
    ),
    "otherwise": in_body("Trường hợp khác", "/steps"),
    "result": choice("Kết quả giải quyết", RESULTS),
    "enter": _effects("Hệ thống làm khi đến bước", "Làm ngay khi hồ sơ đến bước này."),
    "done": _effects("Hệ thống làm khi chuyển tiếp", "Làm khi bước hoàn thành và chuyển tiếp."),
    "returned": _effects("Hệ thống làm khi trả lại", "Làm khi hồ sơ bị trả lại từ bước này."),
    "origin": ORIGIN,
}


def step_fields() -> dict[str, Schema]:
    """Make the fields of a row of the step table: the kinds to choose from, and for which each
    field is shown."""
    left_out = next(kind.label for kind in STEP_KINDS if kind.left_out)
    kinds = choice(
        "Loại bước",
        {kind.code: kind.label for kind in STEP_KINDS},
        description=f"Để trống: {left_out.lower()}.",
    )
    fields = {name: {**schema, **_shown_for(name)} for name, schema in _ROW.items()}
    return {**fields, "kind": kinds}


def _shown_for(name: str) -> Schema:
    codes = [code for kind in STEP_KINDS if name in kind.fields for code in codes_of(kind)]
    return {"x-when": {"kind": codes}} if codes else {}


@STEP_KINDS.promise
def _fields_of_kinds_are_columns() -> Iterator[str]:
    for kind in STEP_KINDS:
        for name in kind.fields:
            if name not in _ROW:
                yield f"«{kind.code}» cần ô «{name}», bảng các bước không có ô này."


STEP = step_fields()

DEFINITIONS: Schema = {
    "duration": {
        "type": "object",
        "title": "Thời gian",
        "x-editor": "duration",
        "x-heading": "Thời hạn, thời gian",
        "additionalProperties": False,
        "properties": {
            "amount": {
                "type": "string",
                "title": "Số",
                "x-decimal": True,
                "pattern": r"^[0-9]{1,6}(\.[0-9]{1,6})?$",
            },
            "unit": choice(
                "Đơn vị",
                {
                    "working_hour": "giờ làm việc",
                    "working_day": "ngày làm việc",
                    "calendar_day": "ngày theo lịch",
                    "calendar_month": "tháng",
                    "day": "ngày (chưa rõ)",
                },
            ),
            "text": text("Nguyên văn"),
        },
    }
}

ROLES: Schema = rows(
    "Vai trò tham gia",
    "Vai trò",
    ["label", "by", "role", "unit"],
    description="Ai làm việc trong quy trình. Bảng các bước chọn trong danh sách này.",
    fields={
        "label": text("Tên vai trò", "Như in ở cột Trách nhiệm."),
        "by": choice(
            "Giao việc theo",
            {
                "role": "Vai trò trong cơ quan",
                "unit_leader": "Lãnh đạo phòng ban",
                "author": "Người lập hồ sơ",
                "person": "Người được chọn khi mở hồ sơ",
            },
        ),
        "role": choice("Vai trò trong cơ quan", role_labels()),
        "unit": {**text("Phòng ban", "Để trống: cả cơ quan."), "x-choices-from": UNITS},
    },
    maxItems=50,
)

_PROPERTIES: dict[str, Schema] = {
    GENERAL: {
        "procedure_type": choice(
            "Loại quy trình",
            {
                "public_service": "Thủ tục hành chính",
                "internal": "Quy trình nội bộ",
                "system": "Quy trình hệ thống",
            },
            description="Thủ tục hành chính tiếp nhận hồ sơ của người dân; quy trình nội bộ chỉ"
            " giải quyết việc trong cơ quan.",
        ),
        "field": text("Lĩnh vực", "Ví dụ: Hộ tịch."),
        "purpose": text("1. Mục đích", lines=4),
        "scope": text("2. Phạm vi", lines=3),
        "reference_documents": text("3. Tài liệu viện dẫn", lines=4),
        "definitions": rows(
            "4. Định nghĩa, viết tắt",
            "Từ",
            ["term", "meaning"],
            {
                "term": text("Từ, chữ viết tắt"),
                "meaning": text("Nghĩa", maxLength=2000),
            },
        ),
    },
    CONTENT: {
        "subjects": text("Đối tượng thực hiện", lines=2),
        "authority": text("Cơ quan thực hiện", lines=2),
        "coordinating": text("Cơ quan phối hợp", lines=2),
        "methods": text("Cách thức thực hiện", lines=2),
        "result": text("Kết quả", lines=3),
        "requirements": text(
            "Yêu cầu, điều kiện", "Cũng là căn cứ khi từ chối giải quyết.", lines=4
        ),
    },
    PAPERS: {
        "papers": rows(
            "Thành phần hồ sơ",
            "Giấy tờ",
            ["name", "how", "original", "copies", "optional"],
            {
                "name": text("Tên giấy tờ", maxLength=2000),
                "how": choice(
                    "Hình thức",
                    {"submit": "Nộp", "present": "Xuất trình", "lookup": "Cơ quan tra cứu"},
                ),
                "original": count("Bản chính", 100),
                "copies": count("Bản sao", 100),
                "optional": yes_no("Nếu có"),
                "note": text("Ghi chú", lines=2),
            },
            **{"x-parser": "papers"},
        ),
        "sets": count("Số lượng hồ sơ (bộ)", 100),
        "fees": rows(
            "Phí, lệ phí",
            "Khoản phí, lệ phí",
            ["name", "amount", "per", "note"],
            {
                "name": text("Khoản thu", maxLength=2000),
                "amount": count("Mức thu (đồng)", 10**12),
                "per": text("Tính theo", "Ví dụ: trường hợp, bản sao."),
                "note": text("Ghi chú, miễn giảm", lines=2),
            },
            **{"x-parser": "fees"},
        ),
    },
    STEPS: {
        "variants": rows(
            "Thời hạn giải quyết",
            "Trường hợp",
            ["label", "time", "when"],
            {
                "label": text("Trường hợp", "Ví dụ: Có xác minh."),
                "time": {**_DURATION, "title": "Thời hạn"},
                "when": document("Điều kiện áp dụng", "rule", "uses"),
            },
            maxItems=10,
            description="Trường hợp không có điều kiện áp dụng là trường hợp mặc định.",
        ),
        "roles": ROLES,
        "steps": rows(
            "Bảng các bước công việc",
            "Bước",
            ["title", "role", "times", "form", "output"],
            STEP,
            description="Theo thứ tự thực hiện. Bút chì mở chi tiết: bước tiếp theo, trả lại, chờ"
            " bổ sung.",
            **{"x-parser": "steps", "maxItems": MOST_STEPS},
        ),
        "notes": text("Ghi chú dưới bảng", lines=3),
        "day_unit": choice(
            "“Ngày” trong bảng là",
            {"working_day": "Ngày làm việc", "calendar_day": "Ngày theo lịch"},
            description="Dùng khi đọc thời gian chỉ ghi “ngày”.",
        ),
        "cutoff": text(
            "Giờ chốt tiếp nhận",
            "Hồ sơ đến sau giờ này tính từ ngày làm việc tiếp theo, ví dụ: 15:00.",
            maxLength=10,
        ),
        "calendar": document(
            "Lịch làm việc",
            "calendar",
            "follows",
            description="Để trống: lịch làm việc của cơ quan.",
        ),
    },
    LAW: {"legal_basis": LEGAL_BASIS},
    RECORDS: {
        "records_kept": {**RECORDS_KEPT, "title": "7. Hồ sơ lưu", "x-parser": "records"},
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
    "$defs": DEFINITIONS,
}


def initial() -> Schema:
    """Return a new process: the three roles that nearly every procedure has, one deadline."""
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
