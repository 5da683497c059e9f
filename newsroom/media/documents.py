"""Download of documents, addressed by their token."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from wagtail.documents.views import serve as wagtail_serve

from newsroom.models import NewsroomDocument


def serve_document(request: HttpRequest, token: str, filename: str) -> HttpResponse:
    """Return the file. Wagtail checks the privacy of its collection."""
    document = get_object_or_404(NewsroomDocument, token=token)
    response = wagtail_serve.serve(request, document.pk, filename)
    response["X-Robots-Tag"] = "noindex"
    return response


urlpatterns = [
    path("<str:token>/<str:filename>", serve_document, name="newsroom_document"),
    path(
        "authenticate_with_password/<int:restriction_id>/",
        wagtail_serve.authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]
