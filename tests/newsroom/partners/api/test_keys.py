"""Partner keys: creation in the admin, access, and refusal."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from newsroom.models import PartnerKey, PartnerUse
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in
from tests.newsroom.partners.api.conftest import make_key


def test_a_response_to_a_valid_key_is_private(ask, office):
    make_statement(office)
    _key, token = make_key(office)
    reply = ask("statements/", token=token)
    assert reply.status == 200
    assert len(reply.document["items"]) == 1
    assert "private" in reply.headers["Cache-Control"]
    assert "Authorization" in reply.headers["Vary"]
    assert "public" in ask("statements/").headers["Cache-Control"]


@pytest.mark.parametrize("header", ["Bearer lectern_wrong", "Bearer ", "Basic eDp5", "lectern_x"])
def test_a_wrong_key_is_not_treated_as_anonymous(ask, office, header):
    reply = ask("statements/", headers={"Authorization": header})
    assert reply.status == 401
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert "no-store" in reply.headers["Cache-Control"]


def test_a_revoked_or_expired_key_is_refused_at_once(ask, office):
    key, token = make_key(office, expires_at=timezone.now() + datetime.timedelta(hours=1))
    assert ask("statements/", token=token).status == 200
    PartnerKey.objects.filter(pk=key.pk).update(expires_at=timezone.now())
    assert ask("statements/", token=token).status == 401
    PartnerKey.objects.filter(pk=key.pk).update(expires_at=None)
    key.revoke()
    assert ask("statements/", token=token).status == 401


def test_a_key_of_another_office_is_refused(ask, office):
    other = make_office(hostname="other.example", is_default=False, name_en="Elin", name_cy="Elin")
    _key, token = make_key(other)
    assert ask("statements/", token=token).status == 401


def test_a_key_is_limited_to_its_scopes(ask, office):
    _key, token = make_key(office, scopes=["changes"])
    assert ask("statements/", token=token).status == 403


def test_only_a_digest_is_stored(office):
    key, token = make_key(office)
    row = PartnerKey.objects.filter(pk=key.pk).values().get()
    assert not any(token in str(value) for value in row.values())
    assert token.startswith(row["shown"])


def test_uses_are_counted_by_day(ask, office):
    key, token = make_key(office)
    ask("statements/", token=token)
    key.refresh_from_db()
    assert key.last_used_at is not None
    assert PartnerUse.objects.get(key=key).requests == 1


def create_in_admin(office, client) -> str:
    answer = client.post(
        reverse("newsroom_partner_keys:add"),
        {
            "name": "The Echo",
            "site": office.site.pk,
            "contact": "",
            "scopes": ["read"],
            "limit_per_minute": "300",
            "expires_at": "",
        },
    )
    return answer.content.decode()


def test_a_new_key_is_shown_once(ask, office):
    client = log_in(office)
    page = create_in_admin(office, client)
    token = re.search(r'value="(lectern_[^"]+)"', page)[1]
    key = PartnerKey.objects.get()
    assert (key.name, key.site, key.scopes) == ("The Echo", office.site, ["read"])
    assert ask("statements/", token=token).status == 200
    for name in ("index", "edit", "inspect"):
        arguments = [] if name == "index" else [key.pk]
        answer = client.get(reverse(f"newsroom_partner_keys:{name}", args=arguments))
        assert answer.status_code == 200
        assert token not in answer.content.decode()
        assert "The Echo" in answer.content.decode()


def test_the_office_revokes_a_key(ask, office):
    client = log_in(office)
    key, token = make_key(office)
    client.post(reverse("newsroom_partner_keys:delete", args=[key.pk]))
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert ask("statements/", token=token).status == 401


def test_editors_and_other_offices_do_not_see_the_keys(office):
    key, _token = make_key(office)
    other = make_office(hostname="other.example", is_default=False, name_en="Elin", name_cy="Elin")
    stranger = log_in(other)
    answer = stranger.get(reverse("newsroom_partner_keys:index"))
    assert "A partner" not in answer.content.decode()
    for name in ("edit", "inspect", "delete"):
        answer = stranger.get(reverse(f"newsroom_partner_keys:{name}", args=[key.pk]))
        assert answer.status_code in (302, 403), name
        assert "A partner" not in answer.content.decode()
    editor = log_in(office, name="editor", approves=False)
    assert editor.get(reverse("newsroom_partner_keys:index")).status_code == 302
