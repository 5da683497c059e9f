"""Daily limits on requests for alerts, so that the site cannot be used to flood a mailbox.

Counts are stored under an HMAC of the address or network.
"""

import hashlib
import hmac

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from newsroom.network.client_networks import client_network
from search.models.alerts import AskingCount

# E-mails to one address on one day, for all requests and searches.
EMAILS_PER_DAY = 5
# Requests from one network on one day: a school or a library is one network.
REQUESTS_PER_DAY = 60


def may_email(email: str) -> bool:
    """Count one e-mail to an address; return whether it may be sent."""
    return _count(f"to {email}", limit=EMAILS_PER_DAY)


def may_request(ip_address: str) -> bool:
    """Count one request from the network of an IP address; return whether it may be answered."""
    return _count(f"from {client_network(ip_address)}", limit=REQUESTS_PER_DAY)


def delete_old_counts() -> None:
    """Delete the counts of past days."""
    AskingCount.objects.filter(day__lt=timezone.localdate()).delete()


def _count(client: str, *, limit: int) -> bool:
    digest = hmac.new(
        settings.SECRET_KEY.encode(), f"search alerts {client}".encode(), hashlib.sha256
    ).hexdigest()
    row, _created = AskingCount.objects.get_or_create(client=digest, day=timezone.localdate())
    below_limit = AskingCount.objects.filter(pk=row.pk, count__lt=limit)
    return bool(below_limit.update(count=F("count") + 1))
