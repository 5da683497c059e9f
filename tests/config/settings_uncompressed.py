"""Production settings without compression of static files, for tests."""

from config.settings.production import *  # noqa: F403  (settings are a module of names)
from config.settings.production import STORAGES

# Pages find the same hashed names; compressing takes most of the time of collecting.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.ManifestStaticFilesStorage"},
}
