"""The editor's preview mode that shows a draft in the site's outside front end."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from newsroom.models.presentation import Presenter
from newsroom.publishing.draft_links import front_end_address, may_preview, update_editor_link

FRONT_END = "front-end"


class FrontEndPreview(Presenter):
    """Presenter that adds the preview mode `front-end` to the editor."""

    def preview_modes(self) -> list[tuple[str, Any]]:
        """Offer the front end where the site has one and the draft has been saved."""
        modes = super().preview_modes()
        if self.page.pk and front_end_address(self.page):
            modes.append((FRONT_END, _("Outside front end")))
        return modes

    def serve_preview(self, request: HttpRequest, preview_mode: str) -> HttpResponse:
        """Return the preview; raises `PermissionDenied` for users who may not edit the page."""
        if preview_mode != FRONT_END:
            return super().serve_preview(request, preview_mode)
        page = self.page
        if not page.pk or not may_preview(page, request.user) or not front_end_address(page):
            raise PermissionDenied
        if page.get_view_restrictions().exists():
            return render(request, "newsroom/admin/front_end_refused.html")
        url = update_editor_link(page, user=request.user).url
        if not getattr(request, "in_preview_panel", False):
            response: HttpResponse = HttpResponseRedirect(url)
            response["Referrer-Policy"] = "no-referrer"
            return response
        # A frame of our own origin: the editor's security policy need not name another host.
        response = render(request, "newsroom/admin/front_end_frame.html", {"url": url})
        parts = urlsplit(url)
        response._csp_update = {"frame-src": [f"{parts.scheme}://{parts.netloc}"]}
        return response
