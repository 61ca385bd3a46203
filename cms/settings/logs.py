"""Settings of the logs: JSON lines on stderr, or plain ones for people."""

from cms.logs.configuration import configuration
from cms.settings.environment import env

LOGGING = configuration(
    env.str("ISO_LOG", default="json"), env.str("ISO_LOG_LEVEL", default="INFO")
)
