"""How often may somebody ask, so that nobody's mailbox can be flooded through us?

Counts are of a day, and kept under a digest that only this installation can make.
"""

import hashlib
import hmac

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from newsroom.network.client_networks import network_of
from search.models.alerts import AskingCount

# Letters to one address on one day, whoever asks and for whatever search.
LETTERS_A_DAY = 5
# Requests from one network on one day: a school or a library is one network.
REQUESTS_A_DAY = 60


def may_write_to(email: str) -> bool:
    """Count one letter to an address; return whether it may be sent."""
    return _take(f"to {email}", allowed=LETTERS_A_DAY)


def may_ask(network: str) -> bool:
    """Count one request from a network address; return whether it may be answered."""
    return _take(f"from {network_of(network)}", allowed=REQUESTS_A_DAY)


def forget_old_counts() -> None:
    """Delete the counts of days that have passed."""
    AskingCount.objects.filter(day__lt=timezone.localdate()).delete()


def _take(client: str, *, allowed: int) -> bool:
    digest = hmac.new(
        settings.SECRET_KEY.encode(), f"search alerts {client}".encode(), hashlib.sha256
    ).hexdigest()
    row, _created = AskingCount.objects.get_or_create(client=digest, day=timezone.localdate())
    below = AskingCount.objects.filter(pk=row.pk, count__lt=allowed)
    return bool(below.update(count=F("count") + 1))
