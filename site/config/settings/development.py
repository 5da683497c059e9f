"""What differs on the machine of someone who tries Lectern or works on it?"""

from config.environment import DEVELOPMENT_KEY_PREFIX, env
from config.settings.base import *  # noqa: F403
from config.settings.base import STATIC_ROOT

DEBUG = env.bool("DEBUG", True)
# Known to everyone, so production refuses it (config.environment).
SECRET_KEY = env.str("SECRET_KEY", DEVELOPMENT_KEY_PREFIX + "x" * 32)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["*"])
# Static files straight from the source tree, so that nothing has to be collected first.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # else whitenoise warns at every start
DEMO_ALLOWED = True
SHOW_EXAMPLES = True
