"""Settings for tests: fast, and without connections to other machines."""

import atexit
import shutil
import tempfile
from pathlib import Path

from config.environment import env
from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES

DEBUG = False
SECRET_KEY = "tests-only-" + "x" * 48
SECRET_KEY_FALLBACKS = []
ENCRYPTION_KEYS = []
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_SCRATCH = Path(tempfile.mkdtemp(prefix="lectern-tests-"))
atexit.register(shutil.rmtree, _SCRATCH, ignore_errors=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because two connections to a database in memory lock each other out at once.
    DATABASES["default"]["TEST"] = {
        "NAME": env.str("TEST_DATABASE_NAME", str(_SCRATCH / "test.sqlite3"))
    }
DATA_FOLDER = _SCRATCH
MEDIA_ROOT = _SCRATCH / "media"
STATIC_ROOT = _SCRATCH / "static"
STATIC_ROOT.mkdir()
SEARCH_FOLDER = _SCRATCH / "search"
# A node named in the environment is used by the tests of that engine only.
ELASTICSEARCH_URL = ""
# Tests of the page cache enable it; others change content without signals.
PAGE_CACHE_BYTES = 0
# Found when it is requested: each test client would otherwise list all static files, for 30 ms.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AXES_ENABLED = False
DEMO_ALLOWED = True
SHOW_EXAMPLES = True
