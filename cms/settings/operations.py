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
