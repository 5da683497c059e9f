"""Models of what editors curate: corrections of lemmas, synonyms, recommended results."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page, Site

from newsroom.languages.configured import language_choices
from search.language import word_rules


def _language() -> "models.CharField[str, str]":
    return models.CharField(_("language"), max_length=2, choices=language_choices())


class Curated(models.Model):
    """A row that editors write, with the time and the user of its last change."""

    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Why, for your colleagues.")
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        abstract = True


class LemmaOverride(Curated):
    """A correction of a word's lemma, for the whole installation."""

    language = _language()
    form = models.CharField(
        _("word as it is written"),
        max_length=word_rules.LONGEST_WORD,
        help_text=_("One word. Capitals do not matter, accents do."),
    )
    lemma = models.CharField(
        _("filed with"),
        max_length=word_rules.LONGEST_WORD,
        help_text=_(
            "Whoever searches for one of the two finds both. Write the same word again to keep it "
            "apart from all others."
        ),
    )
    mutations = models.BooleanField(
        _("in its mutated forms as well"),
        default=True,
        help_text=_("Welsh only: Penygroes stands for Benygroes, Mhenygroes and Phenygroes too."),
    )

    # The content before the row is saved; see `search.curation.overrides`.
    content_before: tuple[object, ...] | None = None

    class Meta:
        verbose_name = _("correction of a word")
        verbose_name_plural = _("corrections of words")
        ordering = ["form", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "form"],
                name="search_one_override_per_form",
                violation_error_message=_("There is a correction of this word already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} → {self.lemma}"

    def clean(self) -> None:
        """Normalise both words and validate them."""
        errors = {}
        for name in ("form", "lemma"):
            try:
                setattr(self, name, word_rules.validated_word(getattr(self, name)))
            except ValidationError as error:
                errors[name] = error
        if not errors and self.language and self.lemma != self.form:
            errors = self._chains()
        if errors:
            raise ValidationError(errors)

    def _chains(self) -> dict[str, ValidationError]:
        """Return an error where the lemma is itself corrected, or the form is another's lemma."""
        others = type(self).objects.filter(language=self.language).exclude(pk=self.pk)
        onward = others.filter(form=self.lemma).exclude(lemma=self.lemma).first()
        if onward is not None:
            message = _("“%(word)s” is itself filed with “%(other)s”. Write that one.")
            params = {"word": onward.form, "other": onward.lemma}
            return {"lemma": ValidationError(message, params=params)}
        back = others.filter(lemma=self.form).exclude(form=self.form).first()
        if back is not None:
            message = _("“%(other)s” is filed with this word. Change that correction first.")
            return {"form": ValidationError(message, params={"other": back.form})}
        return {}


class SynonymGroup(Curated):
    """Words and phrases that are synonyms in the searches of an office."""

    site = models.ForeignKey(
        Site,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("site"),
        help_text=_("Leave empty for all sites."),
    )
    language = _language()
    words = models.TextField(
        _("words"),
        help_text=_(
            "Words or phrases, one on each line. Whoever searches for one finds the others as well."
        ),
    )
    finds = models.TextField(
        _("one way only: also finds"),
        blank=True,
        help_text=_(
            "Only to be filled in where the words must not stand for each other: a search for the "
            "words above finds these as well, but not the other way round."
        ),
    )
    is_active = models.BooleanField(
        # Translators: of a rule that can be switched on and off.
        pgettext_lazy("rule", "in use"),
        default=True,
    )

    class Meta:
        verbose_name = _("group of synonyms")
        verbose_name_plural = _("groups of synonyms")
        ordering = ["words", "pk"]

    def __str__(self) -> str:
        words = " = ".join(word_rules.non_empty_lines(self.words))
        return (
            f"{words} → {', '.join(word_rules.non_empty_lines(self.finds))}"
            if self.finds
            else words
        )

    def clean(self) -> None:
        """Normalise the lines and require at least two different phrases."""
        errors = {}
        for name in ("words", "finds"):
            try:
                members = word_rules.validated_phrases(getattr(self, name))
                setattr(self, name, "\n".join(members))
            except ValidationError as error:
                errors[name] = error
        if not errors and len(word_rules.non_empty_lines(self.words)) + bool(self.finds) < 2:
            errors["words"] = ValidationError(_("Write at least two, each on a line of its own."))
        if errors:
            raise ValidationError(errors)


class SynonymOff(models.Model):
    """A line of the bundled list that an office has switched off."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    language = _language()
    key = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "language", "key"], name="search_synonym_off_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.site}: {self.key}"


class PromotedResult(Curated):
    """A page, or an address elsewhere, that is shown above the results of certain searches."""

    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="+", verbose_name=_("site")
    )
    language = _language()
    searches = models.TextField(
        _("searches"),
        help_text=_(
            "What readers search for, one on each line. Form, order and mutation of the words do "
            "not matter: “train fare” is also “fares for trains”."
        ),
    )
    page = models.ForeignKey(
        Page,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page"),
        help_text=_("Shown as long as the public may read it."),
    )
    link = models.URLField(
        _("address elsewhere"), blank=True, help_text=_("Instead of a page of this site.")
    )
    link_title = models.CharField(_("title of the address"), max_length=200, blank=True)
    description = models.CharField(
        _("description"), max_length=300, blank=True, help_text=_("A sentence below the title.")
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Lower numbers come first in the list.")
    )
    is_active = models.BooleanField(pgettext_lazy("rule", "in use"), default=True)

    class Meta:
        verbose_name = _("recommended result")
        verbose_name_plural = _("recommended results")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the page's title, the title of the address, or the address."""
        return self.page.title if self.page else (self.link_title or self.link)

    def clean(self) -> None:
        """Require exactly one target; a page must be of this site and language."""
        errors = {}
        try:
            self.searches = "\n".join(word_rules.validated_phrases(self.searches))
        except ValidationError as error:
            errors["searches"] = error
        errors |= self._wrong_target()
        if errors:
            raise ValidationError(errors)

    def _wrong_target(self) -> dict[str, ValidationError]:
        if self.page is None:
            missing = {
                name: ValidationError(message)
                for name, message in (
                    ("link", _("Choose a page or give an address.")),
                    ("link_title", _("Give the address a title.")),
                )
                if not getattr(self, name)
            }
            return {"page": missing["link"]} if "link" in missing else missing
        if self.link:
            return {"link": ValidationError(_("Choose a page or give an address, not both."))}
        page_site = self.page.get_site()
        if self.site_id and (page_site is None or page_site.pk != self.site_id):
            return {"page": ValidationError(_("This page is not of this site."))}
        if self.language and self.page.locale.language_code != self.language:
            return {"page": ValidationError(_("This page is in the other language."))}
        return {}


class CuratedState(models.Model):
    """The state token of one kind of curated rows, in `stamp`; it changes with every change.

    A token is never used twice, so that a change and its reversal count as two changes.
    """

    kind = models.CharField(max_length=20, unique=True)
    stamp = models.CharField(max_length=32)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.kind}: {self.stamp}"
