"""Recipients of e-mails, and the language of each."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from wagtail.users.models import UserProfile


def preferred_language(user: AbstractUser) -> str:
    """Return the language that the user works in, never that of whoever caused the e-mail."""
    return UserProfile.get_for_user(user).preferred_language or settings.LANGUAGE_CODE


def who_want(users: Iterable[AbstractUser], *, notice: str) -> list[AbstractUser]:
    """Return each active user with an address once who has not declined this kind of notice.

    `notice` is "submitted", "approved" or "rejected".
    """
    unique = {user.pk: user for user in users if user.is_active and user.email}
    return [
        user
        for user in unique.values()
        if getattr(UserProfile.get_for_user(user), f"{notice}_notifications")
    ]
