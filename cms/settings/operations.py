"""Settings of those who run the product: backups, who may read figures."""

import tomllib

from cms.settings.environment import BASE_DIR, env

PRODUCT_VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]["version"]

# The folder that `manage.py backup` fills; empty: none is configured.
BACKUPS: str = env.str("ISO_BACKUPS", default="")
# A backup older than this many days is told of.
BACKUP_DAYS: int = env.int("ISO_BACKUP_DAYS", default=2)

# Networks and the token that may read /metrics/ and the details of /ready/.
METRICS_ALLOWED: list[str] = env.list("ISO_METRICS_ALLOWED", default=["127.0.0.1/32", "::1/128"])
METRICS_TOKEN: str = env.str("ISO_METRICS_TOKEN", default="")

# How many machines run web or worker. Nothing but `manage.py check_production` asks: what one
# machine keeps to itself (files, SQLite) does not serve several.
WEB_HOSTS: int = env.int("ISO_WEB_HOSTS", default=1)
# Where gunicorn listens and whom it believes (cms/serving.py); asked by the same check.
BIND: str = env.str("ISO_BIND", default="127.0.0.1:8000")
PROXIES: str = env.str("ISO_PROXIES", default="")
