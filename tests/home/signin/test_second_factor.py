"""The second factor: at log-in, set up for the first time, required, lost and reset."""

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from wagtail.models import ModelLogEntry, PageViewRestriction
from wagtail.users.models import UserProfile

from config.environment import one_of
from home.signin.factor_secrets import FactorAdapter
from home.signin.factors import is_required_for, recovery_codes
from newsroom.encryption import UnreadableSecretError
from tests.factories import make_statement
from tests.home.signin.people import (
    SECRET,
    code_of,
    give_app,
    give_code,
    is_logged_in,
    log_in,
    make_person,
)


@pytest.fixture
def approver(office, settings):
    settings.SECOND_FACTOR = "publishers"
    return make_person(group=office.managers, first_name="Nia")


def test_a_password_alone_does_not_log_in(approver, client):
    give_app(approver)

    response = log_in(client)

    assert response["Location"] == reverse("signin_code")
    assert not is_logged_in(client)
    assert client.get(reverse("signin_code")).status_code == 200
    for view in ("signin_factors", "signin_app", "signin_codes", "signin_confirm"):
        assert "/admin/login/" in client.get(reverse(view))["Location"]


def test_the_code_logs_in_and_leads_to_where_the_person_wanted_to_go(approver, client):
    give_app(approver)
    log_in(client, next="/admin/images/")

    response = give_code(client, code_of())

    assert response["Location"] == "/admin/images/"
    assert is_logged_in(client)
    assert reverse("signin_code") not in str(client.get(reverse("signin_code")).content)


def test_a_code_is_accepted_once(approver, client):
    give_app(approver)
    log_in(client)
    give_code(client, code_of())
    other = Client()
    log_in(other)

    assert "not right" in give_code(other, code_of()).content.decode()
    assert not is_logged_in(other)
    assert give_code(other, code_of(steps=1)).status_code == 302


def test_a_recovery_code_logs_in_once_and_the_person_is_told(approver, client):
    give_app(approver)
    code = recovery_codes(approver)[0]
    log_in(client)

    assert give_code(client, code).status_code == 302
    assert is_logged_in(client)
    assert "9 are left" in mail.outbox[0].body
    assert mail.outbox[0].to == ["nia@example.wales"]
    other = Client()
    log_in(other)
    assert give_code(other, code).status_code == 200
    assert not is_logged_in(other)


def test_without_a_password_there_is_no_second_step(approver, client):
    give_app(approver)

    assert client.get(reverse("signin_code"))["Location"] == reverse("wagtailadmin_login")
    assert give_code(client, code_of())["Location"] == reverse("wagtailadmin_login")
    assert not is_logged_in(client)


def test_a_new_password_ends_a_log_in_that_waits(approver, client):
    give_app(approver)
    log_in(client)
    approver.set_password("another long sentence")
    approver.save()

    assert give_code(client, code_of())["Location"] == reverse("wagtailadmin_login")


def test_codes_cannot_be_guessed(approver, client):
    give_app(approver)
    log_in(client)
    answers = [give_code(client, "000000").status_code for _number in range(12)]

    assert answers == [200] * 10 + [429] * 2
    assert give_code(client, code_of()).status_code == 429
    elsewhere = Client()
    log_in(elsewhere)
    assert give_code(elsewhere, code_of(), REMOTE_ADDR="192.0.2.7").status_code == 429
    assert [message.to for message in mail.outbox] == [["nia@example.wales"]]
    assert "wrong codes" in mail.outbox[0].body


def test_who_publishes_must_set_up_a_second_factor_at_the_first_log_in(approver, client):
    assert log_in(client)["Location"] == "/admin/"
    for address in ("/admin/", "/admin/pages/", reverse("signin_factors"), "/admin/account/"):
        assert client.get(address)["Location"] == reverse("signin_app")
    assert client.post("/admin/account/", {}).status_code == 302

    page = client.get(reverse("signin_app")).content.decode()
    secret = re.search(r'signin-secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert '<svg role="img"' in page
    wrong = client.post(reverse("signin_app"), {"code": "000000"})
    assert "not right" in wrong.content.decode()
    assert not Authenticator.objects.exists()
    response = client.post(reverse("signin_app"), {"code": code_of(secret)})

    assert response["Location"] == reverse("signin_codes")
    codes = client.get(reverse("signin_codes")).content.decode()
    assert all(code in codes for code in recovery_codes(approver))
    assert is_logged_in(client)
    assert "authenticator app was set up" in mail.outbox[0].body
    assert ModelLogEntry.objects.get(action="signin.factor_added").user == approver
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored


def test_who_neither_publishes_nor_manages_needs_none(approver, office, client, settings):
    editor = make_person("eleri", group=office.editors)
    log_in(client, name="eleri")
    assert is_logged_in(client)

    settings.SECOND_FACTOR = "everyone"
    assert client.get("/admin/")["Location"] == reverse("signin_app")
    settings.SECOND_FACTOR = "none"
    assert not is_required_for(editor)
    assert not is_required_for(approver)


def test_no_other_road_leads_past_the_second_factor(approver, office, client):
    give_app(approver)
    client.force_login(approver)  # a session of a road that asks for no second factor
    assert "/admin/login/" in client.get("/admin/")["Location"]
    assert client.get("/admin/api/main/pages/").status_code in (302, 403)

    statement = make_statement(office, publish=True)
    PageViewRestriction.objects.create(page=statement, restriction_type="login")
    reader = Client()
    assert reader.get(statement.url)["Location"].startswith("/_util/login/")
    reader.force_login(approver)
    assert reader.get(statement.url).status_code == 302
    assert log_in(reader, next=statement.url)["Location"] == reverse("signin_code")
    give_code(reader, code_of())
    assert reader.get(statement.url).status_code == 200


def test_wagtails_log_in_for_readers_is_the_same_one(office, client, language):
    prefix = "" if language == "en" else "/cy"
    response = client.get(f"{prefix}/_util/login/?next=/news/")
    assert response["Location"] == f"/admin/login/?language={language}&next=%2Fnews%2F"
    assert client.post(f"{prefix}/_util/login/", {"username": "x"}).status_code == 302

    page = client.get(response["Location"])
    assert f'<html lang="{language}"' in page.content.decode()
    assert 'name="next" value="/news/"' in page.content.decode()


def test_a_new_password_by_e_mail_does_not_log_in(approver, client):
    give_app(approver)
    client.post("/admin/password_reset/", {"email": "nia@example.wales"})
    address = re.search(r"http://[^/]+(/admin/password_reset/confirm/\S+)", mail.outbox[0].body)[1]
    form = client.get(address)["Location"]
    new = "quite another long sentence"
    client.post(form, {"new_password1": new, "new_password2": new})

    assert not is_logged_in(client)
    assert log_in(client, password=new)["Location"] == reverse("signin_code")


def test_a_change_asks_who_it_is(approver, client):
    factor = give_app(approver)
    log_in(client)
    give_code(client, code_of())
    session = client.session
    session["signin_confirmed"] = 0
    session.save()

    assert client.get(reverse("signin_codes"))["Location"].startswith(reverse("signin_confirm"))
    client.post(reverse("signin_factors"), {"remove": factor.pk})
    assert Authenticator.objects.filter(pk=factor.pk).exists()
    confirm = f"{reverse('signin_confirm')}?next=https://elsewhere.example/"
    assert client.post(confirm, {"code": "000000"}).status_code == 200
    response = client.post(confirm, {"code": code_of(steps=1)})
    assert response["Location"] == reverse("signin_factors")
    assert client.get(reverse("signin_codes")).status_code == 200


def test_the_last_factor_stays_while_one_is_required(approver, client, settings):
    factor = give_app(approver)
    log_in(client)
    give_code(client, code_of())

    client.post(reverse("signin_factors"), {"remove": factor.pk})
    assert Authenticator.objects.filter(pk=factor.pk).exists()

    settings.SECOND_FACTOR = "none"
    client.post(reverse("signin_factors"), {"remove": factor.pk})
    assert not Authenticator.objects.exists()
    assert "was removed" in mail.outbox[-1].body


def test_nobody_removes_the_factor_of_another(approver, office, client, settings):
    settings.SECOND_FACTOR = "none"
    factor = give_app(make_person("eleri", group=office.editors))
    log_in(client)

    client.post(reverse("signin_factors"), {"remove": factor.pk})
    client.post(reverse("signin_factors"), {"remove": "x"})

    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_new_recovery_codes_replace_the_earlier_ones(approver, client):
    give_app(approver)
    earlier = recovery_codes(approver)
    log_in(client)
    give_code(client, code_of())
    client.post(reverse("signin_codes"))

    assert not set(earlier) & set(recovery_codes(approver))
    file = client.get(reverse("signin_codes") + "?download")
    assert file.content.decode().split() == recovery_codes(approver)
    assert "attachment" in file["Content-Disposition"]


def test_an_operator_resets_a_lost_factor(approver, client):
    give_app(approver)
    UserProfile.objects.create(user=approver, preferred_language="cy")
    log_in(client)
    give_code(client, code_of())
    out = StringIO()

    call_command("reset_second_factor", "nia", stdout=out)

    assert "Sessions ended: 1" in out.getvalue()
    assert not Authenticator.objects.exists()
    assert not is_logged_in(client)
    entry = ModelLogEntry.objects.get(action="signin.factor_reset")
    assert (entry.user, entry.object_id) == (None, str(approver.pk))
    with override("cy"):
        assert mail.outbox[0].subject == gettext("Your log-in to Lectern")
    assert log_in(client)["Location"] == "/admin/"
    assert client.get("/admin/")["Location"] == reverse("signin_app")
    for name in ("nia", "nobody"):
        with pytest.raises(CommandError):
            call_command("reset_second_factor", name, stdout=out)


def test_secrets_survive_a_new_key(approver, client, settings):
    factor = give_app(approver)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" + "y" * 48
    assert FactorAdapter().decrypt(factor.data["secret"]) == SECRET

    out = StringIO()
    call_command("reencrypt_secrets", stdout=out)
    assert "second factors: 0 with the newest key, 1 encrypted again" in out.getvalue()
    settings.SECRET_KEY_FALLBACKS = []
    factor.refresh_from_db()
    assert FactorAdapter().decrypt(factor.data["secret"]) == SECRET
    settings.SECRET_KEY = "a-third-key-" + "z" * 48
    with pytest.raises(UnreadableSecretError):
        FactorAdapter().decrypt(factor.data["secret"])
    log_in(client)
    assert give_code(client, code_of()).status_code == 200


def test_the_pages_speak_both_languages(approver, client, language):
    UserProfile.objects.create(user=approver, preferred_language=language)
    give_app(approver)
    log_in(client)
    give_code(client, code_of())
    for view in ("signin_factors", "signin_codes", "signin_sessions", "signin_confirm"):
        page = client.get(reverse(view)).content.decode()
        assert f'<html lang="{language}"' in page
    with override(language):
        assert gettext("Confirm that it is you") in page


@pytest.mark.parametrize("answer", ["{}", "[]", "x", '{"id": "eA", "rawId": "eA", "type": 1}'])
def test_a_wrong_passkey_is_refused(approver, client, answer):
    give_app(approver)
    log_in(client)
    form = {"credential": answer}
    assert client.post(reverse("signin_code"), form).status_code == 200
    assert not is_logged_in(client)
    give_code(client, code_of())

    page = client.post(reverse("signin_passkey"), {"name": "A key", **form})
    assert "could not be added" in page.content.decode()
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_who_must_log_in_twice_is_one_of_three(monkeypatch):
    monkeypatch.setenv("SECOND_FACTOR", "sometimes")
    with pytest.raises(ImproperlyConfigured, match="none, publishers, everyone"):
        one_of("SECOND_FACTOR", ("none", "publishers", "everyone"), default="none")
