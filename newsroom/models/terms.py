"""Categories and topics, under which statements are filed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site, TranslatableMixin


class Term(TranslatableMixin):
    """A category or topic of one site, with one row for each language.

    The rows of both languages share a translation key. A statement refers to the row of its own
    language.
    """

    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="+", verbose_name=_("site")
    )
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(
        _("slug"), max_length=100, help_text=_("The part of the address that names it.")
    )
    description = models.TextField(
        _("description"),
        blank=True,
        help_text=_("One or two sentences, shown above the list of its statements."),
    )

    class Meta(TranslatableMixin.Meta):
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def in_locale(self, locale_id: int) -> "Term":
        """Return this term's row in the locale, else the term itself. One query at most."""
        if self.locale_id == locale_id:
            return self
        return (
            type(self)
            .objects.filter(translation_key=self.translation_key, locale_id=locale_id)
            .first()
            or self
        )


class Category(Term):
    """A kind of statement that the office defines, offered as a filter under "Show only"."""

    order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Lower numbers come first in the list.")
    )

    class Meta(Term.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "locale", "slug"], name="newsroom_category_slug_per_site"
            )
        ]


class Topic(Term):
    """A subject of statements, independent of categories."""

    class Meta(Term.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "locale", "slug"], name="newsroom_topic_slug_per_site"
            )
        ]
