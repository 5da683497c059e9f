"""Who may have a picture or document that no public page shows."""

from django.http import HttpRequest
from wagtail.permissions import policy_registry

from newsroom.media.public_use import pages_showing
from newsroom.models import NewsroomDocument, NewsroomImage

EDITORS = ("add", "change", "delete", "choose")


def may_read(file: NewsroomImage | NewsroomDocument, *, request: HttpRequest) -> bool:
    """Return whether the client is an editor of the file, or may read a restricted page with it."""
    if request.user.is_authenticated:
        policy = policy_registry.get_by_type(type(file))
        if policy.user_has_any_permission_for_instance(request.user, EDITORS, file):
            return True
    return any(
        all(restriction.accept_request(request) for restriction in page.get_view_restrictions())
        for page in pages_showing(file)
    )
