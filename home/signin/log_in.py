"""The steps of a log-in: the person is known, then the second factor is shown, then logged in."""

import time
from dataclasses import asdict, dataclass

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language
from wagtail.users.models import UserProfile

from home.signin.session_times import list_session, record_factor

PENDING = "signin_pending"
# Seconds that a person has for the second step.
STEP_TIMEOUT = 10 * 60


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A log-in that waits for its second factor."""

    user_id: int
    backend: str
    password_hash: str
    next_url: str
    remember: bool
    began: int


def wait_for_factor(
    request: HttpRequest, user: AbstractUser, *, next_url: str, remember: bool
) -> None:
    """Remember that a person is known, but not logged in before the second factor."""
    request.session.flush()
    request.session[PENDING] = asdict(
        Pending(
            user_id=user.pk,
            backend=user.backend,  # set by `authenticate`
            password_hash=user.get_session_auth_hash(),
            next_url=next_url,
            remember=remember,
            began=int(time.time()),
        )
    )
    request.session.set_expiry(STEP_TIMEOUT)


def pending(request: HttpRequest) -> tuple[Pending, AbstractUser] | None:
    """Return the log-in that waits in this session and its person; None where none waits."""
    if PENDING not in request.session:
        return None
    waiting = Pending(**request.session[PENDING])
    user = get_user_model()._default_manager.filter(pk=waiting.user_id, is_active=True).first()
    if (
        user is None
        or time.time() - waiting.began > STEP_TIMEOUT
        or not constant_time_compare(user.get_session_auth_hash(), waiting.password_hash)
    ):
        del request.session[PENDING]
        return None
    return waiting, user


def complete(request: HttpRequest, waiting: Pending, user: AbstractUser) -> None:
    """Log a person in who has shown the second factor."""
    login(request, user, backend=waiting.backend)
    del request.session[PENDING]
    record_factor(request.session)
    finish(request, user, remember=waiting.remember)


def finish(request: HttpRequest, user: AbstractUser, *, remember: bool) -> None:
    """Set the end of a new session, list it, and keep the language of the log-in."""
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if remember else 0)
    list_session(request, user)
    _keep_language(request, user)


def _keep_language(request: HttpRequest, user: AbstractUser) -> None:
    """Give the person the language of the log-in, if they chose it there or had none before."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen in dict(settings.LANGUAGES):
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": chosen})
    else:
        UserProfile.objects.get_or_create(
            user=user, defaults={"preferred_language": get_language()}
        )
