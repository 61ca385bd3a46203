"""The side panel with the live preview of a document, in the modes of its kind."""

from dataclasses import dataclass
from typing import Any

from wagtail.admin.ui.side_panels import PreviewSidePanel

from registry.kinds import Kind

SIZES = [
    {"name": "mobile", "icon": "mobile-alt", "device_width": 375, "label": "Cỡ điện thoại"},
    {"name": "tablet", "icon": "tablet-alt", "device_width": 768, "label": "Cỡ máy tính bảng"},
    {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": "Cỡ máy tính"},
]


@dataclass(frozen=True)
class Previewed:
    """What Wagtail's preview template asks of an object."""

    kind: Kind

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """(name, label) of the ways to see the document."""
        return list(self.kind.preview_modes)

    @property
    def default_preview_mode(self) -> str:
        """The first way."""
        return self.kind.preview_modes[0][0]

    preview_sizes = SIZES
    default_preview_size = "mobile"


class DocumentPreviewPanel(PreviewSidePanel):
    """Wagtail's preview panel, told about the kind's modes."""

    title = "Xem trước"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        previewed = Previewed(self.object.kind_of)
        context["object"] = previewed
        context["has_multiple_modes"] = len(previewed.preview_modes) > 1
        return context
