"""Signing in: the workspace is open to whoever holds a role today; nothing is granted by Django."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from registry import policy

ENTER = "wagtailadmin.access_admin"


class RoleBackend(ModelBackend):
    """Passwords as Django keeps them; permissions from memberships alone."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Entering the workspace is the only Django permission that a role gives."""
        if user_obj.is_superuser and user_obj.is_active:
            return set(super().get_all_permissions(user_obj, obj))
        return {ENTER} if obj is None and policy.may_enter(user_obj) else set()

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether the person has this Django permission."""
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether the person may do anything at all with an app."""
        return app_label == "wagtailadmin" and policy.may_enter(user_obj)
