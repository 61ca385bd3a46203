"""Background work and shared caches: which broker wakes the workers, where ready answers are."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cms.settings.environment import DATA_DIR, env

BROKER = env.str("ISO_BROKER", default="files://")
REDIS = env.str("ISO_REDIS", default="")

# Whether commits wake a worker; without it the sweep finds the jobs within half a minute.
BACKGROUND_WAKES = True


def transport_options(url: str, files: Path = DATA_DIR / "broker") -> dict[str, Any]:
    """Return how kombu treats a broker at this address; messages of `files://` lie in the
    folder."""
    options: dict[str, Any] = {
        # Sending fails at once where the broker is away; kombu would try for ever.
        "max_retries": 0,
        "interval_start": 0,
    }
    match urlsplit(url).scheme:
        case "files":
            options |= {
                "data_folder_in": str(files / "messages"),
                "data_folder_out": str(files / "messages"),
                "control_folder": str(files / "control"),
                "polling_interval": 0.2,
            }
        case "redis" | "rediss":
            options |= {
                # Longer than a wake-up works (20 s and one job). What a killed worker had comes
                # back after it; the sweep does not wait for that.
                "visibility_timeout": 300,
                "unacked_restore_interval": 5,
                "unacked_restore_throttle": 1,
                "socket_connect_timeout": 2,
                "socket_timeout": 10,
                "socket_keepalive": True,
            }
        case "amqp" | "amqps":
            options |= {"confirm_publish": True}
    return options


CELERY: dict[str, Any] = {
    # kombu complains of an address without a host.
    "broker_url": "files://localhost" if BROKER == "files://" else BROKER,
    "broker_transport_options": transport_options(BROKER),
    "broker_connection_timeout": 3,
    "broker_connection_retry_on_startup": True,
    # The worker waits for its broker for ever.
    "broker_connection_max_retries": None,
    "broker_heartbeat": 0,
    "task_default_queue": "iso",
    "task_publish_retry": False,
    "task_ignore_result": True,
    "task_store_errors_even_if_ignored": False,
    # None: beat is given no job for deleting results, since there are none.
    "result_expires": None,
    "worker_prefetch_multiplier": 1,
    # Workers say in the database that they are there (cms/background/heartbeat.py), whatever the
    # broker; remote control would need a queue of its own for each.
    "worker_enable_remote_control": False,
    "worker_send_task_events": False,
    "worker_cancel_long_running_tasks_on_connection_loss": False,
    "beat_scheduler": "cms.background.schedule:Scheduler",
    "timezone": "Asia/Ho_Chi_Minh",
    "enable_utc": True,
}

# Ready public pages, shared by all processes; what is stale is never read
# (cms/site/ready/keeping.py).
CACHES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": "cms.operations.page_files.PageFiles",
        "LOCATION": env.str("ISO_PAGE_CACHE", default=str(DATA_DIR / "pages")),
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
}
if REDIS:
    _SHARED = {
        "BACKEND": "cms.background.caches.SharedCache",
        "LOCATION": REDIS,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
    CACHES = {
        "default": {**_SHARED, "KEY_PREFIX": "iso"},
        "pages": {**_SHARED, "KEY_PREFIX": "iso-pages", "TIMEOUT": 24 * 60 * 60},
    }
