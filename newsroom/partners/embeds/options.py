"""Which statements does an embed show, and how? The same choices in frames and in their builder."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newsroom.models.terms import Term
from newsroom.partners.api.sites import Place
from newsroom.translation.locales import language_of

MOST = 20
USUAL = 5
LONGEST_HEADING = 120
COUNT_WRONG = format_lazy(_("Give a number from 1 to {most}."), most=MOST)
THEMES = [
    ("light", pgettext_lazy("colours", "Light")),
    ("dark", pgettext_lazy("colours", "Dark")),
    ("auto", _("As the reader prefers")),
]


class TermsField(forms.CharField):
    """Slugs of categories or topics, in either language, separated by commas."""

    def __init__(self, *, missing: str, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=1_000, **kwargs)
        self.missing = missing
        self.terms: tuple[Term, ...] = ()

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the slugs; invalid where the site does not have one."""
        slugs = tuple(part.strip() for part in super().clean(value).split(",") if part.strip())
        known = {term.slug for term in self.terms}
        for slug in slugs:
            if slug not in known:
                raise forms.ValidationError(self.missing, params={"slug": slug}, code="missing")
        return slugs

    def offer(self, terms: Iterable[Term], *, every: str, language: str, chosen: str) -> None:
        """Offer the terms of a language, besides all of them and what is chosen already."""
        self.terms = tuple(terms)
        rows = [(term.slug, term.name) for term in self.terms if language_of(term) == language]
        if chosen and chosen not in {slug for slug, _name in rows}:
            names = {term.slug: term.name for term in self.terms}
            parts = [part.strip() for part in chosen.split(",")]
            rows.append((chosen, ", ".join(names.get(part, part) for part in parts)))
        self.widget = forms.Select(choices=[("", every), *rows], attrs={"class": "input"})


class LookForm(forms.Form):
    """What a frame of one statement may be asked for."""

    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=THEMES,
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )

    def __init__(self, data: QueryDict, *, strict: bool) -> None:
        """`strict` refuses what is unknown or given twice instead of passing over it."""
        super().__init__(data)
        self.strict = strict

    def clean(self) -> dict[str, Any]:
        """Refuse what the address must not say."""
        for name, values in self.data.lists():
            if "\0" in "".join(values):
                raise forms.ValidationError(_("The address holds a character that it must not."))
            if self.strict and name not in self.fields:
                raise forms.ValidationError(
                    _("There is no parameter “%(name)s” here."), params={"name": name}
                )
            if self.strict and len(values) > 1:
                raise forms.ValidationError(
                    _("The parameter “%(name)s” is given twice."), params={"name": name}
                )
        return self.cleaned_data

    def value(self, name: str) -> Any:
        """Return a choice, or what is usual where none was made."""
        usual = {"theme": "light", "count": USUAL}
        return self.cleaned_data.get(name) or usual.get(name, "")


class ListForm(LookForm):
    """What a frame of the latest statements may be asked for."""

    category = TermsField(
        label=_("Category"),
        missing=_("This site has no category “%(slug)s”."),
    )
    topic = TermsField(label=_("Topic"), missing=_("This site has no topic “%(slug)s”."))
    count = forms.IntegerField(
        label=_("How many statements"),
        min_value=1,
        max_value=MOST,
        required=False,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), COUNT_WRONG),
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    heading = forms.CharField(
        label=_("Heading"),
        max_length=LONGEST_HEADING,
        required=False,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    summaries = forms.BooleanField(label=_("Show summaries"), required=False)
    pictures = forms.BooleanField(label=_("Show pictures"), required=False)

    def __init__(self, data: QueryDict, *, place: Place, language: str, strict: bool) -> None:
        super().__init__(data, strict=strict)
        offers = {
            "category": (place.categories, _("All categories")),
            "topic": (place.topics, _("All topics")),
        }
        for name, (terms, every) in offers.items():
            self.fields[name].offer(
                terms, every=every, language=language, chosen=data.get(name, "")[:1_000]
            )


class BuilderForm(ListForm):
    """What whoever embeds chooses; the language of the list besides."""

    language = forms.ChoiceField(
        label=_("Language of the statements"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )
    field_order = ["language", "category", "topic", "count", "heading", "theme"]

    def __init__(self, data: QueryDict, *, place: Place, language: str) -> None:
        shown = data.copy()
        shown.setdefault("language", language)
        shown.setdefault("count", str(USUAL))
        super().__init__(shown, place=place, language=language, strict=False)
        self.label_suffix = ""
        self.fields["theme"].choices = [("", _("Those of your page")), *THEMES]


class CardForm(forms.Form):
    """Which single statement whoever embeds wants to show."""

    statement = forms.CharField(
        label=_("Address of the statement"),
        label_suffix="",
        max_length=1_000,
        widget=forms.URLInput(attrs={"class": "input"}),
    )
