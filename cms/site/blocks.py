"""What editors put on a page: a few blocks that keep the look, each plain text and safe by itself.

No rich text: its editor needs inline styles and its field has no name for screen readers, and what
is pasted into it from Word breaks the look. Paragraphs, lists and links are blocks of their own.

What is typed into any of them is settled once, where the whole body is cleaned (`settled`).
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from wagtail import blocks

from cms.site import published
from cms.site.choosers import PictureChooserBlock
from cms.site.ready import keeping
from registry.vietnamese import one_line, settle, sort_key

# Inside the site, or another site by https; never a script, never something to be downloaded as is.
ADDRESS = RegexValidator(
    r"^(/(?!/)[^\s\\]*|https?://[^\s/\\]+[^\s\\]*)$",
    "Địa chỉ bắt đầu bằng / (trang của cơ quan) hoặc https:// (trang khác).",
)


def settled(block: blocks.Block, value: Any) -> Any:
    """Return the value of a block with every text settled, in it and in the blocks inside it.

    Blocks are told apart by what they are, not by name: one that is added later is settled as well.
    """
    if isinstance(block, blocks.BaseStreamBlock):
        for child in value:
            child.value = settled(child.block, child.value)
    elif isinstance(block, blocks.BaseStructBlock):
        for name, inside in block.child_blocks.items():
            value[name] = settled(inside, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for child in value.bound_blocks:
            child.value = settled(child.block, child.value)
    elif isinstance(value, str) and isinstance(getattr(block, "field", None), forms.CharField):
        lines = isinstance(block.field.widget, forms.Textarea)
        return settle(value) if lines else one_line(value)
    return value


def procedures() -> list[tuple[str, str]]:
    """Return the public procedures in force, to be linked: (uid, «title – agency»)."""
    rows = keeping.keep("directory", published.directory).value
    return [
        (row.uid, f"{row.title} – {row.agency}")
        for row in sorted(rows, key=lambda row: (sort_key(row.title), row.agency))
    ]


class ProcedureBlock(blocks.StructBlock):
    """A link to a public procedure by its permanent uid: the address follows the procedure."""

    procedure = blocks.ChoiceBlock(choices=procedures, label="Thủ tục")

    class Meta:
        icon = "clipboard-list"
        label = "Liên kết đến thủ tục"
        template = "cms/site/blocks/procedure.html"

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add `row`: the procedure as it is in force now, None when it is no longer."""
        rows = keeping.keep("directory", published.directory).value
        row = next((row for row in rows if row.uid == value["procedure"]), None)
        return {**super().get_context(value, parent_context), "row": row}


class LinkBlock(blocks.StructBlock):
    """A link to a page or a file on the web."""

    text = blocks.CharBlock(label="Chữ hiện trên trang", max_length=200)
    address = blocks.CharBlock(
        label="Địa chỉ",
        max_length=500,
        validators=[ADDRESS],
        help_text="Ví dụ: /thu-tuc/ hoặc https://dichvucong.gov.vn/",
    )

    class Meta:
        icon = "link"
        label = "Liên kết"
        template = "cms/site/blocks/link.html"


class PictureBlock(blocks.StructBlock):
    """A picture of the agency with what it shows in words."""

    picture = PictureChooserBlock(label="Hình")
    description = blocks.CharBlock(
        label="Mô tả hình cho người không nhìn thấy",
        max_length=300,
        help_text="Nói hình có gì, ví dụ: Bàn tiếp nhận hồ sơ ở tầng 1.",
    )
    caption = blocks.CharBlock(label="Chú thích dưới hình", max_length=300, required=False)

    class Meta:
        icon = "image"
        label = "Hình ảnh"
        template = "cms/site/blocks/picture.html"


class ListBlock(blocks.StructBlock):
    """A list, numbered or not."""

    numbered = blocks.BooleanBlock(label="Đánh số thứ tự", required=False)
    rows = blocks.ListBlock(blocks.TextBlock(label="Mục", rows=1), label="Các mục")

    class Meta:
        icon = "list-ul"
        label = "Danh sách"
        template = "cms/site/blocks/list.html"

    def clean(self, value: Any) -> Any:
        """Refuse a list without a row, which shows nothing; a draft may wait for its rows."""
        cleaned = super().clean(value)
        if not cleaned["rows"] and not self.is_deferred_validation:
            empty = ValidationError("Danh sách chưa có mục nào. Hãy thêm mục hoặc bỏ danh sách.")
            raise blocks.StructBlockValidationError(
                {"rows": blocks.ListBlockValidationError(non_block_errors=[empty])}
            )
        return cleaned


class BodyBlock(blocks.StreamBlock):
    """The body of a page."""

    heading = blocks.CharBlock(
        label="Tiêu đề mục", icon="title", max_length=200, template="cms/site/blocks/heading.html"
    )
    text = blocks.TextBlock(
        label="Đoạn văn",
        icon="pilcrow",
        rows=5,
        help_text="Xuống dòng hai lần để sang đoạn mới.",
        template="cms/site/blocks/text.html",
    )
    list = ListBlock()
    picture = PictureBlock()
    procedure = ProcedureBlock()
    link = LinkBlock()
    notice = blocks.TextBlock(
        label="Lưu ý", icon="warning", rows=3, template="cms/site/blocks/notice.html"
    )

    def clean(self, value: Any) -> Any:
        """Settle what was typed before anything asks whether it is there, or too long."""
        return super().clean(settled(self, value))
