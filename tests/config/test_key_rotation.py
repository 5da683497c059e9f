"""After a change of SECRET_KEY, what it signed is valid as long as the earlier key is named."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import APIToken

from newsroom.models import EmbargoLink, WebhookEndpoint
from newsroom.models.front_ends import FrontEnd
from newsroom.publishing.draft_links import (
    PreviewRefusedError,
    create_link,
    load_draft,
    token_for_preview,
)
from newsroom.publishing.embargo_links import token_for
from newsroom.publishing.embargoes import set_embargo
from search.alerts.links import confirm_link, manage_link
from search.models import SavedSearch
from tests.factories import make_statement

NEW_KEY = "n" * 60


@pytest.fixture
def signed(office, client) -> dict[str, Callable[[], bool]]:
    """What the old key signs or encrypts, each with a function that says whether it is valid."""
    approver = get_user_model().objects.create_user(username="approver", password="x" * 12)
    approver.groups.add(office.managers)
    client.force_login(approver)
    page = make_statement(office, title="Marker", live=False)
    moment = timezone.now() + timedelta(days=1)
    set_embargo(page, until=moment, user=approver)
    link = EmbargoLink.objects.create(
        page_id=page.pk, name="Gwen", expires_at=moment, made_by=approver
    )
    journalist = reverse("newsroom_embargo", args=[token_for(link)])
    FrontEnd.objects.create(site=office.site, preview_address="https://front.wales/preview")
    preview = token_for_preview(create_link(page, user=approver).preview)
    asked, confirmed = (
        SavedSearch.objects.create(
            site=office.site,
            email="reader@example.wales",
            language="cy",
            query=f"q={word}",
            query_digest=word,
            confirmed_at=confirmed_at,
        )
        for word, confirmed_at in (("bws", None), ("trên", timezone.now()))
    )
    confirmation, management = confirm_link(asked), manage_link(confirmed)
    reset = default_token_generator.make_token(approver)
    _row, api_token = APIToken.create_token(user=approver, name="Program")
    webhook = WebhookEndpoint.objects.create(
        site=office.site, name="Y Papur", url="https://p.wales"
    )
    secret = webhook.secret

    def opens(address: str) -> bool:
        return Client().get(address).status_code == 200

    def opens_draft() -> bool:
        try:
            return load_draft(preview, site_id=office.site.pk).pk == page.pk
        except PreviewRefusedError:
            return False

    def still_there() -> bool:
        row = WebhookEndpoint.objects.get(pk=webhook.pk)
        return row.has_readable_secret and row.secret == secret

    return {
        "session": lambda: client.get(reverse("wagtailadmin_home")).status_code == 200,
        "journalist's link": lambda: opens(journalist),
        "link to a draft": opens_draft,
        "confirmation of an alert": lambda: opens(confirmation),
        "management of an alert": lambda: opens(management),
        "link to a new password": lambda: default_token_generator.check_token(approver, reset),
        "token of Wagtail's API": lambda: APIToken.objects.filter(
            key_hash__in=APIToken.candidate_key_hashes(api_token)
        ).exists(),
        "secret of a webhook": still_there,
    }


def test_without_the_earlier_key_nothing_is_valid(signed, settings):
    assert {name for name, is_valid in signed.items() if not is_valid()} == set()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW_KEY, []
    assert {name for name, is_valid in signed.items() if is_valid()} == set()


def test_the_earlier_key_keeps_everything_valid(signed, settings):
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW_KEY, ["m" * 60, old]
    assert {name for name, is_valid in signed.items() if not is_valid()} == set()
    # The session was signed anew at its first use, and lasts when the earlier key has gone.
    settings.SECRET_KEY_FALLBACKS = []
    assert signed["session"]()
    assert not signed["journalist's link"]()
