"""Links from the screens of archive search to each other and to results pages."""

from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from wagtail.models import Site
from wagtail.permissions import policy_registry

from search.querying.addresses import address
from search.querying.request import Question


def screen_url(name: str, **parameters: object) -> str:
    """Return the address of a screen with fields filled in, "" where there is no such screen."""
    try:
        path = reverse(name)
    except NoReverseMatch:
        return ""
    given = {key: value for key, value in parameters.items() if value not in ("", None)}
    return f"{path}?{urlencode(given)}" if given else path


def add_url(
    name: str,
    *,
    model: type[Model],
    user: AbstractBaseUser | AnonymousUser,
    **parameters: object,
) -> str:
    """Return the address of the form that adds a row, "" for a user without that right."""
    policy = policy_registry.get_by_type(model)
    return screen_url(name, **parameters) if policy.user_has_permission(user, "add") else ""


def results_url(line: str, *, language: str, site: Site) -> str:
    """Return the address of a site's results page for a line."""
    return str(site.root_url) + address(Question(line=line, language=language))
