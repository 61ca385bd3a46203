"""Kind «form» (biểu mẫu): what is asked, of whom, under which condition, and how it prints."""

from formbuilder.definition import data_schema
from formbuilder.kinds.form.problems import problems
from formbuilder.kinds.form.reading import PREVIEW_MODES, fields_from_rows, render, text
from formbuilder.kinds.form.schema import SCHEMA
from registry.canonical import Body
from registry.kinds.base import Kind, Reference


def _references(body: Body) -> list[Reference]:
    """A form names no other document."""
    return []


KIND = Kind(
    code="form",
    label="Biểu mẫu",
    code_prefix="BM",
    label_plural="Biểu mẫu",
    icon="form",
    schema=SCHEMA,
    problems=problems,
    references=_references,
    data_schema=data_schema,
    text=text,
    render=render,
    preview_modes=PREVIEW_MODES,
    parsers={"fields": fields_from_rows},
)
