"""Signing in: who may use a password; nothing is granted by Django, all by memberships."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from registry import policy
from registry.organisation.models import User

ENTER = "wagtailadmin.access_admin"


class RoleBackend(AuthenticationBackend):
    """Passwords as Django keeps them; permissions from memberships alone."""

    def _check_password(self, user: User | None, password: str) -> User | None:
        """The person, if the password is theirs and a password opens the door for them.

        Somebody who may not is answered like a wrong password, after the same work.
        """
        if user is None:
            return None
        self._did_check_password = True
        known = user.check_password(password)
        by_password = settings.LOCAL_SIGN_IN or user.break_glass
        return user if known and by_password and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return the only Django permission that a role gives: entering the workspace."""
        if user_obj.is_superuser and user_obj.is_active:
            return set(super().get_all_permissions(user_obj, obj))
        return {ENTER} if obj is None and policy.may_enter(user_obj) else set()

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Tell whether the person has this Django permission."""
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Tell whether the person may do anything at all with an app."""
        return app_label == "wagtailadmin" and policy.may_enter(user_obj)
