"""Views of frames on other sites: the latest statements, or a single one."""

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from newsroom.addresses.citations import preferred_statement, statements_for_citation
from newsroom.addresses.indexes import index_for, term_address
from newsroom.languages.configured import active_language
from newsroom.models import ArticlePage
from newsroom.partners.api.sites import TERM_KINDS, PublicSite
from newsroom.partners.api.statement_queries import StatementParameters, statements_page
from newsroom.partners.embeds.options import AppearanceForm, ListForm
from newsroom.partners.embeds.responses import error_page, frame_view, site_of_request
from newsroom.translation.locales import language_of


@frame_view
def statements(request: HttpRequest) -> HttpResponse:
    """Show the latest statements in the language of the URL."""
    site, language = site_of_request(request), active_language()
    form = ListForm(request.GET, site=site, language=language, strict=True)
    if not form.is_valid():
        return error_page(request, status=400, sentences=_error_messages(form))
    return render(
        request,
        "newsroom/embeds/statements.html",
        {
            "statements": latest_statements(form, language=language, request=request),
            "heading": form.text("heading") or _("Latest statements"),
            "theme": form.text("theme"),
            "summaries": form.cleaned_data["summaries"],
            "pictures": form.cleaned_data["pictures"],
            "list_url": list_url(form, site=site, language=language, request=request),
        },
    )


@frame_view
def statement(request: HttpRequest, citation: str) -> HttpResponse:
    """Show one statement as a card, in the URL's language if it is public in it."""
    site, language = site_of_request(request), active_language()
    form = AppearanceForm(request.GET, strict=True)
    if not form.is_valid():
        return error_page(request, status=400, sentences=_error_messages(form))
    page = preferred_statement(
        [page for page in statements_for_citation(citation) if site.contains(page)],
        language=language,
    )
    if page is None:
        return error_page(request, status=404, sentences=[_("This statement is not public.")])
    return render(
        request,
        "newsroom/embeds/statement.html",
        {
            "statement": page,
            "content_language": language_of(page),
            "theme": form.text("theme"),
        },
    )


def latest_statements(form: ListForm, *, language: str, request: HttpRequest) -> list[ArticlePage]:
    """Return the statements that a valid form selects, with the query of the API."""
    parameters = StatementParameters.model_validate(
        {
            "language": language,
            "category": list(form.cleaned_data["category"]),
            "topic": list(form.cleaned_data["topic"]),
            "limit": form.count_value,
        }
    )
    pages = statements_page(parameters, request=request, with_body=False).statements
    if form.cleaned_data["pictures"]:
        prefetch_related_objects(pages, "lead_image__renditions")
    return pages


def list_url(form: ListForm, *, site: PublicSite, language: str, request: HttpRequest) -> str:
    """Return the URL of the full list: of the only selected category or topic, else of all."""
    selected = [(kind, slug) for kind in TERM_KINDS for slug in form.cleaned_data[kind]]
    if len(selected) == 1:
        kind, slug = selected[0]
        keys = {term.translation_key for term in site.terms(kind) if term.slug == slug}
        for term in site.terms(kind):
            if term.translation_key in keys and language_of(term) == language:
                return term_address(term, request=request)
    index = index_for(language, request=request)
    return (index.get_url(request) or "") if index is not None else ""


def _error_messages(form: AppearanceForm) -> list[str]:
    """Return the form's errors, with the name of the parameter that each is about."""
    return [
        str(error) if name == "__all__" else f"{name}: {error}"
        for name, errors in form.errors.items()
        for error in errors
    ]
