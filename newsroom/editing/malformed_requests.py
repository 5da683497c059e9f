"""Answers to requests of the admin whose data Wagtail's views cannot read: 400 instead of 500.

Many of Wagtail's views take values from a form without validating them first: a missing name, a
word where an id belongs, or a number beyond the database's integers raises an exception there.
Browsers do not send such requests; scripts, scanners and interrupted uploads do.
"""

import logging
import re
from collections.abc import Callable, Mapping

from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

# What no valid request can raise: a name that is missing in the form, a number or a text that the
# database cannot store.
UNREADABLE = (MultiValueDictKeyError, OverflowError, DataError)
# The messages of Django, Python and the drivers for a word as a number, and for the null character.
UNREADABLE_VALUE = re.compile(
    r"expected a number but got|invalid literal for int\(\)|NUL \(0x00\)|null character",
    re.IGNORECASE,
)
# Views of Wagtail that raise something else for data that are missing or wrong.
UNREADABLE_IN_VIEW: Mapping[str, tuple[type[Exception], ...]] = {
    "wagtailadmin_choose_page_external_link": (AttributeError,),
    "wagtailadmin_pages:copy": (ObjectDoesNotExist,),
    "wagtailredirects:process_import": (KeyError,),
    "wagtailsnippetchoosers_newsroom_category:create": (AttributeError,),
}


class MalformedRequestMiddleware:
    """Answers 400 where an admin view failed because of what was sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Return the answer to a malformed request of the admin, None for other exceptions.

        The exception is logged with its traceback: a fault in a script of ours looks the same.
        """
        match = request.resolver_match
        if match is None or not match.route.startswith("admin/"):
            return None
        if not (
            _is_unreadable(exception, view_name=match.view_name)
            or _is_wrong_destination(request, exception)
        ):
            return None
        logger.warning("Malformed request: %s", request.path, exc_info=exception)
        return _answer(request)


def _is_unreadable(exception: Exception, *, view_name: str) -> bool:
    if isinstance(exception, (*UNREADABLE, *UNREADABLE_IN_VIEW.get(view_name, ()))):
        return True
    return isinstance(exception, (ValueError, TypeError)) and bool(
        UNREADABLE_VALUE.search(str(exception))
    )


def _is_wrong_destination(request: HttpRequest, exception: Exception) -> bool:
    """Return whether the view was told to go on to something that is no address."""
    destination = request.POST.get("next") or request.GET.get("next")
    return (
        isinstance(exception, NoReverseMatch)
        and bool(destination)
        and f"'{destination}'" in str(exception)
    )


def _answer(request: HttpRequest) -> HttpResponse:
    title = _("The request could not be read")
    wants_page = request.headers.get("x-requested-with") != "XMLHttpRequest"
    if wants_page and not request.path.startswith("/admin/api/"):
        return render(request, "newsroom/admin/malformed_request.html", status=400)
    problem = {"title": title, "status": 400}
    return JsonResponse(problem, status=400, content_type="application/problem+json")
