"""Middleware that notes which view answers a request, for the log and the metrics."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from wagtail.models import Page

from config.observability import request_record

# Parts of addresses that are the same for everybody and may be logged.
SHOWN_PARTS = frozenset(
    {"citation", "language", "version", "number", "slug", "model_name", "app_label", "path"}
)


class ViewNameMiddleware:
    """Notes the name of the view, and that of the page's model where the view shows a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        arguments: tuple[object, ...],
        named_arguments: dict[str, object],
    ) -> None:
        """Note the view, and the parts of its address that are not for the log."""
        record = request_record.current()
        match = request.resolver_match
        if record is None or match is None:
            return
        is_admin = match.route.startswith("admin/")
        # One name for all of the admin: its hundreds of views would be hundreds of series.
        record.view = "admin" if is_admin else match.url_name or "unnamed"
        record.secrets = tuple(
            value
            for name, value in named_arguments.items()
            if isinstance(value, str) and value and name not in SHOWN_PARTS
        )

    def process_template_response(
        self, request: HttpRequest, response: SimpleTemplateResponse
    ) -> SimpleTemplateResponse:
        """Note the model of the page that is shown."""
        record = request_record.current()
        page = (response.context_data or {}).get("page")
        if record is not None and isinstance(page, Page):
            record.view = type(page).__name__
        return response
