"""Second factors of people: who has one, who needs one, and whether a code is right."""

import logging

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from wagtail.models import GroupPagePermission, GroupSitePermission

from home.signin.limits import USED_CODES
from newsroom.encryption import UnreadableSecretError

logger = logging.getLogger(__name__)

NOBODY, PUBLISHERS, EVERYONE = "none", "publishers", "everyone"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def factors_of(user: AbstractUser) -> QuerySet[Authenticator]:
    """Return the factors of a person, without the recovery codes."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).order_by("pk")


def has_factor(user: AbstractUser) -> bool:
    """Return whether a person logs in with a second factor."""
    return factors_of(user).exists()


def is_required_for(user: AbstractUser) -> bool:
    """Return whether a person must have a second factor, as `SECOND_FACTOR` says."""
    if settings.SECOND_FACTOR == PUBLISHERS:
        return may_publish_or_manage(user)
    return bool(settings.SECOND_FACTOR == EVERYONE)


def may_publish_or_manage(user: AbstractUser) -> bool:
    """Return whether a person may publish pages or manage people, anywhere."""
    if user.is_superuser:
        return True
    publishes = GroupPagePermission.objects.filter(
        group__user=user, permission__codename="publish_page"
    )
    manages = GroupSitePermission.objects.filter(
        group__user=user, permission__codename="change_user"
    )
    return publishes.exists() or manages.exists()


def accept_code(user: AbstractUser, code: str) -> Authenticator | None:
    """Return the authenticator app or the recovery codes that a code is of, None if it is wrong.

    Each code is accepted once.
    """
    types = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    for authenticator in Authenticator.objects.filter(user=user, type__in=types):
        try:
            is_right = authenticator.wrap().validate_code(code)
        except UnreadableSecretError:
            logger.error("The secret of a second factor cannot be decrypted: %s", authenticator.pk)
            continue
        if is_right and USED_CODES.take(f"{authenticator.pk} {code}"):
            authenticator.record_usage()
            return authenticator
    return None


def recovery_codes(user: AbstractUser) -> list[str]:
    """Return the recovery codes that a person has not used, made now if there are none yet."""
    codes: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return codes


def renew_recovery_codes(user: AbstractUser) -> None:
    """Replace all recovery codes by new ones."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)


def remove_factor(factor: Authenticator) -> None:
    """Remove a factor, and with the last one the recovery codes."""
    user = factor.user
    factor.delete()
    if not has_factor(user):
        Authenticator.objects.filter(user=user).delete()
