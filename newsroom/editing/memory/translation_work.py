"""A statement beside the one that it is translated from, paragraph by paragraph."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from newsroom.models import ArticlePage, GlossaryTerm
from newsroom.translation.locales import language_of
from newsroom.translation.memory import (
    Suggestion,
    content_of,
    glossary_terms,
    suggestions,
)
from newsroom.translation.paired_actions import in_other_language
from newsroom.translation.segments import Segment, segments_of, tags_in, with_segments
from newsroom.translation.texts import set_texts


@dataclass(frozen=True, kw_only=True)
class Row:
    """A paragraph of the source, what stands at its place now, and help for it."""

    segment: Segment
    current: str
    suggestions: list[Suggestion]
    terms: list[GlossaryTerm]

    @property
    def is_untranslated(self) -> bool:
        """Return whether the place still has the words of the source."""
        return self.current == self.segment.text

    @property
    def exact(self) -> Suggestion | None:
        """Return the earlier translation of exactly these words, for a place not yet translated."""
        best = self.suggestions[0] if self.suggestions else None
        if best is None or not best.is_exact or not self.is_untranslated:
            return None
        fits = best.is_html == self.segment.is_html
        return best if fits and tags_in(best.translation) == self.segment.tags else None


@dataclass(frozen=True, kw_only=True)
class TranslationWork:
    """A statement, the newest version of the one in the other language, and their office."""

    page: ArticlePage
    source: ArticlePage
    site: Site

    @property
    def language(self) -> str:
        """Return the language that is written."""
        return language_of(self.page)

    @property
    def source_language(self) -> str:
        """Return the language that is translated."""
        return language_of(self.source)

    def rows(self) -> list[Row]:
        """Return the paragraphs of the source in their order, with help for each."""
        segments = segments_of(content_of(self.source, live=False))
        current = self.current()
        known = suggestions(
            segments,
            site=self.site,
            language=self.source_language,
            other_language=self.language,
        )
        terms = glossary_terms(segments, site=self.site, language=self.source_language)
        return [
            Row(
                segment=segment,
                current=current.get(segment.path, ""),
                suggestions=known[segment.path],
                terms=terms[segment.path],
            )
            for segment in segments
        ]

    def current(self) -> dict[str, str]:
        """Return the paragraphs of the page's newest version by path."""
        segments = segments_of(content_of(self.page, live=False))
        return {segment.path: segment.text for segment in segments}


def find_work(page: Page) -> TranslationWork | None:
    """Return the statement and its source, None where it has no page in the other language."""
    own = ArticlePage.objects.filter(pk=page.pk, alias_of=None).select_related("latest_revision")
    statement = own.first()
    if statement is None:
        return None
    statements = ArticlePage.objects.select_related("latest_revision")
    source = in_other_language(statements, page=page).first()
    site = page.get_site()
    if source is None or site is None:
        return None
    return TranslationWork(page=statement, source=source, site=site)


def write(work: TranslationWork, paragraphs: dict[str, str], *, user: AbstractBaseUser) -> int:
    """Save a new draft with these paragraphs by path; return how many have changed.

    Raises ValidationError where the page is locked or a text is not allowed.
    """
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=work.page.pk)
        page = ArticlePage.objects.select_related("latest_revision").get(pk=work.page.pk)
        permissions = page.permissions_for_user(user)
        if permissions.page_locked() or not permissions.can_edit():
            raise ValidationError(_("The page is locked, so nothing was written."))
        content = content_of(page, live=False)
        changed = 0

        def change(segment: Segment) -> str:
            nonlocal changed
            new = paragraphs.get(segment.path, segment.text)
            changed += new != segment.text
            return new

        texts = with_segments(content, change)
        if changed:
            draft = page.get_latest_revision_as_object()
            set_texts(draft, texts)
            draft.full_clean()
            draft.save_revision(user=user, log_action=True, clean=False)
        return changed


def exact_paragraphs(rows: list[Row]) -> dict[str, str]:
    """Return the known translations of paragraphs that are not translated yet, by path."""
    return {row.segment.path: row.exact.translation for row in rows if row.exact}
