"""Finds what is wrong with the body of a process, each problem with its place and what to do.

Errors bar submitting; a warning shows where the procedure contradicts itself or leaves something
unclear, and stays the author's to judge. Units of time are never converted to compare them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from processes.engine.definition import PERSON, SYSTEM, Definition, compile_definition
from processes.engine.time_checks import countable, sums
from processes.engine.way_checks import ways
from registry.problems import Problem, pointer, warning

Json = dict[str, Any]

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LISTS = {
    "roles": "Vai trò",
    "variants": "Trường hợp",
    "steps": "Bước",
    "papers": "Giấy tờ",
    "fees": "Phí, lệ phí",
    "legal_basis": "Căn cứ",
    "records_kept": "Hồ sơ lưu",
    "definitions": "Từ viết tắt",
}
_NAMES = {
    "roles": ("label", "tên vai trò"),
    "papers": ("name", "tên giấy tờ"),
    "fees": ("name", "tên khoản phí, lệ phí"),
    "records_kept": ("name", "tên hồ sơ lưu"),
    "definitions": ("term", "từ viết tắt hoặc thuật ngữ"),
}


def check(body: Json) -> list[Problem]:
    """Find all problems of a process body whose shape is valid, in the order of its sections."""
    definition = compile_definition(body)
    return [
        *_general(body),
        *_duplicates(body),
        *_names(body),
        *_roles(definition, body.get("procedure_type", "")),
        *_variants(definition),
        *_steps(definition, body),
        *ways(definition, body),
        *sums(definition, body.get("day_unit", "")),
    ]


# --- the whole ----------------------------------------------------------------------------------


def _general(body: Json) -> Iterator[Problem]:
    cutoff = body.get("cutoff")
    if cutoff and not _CLOCK.fullmatch(cutoff):
        yield Problem(
            "/cutoff",
            f"Giờ chốt tiếp nhận «{cutoff}» chưa đúng dạng giờ:phút. Hãy ghi như 15:00.",
        )
    if body.get("procedure_type") == "public_service" and not body.get("legal_basis"):
        yield warning(
            "/legal_basis",
            "Thủ tục hành chính chưa có cơ sở pháp lý. Hãy dán danh sách văn bản căn cứ.",
        )


def _duplicates(body: Json) -> Iterator[Problem]:
    for name, word in _LISTS.items():
        rows = [row for row in body.get(name) or [] if isinstance(row, dict)]
        for place, number in _repeated([row.get("id") for row in rows]):
            yield Problem(
                pointer(name, place, "id"),
                f"{word} ở dòng {place + 1} trùng mã với dòng {number + 1}. "
                "Hãy xóa một trong hai dòng rồi thêm lại.",
            )
    for index, row in enumerate(body.get("steps") or []):
        for inner, word in (("actions", "cách xử lý"), ("branches", "nhánh")):
            for place, number in _repeated([item.get("id") for item in row.get(inner) or []]):
                yield Problem(
                    pointer("steps", index, inner, place, "id"),
                    f"Bước {index + 1}: {word} thứ {place + 1} trùng mã với {word} thứ "
                    f"{number + 1}. Hãy xóa một trong hai rồi thêm lại.",
                )
        for place, item in enumerate(row.get("actions") or []):
            if item.get("id") in ("forward", "return"):
                yield Problem(
                    pointer("steps", index, "actions", place, "id"),
                    f"Bước {index + 1}: mã của cách xử lý thứ {place + 1} trùng với mã dành riêng. "
                    "Hãy xóa rồi thêm lại.",
                )


def _repeated(ids: list[str | None]) -> Iterator[tuple[int, int]]:
    """(place of the repetition, place of the first) for ids that occur more than once."""
    first: dict[str, int] = {}
    for place, value in enumerate(ids):
        if value and first.setdefault(value, place) != place:
            yield place, first[value]


def _names(body: Json) -> Iterator[Problem]:
    for name, (key, word) in _NAMES.items():
        for index, row in enumerate(body.get(name) or []):
            if not str(row.get(key) or "").strip():
                yield Problem(
                    pointer(name, index, key),
                    f"{_LISTS[name]} ở dòng {index + 1} chưa có {word}. Hãy ghi hoặc xóa dòng này.",
                )


def _roles(definition: Definition, procedure_type: str) -> Iterator[Problem]:
    used = Counter(step.role for step in definition.steps)
    for index, role in enumerate(definition.roles):
        if role.by == "role" and not role.role:
            yield Problem(
                pointer("roles", index, "role"),
                f"Vai trò «{role.label}» chưa gắn với vai trò nào của cơ quan nên không biết giao "
                "việc cho ai. Hãy chọn vai trò tương ứng.",
            )
        if role.by == PERSON and procedure_type == SYSTEM and used[role.id]:
            yield Problem(
                pointer("roles", index, "by"),
                f"Vai trò «{role.label}» là người được chọn khi mở hồ sơ, nhưng quy trình hệ thống "
                "do hệ thống tự mở nên không hỏi được ai. Hãy chọn cách giao việc khác.",
            )
        if not used[role.id]:
            yield warning(
                pointer("roles", index),
                f"Vai trò «{role.label}» không được bước nào dùng. Hãy gán cho một bước hoặc xóa.",
            )


def _variants(definition: Definition) -> Iterator[Problem]:
    without = [index for index, item in enumerate(definition.variants) if not item.when]
    for index, variant in enumerate(definition.variants):
        where = f"Trường hợp «{variant.label}»" if variant.label else f"Trường hợp {index + 1}"
        if not variant.label and len(definition.variants) > 1:
            yield Problem(
                pointer("variants", index, "label"),
                f"Trường hợp {index + 1} chưa có tên. Hãy ghi, ví dụ: Có xác minh.",
            )
        if not variant.time:
            yield warning(
                pointer("variants", index, "time"),
                f"{where} chưa có thời hạn giải quyết. Hãy ghi, ví dụ: 05 ngày làm việc.",
            )
        yield from countable(pointer("variants", index, "time"), where, variant.time)
        if index in without[1:]:
            default = definition.variants[without[0]].label
            yield Problem(
                pointer("variants", index, "when"),
                f"{where} chưa có điều kiện áp dụng, trong khi «{default}» đã là trường hợp mặc "
                "định. Hãy chọn điều kiện cho trường hợp này.",
            )
    if definition.variants and not without:
        yield Problem(
            pointer("variants", 0, "when"),
            "Trường hợp nào cũng có điều kiện áp dụng nên không có trường hợp mặc định. "
            "Hãy bỏ điều kiện của một trường hợp.",
        )


# --- steps --------------------------------------------------------------------------------------


def _steps(definition: Definition, body: Json) -> Iterator[Problem]:
    if not definition.steps:
        yield Problem(
            "/steps", "Quy trình chưa có bước nào. Hãy thêm hoặc dán bảng các bước công việc."
        )
    for index, step in enumerate(definition.steps):
        at = partial(pointer, "steps", index)
        if not step.title:
            yield Problem(
                at("title"), f"Bước {step.number} chưa có nội dung. Hãy ghi trình tự công việc."
            )
        yield from step.kind.problems(definition, step, body["steps"][index], at)
        for variant_id, time in step.times.items():
            variant = definition.variant(variant_id)
            label = f" cho trường hợp «{variant.label}»" if variant and variant.label else ""
            yield from countable(at("times", variant_id), step.name, time, label)
            if variant is None and definition.variants:
                yield Problem(
                    at("times", variant_id),
                    f"{step.name} có thời gian của một trường hợp đã bị xóa. "
                    "Hãy xóa thời gian này.",
                )
        if step.shares_time_with and (
            definition.step(step.shares_time_with) is None or step.shares_time_with == step.id
        ):
            yield Problem(
                at("shares_time_with"),
                f"{step.name} dùng chung thời gian với một bước không tồn tại. "
                "Hãy chọn lại hoặc để trống.",
            )
