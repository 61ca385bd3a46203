"""A heading between fields; asks nothing and stores nothing."""

from formbuilder.fields.base import FieldType

HEADING = FieldType(
    code="heading",
    label="Tiêu đề nhóm",
    place=120,
    words=("tiêu đề nhóm", "tiêu đề", "đề mục", "nhóm", "heading"),
    schema=lambda definition: {},
    parse=lambda definition, texts: (None, None),
    edit=lambda definition, value: "",
    display=lambda definition, value: "",
    control="heading",
    asks=False,
    in_table=False,
)
