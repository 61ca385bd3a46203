"""Guessing at the door: who failed how often from where, and who has to wait how long.

Everything is rows (axes' table), so that it holds over all web processes. The table knows people
by number and unknown names by a keyed digest: what was typed there is kept nowhere.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.userkit import get_user_by_username
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from registry.now import now
from registry.organisation.models import User
from registry.vietnamese import settle

# Codes are counted for a person whatever the address: whoever types them knows the password.
EVERYWHERE = "0.0.0.0"  # noqa: S104 (no address at all)
CODES = "second-factor"


@dataclass(frozen=True)
class Lock:
    """Somebody who is locked out at one address (EVERYWHERE: their codes), until when."""

    user_id: int
    ip: str
    until: datetime


def client_ip(request: HttpRequest) -> str:
    """Return the address of the browser; EVERYWHERE where none is known.

    A proxy appends the address that it saw, so that the last one is true and those before it are
    whatever the browser wrote. Without a proxy the header is not believed at all.
    """
    found = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        found = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or found
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return EVERYWHERE


def key_of(user: User) -> str:
    """Return under which name the table counts a person."""
    return f"user:{user.pk}"


def digest_of(name: str) -> str:
    """Return a keyed digest of a name that nobody has: the same for the same name, and no way
    back."""
    folded = settle(name).casefold()
    return salted_hmac("cms.accounts.guessing", folded, algorithm="sha256").hexdigest()[:32]


def person_named(name: str) -> User | None:
    """Return who has this sign-in name, as signing in reads it."""
    name = name.strip()
    return get_user_by_username(name) if name and "\0" not in name else None


def attempt_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return under which name axes counts an attempt."""
    typed = str((credentials or {}).get("username") or request.POST.get("login", ""))[:150]
    known: dict[str, str] = request.__dict__.setdefault("_attempt_names", {})
    if typed not in known:
        user = person_named(typed)
        known[typed] = key_of(user) if user else f"name:{digest_of(typed)}"
    return known[typed]


def locked_page(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Show what a locked person reads instead of the answer: for how long, and what to do."""
    newest = AccessAttempt.objects.filter(
        username=attempt_name(request, credentials), ip_address=client_ip(request)
    ).aggregate(newest=Max("attempt_time"))["newest"]
    return too_often(request, minutes_left(newest))


def too_often(request: HttpRequest, minutes: int) -> HttpResponse:
    """Show the page of the lock, status 429."""
    page = render(request, "cms/accounts/locked.html", {"minutes": minutes}, status=429)
    page["Retry-After"] = str(minutes * 60)
    return page


def minutes_left(newest: datetime | None) -> int:
    """Return whole minutes until a lock ends whose last counted failure was then, at least one."""
    whole: timedelta = settings.AXES_COOLOFF_TIME
    left = (newest or now()) + whole - now()
    return max(1, min(round(left.total_seconds() / 60), round(whole.total_seconds() / 60)))


def begin_try(user: User) -> int:
    """Count one try of a code (or of the password of somebody signed in) before it is looked at.

    Which try it is since the last pause; 0, and nothing is counted, where no more are taken. Asked
    first and counted after, many tries at once would all find the door open.
    """
    with transaction.atomic():
        row, created = AccessAttempt.objects.select_for_update().get_or_create(
            username=key_of(user),
            ip_address=EVERYWHERE,
            user_agent=CODES,
            defaults={"failures_since_start": 1, "attempt_time": now(), "path_info": ""},
        )
        if not created:
            fresh = row.attempt_time >= now() - settings.AXES_COOLOFF_TIME
            if fresh and row.failures_since_start >= settings.AXES_FAILURE_LIMIT:
                return 0
            row.failures_since_start = row.failures_since_start + 1 if fresh else 1
            row.attempt_time = now()
            row.save()
    return int(row.failures_since_start)


def take_back(user: User) -> None:
    """Take back a try that was counted: it was a right one."""
    AccessAttempt.objects.filter(
        username=key_of(user),
        ip_address=EVERYWHERE,
        user_agent=CODES,
        failures_since_start__gt=0,
    ).update(failures_since_start=F("failures_since_start") - 1)


def codes_locked(user: User) -> int:
    """Return how many minutes no code is taken from the person; 0 when codes are."""
    row = AccessAttempt.objects.filter(
        username=key_of(user),
        ip_address=EVERYWHERE,
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
        attempt_time__gte=now() - settings.AXES_COOLOFF_TIME,
    ).first()
    return minutes_left(row.attempt_time) if row else 0


def forget(user: User, ip: str = "") -> int:
    """Count the person's failures afresh, at one address (and of codes) or everywhere."""
    rows = AccessAttempt.objects.filter(username=key_of(user))
    if ip:
        rows = rows.filter(ip_address__in=[ip, EVERYWHERE])
    deleted, _ = rows.delete()
    return int(deleted)


def locks_of(users: Iterable[User]) -> list[Lock]:
    """Return who of these people is locked out now, newest first."""
    ids = {key_of(user): user.pk for user in users}
    rows = (
        AccessAttempt.objects.filter(
            username__in=list(ids), attempt_time__gte=now() - settings.AXES_COOLOFF_TIME
        )
        .values("username", "ip_address")
        .annotate(failures=Sum(F("failures_since_start")), newest=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("-newest")
    )
    return [
        Lock(ids[row["username"]], row["ip_address"], row["newest"] + settings.AXES_COOLOFF_TIME)
        for row in rows
    ]


@transaction.atomic
def used_before(authenticator: Authenticator, code: str) -> bool:
    """Note a time-based code as used; whether it had been: each opens the door once."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    digest = digest_of(code)
    used = [pair for pair in row.data.get("used", []) if pair[1] > now().timestamp() - 300]
    if any(pair[0] == digest for pair in used):
        return True
    row.data["used"] = [*used, [digest, int(now().timestamp())]]
    row.save(update_fields=["data"])
    authenticator.data = row.data
    return False
