"""«Giới thiệu nhanh»: four steps for each main role, on the home page until they are put away.

That somebody put them away is kept where Wagtail keeps such things: in the person's own profile.
"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.users.models import UserProfile

from cms.shell.tours import READER, TOURS, TourStep
from registry.organisation.models import User
from registry.policy import Standing, standing

KEPT_AS = "iso-gioi-thieu"


def steps_for(at: Standing) -> tuple[TourStep, ...]:
    """Return the four steps of the first role that the person holds themselves."""
    own = {held.role for held in at.held if held.giver is None}
    return next((steps for role, steps in TOURS.items() if role in own), READER)


def offered(at: Standing) -> tuple[TourStep, ...]:
    """Return the steps for whoever has not put them away; no query after Wagtail's own."""
    profile = getattr(at.user, "wagtail_userprofile", None)
    put_away = profile is not None and profile.dismissibles.get(KEPT_AS)
    return () if put_away or not at.held else steps_for(at)


@transaction.atomic
def keep(user: User, *, away: bool) -> None:
    """Put the steps away for good, or lay them out again: each for oneself alone."""
    profile = UserProfile.get_for_user(user)
    profile.dismissibles[KEPT_AS] = away
    profile.save(update_fields=["dismissibles"])


@require_admin_access
@require_POST
def tour(request: HttpRequest) -> HttpResponse:
    """Put the steps away (`bo-qua`), or lay them out again; home is where they are."""
    user = standing(request.user).user
    if user is not None:
        away = "bo-qua" in request.POST
        keep(user, away=away)
        if away:
            messages.success(
                request, "Đã cất phần giới thiệu. Xem lại ở tên của ông/bà, mục «Giới thiệu nhanh»."
            )
    return redirect("workspace")
