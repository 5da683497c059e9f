"""Log-in: the limit of failures, uniform responses and languages."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.utils.translation import gettext, override
from wagtail.users.models import UserProfile

from tests.factories import make_office

PASSWORD = "a long sentence that nobody guesses"


@pytest.fixture
def editor(db, settings):
    """An editor who may log in, with the lock of failed attempts switched on."""
    settings.AXES_ENABLED = True
    return get_user_model().objects.create_superuser(
        username="nia", email="nia@example.wales", password=PASSWORD
    )


def log_in(client, *, username="nia", password=PASSWORD):
    """Send the log-in form."""
    return client.post("/admin/login/", {"username": username, "password": password})


def test_the_right_password_opens_the_editor(editor, office, client):
    assert log_in(client).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_after_eight_failures_even_the_right_password_is_refused(editor, office, client, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = log_in(client, password="wrong")
    assert response.status_code == 429
    assert "cannot be used from here" in response.content.decode()

    assert log_in(client).status_code == 429
    assert client.get("/admin/").status_code == 302


def test_another_address_is_not_locked_out(editor, office, client, settings):
    settings.TRUSTED_PROXIES = 1
    for _ in range(settings.AXES_FAILURE_LIMIT):
        log_in(client, password="wrong")
    elsewhere = {"x-forwarded-for": "203.0.113.9"}
    response = client.post(
        "/admin/login/", {"username": "nia", "password": PASSWORD}, headers=elsewhere
    )
    assert response.status_code == 302


def test_failures_do_not_reveal_whether_a_user_exists(editor, office, client):
    known = log_in(client, username="nia", password="wrong")
    unknown = log_in(client, username="not-nia", password="wrong")

    def shown(response):
        page = re.sub(r"[A-Za-z0-9]{64}", "TOKEN", response.content.decode())
        return page.replace("not-nia", "nia")

    assert known.status_code == unknown.status_code == 200
    assert shown(known) == shown(unknown)


@pytest.mark.parametrize(("address", "sent"), [("nia@example.wales", 1), ("x@example.wales", 0)])
def test_password_resets_do_not_reveal_whether_a_user_exists(editor, office, client, address, sent):
    response = client.post("/admin/password_reset/", {"email": address})

    assert response.status_code == 302
    assert response["Location"].endswith("/admin/password_reset/done/")
    assert len(mail.outbox) == sent


@pytest.mark.parametrize(
    "address", ["/admin/login/", "/admin/password_reset/", "/admin/password_reset/done/"]
)
def test_before_logging_in_the_browser_chooses_the_language(office, client, language, address):
    wanted = {"accept-language": f"{language};q=0.9, de;q=0.5"}

    response = client.get(address, headers=wanted)

    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_public_pages_ignore_the_browsers_language(office, client):
    response = client.get("/", headers={"accept-language": "cy"})

    assert response["Content-Language"] == "en"


def test_the_mail_for_a_new_password_is_in_the_browsers_language(editor, office, client, language):
    headers = {"accept-language": language}
    client.post("/admin/password_reset/", {"email": "nia@example.wales"}, headers=headers)

    with override(language):
        assert mail.outbox[0].subject.strip() == gettext("Password reset")


def test_a_refusal_is_in_the_language_of_the_profile(office, client, language):
    other = make_office(
        hostname="other.example", is_default=False, name_en="Theirs", name_cy="Eu swyddfa"
    )
    user = get_user_model().objects.create_user(username="nia", password=PASSWORD)
    user.groups.add(office.managers)
    UserProfile.objects.create(user=user, preferred_language=language)
    client.force_login(user)

    theirs = f"/admin/pages/{other.indexes['en'].pk}/edit/"
    response = client.get(theirs, follow=True, headers={"accept-language": "en"})

    with override(language):
        refusal = gettext("Sorry, you do not have permission to access this area.")
    assert refusal in [str(message).strip() for message in response.context["messages"]]
