"""Why is this statement found, or not found? The screen on which an editor asks."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import AdminPageChooser
from wagtail.admin.widgets.button import Button
from wagtail.models import Page, Site

from newsroom.editing.dashboard import own_pages
from newsroom.models import ArticlePage
from search.admin.links import adding, link, results_url
from search.explain.explanation import Explanation, explain
from search.language.analysis import LANGUAGES
from search.models.curation import SynonymGroup
from search.querying.form import SearchForm
from search.querying.request import PAGE_LENGTH, Question
from search.querying.site_terms import SiteTerms

LONGEST_ADDRESS = 3_000
LONGEST_NUMBER = 18


class StatementChooser(AdminPageChooser):
    """Wagtail's chooser, whose words wait for the language of each request."""

    def __init__(self, **kwargs) -> None:
        super().__init__(target_models=[ArticlePage], **kwargs)
        self.choose_one_text = _("Choose a statement")
        self.choose_another_text = _("Choose another statement")


class StatementField(forms.ModelChoiceField):
    """A statement by its number."""

    def to_python(self, value):
        """Refuse numbers that no page has, which databases cannot be asked for."""
        if value and not (str(value).isdecimal() and len(str(value)) <= LONGEST_NUMBER):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class ExplainForm(forms.Form):
    """Asks for a statement and for what a reader types."""

    page = StatementField(
        label=_("Statement"),
        queryset=ArticlePage.objects.none(),
        widget=StatementChooser,
        error_messages={"invalid_choice": _("Choose a statement that you may edit.")},
    )
    q = forms.CharField(
        label=_("What a reader types, or the address of a results page"),
        required=False,
        max_length=LONGEST_ADDRESS,
    )
    language = forms.ChoiceField(
        label=_("Searched in"),
        required=False,
        choices=[
            ("", _("The language of the statement")),
            ("en", _("English")),
            ("cy", _("Welsh")),
        ],
    )

    def __init__(self, request: HttpRequest) -> None:
        given = request.GET if "page" in request.GET else None
        super().__init__(given, initial=request.GET.dict())
        own = ArticlePage.objects.filter(pk__in=own_pages(request).values("pk"))
        self.fields["page"].queryset = own.select_related("locale", "alias_of__locale")

    def forget_page(self) -> None:
        """Show no title of a page that was refused: the chooser would."""
        self.data = {**self.data.dict(), "page": ""}

    def question(self) -> Question:
        """Return what is asked, filters included where an address of results was given."""
        page, text = self.cleaned_data["page"], self.cleaned_data["q"]
        language = self.cleaned_data["language"] or page.locale.language_code
        site = page.get_site() or Site.objects.filter(is_default_site=True).first()
        address, _question_mark, parameters = text.partition("?")
        spoken = _language_of_results(address)
        if not (spoken and parameters):
            return Question(line=text, language=language, site=site)
        asked = SearchForm(QueryDict(parameters))
        # Which page and order were asked for says nothing of why a statement is found.
        question = replace(asked.question(language=spoken, site=site), sort=None, page=1)
        own = page.locale.language_code
        if own not in question.searched_languages:
            return question
        return question.for_language(own, terms=SiteTerms(site=site, language=spoken))


def _language_of_results(address: str) -> str:
    """Return whose results page an address is, or "" for another address or words."""
    for language in LANGUAGES:
        with override(language):
            ending = reverse("search")
        if urlsplit(address).path.rstrip("/") == ending.rstrip("/"):
            return language
    return ""


@require_safe
def explaining(request: HttpRequest) -> HttpResponse:
    """Explain a statement that the editor may change."""
    form = ExplainForm(request)
    context: dict = {"form": form}
    if form.is_bound and form.is_valid():
        told = explain(form.cleaned_data["page"], question=form.question())
        context |= _shown(told, user=request.user)
    elif form.is_bound:
        form.forget_page()
    return render(request, "search/admin/explaining.html", context)


def _shown(told: Explanation, *, user) -> dict:
    question = told.question
    answering = next((one for one in told.engines if not one.error), None)
    place = answering.place if answering and told.is_found else None
    by_score = place is not None and question.order == "relevance"
    return {
        "told": told,
        "results_url": (
            results_url(question.line, language=question.language, site=question.site)
            if question.site
            else ""
        ),
        "results_page": -(-place.number // PAGE_LENGTH) if place and by_score else None,
        "edit_url": reverse("wagtailadmin_pages:edit", args=[told.page.pk]),
        "synonym_url": adding(
            "archive_search_synonyms:add",
            model=SynonymGroup,
            user=user,
            words=question.line,
            language=question.language,
        ),
    }


def urls() -> list:
    """Return the address of the screen."""
    return [path("archive-search/explain/", explaining, name="archive_search_explain")]


def menu_item() -> MenuItem:
    """Return the entry of the menu."""
    return MenuItem(
        _("Why is it found?"),
        reverse("archive_search_explain"),
        name="archive-search-explain",
        icon_name="help",
        order=200,
    )


def explain_button(page: Page, user, view_name: str, next_url: str = "") -> Iterator[Button]:
    """Offer the explanation in the menu of a statement's header."""
    if page.specific_class is ArticlePage and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Why is it found?"),
            link("archive_search_explain", page=page.pk),
            icon_name="help",
            priority=70,
        )
