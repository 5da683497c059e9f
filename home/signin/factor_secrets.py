"""Second factors as allauth needs to know them: their secrets encrypted, with names of our own."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathImage

from newsroom.encryption import decrypt, encrypt
from newsroom.encryption.reencryption import Counts, Replace, reencrypt_each

# The part of an authenticator's data that is encrypted, by its type.
SECRETS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


class FactorAdapter(DefaultMFAAdapter):
    """Encrypts secrets, and names Lectern to authenticator apps and browsers."""

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret; raises `UnreadableSecretError` where no key fits."""
        return decrypt(encrypted_text)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Return the name of the account in an authenticator app."""
        return str(user.get_username())

    def get_totp_issuer(self) -> str:
        """Return the name of the site in an authenticator app."""
        return str(settings.WAGTAIL_SITE_NAME)

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def build_totp_svg(self, url: str) -> SafeString:
        """Return a QR code as an element of a page."""
        picture = BytesIO()
        image = qrcode.make(url, image_factory=SvgPathImage)
        image.save(picture)
        element = picture.getvalue().decode().partition("?>")[2].strip()
        label = _("QR code for your authenticator app")
        # Safe: the library draws modules of a code, and writes no text.
        return mark_safe(  # noqa: S308
            element.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
        )


def reencrypt(dry_run: bool) -> Counts:
    """Encrypt with the newest key what an earlier one encrypted, and count the secrets."""
    return reencrypt_each(_stored_secrets(), dry_run=dry_run)


def _stored_secrets() -> Iterator[tuple[str, Replace]]:
    for authenticator in Authenticator.objects.filter(type__in=SECRETS).iterator():
        name = SECRETS[Authenticator.Type(authenticator.type)]
        yield authenticator.data[name], partial(_replace, authenticator, name)


def _replace(authenticator: Authenticator, name: str, new: str) -> None:
    authenticator.data[name] = new
    authenticator.save(update_fields=["data"])
