"""The page of a statement: neighbours, related statements, categories and share links."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from newsroom.addresses.indexes import cache_index, index_address, index_for
from newsroom.blocks import BLOCK_TYPES
from newsroom.languages.configured import active_language
from newsroom.models import ArticlePage, ArticleTopic, Category
from newsroom.models.presentation import presents
from newsroom.pages.public_page import PublicPagePresenter
from newsroom.translation.counterparts import counterpart, is_untranslated
from newsroom.translation.locales import language_of

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

    @cached_property
    def previous(self) -> ArticlePage | None:
        """Return the next older statement of the index."""
        return self._neighbour(older=True)

    @cached_property
    def next(self) -> ArticlePage | None:
        """Return the next newer statement of the index."""
        return self._neighbour(older=False)

    @cached_property
    def related(self) -> list[ArticlePage]:
        """Return statements that share topics, then those that share categories, newest first.

        Statements that the editor selected in the body are left out.
        """
        if self.index is None:
            return []
        excluded = {self.page.pk, *_selected_by_editor(self.page)}
        topics = [row.topic_id for row in self.page.article_topics.all()]
        found: list[int] = []
        within = ArticlePage.objects.listed_in(self.index).public_now()
        if topics:
            found += (
                ArticleTopic.objects.filter(
                    # Checked for each statement with these topics, because they are few.
                    Exists(within.filter(pk=OuterRef("page_id"))),
                    topic_id__in=topics,
                )
                .exclude(page_id__in=excluded)
                .values("page_id")
                .annotate(shared=Count("pk"))
                .order_by("-shared", "-page__date", "-page_id")
                .values_list("page_id", flat=True)[:MAX_RELATED]
            )
        if len(found) < MAX_RELATED:
            categories = [category.pk for category in self.page.categories.all()]
            links = ArticlePage.categories.through.objects.filter(category_id__in=categories)
            found += (
                within.filter(pk__in=links.values("articlepage_id"))
                .exclude(pk__in=excluded | set(found))
                .newest_first()
                .values_list("pk", flat=True)[: MAX_RELATED - len(found)]
            )
        rows = {page.pk: page for page in ArticlePage.objects.filter(pk__in=found).for_lists()}
        return [rows[pk] for pk in found if pk in rows]

    @cached_property
    def counterpart(self) -> ArticlePage | None:
        """Return the public statement in the other language."""
        return counterpart(self.page)

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
        site = Site.find_for_request(self.request)
        code = active_language()
        return list(Category.objects.filter(site=site, locale__language_code=code))

    @property
    def content_language(self) -> str:
        """Return the language of the text, "en" or "cy"."""
        return language_of(self.page)

    @property
    def untranslated(self) -> bool:
        """Return whether the text is shown within the other language's interface."""
        return is_untranslated(self.page)

    @cached_property
    def canonical_url(self) -> str:
        """Return the statement's own full address, in the language of its text."""
        return self.page.get_full_url(self.request) or ""

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

    def _neighbour(self, *, older: bool) -> ArticlePage | None:
        """Return the adjacent statement in the order of the list."""
        if self.index is None or self.page.pk is None:
            return None
        sign = "lt" if older else "gt"
        published = self.page.first_published_at
        same_day = Q(date=self.page.date)
        if published is None:
            same_day_neighbour = same_day & Q(**{f"pk__{sign}": self.page.pk})
        else:
            same_day_neighbour = same_day & (
                Q(**{f"first_published_at__{sign}": published})
                | Q(first_published_at=published, **{f"pk__{sign}": self.page.pk})
            )
        order = (
            ("-date", "-first_published_at", "-pk")
            if older
            else (
                "date",
                "first_published_at",
                "pk",
            )
        )
        return (
            ArticlePage.objects.listed_in(self.index)
            .public_now()
            # The second condition follows from the first, and can use an index.
            .filter(Q(**{f"date__{sign}": self.page.date}) | same_day_neighbour)
            .filter(**{f"date__{sign}e": self.page.date})
            .defer_streamfields()
            .order_by(*order)
            .first()
        )


def _selected_by_editor(page: ArticlePage) -> set[int]:
    """Return the primary keys of the statements that blocks of the body recommend. No query."""
    chosen: set[int] = set()
    for block in page.body.raw_data:
        if block["type"] in BLOCK_TYPES:
            chosen |= BLOCK_TYPES[block["type"]].chosen_statements(block["value"])
    return chosen


@presents(ArticlePage)
class StatementPresenter(PublicPagePresenter):
    """Presenter of statements."""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `reading`, the data around the statement's text."""
        context = super().get_context(request, *args, **kwargs)
        context["reading"] = StatementContext(self.page, request=request)
        return context
