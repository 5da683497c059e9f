"""Which addresses do the e-mails hold, and whom does one let in?

A link is signed, so nothing that opens it is kept in the database. The one that confirms works
for a week; those that manage and end an alert work as long as the alert lives, also after the
secret key was changed where the earlier one is among SECRET_KEY_FALLBACKS.
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

CONFIRM_WITHIN = timedelta(days=7)


def _confirming() -> TimestampSigner:
    return TimestampSigner(sep=".", salt="search.alerts.confirm")


def _managing() -> Signer:
    return Signer(sep=".", salt="search.alerts.manage")


def root_of(site: Site) -> str:
    """Return scheme and host of a site, never what a request claims to have been sent to."""
    base = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    if base.hostname == site.hostname:
        return f"{base.scheme}://{base.netloc}"
    if settings.SECURE_SSL_REDIRECT and site.port == 80:
        return f"https://{site.hostname}"
    return site.root_url


def confirm_link(saved: SavedSearch) -> str:
    """Return the address of the page on which the reader confirms."""
    return _link(saved, "search_alert_confirm", _confirming().sign(saved.key.hex))


def manage_link(saved: SavedSearch) -> str:
    """Return the address at which the reader sees and changes the alert."""
    return _link(saved, "search_alert_manage", manage_token(saved))


def unsubscribe_link(saved: SavedSearch) -> str:
    """Return the address that ends the alert when something is posted to it."""
    return _link(saved, "search_alert_unsubscribe", manage_token(saved))


def manage_token(saved: SavedSearch) -> str:
    """Return what proves to us that somebody read an e-mail of this alert."""
    return _managing().sign(saved.key.hex)


def key_to_confirm(token: str) -> uuid.UUID | None:
    """Return the key of the alert that `token` confirms, None where it is false or too old."""
    try:
        return uuid.UUID(_confirming().unsign(token, max_age=CONFIRM_WITHIN))
    except (BadSignature, ValueError):
        return None


def key_to_manage(token: str) -> uuid.UUID | None:
    """Return the key of the alert that `token` manages, None where it is false."""
    try:
        return uuid.UUID(_managing().unsign(token))
    except (BadSignature, ValueError):
        return None


def _link(saved: SavedSearch, name: str, token: str) -> str:
    with translation.override(saved.language):
        return root_of(saved.site) + reverse(name, args=[token])
