"""What the package adds to the workspace: the styles of forms and of their printed sheets."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def form_styles() -> SafeString:
    """Link the one style sheet of forms, the same as on public pages."""
    return format_html('<link rel="stylesheet" href="{}">', static("formbuilder/form.css"))
