"""Production settings of the stock project: those of `wagtail start` and the news app."""

import os

from stock.settings.base import *  # noqa: F403
from stock.settings.base import INSTALLED_APPS, STORAGES

SECRET_KEY = "b7Q2mZx9LkT4wYv1RcN8sJ6dFhG3pAe5uKiOo0XqZzEyHtWstockwagtail"
DEBUG = False
ALLOWED_HOSTS = ["*"]
# The news app comes first, so that its templates replace the welcome page.
INSTALLED_APPS = ["news", *INSTALLED_APPS, "wagtail.api.v2", "rest_framework"]
ROOT_URLCONF = "news.urls"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["STOCK_DATABASE"],
        "CONN_MAX_AGE": 60,  # as ours
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAILADMIN_BASE_URL = "http://localhost"
