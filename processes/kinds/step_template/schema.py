"""The schema of a step template: roles and steps as in a process, one time a step."""

from typing import Any

from processes.kinds.process.schema import DEFINITIONS, ROLES, STEP
from registry.kinds import shapes

Schema = dict[str, Any]

# What a template says of a step. Branches and ends are the process's own, and so are times by
# variant: a template has one time, which every variant gets.
_NAMES = (
    "title", "role", "time", "form", "output", "note", "responsible", "form_part", "next",
    "return_to", "return_label", "not_author", "actions", "enter", "done", "returned",
)  # fmt: skip
_TIME: Schema = {"$ref": "#/$defs/duration", "title": "Thời gian"}

# No `x-when`: every step is done by people, whose fields always matter.
TEMPLATE_STEP: Schema = {
    name: _TIME
    if name == "time"
    else {key: value for key, value in STEP[name].items() if key != "x-when"}
    for name in _NAMES
}

SCHEMA: Schema = {
    **shapes.body(
        {
            "Bước mẫu": {
                "purpose": shapes.text("Dùng khi nào", "Giúp người soạn thảo chọn đúng.", lines=2),
                "roles": {**ROLES, "description": "Khi chèn, vai trò giống nhau được dùng chung."},
                "steps": shapes.rows(
                    "Các bước",
                    "Bước",
                    ["title", "role", "time", "form", "output"],
                    TEMPLATE_STEP,
                    maxItems=30,
                ),
            }
        }
    ),
    "$defs": DEFINITIONS,
}
