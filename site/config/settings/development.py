"""Settings for development and for trying Lectern."""

from config.environment import DEVELOPMENT_KEY_PREFIX, env
from config.secret_settings import secret
from config.settings.base import *  # noqa: F403
from config.settings.base import STATIC_ROOT

DEBUG = env.bool("DEBUG", True)
# Public, so production rejects it (config.environment).
SECRET_KEY = secret("SECRET_KEY", DEVELOPMENT_KEY_PREFIX + "x" * 32)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["*"])
# Serve static files from the source tree, without collectstatic.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # avoids a warning of whitenoise
if DEBUG:
    PAGE_CACHE_BYTES = 0  # a changed template must show at once
DEMO_ALLOWED = True
SHOW_EXAMPLES = True
