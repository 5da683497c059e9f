"""Checks of passkeys (WebAuthn), when one is added and when it is shown at log-in.

allauth checks what browsers send. A passkey belongs to the host at which it was made.
"""

import json
from collections.abc import Mapping

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError

from home.signin.factors import factors_of

Options = dict[str, object]


def has_passkey(person: AbstractUser) -> bool:
    """Return whether a person has a passkey."""
    return factors_of(person).filter(type=Authenticator.Type.WEBAUTHN).exists()


def login_options(person: AbstractUser) -> Options:
    """Return what the browser needs to ask for one of a person's passkeys."""
    options: Options = auth.begin_authentication(person)
    return options


def new_options(person: AbstractUser) -> Options:
    """Return what the browser needs to make a passkey for a person."""
    options: Options = auth.begin_registration(person, passwordless=False)
    return options


def accept_passkey(person: AbstractUser, answer: str) -> Authenticator | None:
    """Return the passkey that an answer of the browser is of, None if it is wrong."""
    try:
        credential = _read(answer)
        auth.parse_authentication_response(credential)
        authenticator: Authenticator = auth.complete_authentication(person, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    authenticator.record_usage()
    return authenticator


def add_passkey(person: AbstractUser, *, name: str, answer: str) -> bool:
    """Store a new passkey; return whether the browser's answer was right."""
    try:
        credential = _read(answer)
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return False
    auth.WebAuthn.add(person, name, credential)
    return True


def _read(answer: str) -> Mapping[str, object]:
    """Return a browser's answer; raises `ValueError` for text that is no JSON object."""
    credential = json.loads(answer)
    if not isinstance(credential, dict):
        raise ValueError("not an object")
    return credential
