"""Encrypts and decrypts stored secrets with keys that are derived from the settings.

The first of `ENCRYPTION_KEYS`, or without them `SECRET_KEY`, encrypts. All of them and
`SECRET_KEY_FALLBACKS` decrypt, so that keys can be changed while Lectern runs.
"""

import base64
import functools

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# Separates these keys from all others that are derived from the same settings.
PURPOSE = b"lectern stored secrets"


class UnreadableSecretError(Exception):
    """No key of the settings decrypts the stored secret."""


def encrypt(secret: str) -> str:
    """Return what is stored of a secret: a Fernet token, encrypted with the newest key."""
    return _cipher(_keys()).encrypt(secret.encode()).decode()


def decrypt(stored: str) -> str:
    """Return a stored secret; raises `UnreadableSecretError` where no key fits."""
    try:
        return _cipher(_keys()).decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise UnreadableSecretError("no key of the settings decrypts this secret") from error


def is_current(stored: str) -> bool:
    """Return whether a stored secret is encrypted with the newest key."""
    try:
        _cipher(_keys()[:1]).decrypt(stored.encode())
    except InvalidToken:
        return False
    return True


def _keys() -> tuple[str, ...]:
    return (*settings.ENCRYPTION_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@functools.lru_cache(maxsize=8)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return base64.urlsafe_b64encode(derivation.derive(key.encode()))
