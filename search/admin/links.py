"""Where do the screens of search lead to, as far as those places are there?"""

from urllib.parse import urlencode

from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from wagtail.models import Site
from wagtail.permissions import policy_registry

from search.querying.addresses import address
from search.querying.request import Question


def link(name: str, **parameters: object) -> str:
    """Return the address of a screen with its fields filled in, or "" where there is none."""
    try:
        path = reverse(name)
    except NoReverseMatch:
        return ""
    given = {key: value for key, value in parameters.items() if value not in ("", None)}
    return f"{path}?{urlencode(given)}" if given else path


def adding(name: str, *, model: type[Model], user, **parameters: object) -> str:
    """Return the address of the form that adds one, or "" for a user who may not."""
    policy = policy_registry.get_by_type(model)
    return link(name, **parameters) if policy.user_has_permission(user, "add") else ""


def results_url(line: str, *, language: str, site: Site) -> str:
    """Return the address of a site's results page for a line."""
    return site.root_url + address(Question(line=line, language=language))
