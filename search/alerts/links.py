"""Signed links in the e-mails, and the tokens that they carry.

No token is stored in the database. The link that confirms an alert is valid for a week; those that
manage and end it are valid as long as the alert exists, also after a change of the secret key if
the old key is in SECRET_KEY_FALLBACKS.
"""

import uuid
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse
from django.utils import translation
from wagtail.models import Site

from search.models.alerts import SavedSearch

CONFIRM_TOKEN_AGE = timedelta(days=7)


def _confirm_signer() -> TimestampSigner:
    return TimestampSigner(sep=".", salt="search.alerts.confirm")


def _manage_signer() -> Signer:
    return Signer(sep=".", salt="search.alerts.manage")


def site_root(site: Site) -> str:
    """Return scheme and host of a site from the settings and the site, never from a request."""
    base = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    if base.hostname == site.hostname:
        return f"{base.scheme}://{base.netloc}"
    if settings.SECURE_SSL_REDIRECT and site.port == 80:
        return f"https://{site.hostname}"
    return str(site.root_url)


def confirm_link(saved: SavedSearch) -> str:
    """Return the address of the page on which the reader confirms."""
    return _link(saved, "search_alert_confirm", _confirm_signer().sign(saved.key.hex))


def manage_link(saved: SavedSearch) -> str:
    """Return the address at which the reader sees and changes the alert."""
    return _link(saved, "search_alert_manage", manage_token(saved))


def unsubscribe_link(saved: SavedSearch) -> str:
    """Return the address that ends the alert on a POST request."""
    return _link(saved, "search_alert_unsubscribe", manage_token(saved))


def manage_token(saved: SavedSearch) -> str:
    """Return the token that proves access to an e-mail of this alert."""
    return _manage_signer().sign(saved.key.hex)


def key_from_confirm_token(token: str) -> uuid.UUID | None:
    """Return the key of the alert that `token` confirms, None where it is invalid or expired."""
    try:
        return uuid.UUID(_confirm_signer().unsign(token, max_age=CONFIRM_TOKEN_AGE))
    except (BadSignature, ValueError):
        return None


def key_from_manage_token(token: str) -> uuid.UUID | None:
    """Return the key of the alert that `token` manages, None where it is invalid."""
    try:
        return uuid.UUID(_manage_signer().unsign(token))
    except (BadSignature, ValueError):
        return None


def _link(saved: SavedSearch, name: str, token: str) -> str:
    with translation.override(saved.language):
        return site_root(saved.site) + reverse(name, args=[token])
