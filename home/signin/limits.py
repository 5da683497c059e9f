"""Limits of attempts in a span of time, shared by all processes and hosts.

Attempts are counted in the database. A limit ends by itself: attempts beyond it are refused and not
counted, so that nobody can prolong it for others.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from home.models import AttemptCount
from newsroom.network.client_networks import client_network


@dataclass(frozen=True, kw_only=True)
class Limit:
    """The number of attempts that one client may make in a span of time."""

    name: str
    attempts: int
    span: timedelta

    def take(self, client: str) -> bool:
        """Count one attempt of a client; return whether it is within the limit."""
        now = timezone.now()
        row, _created = AttemptCount.objects.get_or_create(
            client=self._digest(client), defaults={"expires": now + self.span}
        )
        rows = AttemptCount.objects.filter(pk=row.pk)
        if row.expires <= now:
            rows.filter(expires__lte=now).update(expires=now + self.span, count=0)
        return bool(rows.filter(count__lt=self.attempts).update(count=F("count") + 1))

    def is_used_up(self, client: str) -> bool:
        """Return whether the client has no attempt left now."""
        return AttemptCount.objects.filter(
            client=self._digest(client), count__gte=self.attempts, expires__gt=timezone.now()
        ).exists()

    def clear(self, client: str) -> None:
        """Forget the attempts of a client."""
        AttemptCount.objects.filter(client=self._digest(client)).delete()

    def _digest(self, client: str) -> str:
        text = f"log-in {self.name} {client}"
        return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


# E-mails with a link for a new password: to one address, and at the request of one network.
RESETS_TO_ADDRESS = Limit(name="resets to", attempts=3, span=timedelta(hours=1))
RESETS_FROM_NETWORK = Limit(name="resets from", attempts=20, span=timedelta(hours=1))
# Codes of second factors: for one person after the password, and from one network.
CODES_OF_PERSON = Limit(name="codes of", attempts=10, span=timedelta(minutes=15))
CODES_FROM_NETWORK = Limit(name="codes from", attempts=40, span=timedelta(minutes=15))
CODE_NOTICES = Limit(name="code notices to", attempts=1, span=timedelta(days=1))
# A code of an authenticator app is valid for a minute and a half, and accepted once.
USED_CODES = Limit(name="used code", attempts=1, span=timedelta(minutes=3))
# Wrong passwords of restricted pages and documents.
PAGE_PASSWORDS = Limit(name="page passwords", attempts=20, span=timedelta(minutes=30))


def network_of(request: HttpRequest) -> str:
    """Return the network from which a request comes, "" where it has no address."""
    return client_network(request.META.get("REMOTE_ADDR") or "")


def delete_old_counts() -> str:
    """Delete counts whose time has ended; return a line for the worker's log, "" for nothing."""
    count = AttemptCount.objects.filter(expires__lte=timezone.now()).delete()[0]
    return f"{count} counts deleted" if count else ""
