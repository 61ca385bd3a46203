"""What a process names besides documents: effects with their values, and units of the agency.

Effects are asked of their register, units of the context. An issued process that names what is
not there acts as it always did; a draft that does can't be submitted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from processes.engine.definition import SYSTEM
from processes.extensions import effects
from processes.extensions.effects import EffectType
from registry.canonical import Body
from registry.kinds import Context
from registry.problems import Problem, pointer, warning

Json = dict[str, Any]

MOMENTS = {"enter": "khi đến bước", "done": "khi chuyển tiếp", "returned": "khi trả lại"}


def problems(body: Body, context: Context, *, anywhere: bool = False) -> Iterator[Problem]:
    """Report effects that are unknown or lack what they need, and units not in the directory.

    `anywhere`: the steps may yet go into a process of any type (a step template).
    """
    system = anywhere or body.get("procedure_type") == SYSTEM
    yield from _units(body, context)
    for index, step in enumerate(body.get("steps", [])):
        for moment, words in MOMENTS.items():
            for place, row in enumerate(step.get(moment, [])):
                name = f"Bước {index + 1}, việc hệ thống làm {words}, dòng {place + 1}"
                where = pointer("steps", index, moment, place)
                effect = effects.EFFECTS.find(row.get("effect", ""))
                if effect is None or (effect.system and not system):
                    yield _no_effect(row, effect, name, f"{where}/effect")
                else:
                    named = f"{name}, «{effect.label}»"
                    yield from _value(effect, row.get("value", ""), named, where, body, context)


def _no_effect(row: Json, effect: EffectType | None, name: str, where: str) -> Problem:
    if effect is None:
        return Problem(
            where,
            f"{name}: hệ thống không có việc «{row.get('effect', '')}». Hãy chọn lại trong danh "
            "sách hoặc xóa dòng này.",
        )
    return Problem(
        where,
        f"{name}: «{effect.label}» chỉ dùng trong quy trình hệ thống; hồ sơ của quy trình này "
        "không kèm tài liệu nào. Hãy chọn việc khác hoặc xóa dòng này.",
    )


def _value(
    effect: EffectType, value: str, name: str, where: str, body: Body, context: Context
) -> Iterator[Problem]:
    wanted = effect.value
    where = f"{where}/value"
    if wanted.kind == "none":
        if value:
            yield warning(
                where, f"{name}: việc này không cần chi tiết «{value}». Hãy để trống ô Chi tiết."
            )
        return
    known = _known(effect, body, context)
    if wanted.kind == "text" or known is None:
        return
    if not value:
        yield Problem(where, f"{name}: chưa chọn {wanted.word}. Hãy chọn ở ô Chi tiết.")
    elif value not in known:
        yield Problem(
            where,
            f"{name}: «{value}» không phải {wanted.word}. Hãy chọn lại ở ô Chi tiết.",
        )


def _known(effect: EffectType, body: Body, context: Context) -> set[str] | None:
    """What the value may be; None where that can't be told."""
    if effect.value.kind == "role":
        return {role["id"] for role in body.get("roles", []) if role.get("id")}
    if effect.value.kind == "unit":
        units = context.units()
        return None if units is None else set(units)
    return {code for code, _ in effect.value.choices}


def _units(body: Body, context: Context) -> Iterator[Problem]:
    named = [(index, role) for index, role in enumerate(body.get("roles", [])) if role.get("unit")]
    units = context.units() if named else None
    if units is None:
        return
    for index, role in named:
        if role["unit"] in units:
            continue
        where = pointer("roles", index, "unit")
        name, code = f"Vai trò «{role.get('label', '')}»", role["unit"]
        if body.get("procedure_type") == SYSTEM or code in context.units_below():
            # It runs in agencies below too, each looking for a unit of this code of its own, or
            # binding one when it adopts.
            yield warning(
                where,
                f"{name}: phòng ban mã «{code}» không có ở cơ quan này, chỉ dùng được ở cơ quan "
                "cấp dưới; tại đây việc giao cho cả cơ quan. Hãy kiểm tra lại.",
            )
        else:
            yield Problem(
                where,
                f"{name}: cơ quan không có phòng ban mã «{code}» nên việc sẽ giao cho cả cơ quan. "
                "Hãy chọn lại hoặc để trống.",
            )
