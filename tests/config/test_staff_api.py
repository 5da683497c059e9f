"""Wagtail's own API is off by default; where it is on, it answers staff only."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.urls import get_resolver
from wagtail.models import APIToken

from config.checks import check_public_installation
from tests.factories import make_statement

REPOSITORY = Path(__file__).resolve().parents[2]
BASE = "/api/preview/v3/"
FIND = "from django.urls import resolve; print(resolve('/api/preview/v3/pages/').url_name)"
switched_on = pytest.mark.usefixtures("_switched_on")


@pytest.fixture
def _switched_on(settings):
    settings.ROOT_URLCONF = "tests.config.urls_with_staff_api"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def token_of(*groups, username: str = "staff", is_superuser: bool = False) -> tuple[APIToken, str]:
    user = get_user_model().objects.create_user(
        username=username, password="x", is_superuser=is_superuser
    )
    user.groups.add(*groups)
    return APIToken.create_token(user=user, name="A program")


def addresses() -> list[str]:
    """Return every path of the API, with ids that do not exist."""
    from config.api import staff

    found = []
    for (mounted,) in [staff.urlpatterns]:
        for pattern in mounted.url_patterns:
            path = str(pattern.pattern)
            for name in pattern.pattern.converters:
                start, end = path.index("<"), path.index(">")
                assert name
                path = f"{path[:start]}1{path[end + 1 :]}"
            found.append(BASE + path)
    return found


@pytest.mark.parametrize("address", ["", "pages/", "openapi.json", "docs/", "images/"])
def test_it_is_off_by_default(client, office, address):
    _row, token = token_of(is_superuser=True)
    assert client.get(BASE + address, headers=bearer(token)).status_code == 404
    assert not [row for row in get_resolver().url_patterns if str(row.pattern).startswith(BASE[1:])]


@switched_on
@pytest.mark.parametrize("method", ["get", "post", "patch", "delete", "put", "head", "options"])
def test_requests_without_a_token_are_refused(client, office, method, settings):
    settings.API_REQUESTS_PER_MINUTE = 100_000
    make_statement(office, title="canarypublic")
    user = get_user_model().objects.create_superuser(username="admin", password="x")
    client.force_login(user)  # a session is not accepted
    assert len(addresses()) > 20
    for address in addresses():
        for headers in ({}, bearer("wagtail_wrong"), {"Authorization": "Basic YTpi"}):
            response = getattr(client, method)(address, headers=headers)
            assert response.status_code == 401, (method, address)
            assert set(response.headers["Cache-Control"].split(", ")) == {"private", "no-store"}
            assert "Authorization" in response.headers["Vary"]
            assert b"canary" not in response.content


@switched_on
def test_a_revoked_token_or_inactive_user_is_refused(client, office):
    row, token = token_of(office.editors)
    assert client.get(f"{BASE}pages/", headers=bearer(token)).status_code == 200
    get_user_model().objects.update(is_active=False)
    assert client.get(f"{BASE}pages/", headers=bearer(token)).status_code == 401
    get_user_model().objects.update(is_active=True)
    row.revoke()
    assert client.get(f"{BASE}pages/", headers=bearer(token)).status_code == 401


@switched_on
def test_a_user_without_the_admin_is_refused(client, office):
    _row, token = token_of()
    response = client.get(f"{BASE}pages/", headers=bearer(token))
    assert response.status_code == 403
    assert response.headers["Content-Type"] == "application/problem+json"


@switched_on
def test_staff_read_drafts_uncached(client, office, language):
    draft = make_statement(office, language=language, title="Draft", live=False)
    _row, token = token_of(office.editors)
    response = client.get(f"{BASE}pages/{draft.pk}/", headers=bearer(token))
    assert response.status_code == 200
    assert response.json()["title"] == "Draft"
    assert set(response.headers["Cache-Control"].split(", ")) == {"private", "no-store"}
    assert "Authorization" in response.headers["Vary"]
    assert "ETag" not in response.headers
    assert client.get(f"{BASE}pages/{draft.pk}/").status_code == 401
    assert client.get(f"{BASE}openapi.json", headers=bearer(token)).status_code == 200


@switched_on
def test_an_editors_token_cannot_publish(client, office):
    draft = make_statement(office, title="Draft", live=False)
    draft.save_revision()
    _row, token = token_of(office.editors)
    address = f"{BASE}pages/{draft.pk}/actions/publish/"
    answer = client.post(address, headers=bearer(token))
    assert answer.status_code == 403
    draft.refresh_from_db()
    assert not draft.live


@switched_on
def test_wrong_tokens_are_rate_limited(client, office, settings):
    settings.API_REQUESTS_PER_MINUTE = 3
    statuses = [
        client.get(f"{BASE}pages/", headers=bearer(f"wagtail_{number}")).status_code
        for number in range(5)
    ]
    assert statuses == [401, 401, 401, 429, 429]


@switched_on
def test_a_partner_key_is_refused(client, office):
    from tests.newsroom.partners.api.conftest import make_key

    _key, secret = make_key(office)
    assert client.get(f"{BASE}pages/", headers=bearer(secret)).status_code == 401


@pytest.mark.parametrize("is_on", [True, False])
def test_the_deployment_check_warns_of_it(settings, is_on):
    settings.WAGTAIL_API_PREVIEW = is_on
    found = {message.id for message in check_public_installation(None)}
    assert ("lectern.W013" in found) is is_on


def test_the_setting_mounts_it(tmp_path):
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "LECTERN_ENV_FILE": os.devnull,
        "LECTERN_DATA_DIR": str(tmp_path),
        "WAGTAIL_API_PREVIEW": "true",
    }
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "manage.py"), "shell", "--no-imports", "-c", FIND],
        env=surroundings,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
