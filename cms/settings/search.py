"""Settings of finding things: the index file, and the Elasticsearch servers where there are any."""

from pathlib import Path

from cms.settings.environment import DATA_DIR, env

SEARCH_INDEX = Path(env.str("ISO_SEARCH_INDEX", default=str(DATA_DIR / "search.sqlite3")))

SEARCH_SERVERS = env.list("ISO_ELASTICSEARCH", default=[])
SEARCH_USER = env.str("ISO_ELASTICSEARCH_USER", default="")
SEARCH_PASSWORD = env.str("ISO_ELASTICSEARCH_PASSWORD", default="")
SEARCH_CA = env.str("ISO_ELASTICSEARCH_CA", default="")
# What a person waits for a server that does not answer before the index file answers instead.
SEARCH_SECONDS = 1.5
SEARCH_PREFIX = env.str("ISO_SEARCH_PREFIX", default="iso")
