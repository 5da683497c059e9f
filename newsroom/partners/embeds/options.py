"""Forms for the options of an embed, shared by the frames and the builder."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newsroom.models.terms import Term
from newsroom.partners.api.sites import PublicSite, TermKind
from newsroom.translation.locales import language_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_COUNT = 20
DEFAULT_COUNT = 5
MAX_HEADING_LENGTH = 120
COUNT_ERROR = format_lazy(_("Give a number from 1 to {most}."), most=MAX_COUNT)
THEMES = [
    ("light", pgettext_lazy("colours", "Light")),
    ("dark", pgettext_lazy("colours", "Dark")),
    ("auto", _("As the reader prefers")),
]


class TermsField(forms.CharField):
    """Slugs of categories or topics, in any language, separated by commas."""

    def __init__(self, *, missing: "StrOrPromise", label: "StrOrPromise") -> None:
        super().__init__(required=False, max_length=1_000, label=label)
        self.missing = missing
        self.terms: tuple[Term, ...] = ()

    def clean(self, value: object) -> tuple[str, ...]:
        """Return the slugs; raises `ValidationError` for one that the site does not have."""
        slugs = tuple(part.strip() for part in super().clean(value).split(",") if part.strip())
        known = {term.slug for term in self.terms}
        for slug in slugs:
            if slug not in known:
                raise forms.ValidationError(self.missing, params={"slug": slug}, code="missing")
        return slugs

    def set_choices(
        self, terms: Iterable[Term], *, all_label: "StrOrPromise", language: str, selected: str
    ) -> None:
        """Offer the terms of a language, an option for all terms, and the selected value."""
        self.terms = tuple(terms)
        rows = [(term.slug, term.name) for term in self.terms if language_of(term) == language]
        if selected and selected not in {slug for slug, _name in rows}:
            names = {term.slug: term.name for term in self.terms}
            parts = [part.strip() for part in selected.split(",")]
            rows.append((selected, ", ".join(names.get(part, part) for part in parts)))
        self.widget = forms.Select(choices=[("", all_label), *rows], attrs={"class": "input"})


class AppearanceForm(forms.Form):
    """Options of a frame with one statement."""

    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=THEMES,
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )

    def __init__(self, data: QueryDict, *, strict: bool) -> None:
        """`strict` refuses unknown and repeated parameters, which are otherwise ignored."""
        super().__init__(data)
        self.query = data
        self.strict = strict

    def clean(self) -> dict[str, object]:
        """Refuse NUL characters and, if strict, unknown and repeated parameters."""
        for name, values in self.query.lists():
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

    def text(self, name: str) -> str:
        """Return the value of an option, its default if it is empty."""
        defaults = {"theme": "light"}
        return str(self.cleaned_data.get(name) or defaults.get(name, ""))


class ListForm(AppearanceForm):
    """Options of a frame with the latest statements."""

    category = TermsField(
        label=_("Category"),
        missing=_("This site has no category “%(slug)s”."),
    )
    topic = TermsField(label=_("Topic"), missing=_("This site has no topic “%(slug)s”."))
    count = forms.IntegerField(
        label=_("How many statements"),
        min_value=1,
        max_value=MAX_COUNT,
        required=False,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), COUNT_ERROR),
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    heading = forms.CharField(
        label=_("Heading"),
        max_length=MAX_HEADING_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    summaries = forms.BooleanField(label=_("Show summaries"), required=False)
    pictures = forms.BooleanField(label=_("Show pictures"), required=False)

    def __init__(self, data: QueryDict, *, site: PublicSite, language: str, strict: bool) -> None:
        super().__init__(data, strict=strict)
        labels: dict[TermKind, StrOrPromise] = {
            "category": _("All categories"),
            "topic": _("All topics"),
        }
        for kind, label in labels.items():
            cast("TermsField", self.fields[kind]).set_choices(
                site.terms(kind),
                all_label=label,
                language=language,
                selected=data.get(kind, "")[:1_000],
            )

    @property
    def count_value(self) -> int:
        """The number of statements, or its default."""
        return self.cleaned_data.get("count") or DEFAULT_COUNT


class BuilderForm(ListForm):
    """Options of the builder: those of a list, and its language."""

    language = forms.ChoiceField(
        label=_("Language of the statements"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )
    field_order = ["language", "category", "topic", "count", "heading", "theme"]

    def __init__(self, data: QueryDict, *, site: PublicSite, language: str) -> None:
        query = data.copy()
        query.setdefault("language", language)
        query.setdefault("count", str(DEFAULT_COUNT))
        super().__init__(query, site=site, language=language, strict=False)
        self.label_suffix = ""
        cast("forms.ChoiceField", self.fields["theme"]).choices = [
            ("", _("Those of your page")),
            *THEMES,
        ]


class CardForm(forms.Form):
    """The builder's form for a single statement."""

    statement = forms.CharField(
        label=_("Address of the statement"),
        label_suffix="",
        max_length=1_000,
        widget=forms.URLInput(attrs={"class": "input"}),
    )
