"""Stored secrets are encrypted, and the keys can be changed while Lectern runs."""

import pytest

from newsroom.encryption import UnreadableSecretError, decrypt, encrypt, is_current
from newsroom.encryption.reencryption import reencrypted

OLD, NEW, OWN = "o" * 60, "n" * 60, "e" * 60


def use(settings, *, key: str, fallbacks: tuple[str, ...] = (), own: tuple[str, ...] = ()) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = key, list(fallbacks)
    settings.ENCRYPTION_KEYS = list(own)


def test_what_is_stored_shows_nothing_and_differs_each_time():
    stored = encrypt("whsec_ŵ")
    assert "whsec" not in stored
    assert stored != encrypt("whsec_ŵ")
    assert decrypt(stored) == "whsec_ŵ"
    with pytest.raises(UnreadableSecretError):
        decrypt(stored[:-4] + "AAAA")
    with pytest.raises(UnreadableSecretError):
        decrypt("whsec_plain")


def test_a_change_of_the_secret_key_with_and_without_the_earlier_one(settings):
    use(settings, key=OLD)
    stored = encrypt("word")
    use(settings, key=NEW)
    with pytest.raises(UnreadableSecretError):
        reencrypted(stored)
    use(settings, key=NEW, fallbacks=(OLD,))
    assert decrypt(stored) == "word"
    assert not is_current(stored)

    stored = reencrypted(stored)
    use(settings, key=NEW)
    assert is_current(stored)
    assert decrypt(stored) == "word"
    assert reencrypted(stored) == stored


def test_a_key_of_its_own_takes_over_and_is_changed_by_itself(settings):
    use(settings, key=OLD)
    stored = encrypt("word")
    use(settings, key=OLD, own=(OWN,))
    assert decrypt(stored) == "word"
    stored = reencrypted(stored)

    use(settings, key=NEW, own=(OWN,))  # the secret key no longer matters
    assert is_current(stored)
    use(settings, key=NEW, own=("f" * 60, OWN))
    assert decrypt(stored) == "word"
    assert not is_current(stored)
    use(settings, key=NEW, own=("f" * 60,))
    with pytest.raises(UnreadableSecretError):
        decrypt(stored)
