"""Settings of the tests: the product's own, with a throw-away data folder and nothing slow."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# A data folder of this run alone, made once by the process that starts it; the workers of
# pytest-xdist inherit the variable. ISO_HOME of the person's shell is never touched.
if "ISO_TEST_HOME" not in os.environ:
    os.environ["ISO_TEST_HOME"] = tempfile.mkdtemp(prefix="iso-test-")
    atexit.register(shutil.rmtree, os.environ["ISO_TEST_HOME"], ignore_errors=True)
_HOME = Path(os.environ["ISO_TEST_HOME"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")

for _name in [name for name in os.environ if name.startswith("ISO_")]:
    if not _name.startswith("ISO_TEST_") and _name not in ("ISO_DATA", "ISO_CHROMIUM"):
        del os.environ[_name]
os.environ["ISO_HOME"] = str(_HOME)
os.environ["ISO_SECRET_KEY"] = "only-for-tests-" * 4
if os.environ.get("ISO_TEST_DATABASE"):
    os.environ["ISO_DATABASE"] = os.environ["ISO_TEST_DATABASE"]

# Playwright's synchronous interface runs inside an event loop, and Django refuses database calls
# there unless told that we know.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from cms.settings import *  # noqa: E402, F403
from cms.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads of the live server and of races then have connections of their
    # own, as in the product. An in-memory database is one connection shared by all of them.
    DATABASES["default"]["TEST"] = {"NAME": str(_HOME / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"]["OPTIONS"],
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA recursive_triggers=ON"
        ),
    }
else:
    # A connection kept open by a thread would forbid dropping the test database.
    DATABASES["default"]["CONN_MAX_AGE"] = 0

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Tests do the jobs themselves; those of the brokers start processes with settings of their own.
BACKGROUND_WAKES = False
# Static files come from their sources: nobody has to run collectstatic first.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
