"""What does the editor's preview offer besides our own page: the site's outside front end?"""

from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

FRONT_END = "front-end"


class FrontEndPreviewMixin:
    """Adds a mode that shows the page, as it stands in the editor, in the front end."""

    @property
    def preview_modes(self) -> list:
        """Offer the front end where the site has one, once the draft has been saved."""
        from newsroom.publishing.draft_links import (
            front_end_address,  # needs the models, which need this
        )

        modes = list(super().preview_modes)
        if self.pk and front_end_address(self):
            modes.append((FRONT_END, _("Outside front end")))
        return modes

    def serve_preview(self, request: HttpRequest, preview_mode: str) -> HttpResponse:
        """Show the preview; only whoever may edit the page gets a link to it."""
        from newsroom.publishing.draft_links import follow_editor, front_end_address, may_preview

        if preview_mode != FRONT_END:
            return super().serve_preview(request, preview_mode)
        if not self.pk or not may_preview(self, request.user) or not front_end_address(self):
            raise PermissionDenied
        if self.get_view_restrictions().exists():
            return render(request, "newsroom/admin/front_end_refused.html")
        url = follow_editor(self, user=request.user).url
        if not getattr(request, "in_preview_panel", False):
            response: HttpResponse = HttpResponseRedirect(url)
            response["Referrer-Policy"] = "no-referrer"
            return response
        # In a frame of our own origin, so that the editor's own policy need not name another host.
        response = render(request, "newsroom/admin/front_end_frame.html", {"url": url})
        parts = urlsplit(url)
        response._csp_update = {"frame-src": [f"{parts.scheme}://{parts.netloc}"]}
        return response
