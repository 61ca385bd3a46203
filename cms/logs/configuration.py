"""How everything that is logged comes out: one line on stderr, as JSON or for people."""

from collections.abc import MutableMapping
from typing import Any

import structlog

from cms.logs.failures import without_values
from cms.logs.masking import mask_values

JSON, PLAIN = "json", "plain"

# These put addresses, queries or names into what they say: what they tell is said without.
_BY_STATUS = "django.request"
_SECURITY = "django.security"
# Talkative ones; their lines hold addresses of searches or whole queries.
_QUIET = {
    "axes": "ERROR",
    "django.db.backends": "WARNING",
    "django.utils.autoreload": "WARNING",
    "django.template": "WARNING",
    "elastic_transport": "ERROR",
    "elasticsearch": "ERROR",
    "kombu": "WARNING",
    "urllib3": "WARNING",
    "weasyprint": "ERROR",
    "fontTools": "ERROR",
}

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configuration(style: str, level: str) -> dict[str, Any]:
    """Return `logging.config.dictConfig` for Django, the worker and gunicorn alike.

    `style` is "json" or "plain". Whatever the style, the same is left out.
    """
    structlog.configure(
        processors=[
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*_SHARED, _without_addresses],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    without_values,
                    mask_values,
                    *_renderers(style),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers print to the console and send mail: neither.
            "django": {"handlers": [], "level": level, "propagate": True},
            # Below an error the line of the request says as much.
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "gunicorn.error": {"handlers": ["stderr"], "level": level, "propagate": False},
            "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
            **{name: {"level": least} for name, least in _QUIET.items()},
        },
    }


def _renderers(style: str) -> list[Any]:
    if style == JSON:
        return [structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [_flat_exception, structlog.dev.ConsoleRenderer(colors=False)]


def _without_addresses(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """What Django and gunicorn say about a request: which route and status, not which address."""
    record = event.get("_record")
    name = getattr(record, "name", "")
    if name.startswith(_SECURITY):
        event["event"] = f"refused: {name.rsplit('.', 1)[-1]}"
    elif name == _BY_STATUS:
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        event["event"] = "failed request"
        event["route"] = match.route if match else ""
        event["status"] = getattr(record, "status_code", 0)
    elif name == "gunicorn.error" and record is not None and record.args:
        # «Error handling request /thu-tuc/…?q=…», «Invalid request from ip=…»: the first word on.
        event["event"] = str(record.msg) if _tells_of_request(str(record.msg)) else event["event"]
    return event


def _tells_of_request(message: str) -> bool:
    return "request" in message.lower() or "uri" in message.lower()


def _flat_exception(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    parts = event.pop("exception", None)
    if parts:
        event["exception"] = "".join(
            "\n  "
            + " ".join(str(value) for key, value in part.items() if key != "at")
            + "".join(f"\n    {frame}" for frame in part["at"])
            for part in parts
        )
    return event
