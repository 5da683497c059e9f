"""Deletion of what log-ins leave behind: expired sessions and counts of attempts."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from home.signin.limits import delete_old_counts


def delete_expired() -> str:
    """Delete it; return a line for the worker's log, "" for nothing."""
    Session.get_session_store_class().clear_expired()
    running = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    UserSession.objects.exclude(session_key__in=running).delete()
    return delete_old_counts()
