"""How the workspace looks and which keys it takes for one person: of Wagtail's settings, these."""

from typing import Any

from wagtail.admin.views.account import AccountView, ThemeSettingsPanel
from wagtail.users.models import UserProfile


class AppearanceView(AccountView):
    """Light or dark, contrast, density, single keys; names, passwords have pages of their own."""

    page_title = "Giao diện, phím tắt"

    def get_panels(self) -> list[Any]:
        user = self.request.user
        return [ThemeSettingsPanel(self.request, user, UserProfile.get_for_user(user))]
