"""Guessing is slow: attempts are counted in rows, so that several web processes count together.

A window is a quarter of an hour. An attempt is counted before it is looked at, and given back when
it was right: parallel guesses can't slip through. Rows hold keyed digests, no address and no code.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from cms.accounts import guessing
from cms.models import Attempts
from registry.now import now

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True)
class Limit:
    """At most `most` wrong attempts a window for one value of one sort (an address, a code)."""

    sort: str
    value: str
    most: int

    @property
    def key(self) -> str:
        """The key of the row that counts this limit: a salted digest of sort and value."""
        value = f"{self.sort}:{self.value}"
        # The salt is part of what is stored: it never changes with the module.
        return salted_hmac("cms.site.throttle", value, algorithm="sha256").hexdigest()


@transaction.atomic
def take(limits: Sequence[Limit]) -> datetime | None:
    """Count one attempt against each limit; until when to wait when one of them is used up."""
    start, end = _window()
    Attempts.objects.filter(window__lt=start - WINDOW).delete()
    keys = sorted(limit.key for limit in limits)
    rows = [Attempts(key=key, window=start) for key in keys]
    Attempts.objects.bulk_create(rows, ignore_conflicts=True)
    held = Attempts.objects.filter(key__in=keys, window=start)
    # Locked in one order: two requests about the same two rows wait, and never for each other.
    locked = {row.key: row for row in held.select_for_update().order_by("key")}
    if any(locked[limit.key].count >= limit.most for limit in limits):
        return end
    held.update(count=F("count") + 1)
    return None


def give_back(limits: Sequence[Limit]) -> None:
    """Take an attempt that was right out of the count."""
    start, _ = _window()
    keys = [limit.key for limit in limits]
    Attempts.objects.filter(key__in=keys, window=start, count__gt=0).update(count=F("count") - 1)


def address_of(request: HttpRequest) -> str:
    """Return who asks, by the address of the browser.

    An IPv6 household has a whole /64 to ask from, which counts as one.
    """
    address = ipaddress.ip_address(guessing.client_ip(request))
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)


def _window() -> tuple[datetime, datetime]:
    length = int(WINDOW.total_seconds())
    start = datetime.fromtimestamp(int(now().timestamp()) // length * length, UTC)
    return start, start + WINDOW
