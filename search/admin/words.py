"""Where does an editor try what a word is filed under, and what a correction would change?"""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry

from newsroom.languages.configured import active_language, language_choices
from search.curation import state_tokens
from search.explain import correction_trial
from search.language import word_rules
from search.models.curation import LemmaOverride

SOURCES = {
    "editors": _("a correction made here"),
    "list": _("a correction that comes with Lectern"),
    "dictionary": _("the Welsh dictionary"),
    "stemmer": _("the rules for English endings"),
    "unknown": _("nothing: the dictionary does not have it"),
}


class TryForm(forms.Form):
    """Asks for words, and for a correction to be tried."""

    words = forms.CharField(
        label=_("Words"),
        max_length=200,
        required=False,
        help_text=_("One word or several, in any form."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=language_choices())
    lemma = forms.CharField(
        label=_("File it with"),
        max_length=word_rules.LONGEST_WORD,
        required=False,
        help_text=_("Only to see what a correction of one word would change. Nothing is saved."),
    )

    def clean_lemma(self) -> str:
        """Accept one word."""
        lemma = self.cleaned_data["lemma"]
        return word_rules.validated_word(lemma) if lemma.strip() else ""

    def clean(self) -> dict:
        """A correction is of one word, and must be one that could be saved."""
        cleaned = super().clean()
        if cleaned.get("lemma"):
            try:
                cleaned["form"] = word_rules.validated_word(cleaned.get("words", ""))
            except ValidationError as error:
                self.add_error("words", error)
            else:
                self._refuse_chain(cleaned)
        return cleaned

    def _refuse_chain(self, cleaned: dict) -> None:
        row = LemmaOverride.objects.filter(
            language=cleaned.get("language"), form=cleaned["form"]
        ).first() or LemmaOverride(language=cleaned.get("language", ""), form=cleaned["form"])
        row.lemma = cleaned["lemma"]
        try:
            row.clean()
        except ValidationError as error:
            self.add_error("lemma", error.messages[0])


@require_safe
def try_words(request: HttpRequest) -> HttpResponse:
    """Show each word's analysis, and what a correction would change."""
    state_tokens.reload_changed()
    begun = {"language": active_language(), **request.GET.dict()}
    form = TryForm(begun)
    context = {"form": form, "asked": "words" in request.GET, "tried": [], "change": None}
    if form.is_valid():
        given = form.cleaned_data
        context["tried"] = [
            (word, SOURCES[word.source])
            for word in correction_trial.tried(given["words"], language=given["language"])
        ]
        if given["lemma"]:
            context["change"] = correction_trial.change(
                given["form"], given["lemma"], language=given["language"]
            )
            context["correct_url"] = _correct_url(request, given)
    return render(request, "search/admin/words.html", context)


def _correct_url(request: HttpRequest, given: dict) -> str:
    """Return where the tried correction can be saved, empty for who may not."""
    policy = policy_registry.get_by_type(LemmaOverride)
    row = LemmaOverride.objects.filter(language=given["language"], form=given["form"]).first()
    if not policy.user_has_permission(request.user, "change" if row else "add"):
        return ""
    if row:
        return reverse("archive_search_overrides:edit", args=[row.pk])
    values = {name: given[name] for name in ("language", "form", "lemma")}
    return f"{reverse('archive_search_overrides:add')}?{urlencode(values)}"


def urls() -> list:
    """Return the address of the screen."""
    return [path("archive-search/words/", try_words, name="archive_search_words")]


def menu_item() -> MenuItem:
    """Return the entry of the menu; whoever may enter the admin may try words."""
    return MenuItem(
        _("Try a word"),
        reverse("archive_search_words"),
        name="archive-search-words",
        icon_name="glasses",
        order=500,
    )
