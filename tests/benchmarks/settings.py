"""Settings of the benchmarks: Wagtail's own API beside ours, and a store that may be off."""

import os

from config.settings.production import *  # noqa: F403
from config.settings.production import INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "wagtail.api.v2", "rest_framework"]
ROOT_URLCONF = "tests.benchmarks.urls"
# The rate limit must not end the measurement.
API_REQUESTS_PER_MINUTE = 1_000_000
# Compressing static files takes long, and no static file is asked for.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
if os.environ.get("BENCH_STORES_NO_PAGE"):
    # No response fits, so each is rendered, with what its office's state has computed before.
    PAGE_CACHE_BYTES = 1
