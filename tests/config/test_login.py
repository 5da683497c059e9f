"""Is guessing passwords slow, and does failing tell nothing?"""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail

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
    assert "Too many attempts" in response.content.decode()

    assert log_in(client).status_code == 429
    assert client.get("/admin/").status_code == 302


def test_somebody_elsewhere_is_not_locked_out(editor, office, client, settings):
    settings.TRUSTED_PROXIES = 1
    for _ in range(settings.AXES_FAILURE_LIMIT):
        log_in(client, password="wrong")
    elsewhere = {"x-forwarded-for": "203.0.113.9"}
    response = client.post(
        "/admin/login/", {"username": "nia", "password": PASSWORD}, headers=elsewhere
    )
    assert response.status_code == 302


def test_failing_does_not_tell_whether_somebody_exists(editor, office, client):
    known = log_in(client, username="nia", password="wrong")
    unknown = log_in(client, username="not-nia", password="wrong")

    def shown(response):
        page = re.sub(r"[A-Za-z0-9]{64}", "TOKEN", response.content.decode())
        return page.replace("not-nia", "nia")

    assert known.status_code == unknown.status_code == 200
    assert shown(known) == shown(unknown)


@pytest.mark.parametrize(("address", "sent"), [("nia@example.wales", 1), ("x@example.wales", 0)])
def test_asking_for_a_new_password_answers_alike(editor, office, client, address, sent):
    response = client.post("/admin/password_reset/", {"email": address})

    assert response.status_code == 302
    assert response["Location"].endswith("/admin/password_reset/done/")
    assert len(mail.outbox) == sent
