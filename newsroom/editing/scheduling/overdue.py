"""Publication of an overdue page by one button."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from newsroom.editing.scheduling.confirmation import embargo_text
from newsroom.languages.configured import language_name
from newsroom.publishing.embargoes import embargo_end
from newsroom.publishing.overdue import NotOverdueError, publish_overdue
from newsroom.translation.locales import language_of


@require_POST
def publish_overdue_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Publish the page, if the user may and its time has passed; then return to the dashboard."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    values = {
        "title": page.get_admin_display_title(),
        "language": language_name(language_of(page)),
    }
    try:
        published = publish_overdue(page, user=request.user)
    except NotOverdueError:
        messages.info(
            request,
            _("“%(title)s” (%(language)s) is not overdue: the worker or a colleague was quicker.")
            % values,
        )
    except ValidationError as error:
        values["reason"] = " ".join(error.messages)
        messages.error(
            request, _("“%(title)s” (%(language)s) is not published: %(reason)s") % values
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    else:
        for each in published:
            messages.success(request, _published_text(each))
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")


def _published_text(page: Page) -> str:
    until = embargo_end(page)
    if until is not None:
        return embargo_text(page, until)
    return _("“%(title)s” (%(language)s) is public now.") % {
        "title": page.get_admin_display_title(),
        "language": language_name(language_of(page)),
    }
