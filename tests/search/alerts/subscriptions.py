"""Helpers of the alert tests: follow a search, run the worker, read the e-mails."""

import datetime
import re
from urllib.parse import urlencode, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from home.offices.provisioning import Office
from newsroom.partners.changes import sequencing
from search.alerts import digests
from search.alerts.arrivals import feed_position
from search.alerts.saved_searches import query_digest
from search.indexing import consumer
from search.models.alerts import SavedSearch

READER = "reader@example.org"
WORDS = {"en": "rail", "cy": "rheilffordd"}
LINK = re.compile(r"https?://\S+")
MINUTE = datetime.timedelta(minutes=1)
# For tests whose behaviour does not depend on the engine.
only_embedded = pytest.mark.parametrize("engine", ["embedded"], indirect=True)


def settle() -> None:
    """Run the worker's jobs that number changes and index them."""
    sequencing.sequence_all()
    consumer.consume_due()


def follow(
    office: Office, *, language: str = "en", email: str = READER, query: str | None = None, **fields
) -> SavedSearch:
    """Return a confirmed alert whose digest is due, for statements published from now on."""
    settle()
    query = urlencode({"q": WORDS[language]}) if query is None else query
    return SavedSearch.objects.create(
        site=office.site,
        email=email,
        language=language,
        query=query,
        query_digest=query_digest(query),
        **{
            "confirmed_at": timezone.now(),
            "next_digest_at": timezone.now() - MINUTE,
            "after": feed_position(),
            **fields,
        },
    )


def make_all_due() -> None:
    """Make the digests of all alerts due."""
    SavedSearch.objects.filter(confirmed_at__isnull=False).update(
        next_digest_at=timezone.now() - MINUTE
    )


def send() -> str:
    """Make all digests due and run the worker's job; return its result."""
    settle()
    make_all_due()
    return digests.run()


def links(message) -> list[str]:
    """Return the paths of all links in an e-mail's text, in their order."""
    return [
        urlsplit(url)._replace(scheme="", netloc="").geturl() for url in LINK.findall(message.body)
    ]


def link(message, name: str) -> str:
    """Return the link in an e-mail that leads to a token page, "manage" for instance."""
    with translation.override(message.extra_headers["Content-Language"]):
        start = reverse(f"search_alert_{name}", args=["x"]).removesuffix("x/")
    return next(path for path in links(message) if path.startswith(start))


def request_address(language: str, **parameters: str) -> str:
    """Return the address at which a reader requests an alert."""
    with translation.override(language):
        return f"{reverse('search_alerts')}?{urlencode(parameters)}"
