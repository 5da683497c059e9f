"""Download of documents, addressed by their token, and who may have one.

A document is private until a public page refers to it, and again when none does. That is asked
whenever it is requested, so publication, expiry, the end of an embargo, restriction and deletion
count at once, with or without the worker. Who may read a restricted page may have its documents.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from wagtail.documents.views import serve as wagtail_serve
from wagtail.models import Page

from newsroom.media.public_use import used_publicly
from newsroom.media.readers import may_read
from newsroom.models import NewsroomDocument


def serve_document(request: HttpRequest, token: str, filename: str) -> HttpResponse:
    """Return the file to anyone while a public page refers to it, else to a few.

    Wagtail checks the privacy of its collection. Nothing may store an answer that is not public.
    """
    document = get_object_or_404(NewsroomDocument, token=token)
    is_public = used_publicly(NewsroomDocument.objects.filter(pk=document.pk)).exists()
    if is_public or _is_for(request, document):
        response = wagtail_serve.serve(request, document.pk, filename)
    else:
        response = HttpResponse(status=404)
    if not is_public:
        response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def send_document_of(
    page: Page, *, request: HttpRequest, token: str, filename: str
) -> HttpResponse:
    """Return a document that this version of a page refers to; raises `Http404` for others.

    For those who may see a page that is not public. The caller has checked that.
    """
    document = get_object_or_404(NewsroomDocument, token=token)
    if document.pk not in documents_of(page):
        raise Http404
    response: HttpResponse = wagtail_serve.serve(request, document.pk, filename)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def documents_of(page: Page) -> set[int]:
    """Return the primary keys of the documents that the fields of a version refer to."""
    found = set()
    for field in page._meta.get_fields():
        if hasattr(field, "extract_references"):
            for model, key, *_path in field.extract_references(field.value_from_object(page)):
                if model is NewsroomDocument:
                    found.add(int(key))
    return found


def _is_for(request: HttpRequest, document: NewsroomDocument) -> bool:
    """Return whether this client may have a document that is not public.

    Wagtail decides for a restricted collection. Otherwise its editors may, and whoever may read a
    restricted page that shows it.
    """
    if document.collection.get_view_restrictions().exists():
        return True
    return may_read(document, request=request)


urlpatterns = [
    path("<str:token>/<str:filename>", serve_document, name="newsroom_document"),
    path(
        "authenticate_with_password/<int:restriction_id>/",
        wagtail_serve.authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]
