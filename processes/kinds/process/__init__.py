"""Kind «process» (quy trình): the sections that people read and the steps that run, in one body."""

from processes.kinds.process.opening import opening
from processes.kinds.process.pasted import PARSERS
from processes.kinds.process.problems import problems
from processes.kinds.process.render import PREVIEW_MODES, render
from processes.kinds.process.schema import SCHEMA, initial
from registry.kinds import Kind

KIND = Kind(
    code="process",
    label="Quy trình",
    label_plural="Quy trình",
    picture="flow",
    schema=SCHEMA,
    # 2: a step may carry the origin of its copy. Older bodies hold as they are.
    schema_version=2,
    problems=problems,
    render=render,
    initial=initial,
    preview_modes=PREVIEW_MODES,
    parsers=PARSERS,
    framed=True,
    code_prefix="QT",
    opening=opening,
)
