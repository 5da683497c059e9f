"""What differs on the machine of someone who tries Lectern or works on it?"""

from config.settings.base import *  # noqa: F403
from config.settings.base import env

DEBUG = env.bool("DEBUG", True)
# Known to everyone, so production refuses it (config.checks).
SECRET_KEY = env.str("SECRET_KEY", "development-only-not-secret-" + "x" * 32)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["*"])
