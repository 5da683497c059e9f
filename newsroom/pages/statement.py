"""The page of a statement: neighbours, related statements, categories and share links."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from newsroom.addresses.citations import versions_path
from newsroom.addresses.indexes import cache_index, index_address, index_for
from newsroom.addresses.terms import office_terms
from newsroom.faults.parts import may_be_left_out, part_or
from newsroom.languages.configured import active_language
from newsroom.media.page_images import BodyReferences, body_objects, references_in
from newsroom.media.pictures import load_sizes
from newsroom.models import ArticlePage, Category
from newsroom.models.presentation import presents
from newsroom.pages import nearby
from newsroom.pages.corrections import ShownCorrection, shown_corrections
from newsroom.pages.public_page import PublicPagePresenter
from newsroom.pages.related import related
from newsroom.translation.counterparts import (
    is_untranslated,
    original_of,
    set_counterpart,
    text_language,
)

MAX_RELATED = 3


@dataclass(frozen=True, kw_only=True)
class ShareLink:
    """A plain link that shares the statement on another service, without scripts."""

    label: str
    url: str


class StatementContext:
    """The data around a statement's text, as the template variable `reading`.

    Each property is computed when it is first used.
    """

    def __init__(self, page: ArticlePage, *, request: HttpRequest) -> None:
        self.page = page
        self.request = request
        parent = page.get_parent()
        self.index = parent.specific if parent is not None else None
        if self.index is not None and self.index.locale_id == page.locale_id:
            cache_index(self.index, request=request)

    @property
    def previous(self) -> ArticlePage | None:
        """Return the next older statement of the index."""
        return self._around.previous

    @property
    def next(self) -> ArticlePage | None:
        """Return the next newer statement of the index."""
        return self._around.next

    @cached_property
    def related(self) -> list[ArticlePage]:
        """Return statements that share topics, then those that share categories, newest first.

        Statements that the editor selected in the body are left out.
        """
        if self.index is None:
            return []
        index = self.index
        return part_or(
            [],
            lambda: related(
                self.page,
                index=index,
                request=self.request,
                excluded=self.references.statements,
                limit=MAX_RELATED,
            ),
            part="related statements",
            page=self.page.pk,
        )

    @property
    def counterpart(self) -> ArticlePage | None:
        """Return the public statement in the other language."""
        return self._around.counterpart

    @cached_property
    def references(self) -> BodyReferences:
        """Return what the blocks of the body refer to. No query."""
        return references_in(self.page)

    @cached_property
    def _around(self) -> nearby.Around:
        """Return the neighbours and the counterpart. One query, two in a large index."""
        return part_or(
            nearby.Around(),
            lambda: nearby.around(self.page, index=self.index, request=self.request),
            part="neighbours and translation",
            page=self.page.pk,
        )

    @cached_property
    def index_url(self) -> str:
        """Return the address of the list in the interface's language."""
        index = self.index
        if self.untranslated:
            code = active_language()
            index = index_for(code, request=self.request) or index
        return index_address(index, request=self.request) if index is not None else ""

    @cached_property
    def show_only(self) -> list[Category]:
        """Return the office's categories in the interface's language, in the office's order."""
        return part_or(
            [],
            lambda: office_terms(self.request).categories_in(active_language()),
            part="categories of the office",
        )

    @property
    def content_language(self) -> str:
        """Return the language of the text, "en" or "cy"."""
        return text_language(self.page)

    @property
    def untranslated(self) -> bool:
        """Return whether the text is shown within the other language's interface."""
        return is_untranslated(self.page)

    @cached_property
    def corrections(self) -> list[ShownCorrection]:
        """Return the notes of corrections, newest first. No query."""
        return shown_corrections(self.page, self.page.corrections)

    @cached_property
    def versions_url(self) -> str:
        """Return the address of the list of versions, "" where the text never changed."""
        return versions_path(self.page) if self.page.earlier_versions else ""

    @cached_property
    def canonical_url(self) -> str:
        """Return the statement's full address in the language of its text."""
        return (original_of(self.page) or self.page).get_full_url(self.request) or ""

    @cached_property
    def share(self) -> list[ShareLink]:
        """Return links that share the statement's address and title."""
        url, title = self.canonical_url, self.page.title
        text = f"{title} {url}"
        return [
            ShareLink(
                label=str(_("E-mail")),
                url="mailto:?" + urlencode({"subject": title, "body": url}).replace("+", "%20"),
            ),
            ShareLink(label="WhatsApp", url="https://wa.me/?" + urlencode({"text": text})),
            ShareLink(
                label="Bluesky", url="https://bsky.app/intent/compose?" + urlencode({"text": text})
            ),
            ShareLink(
                label="Facebook",
                url="https://www.facebook.com/sharer/sharer.php?" + urlencode({"u": url}),
            ),
            ShareLink(
                label="X",
                url="https://x.com/intent/post?" + urlencode({"text": title, "url": url}),
            ),
        ]


@presents(ArticlePage)
class StatementPresenter(PublicPagePresenter):
    """Presenter of statements."""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `reading`, the data around the statement's text."""
        context = super().get_context(request, *args, **kwargs)
        reading = context["reading"] = StatementContext(self.page, request=request)
        if self.page.pk is not None:
            set_counterpart(self.page, reading.counterpart)
        found = reading.references
        pk = self.page.pk
        objects: dict[type[Model], Mapping[int, Model | None]] = {}
        with may_be_left_out("pictures and documents", page=pk):
            objects |= body_objects(found)
        with may_be_left_out("chosen statements", page=pk):
            objects[ArticlePage] = nearby.public_rows(found.statements)
        context["body_objects"] = objects
        lead_images = (row.lead_image_id for row in (self.page, *reading.related))
        with may_be_left_out("pictures", page=pk):
            load_sizes([*found.images, *lead_images], request=request)
        return context
