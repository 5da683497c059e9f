"""Screen that explains why a search finds a statement or does not."""

from collections.abc import Iterator
from dataclasses import replace
from typing import cast
from urllib.parse import urlsplit

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import AdminPageChooser
from wagtail.admin.widgets.button import Button
from wagtail.models import Page, Site

from newsroom.editing.rights.page_access import editable_pages
from newsroom.languages.configured import language_choices
from newsroom.models import ArticlePage
from search.admin.links import add_url, results_url, screen_url
from search.explain.explanation import Explanation, explain
from search.language.analysis import LANGUAGES
from search.models.curation import SynonymGroup
from search.querying.form import SearchForm
from search.querying.request import PAGE_LENGTH, Question
from search.querying.site_terms import SiteTerms

MAX_ADDRESS_LENGTH = 3_000
MAX_ID_LENGTH = 18


class StatementChooser(AdminPageChooser):  # type: ignore[misc]  # Wagtail has no types
    """Wagtail's page chooser for statements, with lazy texts for the language of each request."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(target_models=[ArticlePage], **kwargs)
        self.choose_one_text = _("Choose a statement")
        self.choose_another_text = _("Choose another statement")


class StatementField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at runtime
    """A statement by its id."""

    def to_python(self, value: object) -> ArticlePage | None:
        """Refuse ids that are no numbers, or too large for a query to the database."""
        if value and not (str(value).isdecimal() and len(str(value)) <= MAX_ID_LENGTH):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return cast("ArticlePage | None", super().to_python(value))


class ExplainForm(forms.Form):
    """A statement, the line that a reader types, and the language that is searched."""

    page = StatementField(
        label=_("Statement"),
        queryset=ArticlePage.objects.none(),
        widget=StatementChooser,
        error_messages={"invalid_choice": _("Choose a statement that you may edit.")},
    )
    q = forms.CharField(
        label=_("What a reader types, or the address of a results page"),
        required=False,
        max_length=MAX_ADDRESS_LENGTH,
    )
    language = forms.ChoiceField(
        label=_("Searched in"),
        required=False,
        choices=[("", _("The language of the statement")), *language_choices()],
    )

    def __init__(self, request: HttpRequest) -> None:
        given = request.GET if "page" in request.GET else None
        super().__init__(given, initial=request.GET.dict())
        own = ArticlePage.objects.filter(pk__in=editable_pages(request).values("pk"))
        field = cast(StatementField, self.fields["page"])
        field.queryset = own.select_related("locale", "alias_of__locale")

    def clear_page(self) -> None:
        """Remove an invalid page from the form: the chooser would show its title."""
        self.data = {**self.data, "page": ""}

    def question(self) -> Question:
        """Return the question; where the line is the address of results, with its filters."""
        page, text = self.cleaned_data["page"], self.cleaned_data["q"]
        own_language = page.locale.language_code
        site = page.get_site() or Site.objects.filter(is_default_site=True).first()
        address, _separator, parameters = text.partition("?")
        results_language = _language_of_results_page(address)
        if not (results_language and parameters):
            language = self.cleaned_data["language"] or own_language
            return Question(line=text, language=language, site=site)
        form = SearchForm(QueryDict(parameters))
        # Page and order have no effect on whether a statement is found.
        question = replace(form.question(language=results_language, site=site), sort=None, page=1)
        if own_language not in question.searched_languages:
            return question
        terms = SiteTerms(site=site, language=results_language)
        return question.for_language(own_language, terms=terms)


def _language_of_results_page(address: str) -> str:
    """Return the language whose results page is at `address`, "" for any other text."""
    path = urlsplit(address).path.rstrip("/")
    for language in LANGUAGES:
        with override(language):
            results_path = reverse("search")
        if path == results_path.rstrip("/"):
            return language
    return ""


@require_safe
def explanation(request: HttpRequest) -> HttpResponse:
    """Show the explanation for a statement that the editor may change."""
    form = ExplainForm(request)
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        result = explain(form.cleaned_data["page"], question=form.question())
        context |= _explanation_context(result, user=request.user)
    elif form.is_bound:
        form.clear_page()
    return render(request, "search/admin/explaining.html", context)


def _explanation_context(
    explanation: Explanation, *, user: AbstractBaseUser | AnonymousUser
) -> dict[str, object]:
    question = explanation.question
    available = next((report for report in explanation.engines if not report.error), None)
    rank = available.place if available and explanation.is_found else None
    by_score = rank is not None and question.order == "relevance"
    return {
        "explanation": explanation,
        "results_url": (
            results_url(question.line, language=question.language, site=question.site)
            if question.site
            else ""
        ),
        "results_page": -(-rank.number // PAGE_LENGTH) if rank and by_score else None,
        "edit_url": reverse("wagtailadmin_pages:edit", args=[explanation.page.pk]),
        "synonym_url": add_url(
            "archive_search_synonyms:add",
            model=SynonymGroup,
            user=user,
            words=question.line,
            language=question.language,
        ),
    }


def urls() -> list[URLPattern]:
    """Return the URL pattern of the screen."""
    return [path("archive-search/explain/", explanation, name="archive_search_explain")]


def menu_item() -> MenuItem:
    """Return the menu item of the screen."""
    return MenuItem(
        _("Why is it found?"),
        reverse("archive_search_explain"),
        name="archive-search-explain",
        icon_name="help",
        order=200,
    )


def explain_button(
    page: Page, user: AbstractBaseUser | AnonymousUser, view_name: str, next_url: str = ""
) -> Iterator[Button]:
    """Yield the button to the screen in the header menu of a statement that the user may edit."""
    if page.specific_class is ArticlePage and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Why is it found?"),
            screen_url("archive_search_explain", page=page.pk),
            icon_name="help",
            priority=70,
        )
