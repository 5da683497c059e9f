"""Authentication of API requests: anonymous, or with a partner key; never a session."""

import datetime
import threading
import time

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from ninja.security.base import AuthBase
from wagtail.models import Site

from newsroom.models import PartnerKey, PartnerUse
from newsroom.models.partners import token_digest
from newsroom.partners.api.problems import Problem
from newsroom.partners.api.rate_limits import count_request
from newsroom.partners.api.request_state import set_rate_limit

ANONYMOUS = "anonymous"
FLUSH_SECONDS = 10
FLUSH_REQUESTS = 100
REFUSED = "This key is unknown, has expired, was revoked or belongs to another site."


class PartnerAuth(AuthBase):
    """`Authorization: Bearer lectern_…`, or nothing. A wrong key is refused, not ignored."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_name = "PartnerKey"

    def __init__(self, *, scope: str = "read", required: bool = False) -> None:
        self.scope = scope
        self.required = required
        super().__init__()

    def __call__(self, request: HttpRequest) -> PartnerKey | str:
        """Count the request; return its key or `ANONYMOUS`. Raises a problem (401, 403, 429)."""
        try:
            partner = authenticated_partner(request)
        except Problem:
            count_request(request, partner=None)  # so that guessing keys is limited too
            raise
        set_rate_limit(request, count_request(request, partner=partner))
        if partner is None:
            if self.required:
                raise unauthorised("A partner key is needed here.")
            return ANONYMOUS
        count_use(partner)
        if self.scope not in partner.scopes:
            raise Problem(403, detail=f"This key does not have the scope “{self.scope}”.")
        return partner


def authenticated_partner(request: HttpRequest) -> PartnerKey | None:
    """Return the key of the `Authorization` field, None without the field. One query with a key.

    Raises a problem (401) for a key that is malformed, unknown, invalid or of another site.
    """
    header = request.headers.get("Authorization")
    if header is None:
        return None
    kind, _, token = header.partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise unauthorised("Write the header as “Authorization: Bearer KEY”.")
    key = PartnerKey.objects.filter(digest=token_digest(token.strip())).first()
    if key is None or not key.is_valid():
        raise unauthorised(REFUSED)
    site = Site.find_for_request(request)
    if site is None or site.pk != key.site_id:
        raise unauthorised(REFUSED)
    return key


def unauthorised(detail: str) -> Problem:
    """Return the problem of a wrong or missing key."""
    return Problem(401, detail=detail, headers={"WWW-Authenticate": 'Bearer realm="partners"'})


_pending_uses: dict[tuple[int, datetime.date], int] = {}
_flushed_at: dict[int, float] = {}
_lock = threading.Lock()


def count_use(key: PartnerKey) -> None:
    """Count a use of the key. Counts are written every few seconds or requests, not each time."""
    today = timezone.localdate()
    with _lock:
        _pending_uses[key.pk, today] = _pending_uses.get((key.pk, today), 0) + 1
        now = time.monotonic()
        due = now - _flushed_at.get(key.pk, -FLUSH_SECONDS) >= FLUSH_SECONDS
        if not due and _pending_uses[key.pk, today] < FLUSH_REQUESTS:
            return
        _flushed_at[key.pk] = now
        counts = {
            day: _pending_uses.pop((pk, day)) for pk, day in list(_pending_uses) if pk == key.pk
        }
    for day, requests in counts.items():
        use, _created = PartnerUse.objects.get_or_create(key=key, day=day)
        PartnerUse.objects.filter(pk=use.pk).update(requests=models.F("requests") + requests)
    PartnerKey.objects.filter(pk=key.pk).update(last_used_at=timezone.now())


def discard_pending_uses() -> None:
    """Discard the counts that are not written yet."""
    with _lock:
        _pending_uses.clear()
        _flushed_at.clear()
