"""Deletion of what log-ins leave behind: expired sessions and counts of attempts."""

from django.contrib.sessions.models import Session

from home.signin.limits import delete_old_counts


def delete_expired() -> str:
    """Delete it; return a line for the worker's log, "" for nothing."""
    Session.get_session_store_class().clear_expired()
    return delete_old_counts()
