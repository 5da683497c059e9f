"""Settings of the API benchmark: Wagtail's own API beside ours."""

from config.settings.production import *  # noqa: F403
from config.settings.production import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "wagtail.api.v2", "rest_framework"]
ROOT_URLCONF = "tests.benchmarks.urls"
# The rate limit must not end the measurement.
API_REQUESTS_PER_MINUTE = 1_000_000
