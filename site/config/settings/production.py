"""Settings for production. Required variables without a value prevent the start."""

from config.environment import env, one_of, production_key, require
from config.logs import logging_settings
from config.settings.base import *  # noqa: F403
from config.settings.base import CONTENT_SECURITY_POLICY, SECOND_FACTORS, STORAGES

require("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "BASE_URL", "EMAIL_URL")

DEBUG = False
SECRET_KEY = production_key()
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS")
SECOND_FACTOR = one_of("SECOND_FACTOR", SECOND_FACTORS, default="publishers")

# Hashed names let browsers keep static files for a year; whitenoise sends them compressed.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOG_JSON = env.bool("LOG_JSON", True)
LOGGING = logging_settings(as_json=LOG_JSON, level=env.str("LOG_LEVEL", "INFO"))
LOG_REQUESTS = env.bool("LOG_REQUESTS", True)

# --- Only over HTTPS ----------------------------------------------------------------------

SECURE_SSL_REDIRECT = env.bool("HTTPS_REDIRECT", True)
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
# The prefix makes browsers refuse such a cookie from a subdomain or from plain HTTP.
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True

SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # the editor's preview is a frame of our own origin
    "security.W021",  # preloading cannot be undone for months, so the operator chooses it
]
