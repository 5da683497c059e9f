"""The page that refuses further attempts for a while."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# What was tried too often; `locked_out.html` has a sentence for each.
Reason = Literal["name", "network", "resets", "codes"]


def refuse(request: HttpRequest, reason: Reason) -> HttpResponse:
    """Return the page that says what was tried too often, and when it may be tried again."""
    return render(request, "locked_out.html", {"reason": reason}, status=429)
