"""An office's glossary, and the translations of its earlier statements by paragraph."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site


class GlossaryTerm(models.Model):
    """A term of the office and what it is called in the other language."""

    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="+", verbose_name=_("office")
    )
    term_en = models.CharField(_("in English"), max_length=150)
    term_cy = models.CharField(_("in Welsh"), max_length=150)
    note = models.CharField(
        _("note"),
        max_length=300,
        blank=True,
        help_text=_("When to use it, or what not to write."),
    )

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["term_en", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "term_en", "term_cy"],
                name="newsroom_glossary_term_once",
                violation_error_message=_("The glossary has this term already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.term_en} – {self.term_cy}"

    def in_language(self, language: str) -> str:
        """Return the term in a language."""
        return str(getattr(self, f"term_{language}", ""))


class MemorySegment(models.Model):
    """A paragraph and its translation, from two public pages that said the same.

    There is a row for each direction. `key` is the digest of the words, see
    `newsroom.translation.memory`. `source` and `translation` are HTML where `is_html` is set.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=10)
    other_language = models.CharField(max_length=10)
    key = models.CharField(max_length=64)
    plain = models.TextField()
    length = models.PositiveIntegerField()
    source = models.TextField()
    translation = models.TextField()
    is_html = models.BooleanField()
    page = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "language", "other_language", "is_html", "key"],
                name="newsroom_memory_segment_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["site", "language", "other_language", "length"],
                name="newsroom_memory_length",
            )
        ]

    def __str__(self) -> str:
        return self.plain


class RememberedPage(models.Model):
    """When the paragraphs of a statement were last compared with its translation."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.page_id)
