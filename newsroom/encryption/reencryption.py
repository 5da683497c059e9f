"""Encrypts the stored secrets of all models again, after the key has changed.

A model with encrypted columns registers them (`register_columns`); one that stores its secrets in
another way registers a function (`register`).
"""

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from newsroom.encryption.ciphers import UnreadableSecretError, decrypt, encrypt, is_current


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Stored secrets: those of the newest key, those of an earlier one, and those of no key."""

    current: int = 0
    earlier: int = 0
    unreadable: int = 0


# Writes what is stored of a secret from now on.
Replace = Callable[[str], object]
# Writes nothing where `dry_run` is set.
Reencryption = Callable[[bool], Counts]
_registered: dict[str, Reencryption] = {}


def register(name: str, reencryption: Reencryption) -> None:
    """Register the function that encrypts the secrets called `name` again and counts them."""
    _registered[name] = reencryption


def register_columns(model: str, *columns: str) -> None:
    """Register the encrypted columns of a model, such as `newsroom.WebhookEndpoint`."""
    register(model, functools.partial(_reencrypt_columns, model, columns))


def reencrypt_all(*, dry_run: bool = False) -> Iterator[tuple[str, Counts]]:
    """Encrypt all stored secrets with the newest key; yield each name with its counts."""
    for name, reencryption in sorted(_registered.items()):
        yield name, reencryption(dry_run)


def reencrypted(stored: str) -> str:
    """Return a stored secret, encrypted with the newest key.

    Raises `UnreadableSecretError` where no key fits.
    """
    return stored if is_current(stored) else encrypt(decrypt(stored))


def reencrypt_each(secrets: Iterable[tuple[str, Replace]], *, dry_run: bool) -> Counts:
    """Encrypt stored secrets with the newest key, and count them.

    Each comes with the function that writes what is to be stored in its place.
    """
    current = earlier = unreadable = 0
    for stored, replace in secrets:
        try:
            new = reencrypted(stored)
        except UnreadableSecretError:
            unreadable += 1
            continue
        if new == stored:
            current += 1
            continue
        earlier += 1
        if not dry_run:
            replace(new)
    return Counts(current=current, earlier=earlier, unreadable=unreadable)


def _reencrypt_columns(model: str, columns: tuple[str, ...], dry_run: bool) -> Counts:
    return reencrypt_each(_stored_in_columns(apps.get_model(model), columns), dry_run=dry_run)


def _stored_in_columns(
    model: type[Model], columns: tuple[str, ...]
) -> Iterator[tuple[str, Replace]]:
    for column in columns:
        rows = model._default_manager.exclude(**{column: ""}).values_list("pk", column)
        for pk, stored in rows.iterator():
            yield stored, functools.partial(_replace, model, pk, column, stored)


def _replace(model: type[Model], pk: object, column: str, old: str, new: str) -> None:
    """Write a value, unless somebody has written another one since it was read."""
    model._default_manager.filter(pk=pk, **{column: old}).update(**{column: new})
