"""Screen on which an editor tries the analysis of words and the effect of a correction."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
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
    """Words to analyse, and the lemma of a correction to try."""

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
        """Return the lemma; raise ValidationError unless it is one word or empty."""
        lemma = self.cleaned_data["lemma"]
        return word_rules.validated_word(lemma) if lemma.strip() else ""

    def clean(self) -> dict[str, object]:
        """Check that a correction is of one word and could be saved."""
        values = super().clean() or {}
        if values.get("lemma"):
            try:
                values["form"] = word_rules.validated_word(values.get("words", ""))
            except ValidationError as error:
                self.add_error("words", error)
            else:
                self._validate_correction(values)
        return values

    def _validate_correction(self, values: Mapping[str, str]) -> None:
        language, form = values.get("language", ""), values["form"]
        row = _existing_correction(language, form) or LemmaOverride(language=language, form=form)
        row.lemma = values["lemma"]
        try:
            row.clean()
        except ValidationError as error:
            self.add_error("lemma", error.messages[0])


@require_safe
def try_words(request: HttpRequest) -> HttpResponse:
    """Show the analysis of each word, and the effect of a correction."""
    state_tokens.reload_changed()
    form = TryForm({"language": active_language(), **request.GET.dict()})
    context: dict[str, object] = {
        "form": form,
        "is_submitted": "words" in request.GET,
        "analysed_words": [],
        "effect": None,
    }
    if form.is_valid():
        values = form.cleaned_data
        words = correction_trial.analyse_words(values["words"], language=values["language"])
        context["analysed_words"] = [(word, SOURCES[word.source]) for word in words]
        if values["lemma"]:
            context["effect"] = correction_trial.correction_effect(
                values["form"], values["lemma"], language=values["language"]
            )
            context["correct_url"] = _correct_url(request, values)
    return render(request, "search/admin/words.html", context)


def _correct_url(request: HttpRequest, values: Mapping[str, str]) -> str:
    """Return where the correction can be saved, "" for a user without the right."""
    policy = policy_registry.get_by_type(LemmaOverride)
    row = _existing_correction(values["language"], values["form"])
    if not policy.user_has_permission(request.user, "change" if row else "add"):
        return ""
    if row:
        return reverse("archive_search_overrides:edit", args=[row.pk])
    parameters = {name: values[name] for name in ("language", "form", "lemma")}
    return f"{reverse('archive_search_overrides:add')}?{urlencode(parameters)}"


def _existing_correction(language: str, form: str) -> LemmaOverride | None:
    return LemmaOverride.objects.filter(language=language, form=form).first()


def urls() -> list[URLPattern]:
    """Return the URL pattern of the screen."""
    return [path("archive-search/words/", try_words, name="archive_search_words")]


def menu_item() -> MenuItem:
    """Return the menu item of the screen, which every user of the admin may open."""
    return MenuItem(
        _("Try a word"),
        reverse("archive_search_words"),
        name="archive-search-words",
        icon_name="glasses",
        order=500,
    )
