"""Fixtures for tests of the API. Each test starts with empty caches and an unused rate limit."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from newsroom.caching import state_token
from newsroom.models import FrontEnd, PartnerKey
from newsroom.publishing import draft_links
from tests.factories import make_statement

FRONT_END_ADDRESS = "https://front.example.wales/draft?from=lectern"


@pytest.fixture(autouse=True)
def _empty_search_index(settings, tmp_path) -> None:
    settings.SEARCH_FOLDER = tmp_path / "search"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A response of the API."""

    status: int
    headers: Any
    document: Any
    text: str


@pytest.fixture
def ask(client: Client) -> Callable[..., Reply]:
    """`ask("statements/", language="cy")` returns the reply to a GET request below /api/v1/."""

    def get(path: str, /, *, token: str = "", headers: dict | None = None, **parameters) -> Reply:
        address = path if path.startswith(("/", "http")) else f"/api/v1/{path}"
        fields = {**(headers or {})}
        if token:
            fields["Authorization"] = f"Bearer {token}"
        response = client.get(address, parameters or None, headers=fields)
        body = response.content
        is_json = "json" in response.headers.get("Content-Type", "")
        return Reply(
            status=response.status_code,
            headers=response.headers,
            document=json.loads(body) if body and is_json else None,
            text=body.decode(),
        )

    return get


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed(): …` runs on-commit callbacks, although the test is rolled back."""

    def context():
        # Discard the callbacks of what the test did before: it is not committed.
        connection.run_on_commit.clear()
        return django_capture_on_commit_callbacks(execute=True)

    return context


@pytest.fixture
def renewed() -> Callable[[], None]:
    """A function that renews the state token, for changes without a commit."""
    return state_token.renew


def make_key(office, **fields) -> tuple[PartnerKey, str]:
    """Create a partner key for the office's site; return it and its token."""
    key = PartnerKey(site=office.site, name="A partner", **fields)
    token = key.assign_token()
    key.save()
    return key, token


@pytest.fixture
def front_end(office) -> FrontEnd:
    """An outside front end that shows the office's drafts."""
    return FrontEnd.objects.create(site=office.site, preview_address=FRONT_END_ADDRESS)


@pytest.fixture
def editor(office, client):
    """A logged-in user who may edit."""
    user = get_user_model().objects.create_user(username="editor", password="x")
    user.groups.add(office.editors)
    client.force_login(user)
    return user


@pytest.fixture
def draft(office, front_end, language):
    """A statement that was never published."""
    page = make_statement(office, language=language, title="canarydraft", live=False)
    page.save_revision()
    return page


def token_in(url: str) -> str:
    """Return the token of a link that opens a draft."""
    return parse_qs(urlsplit(url).query)["token"][0]


def is_refused(reply: Reply) -> bool:
    """Return whether the API refused to open a draft."""
    return reply.status == 401 and reply.document["detail"].startswith("This link opens no draft")


@pytest.fixture
def token(draft, editor) -> str:
    """A token that opens the draft."""
    return token_in(draft_links.create_link(draft, user=editor).url)
