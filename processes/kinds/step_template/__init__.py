"""Kind «step-template» (bước mẫu): steps written once, inserted into processes as a copy."""

from processes.kinds.step_template.problems import problems
from processes.kinds.step_template.render import render
from processes.kinds.step_template.schema import SCHEMA
from registry.kinds import Kind

KIND = Kind(
    code="step-template",
    label="Bước mẫu",
    label_plural="Bước mẫu",
    picture="copy",
    schema=SCHEMA,
    problems=problems,
    render=render,
    framed=True,
    code_prefix="BMAU",
    review_months=0,
)
