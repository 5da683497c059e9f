"""What stands in a frame on another site: the latest statements, or a single one?"""

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from newsroom.addresses.citations import preferred_statement, statements_for_citation
from newsroom.addresses.indexes import index_for, term_address
from newsroom.models import ArticlePage
from newsroom.partners.api.sites import Place
from newsroom.partners.api.statement_queries import StatementParameters, statements_page
from newsroom.partners.embeds.options import ListForm, LookForm
from newsroom.partners.embeds.responses import framed, place_of, trouble
from newsroom.translation.locales import language_of


@framed
def statements(request: HttpRequest) -> HttpResponse:
    """Show the latest statements of the address's language."""
    place, language = place_of(request), get_language() or "en"
    form = ListForm(request.GET, place=place, language=language, strict=True)
    if not form.is_valid():
        return trouble(request, status=400, sentences=_sentences(form))
    return render(
        request,
        "newsroom/embeds/statements.html",
        {
            "statements": latest(form, language=language, request=request),
            "heading": form.value("heading") or _("Latest statements"),
            "theme": form.value("theme"),
            "summaries": form.value("summaries"),
            "pictures": form.value("pictures"),
            "list_url": list_address(form, place=place, language=language, request=request),
        },
    )


@framed
def statement(request: HttpRequest, citation: str) -> HttpResponse:
    """Show one statement as a card, in the address's language where it is public in it."""
    place, language = place_of(request), get_language() or "en"
    form = LookForm(request.GET, strict=True)
    if not form.is_valid():
        return trouble(request, status=400, sentences=_sentences(form))
    page = preferred_statement(
        [page for page in statements_for_citation(citation) if place.holds(page)], language=language
    )
    if page is None:
        return trouble(request, status=404, sentences=[_("This statement is not public.")])
    return render(
        request,
        "newsroom/embeds/statement.html",
        {
            "statement": page,
            "content_language": language_of(page),
            "theme": form.value("theme"),
        },
    )


def latest(form: ListForm, *, language: str, request: HttpRequest) -> list[ArticlePage]:
    """Return the statements that a valid form asks for, by the API's own query."""
    parameters = StatementParameters(
        language=language,
        category=list(form.cleaned_data["category"]),
        topic=list(form.cleaned_data["topic"]),
        limit=form.value("count"),
    )
    pages = statements_page(parameters, request=request, with_body=False).statements
    if form.cleaned_data["pictures"]:
        prefetch_related_objects(pages, "lead_image__renditions")
    return pages


def list_address(form: ListForm, *, place: Place, language: str, request: HttpRequest) -> str:
    """Return where the whole list is: of the only category or topic chosen, else of all."""
    chosen = [(kind, slug) for kind in ("category", "topic") for slug in form.cleaned_data[kind]]
    if len(chosen) == 1:
        kind, slug = chosen[0]
        keys = {term.translation_key for term in place.terms(kind) if term.slug == slug}
        for term in place.terms(kind):
            if term.translation_key in keys and language_of(term) == language:
                return term_address(term, request=request)
    index = index_for(language, request=request)
    return (index.get_url(request) or "") if index is not None else ""


def _sentences(form: LookForm) -> list[str]:
    """Return what is wrong, with the name of the parameter where it is about one."""
    return [
        error if name == "__all__" else f"{name}: {error}"
        for name, errors in form.errors.items()
        for error in errors
    ]
