"""The short guide on the first page after the first log-in: what this person can do here.

It follows from the person's permissions, stands in their language, and is put away by a button that
needs no JavaScript.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.users.models import UserProfile

from newsroom.editing.management.people_rights import manages_people
from newsroom.publishing.review import checks_for_others

DISMISSED = "newsroom_guide"


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something that the person can do, and where."""

    text: Promise
    link: Promise
    url: str


def tasks(user: Any) -> Iterator[Task]:
    """Yield what the user can do, from writing to managing."""
    policy = policy_registry.get_by_type(Page)
    if not policy.user_has_any_permission(user, ["add", "change"]):
        return
    statements, languages = (
        reverse("newsroom_statements:index"),
        reverse("newsroom_languages_report"),
    )
    if policy.user_has_permission(user, "add"):
        yield Task(
            text=_("Write a statement. It is saved as a draft while you write."),
            link=_("Statements"),
            url=statements,
        )
    yield Task(
        text=_("Translate, and see which side is behind."), link=_("Both languages"), url=languages
    )
    if policy.user_has_permission(user, "publish"):
        yield Task(
            text=_("Check what colleagues submitted, then publish or schedule it, or return it."),
            link=_("Drafts"),
            url=f"{statements}?state=draft",
        )
    elif checks_for_others(user):
        yield Task(
            text=_("Check what colleagues submitted: return it, or pass it on for approval."),
            link=_("Drafts"),
            url=f"{statements}?state=draft",
        )
    else:
        yield Task(
            text=_("Submit a draft for approval. A manager of your office publishes it."),
            link=_("Drafts"),
            url=f"{statements}?state=draft",
        )
    if manages_people(user):
        yield Task(
            text=_("Add colleagues, and say what each of them may do."),
            link=_("People of the office"),
            url=reverse("newsroom_people"),
        )
    yield Task(
        text=_("Choose your language and which e-mails you get."),
        link=_("Account"),
        url=reverse("wagtailadmin_account"),
    )


class GuidePanel(Component):
    """The guide, until it is put away."""

    name = "guide"
    order = 10
    template_name = "newsroom/admin/dashboard_guide.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return the tasks of the user."""
        return {"tasks": list(tasks(parent_context["request"].user)), "name": self.name}


def add_guide(request: HttpRequest, panels: list[Component]) -> None:
    """Add the guide, unless the user has put it away or is an operator."""
    profile = getattr(request.user, "wagtail_userprofile", None)
    is_dismissed = profile is not None and profile.dismissibles.get(DISMISSED)
    if not is_dismissed and not request.user.is_superuser:
        panels.append(GuidePanel())


@require_POST
def dismiss_guide(request: HttpRequest) -> HttpResponse:
    """Put the guide away for this user."""
    profile = UserProfile.get_for_user(request.user)
    profile.dismissibles[DISMISSED] = True
    profile.save(update_fields=["dismissibles"])
    return redirect("wagtailadmin_home")
