"""What a session knows of its log-in: when it was, when it was last used, and by which factor."""

import time
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

LOGGED_IN, SEEN, CONFIRMED, FACTOR = (
    "signin_at",
    "signin_seen",
    "signin_confirmed",
    "signin_factor",
)
# Seconds: how exactly the last use is stored, and for how long a person counts as confirmed.
SEEN_STEP = 60
CONFIRMED_FOR = 20 * 60


def begin(sender: object, request: HttpRequest, user: AbstractUser, **kwargs: Any) -> None:
    """Record the log-in in its session; a receiver of Django's signal."""
    now = int(time.time())
    for name in (LOGGED_IN, SEEN, CONFIRMED):
        request.session[name] = now
    request.session.pop(FACTOR, None)


def is_over(session: SessionBase) -> bool:
    """Return whether a session is too old, or was not used for too long."""
    now = time.time()
    idle = settings.SESSION_IDLE_MINUTES * 60
    return now - session.get(LOGGED_IN, 0) >= settings.SESSION_COOKIE_AGE or bool(
        idle and now - session.get(SEEN, 0) >= idle
    )


def record_use(request: HttpRequest) -> None:
    """Record that the session is in use, at most once a minute."""
    now = int(time.time())
    if now - request.session.get(SEEN, 0) >= SEEN_STEP:
        request.session[SEEN] = now
        UserSession.objects.filter(session_key=request.session.session_key).update(
            last_seen_at=timezone.now()
        )


def record_factor(session: SessionBase) -> None:
    """Record that the person has shown a second factor in this session."""
    session[FACTOR] = session[CONFIRMED] = int(time.time())


def record_confirmation(session: SessionBase) -> None:
    """Record that the person has just shown who they are."""
    session[CONFIRMED] = int(time.time())


def is_confirmed(session: SessionBase) -> bool:
    """Return whether the person has shown within the last minutes who they are."""
    return bool(time.time() - session.get(CONFIRMED, 0) < CONFIRMED_FOR)


def list_session(request: HttpRequest, user: AbstractUser) -> None:
    """Write the session into the list that the person sees."""
    if not request.session.session_key:
        request.session.save()
    longest = UserSession._meta.get_field("user_agent").max_length
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "ip": request.META.get("REMOTE_ADDR") or "::",
            "user_agent": request.headers.get("user-agent", "")[:longest],
        },
    )


def end_sessions(user: AbstractUser, *, but: str | None = None) -> int:
    """End the sessions of a person, but the one with this key; return how many.

    All running sessions are read, because a new password gives a session another key than the list
    has.
    """
    running = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=but)
    keys = [
        session.session_key
        for session in running.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).exclude(session_key=but).delete()
    return len(keys)
