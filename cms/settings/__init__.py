"""All settings, from environment variables alone; the list with defaults is docs/settings.md.

Others import: environment.
"""

import gc
from pathlib import Path

from cms.settings.environment import BASE_DIR, DATA_DIR, env

# Starting makes hundreds of thousands of objects that all stay. Python's default looks for rubbish
# at every 700 new ones, which takes a tenth of the start.
gc.set_threshold(50_000, 20, 20)

DEBUG = env.bool("ISO_DEBUG", default=False)


def _secret_key() -> str:
    """The key from the environment, else one made once and kept beside the data."""
    given: str = env.str("ISO_SECRET_KEY", default="")
    if given:
        return given
    path = DATA_DIR / "secret_key"
    if not path.exists():
        from django.core.management.utils import get_random_secret_key

        try:
            with path.open("x") as file:
                file.write(get_random_secret_key() + get_random_secret_key())
            path.chmod(0o600)
        except FileExistsError:
            pass
    return path.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("ISO_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("ISO_ORIGINS", default=[])
BASE_URL = env.str("ISO_BASE_URL", default="http://localhost:8000")

INSTALLED_APPS = [
    "cms",
    "search",
    "processes.control",
    "processes.adoption",
    "processes",
    "formbuilder",
    "rules",
    "registry",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_celery_beat",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "allauth.usersessions",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # First, so that all frames below have its room.
    "cms.roomy.roomy",
    "cms.logs.requests.Logged",
    "cms.metrics.Measured",
    "django.middleware.security.SecurityMiddleware",
    "cms.site.ready.middleware.ReadyAnswers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.shell.limits.BodyLimit",
    "cms.shell.limits.SaidAsPage",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms.accounts.middleware.Gate",
    "cms.shell.addresses.OwnAddressesOnly",
    "django_htmx.middleware.HtmxMiddleware",
    # Last, so that it sees the answer of the sign-in view first.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cms.urls"
# The product stands at the root of its host. A prefix that somebody sends (SCRIPT_NAME) would get
# into links and into public pages that are kept, and bytes that are no text would end in a 500.
FORCE_SCRIPT_NAME = ""
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            # The parts of every screen: no template has to load them.
            "builtins": ["registry.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

_SQLITE_OPTIONS = {
    # WAL and IMMEDIATE: writers wait for each other instead of failing at once.
    # recursive_triggers: without it INSERT OR REPLACE passes the delete triggers that guard
    # versions and events.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON"
    ),
}
DATABASES = {
    "default": env.db_url("ISO_DATABASE", default=f"sqlite:///{DATA_DIR / 'iso.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = _SQLITE_OPTIONS
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    # The server may have been started again since the last request.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CSRF_FAILURE_VIEW = "cms.site.errors.csrf_failure"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["cms.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("ISO_STATIC", default=str(DATA_DIR / "static")))
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # With the content's digest in each name browsers may keep files for ever.
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.bool("ISO_STATIC_HASHED", default=False)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# A form of 200 fields posts about 3,000 inputs.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# A folder of papers that is taken over, with the files that systems leave in it.
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("ISO_HTTPS", default=False)
SECURE_SSL_REDIRECT = env.bool("ISO_HTTPS", default=False)
# Machines of the same network ask these without TLS.
SECURE_REDIRECT_EXEMPT = [r"^(?:health|ready|metrics)/$"]
SECURE_HSTS_SECONDS = 31_536_000 if env.bool("ISO_HTTPS", default=False) else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("ISO_HTTPS", default=False)
BEHIND_PROXY = env.bool("ISO_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None

WAGTAIL_SITE_NAME = "ISO điện tử"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_USER_TIME_ZONES = ["Asia/Ho_Chi_Minh"]
WAGTAIL_AUTOSAVE_INTERVAL = 3_000
WAGTAIL_WORKFLOW_ENABLED = False

from cms.settings.accounts import *  # noqa: F403
from cms.settings.background import BACKGROUND_WAKES, BROKER, CACHES, CELERY, REDIS  # noqa: F401
from cms.settings.logs import LOGGING  # noqa: F401
from cms.settings.operations import *  # noqa: F403
from cms.settings.policies import CONTENT_SECURITY_POLICY  # noqa: F401
from cms.settings.search import *  # noqa: F403
