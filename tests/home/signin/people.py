"""People with second factors, and what they send, for tests of the log-in."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth import get_user_model

PASSWORD = "a long sentence that nobody guesses"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_person(name="nia", *, group=None, **values):
    """Make a person who can log in with `PASSWORD`."""
    person = get_user_model().objects.create_user(
        username=name, email=f"{name}@example.wales", password=PASSWORD, **values
    )
    if group is not None:
        person.groups.add(group)
    return person


def give_app(person) -> Authenticator:
    """Give a person an authenticator app with `SECRET`."""
    return TOTP.activate(person, SECRET).instance


def code_of(secret=SECRET, *, steps=0) -> str:
    """Return the code that an app shows now, or some steps of half a minute later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def log_in(client, *, name="nia", password=PASSWORD, **values):
    """Send the form of name and password."""
    return client.post("/admin/login/", {"username": name, "password": password, **values})


def give_code(client, code, **extra):
    """Send the form of the second step."""
    return client.post("/admin/login/code/", {"code": code}, **extra)


def is_logged_in(client) -> bool:
    """Return whether a small view of the admin answers."""
    return client.get("/admin/tag-autocomplete/?term=a").status_code == 200
