"""Documentation of the API: the OpenAPI 3.1 document and a Swagger UI page."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema

from newsroom.partners.api.deprecation import deprecation_of
from newsroom.partners.api.problems import MEDIA_TYPE, ProblemDocument

DESCRIPTION = """\
The public statements of an elected member's office, in English and Welsh.

Everything can be read without a key. A key that the office gives you raises the limit.
Whatever is withdrawn disappears from every answer; keep a copy right by following `/changes/`.
"""
PROBLEMS = {
    "304": "Nothing has changed since the answer that the request names.",
    "401": "The key or token is unknown, has expired, was revoked or is another site's.",
    "403": "The key may not do this.",
    "404": "Nothing public is here.",
    "410": "What was here has been withdrawn.",
    "422": "A parameter is wrong; `parameter` names it.",
    "429": "The minute's allowance is used up; `Retry-After` says when to come back.",
    "503": "A part of the service is away for now.",
}
EVERYWHERE = ("304", "401", "403", "422", "429")
HEADERS = {
    "ETag": "Names this state; send it back as `If-None-Match`.",
    "Last-Modified": "When something public changed last.",
    "RateLimit": "What is left of the minute's allowance, and when it is renewed.",
    "RateLimit-Policy": "The allowance.",
}


class DocumentationPage(Swagger):
    """Swagger UI, served from the installation's own static files."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: object) -> HttpResponse:
        """Render the page. Its policy allows Swagger UI's inline styles and data images.

        Scripts are limited to static files of the installation, as on every page.
        """
        url = self.get_openapi_url(api, kwargs)
        context = {
            "api": api,
            "openapi_url": url,
            "settings_for_swagger": {**self.settings, "url": url},
        }
        response = render(request, "api_docs.html", context)
        response._csp_update = {  # type: ignore[attr-defined]  # attribute that django-csp reads
            "style-src": ["'unsafe-inline'"],
            "img-src": ["data:"],
        }
        return response


class LecternAPI(NinjaAPI):
    """Version 1 of the partner API."""

    def __init__(self) -> None:
        super().__init__(
            title="Lectern",
            version="1",
            description=DESCRIPTION,
            urls_namespace="api-v1",
            docs_url="docs/",
            openapi_url="openapi.json",
            docs=DocumentationPage(),
        )
        self._document: OpenAPISchema | None = None

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, object] | None = None
    ) -> OpenAPISchema:
        """Return the document. It depends on code only, so it is generated once in each process."""
        if self._document is None:
            document = super().get_openapi_schema(path_prefix="/api/v1/")
            _complete(document)
            self._document = document
        return self._document


def document_text(api: LecternAPI) -> str:
    """Return the document as it is stored in docs/openapi.json."""
    return json.dumps(api.get_openapi_schema(), indent=2, ensure_ascii=False) + "\n"


def _complete(document: dict[str, Any]) -> None:
    """Add the features of every endpoint: problems, header fields and the optional key."""
    schemas = document["components"]["schemas"]
    schemas["ProblemDocument"] = ProblemDocument.model_json_schema()
    for path, methods in document["paths"].items():
        for operation in methods.values():
            _set_summary(operation)
            _add_example(operation["responses"], schemas=schemas)
            if deprecation_of(path) is not None:
                operation["deprecated"] = True
            schemes = operation.get("security", [])
            operation["security"] = [{}, *schemes] if schemes else []
            for parameter in operation.get("parameters", []):
                # `examples` is a list in JSON Schema, but a mapping in a parameter.
                if examples := parameter.pop("examples", None):
                    parameter["example"] = examples[0]
            _complete_responses(operation["responses"], path=path)


def _set_summary(operation: dict[str, Any]) -> None:
    """Use the first line of the description as the summary."""
    summary, _, rest = operation.get("description", "").partition("\n")
    operation["summary"] = summary.strip().removesuffix(".")
    operation.pop("description", None)
    if rest.strip():
        operation["description"] = rest.strip()


def _add_example(responses: dict[Any, Any], *, schemas: dict[str, Any]) -> None:
    """Add an example to the successful response; a list's example holds one row."""
    for media in responses[200].get("content", {}).values():
        schema = media["schema"]
        name = (schema.get("anyOf") or [schema])[0].get("$ref", "").rpartition("/")[2]
        own = schemas.get(name, {}).get("examples", [])
        row = name.removeprefix("Envelope_").removesuffix("_")
        if own:
            media["example"] = own[0]
        elif examples := schemas.get(row, {}).get("examples", []):
            media["example"] = {"items": [examples[0]], "next": None}


def _complete_responses(responses: dict[str, Any], *, path: str) -> None:
    for status in [*responses]:
        responses[str(status)] = responses.pop(status)
    is_cacheable = "preview" not in path
    for name, text in HEADERS.items():
        if name in ("ETag", "Last-Modified") and not is_cacheable:
            continue
        header = {"description": text, "schema": {"type": "string"}}
        responses["200"].setdefault("headers", {})[name] = header
    statuses = [*EVERYWHERE] if is_cacheable else ["401", "422", "429"]
    if "{" in path or "by-" in path:
        statuses.append("404")
    if "by-address" in path or "by-path" in path:
        statuses.append("410")
    if "search" in path:
        statuses.append("503")
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
    for status in sorted(statuses):
        entry: dict[str, Any] = {"description": PROBLEMS[status]}
        if status != "304":
            entry["content"] = content
        responses.setdefault(status, entry)
