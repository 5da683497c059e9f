"""Limits of wrong passwords: by name and network, and by network over all names.

django-axes counts the failures. What it is told as the address of a client is the network that all
limits of Lectern count as one client. A network that failed with many names is locked for all of
them: it tries one password for everybody.
"""

import ipaddress

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from home.signin.limits import network_of
from home.signin.refusals import refuse


def login_network(request: HttpRequest) -> str | None:
    """Return the client's IPv4 address, or the first address of its IPv6 network."""
    network = network_of(request)
    try:
        return str(ipaddress.ip_network(network).network_address)
    except ValueError:
        return None  # a socket of the same machine


class FailureHandler(AxesDatabaseHandler):
    """Locks a name for a network, and a network that failed with many names."""

    def is_locked(self, request: HttpRequest, credentials: dict | None = None) -> bool:
        """Return whether a log-in with this name from this network is refused."""
        return super().is_locked(request, credentials) or is_network_locked(request)

    def user_login_failed(
        self,
        sender: object,
        credentials: dict,
        request: HttpRequest | None = None,
        **kwargs: object,
    ) -> None:
        """Count the failure, and refuse further ones where it was one too many."""
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is not None and not request.axes_locked_out and is_network_locked(request):
            request.axes_locked_out = True
            request.axes_credentials = credentials


def is_network_locked(request: HttpRequest) -> bool:
    """Return whether too many names failed from the client's network within half an hour.

    A name that logs in afterwards no longer counts.
    """
    network = login_network(request)
    if network is None:
        return False
    failed = AccessAttempt.objects.filter(
        ip_address=network, attempt_time__gte=get_cool_off_threshold(request)
    )
    names = failed.values("username").distinct().count()
    return names >= settings.LOGIN_NAMES_PER_NETWORK


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None, credentials: dict | None
) -> HttpResponse:
    """Answer a log-in that is refused."""
    return refuse(request, "network" if is_network_locked(request) else "name")
