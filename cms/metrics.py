"""Figures for Prometheus: requests of all web processes, jobs, backup, search; nobody by name."""

import hmac
import ipaddress
import os
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

requests_total = Counter("iso_requests_total", "Requests answered", ["route", "method", "status"])
request_seconds = Histogram(
    "iso_request_seconds",
    "Seconds until the answer began, by route",
    ["route"],
    buckets=(0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


class Measured:
    """Middleware: counts and times each request under its route, never under its address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        route = _route(request)
        method = request.method if request.method in METHODS else "other"
        requests_total.labels(route, method, str(response.status_code)).inc()
        request_seconds.labels(route).observe(time.perf_counter() - started)
        return response


def _route(request: HttpRequest) -> str:
    """One of as many words as there are routes: an address made up by a stranger is «other»."""
    if request.resolver_match is not None:
        return request.resolver_match.route or "/"
    return "static" if request.path.startswith(settings.STATIC_URL) else "other"


def metrics(request: HttpRequest) -> HttpResponse:
    """Show the figures, for those who may read them; nobody else learns that there are any."""
    if not may_look(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Installation())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
        text = generate_latest(registry)
    else:
        text = generate_latest(REGISTRY) + generate_latest(registry)
    answer = HttpResponse(text, content_type=CONTENT_TYPE_LATEST)
    answer["Cache-Control"] = "no-store"
    return answer


def may_look(request: HttpRequest) -> bool:
    """Tell whether the details of the machine are shown: by token, or directly from a network
    allowed.

    A request that came through a proxy has the proxy's address, which proves nothing: there only
    the token counts.
    """
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    if any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP")):
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    networks = (ipaddress.ip_network(text, strict=False) for text in settings.METRICS_ALLOWED)
    return any(address in network for network in networks)


class Installation:
    """What is counted when somebody asks: the same from whichever process answers."""

    def collect(self) -> Iterator[Metric]:
        """Yield the figures of the moment; a part that can't be asked is left out."""
        from cms import figures

        for name, words, labels, rows in figures.all_of_them():
            family = GaugeMetricFamily(name, words, labels=labels)
            for values, figure in rows:
                family.add_metric(values, figure)
            yield family
