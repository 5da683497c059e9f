"""Settings shared by development, test and production."""

from pathlib import Path

from csp.constants import NONE, SELF

import newsroom
from config.environment import (
    cache_settings,
    data_folder,
    database_settings,
    email_settings,
    encryption_keys,
    env,
    media_storage,
    one_of,
)
from config.folders import SITE_FOLDER
from config.logs import logging_settings
from config.release import release_digest
from config.secret_settings import secret, secret_list

DATA_FOLDER = data_folder()

# --- Applications -------------------------------------------------------------------------

INSTALLED_APPS = [
    "config.apps.LecternConfig",
    "home",
    "search",
    "newsroom",
    "wagtail_localize",
    # Replaces wagtail.locales: the two must not be listed together.
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    # Installed so that the API's documentation page loads its scripts from our static files.
    "ninja",
    "axes",
    # Second factors and sessions. Its log-in and sign-up are not used.
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    # For `intcomma` in templates.
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "config.observability.views.ViewNameMiddleware",
    "config.health.HealthMiddleware",
    "config.http.proxies.TrustedProxyMiddleware",
    "config.http.middleware.ProxyPurgeMiddleware",
    "config.http.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.http.middleware.SecurityHeadersMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "config.http.middleware.CacheHeadersMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.http.middleware.PathLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.http.middleware.AdminLanguageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "home.signin.middleware.SignInMiddleware",
    "newsroom.editing.rights.office_access.OfficeAccessMiddleware",
    "newsroom.editing.listings.page_chooser.PageChooserMiddleware",
    "newsroom.editing.publication.refusals.RefusedPublicationMiddleware",
    "newsroom.editing.malformed_requests.MalformedRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsroom.pages.middleware.PageRoutingMiddleware",
    "newsroom.pages.middleware.MissingPageMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The second has the templates of blocks: newsroom/blocks/<name>/template.html.
        "DIRS": [SITE_FOLDER / "templates", Path(newsroom.__path__[0])],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "home.pages.context_processors.office",
            ],
        },
    },
]

# --- Keys ---------------------------------------------------------------------------------

# Earlier keys, whose signatures are still accepted; SECRET_KEY itself depends on the installation.
SECRET_KEY_FALLBACKS: list[str] = secret_list("SECRET_KEY_FALLBACKS")
# Encrypt secrets in the database, newest first. Without them SECRET_KEY does.
ENCRYPTION_KEYS = encryption_keys()

# --- State --------------------------------------------------------------------------------

DATABASES = {"default": database_settings(default=f"sqlite:///{DATA_FOLDER / 'lectern.sqlite3'}")}
# Opening a connection takes as long as a short query, on either database.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 60)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Write-ahead logging lets the worker write while the web server reads; IMMEDIATE avoids
    # deadlocks between two writers that both began by reading.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False  # a file does not go away
else:
    # A host that does not answer is given up soon, since each request would wait for it. Compiling
    # a list's query takes far longer than running it: 14 s instead of 1 s was measured.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "options": "-c jit=off",
        **DATABASES["default"].get("OPTIONS", {}),
    }

CACHES = {"default": cache_settings(release=release_digest)}
# Public responses that each process stores, and whether all processes share them as well.
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_MB", 64) * 1024 * 1024
PAGE_CACHE_SHARED = "locmem" not in str(CACHES["default"]["BACKEND"])
CACHES["renditions"] = {**CACHES["default"], "TIMEOUT": 86_400}
# Whether web server and worker run on several machines, which then share everything but code.
SEVERAL_HOSTS = env.bool("SEVERAL_HOSTS", False)
if SEVERAL_HOSTS:
    # A list of redirects is uploaded in one request and read in the next, on any host.
    WAGTAIL_REDIRECTS_FILE_STORAGE = "cache"

MEDIA_ROOT = DATA_FOLDER / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", "") or DATA_FOLDER / "static")
STATIC_URL = "/static/"
STATICFILES_DIRS = [SITE_FOLDER / "static"]
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
STORAGES: dict[str, dict[str, object]] = {
    "default": media_storage(),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- Languages and time -------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("cy", "Cymraeg")]
# Our own texts; then corrections and additions to the Welsh of Wagtail and Django.
LOCALE_PATHS = [
    SITE_FOLDER / "locale",
    SITE_FOLDER / "locale_wagtail",
    SITE_FOLDER / "locale_django",
]
TIME_ZONE = env.str("TIME_ZONE", "Europe/London")
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True

# --- People -------------------------------------------------------------------------------

AUTH_USER_MODEL = "home.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "home.signin.password_strength.GuessablePasswordValidator"},
    {"NAME": "home.signin.password_strength.BreachedPasswordValidator"},
]
# A sorted file of SHA-1 digests of breached passwords, which are refused.
BREACH_LIST = env.str("BREACH_LIST", "")
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Attempts during a lock do not prolong it.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "home.signin.password_failures.login_network"
AXES_HANDLER = "home.signin.password_failures.FailureHandler"
AXES_LOCKOUT_CALLABLE = "home.signin.password_failures.locked_out"
# Names that may fail from one network within half an hour before it is locked for all names.
LOGIN_NAMES_PER_NETWORK = env.int("LOGIN_NAMES_PER_NETWORK", 15)
# The log records failed log-ins without names; successful ones are in Wagtail's history.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
LOGIN_URL = "wagtailadmin_login"
SECOND_FACTORS = ("none", "publishers", "everyone")  # who must log in with a second factor
SECOND_FACTOR = one_of("SECOND_FACTOR", SECOND_FACTORS, default="none")
MFA_ADAPTER = "home.signin.factor_secrets.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # steps of half a minute by which a phone's clock may differ
DEMO_ALLOWED = False  # its log-ins are printed and kept in a file
SHOW_EXAMPLES = False  # whether /examples/ shows every state of a page
PASSWORD_RESET_TIMEOUT = 3_600  # seconds
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", 12) * 3_600  # seconds: a working day
# Minutes after which a session ends that nobody uses; 0 for no such limit.
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 120)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# --- Wagtail ------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Lectern"
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", "http://localhost:8000")
WAGTAIL_I18N_ENABLED = True
# One time zone for all users, so that times in the editor mean the same to everybody.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILADMIN_USER_LOGIN_FORM = "home.signin.forms.LogInForm"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_IMAGE_MODEL = "newsroom.NewsroomImage"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpeg", "jpg", "png", "webp"]
# docker/nginx/locations.conf lets through what is accepted here.
WAGTAILIMAGES_MAX_UPLOAD_SIZE = WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "newsroom.media.upload_forms.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "newsroom.media.upload_forms.DocumentForm"
WAGTAILDOCS_DOCUMENT_MODEL = "newsroom.NewsroomDocument"
WAGTAILDOCS_EXTENSIONS = ["csv", "doc", "docx", "odt", "ods", "pdf", "pptx", "rtf", "txt", "xlsx"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# The admin must not send data about users to other services.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["bold", "italic", "ol", "ul", "link", "document-link"]},
    }
}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "newsroom.editing.page_search"}}
# Submitting for translation must not publish the source's text in the other language.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

# --- Search -------------------------------------------------------------------------------

# One or several addresses, separated by commas; empty for the embedded engine only.
ELASTICSEARCH_URL = secret("ELASTICSEARCH_URL")
ELASTICSEARCH_API_KEY = secret("ELASTICSEARCH_API_KEY")
ELASTICSEARCH_USERNAME = env.str("ELASTICSEARCH_USERNAME", "")
ELASTICSEARCH_PASSWORD = secret("ELASTICSEARCH_PASSWORD")
ELASTICSEARCH_CA_FILE = env.str("ELASTICSEARCH_CA_FILE", "")
# Seconds until the embedded engine answers instead of Elasticsearch.
ELASTICSEARCH_TIMEOUT = env.float("ELASTICSEARCH_TIMEOUT", 1.0)
ELASTICSEARCH_INDEX_PREFIX = env.str("ELASTICSEARCH_INDEX_PREFIX", "lectern")
ELASTICSEARCH_REPLICAS = env.int("ELASTICSEARCH_REPLICAS", 0)
# Only for tests, since refreshing at every write is slow.
ELASTICSEARCH_REFRESH = False
ELASTICSEARCH_DSL = {"default": {"hosts": ELASTICSEARCH_URL or "http://localhost:9200"}}
ELASTICSEARCH_DSL_AUTOSYNC = False
ELASTICSEARCH_DSL_AUTO_REFRESH = False
SEARCH_FOLDER = DATA_FOLDER / "search"
# Index after each commit in the same process; the worker indexes what remains.
SEARCH_INDEX_ON_COMMIT = env.bool("SEARCH_INDEX_ON_COMMIT", True)
# Days for which counts of search queries are stored; 0 disables them.
SEARCH_STATISTICS_DAYS = env.int("SEARCH_STATISTICS_DAYS", 396)
# Whether readers may subscribe to new results by e-mail, and the local hour of sending.
SEARCH_ALERTS = env.bool("SEARCH_ALERTS", True)
SEARCH_ALERTS_HOUR = env.int("SEARCH_ALERTS_HOUR", 7)

# --- The API ------------------------------------------------------------------------------

# Limit for one address without a key; partners' keys have limits of their own.
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", 120)
# Minutes for which a link opens a draft in an external front end.
PREVIEW_LINK_MINUTES = env.int("PREVIEW_LINK_MINUTES", 30)
# Wagtail's own API below /api/preview/v3/, for tokens of the admin's users only.
WAGTAIL_API_PREVIEW = env.bool("WAGTAIL_API_PREVIEW", False)
if WAGTAIL_API_PREVIEW:
    INSTALLED_APPS.append("wagtail.api.v3")

# --- Webhooks -----------------------------------------------------------------------------

# Private networks in which webhooks are allowed, also with http:// addresses.
WEBHOOK_ALLOWED_NETWORKS: list[str] = env.list("WEBHOOK_ALLOWED_NETWORKS", [])

# --- Link checker ---------------------------------------------------------------------------

# Whether the worker asks for the outside addresses that public statements link to.
LINK_CHECKS = env.bool("LINK_CHECKS", False)
# How it names itself to other sites.
LINK_CHECK_USER_AGENT = env.str("LINK_CHECK_USER_AGENT", "Lectern link checker")

# --- E-mail -------------------------------------------------------------------------------

_email = email_settings()
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _email["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _email["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _email["EMAIL_USE_SSL"]
EMAIL_FILE_PATH = _email["EMAIL_FILE_PATH"] or None
EMAIL_TIMEOUT = _email["EMAIL_TIMEOUT"] or 10  # seconds; limits blocked requests
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Lectern <newsroom@localhost>")

# --- Logging and probes ---------------------------------------------------------------------

LOG_JSON = False
LOGGING = logging_settings(as_json=LOG_JSON, level=env.str("LOG_LEVEL", "INFO"))
# Whether each request is one line of the log, without addresses and parameters.
LOG_REQUESTS = env.bool("LOG_REQUESTS", False)
# With this token /readyz responds with details, without it only with its status.
READINESS_TOKEN = secret("READINESS_TOKEN")
# With this token /-/metrics answers Prometheus; without one there are no metrics.
METRICS_TOKEN = secret("METRICS_TOKEN")
# The service that errors are reported to, if any (`config.observability.error_reports`).
SENTRY_DSN = secret("SENTRY_DSN")

# --- Proxies in front ---------------------------------------------------------------------

# The number of our own proxies in front, whose X-Forwarded-* headers are trusted. With 0 these
# headers come from the client and are removed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Whether nginx stands in front as docker/nginx/ describes it, with a cache that Lectern purges.
WAGTAILFRONTENDCACHE: dict[str, dict[str, str]] = {}
if env.bool("PROXY_PURGE", False):
    WAGTAILFRONTENDCACHE["nginx"] = {
        "BACKEND": "config.http.nginx_cache.NginxBackend",
        "FOLDER": str(DATA_FOLDER / "proxy"),
    }

# --- Headers ------------------------------------------------------------------------------

X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor's preview is a frame of our own origin
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
}
CONTENT_SECURITY_POLICY: dict[str, dict[str, object]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF, "https://www.youtube-nocookie.com", "https://player.vimeo.com"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "object-src": [NONE],
    }
}
# Wagtail's admin uses inline scripts, and blob: addresses for previews of images.
ADMIN_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "connect-src": [SELF],
    "worker-src": [SELF, "blob:"],
}
# The log-in and what else of the admin is open to everybody has nothing inline.
LOGIN_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "img-src": [SELF, "data:"],
    "frame-src": [NONE],
}
