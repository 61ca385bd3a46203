"""Kind «form» (biểu mẫu): what is asked, of whom, under which condition, and how it prints.

`KIND` is what the package registers; all that is known of a form is asked of it.
"""

from formbuilder.catalogues import complete
from formbuilder.definition import data_schema
from formbuilder.kinds.form.problems import problems
from formbuilder.kinds.form.render import PAPER, PREVIEW_MODES, fields_from_rows, render, text
from formbuilder.kinds.form.schema import schema
from registry.kinds import Kind

__all__ = ["KIND", "kind"]


def kind() -> Kind:
    """Return the kind, offering the field types that are known now."""
    return Kind(
        code="form",
        label="Biểu mẫu",
        code_prefix="BM",
        label_plural="Biểu mẫu",
        picture="form",
        schema=schema(),
        # 2: a field may take its choices from a catalogue. Older bodies hold as they are.
        schema_version=2,
        problems=problems,
        data_schema=data_schema,
        complete=complete,
        text=text,
        render=render,
        preview_modes=PREVIEW_MODES,
        paper=PAPER,
        parsers={"fields": fields_from_rows},
    )


KIND = kind()
