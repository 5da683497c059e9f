"""News indexes and statements.

Their editing forms are in `newsroom/editing/page_forms.py`, their public pages in `newsroom/pages`.
"""

import datetime
from functools import partial

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from newsroom.blocks import StatementBody
from newsroom.blocks.chosen_objects import KnownObjectsQuerySet
from newsroom.models.copying import KnowsItsSource
from newsroom.models.page_deletion import DeletedInOneTransaction
from newsroom.models.page_permissions import LeafPagePermissionTester, LivePagePermissionTester
from newsroom.models.presentation import PresentedPage
from newsroom.models.publication import CheckedPublication
from newsroom.models.references import save_with_references
from newsroom.models.terms import Topic
from newsroom.visibility import public
from newsroom.visibility.tree import ParentPath, at_or_below


def today() -> datetime.date:
    """Return today's date in the office's time zone."""
    return timezone.localdate()


# References that only Wagtail sets. Values that do not exist are refused by the database as well.
FIELDS_WITHOUT_FORM = (
    *("path", "content_type", "locale", "alias_of", "latest_revision", "live_revision"),
    *("owner", "locked_by"),
)
# What was recorded of the page's earlier texts. Neither a revision nor a copy brings other values.
RECORDED_FIELDS = ("corrections", "earlier_versions")
# Up to this number of statements, collecting and sorting them takes a few milliseconds.
LARGE_INDEX = 5_000
EARLIEST = datetime.datetime.min.replace(tzinfo=datetime.UTC)


class ArticleQuerySet(KnownObjectsQuerySet, PageQuerySet):
    """Queries for many statements."""

    def descendant_of_q(self, other: Page, inclusive: bool = False) -> models.Q:
        """Match the pages below `other`, as Wagtail does, by a path range that uses an index."""
        within = at_or_below(other.path)
        return within if inclusive else within & models.Q(depth__gt=other.depth)

    def child_of_q(self, other: Page) -> models.Q:
        """Match the pages directly below `other`, by the same path range."""
        return at_or_below(other.path) & models.Q(depth=other.depth + 1)

    def public_now(self) -> "ArticleQuerySet":
        """Return the statements that anyone may read now."""
        return public(self)

    def listed_in(self, index: Page) -> "ArticleQuerySet":
        """Return the statements of an index, for reading the newest of them by date.

        For a small index this is `child_of`: the statements are found by path and sorted. For a
        large index SQLite should not collect all statements, but read the database index on `date`
        in order and stop early. Therefore the path is matched without a range, and the date with a
        range that includes every date. PostgreSQL chooses the shorter way itself.
        """
        if index.numchild <= LARGE_INDEX:
            return self.child_of(index)
        directly_below = models.Q(path__startswith=index.path, depth=index.depth + 1)
        return self.filter(directly_below, date__gte=datetime.date.min)

    def published_in(self, index: Page) -> "ArticleQuerySet":
        """Return the statements of an index with a first publication, for reading the newest.

        A database index has them in this order for each parent.
        """
        return self.alias(parent_path=ParentPath("path")).filter(
            parent_path=index.path, first_published_at__gte=EARLIEST
        )

    def newest_first(self) -> "ArticleQuerySet":
        """Order by the date of the statement, then by first publication, then by primary key."""
        return self.order_by("-date", "-first_published_at", "-pk")

    def for_lists(self) -> "ArticleQuerySet":
        """Fetch what a list of statements shows, without bodies, in a fixed number of queries."""
        return self.with_pictures().prefetch_related("categories", "lead_image__renditions")

    def with_pictures(self) -> "ArticleQuerySet":
        """Fetch statements without bodies, with their lead pictures, in one query."""
        return self.select_related("locale", "lead_image").defer_streamfields()


ArticleManager = PageManager.from_queryset(ArticleQuerySet)


class NewsIndexPage(
    PresentedPage, CheckedPublication, DeletedInOneTransaction, KnowsItsSource, Page
):
    """The office's statements in one language, newest first."""

    introduction = models.TextField(_("introduction"), blank=True)

    parent_page_types = ["home.HomePage"]
    subpage_types = ["newsroom.ArticlePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("news index")
        verbose_name_plural = _("news indexes")

    def permissions_for_user(self, user):
        """Return what the user may do with the index, without a query for its public pages."""
        return LivePagePermissionTester(user, self)


class ArticlePage(PresentedPage, CheckedPublication, DeletedInOneTransaction, KnowsItsSource, Page):
    """A statement: what the member said or did, with its date, categories and topics."""

    date = models.DateField(
        _("date of the statement"),
        default=today,
        db_index=True,
        help_text=_("Readers see and sort by this date. It may lie in the past."),
    )
    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=400,
        help_text=_("One or two sentences for lists, feeds and shared links."),
    )
    lead_image = models.ForeignKey(
        "newsroom.NewsroomImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead picture"),
    )
    lead_image_alt = models.CharField(
        _("alternative text"),
        max_length=255,
        blank=True,
        help_text=_("What the picture shows, for those who cannot see it."),
    )
    lead_image_decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_(
            "The picture says nothing that the words do not; it needs no alternative text."
        ),
    )
    lead_image_caption = models.CharField(_("caption"), max_length=400, blank=True)
    lead_image_credit = models.CharField(
        _("credit"),
        max_length=255,
        blank=True,
        help_text=_("Leave empty to show the credit kept with the picture."),
    )
    categories = ParentalManyToManyField(
        "newsroom.Category", blank=True, related_name="statements", verbose_name=_("categories")
    )
    body = StreamField(StatementBody(), blank=True, verbose_name=_("body"))
    source_url = models.URLField(
        _("first published at"),
        max_length=1000,
        blank=True,
        help_text=_("The old address of a statement that was taken over from another site."),
    )
    source_captured_at = models.DateTimeField(_("captured"), null=True, blank=True)
    # Copies of rows of `newsroom.models.corrections`. They belong to the page, not to a revision.
    corrections = models.JSONField(default=list, blank=True, editable=False)
    earlier_versions = models.PositiveIntegerField(default=0, editable=False)

    objects = ArticleManager()
    is_being_saved = False  # with its topics and categories

    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("date"),
    ]
    search_auto_update = False  # newsroom/editing/page_search/receivers.py does it
    parent_page_types = ["newsroom.NewsIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        indexes = [models.Index(fields=["-date", "-page_ptr"], name="newsroom_article_newest")]

    @property
    def exclude_fields_in_copy(self) -> list[str]:
        """Return what a copy does not take over: past dates, and the record of publications."""
        return [*super().exclude_fields_in_copy, *RECORDED_FIELDS]

    def permissions_for_user(self, user):
        """Return what the user may do with the statement, without a query for each."""
        return LeafPagePermissionTester(user, self)

    @transaction.atomic(savepoint=False)  # Wagtail makes a savepoint
    def save(self, clean=True, user=None, log_action=False, update_fields=None, **kwargs):
        """Save the page with the categories and topics of its own language."""
        if update_fields is None or {"categories", "article_topics"} & set(update_fields):
            self._localise_terms()
        save = partial(
            super().save,
            clean=clean,
            user=user,
            log_action=log_action,
            update_fields=update_fields,
            **kwargs,
        )
        self.is_being_saved = update_fields is None
        self.stored_date = None  # a receiver sets it
        try:
            save_with_references(self, save, update_fields=update_fields)
        finally:
            self.is_being_saved = False
        is_dated_anew = self.stored_date is None or self.stored_date != self.date
        if is_dated_anew and (update_fields is None or "date" in update_fields):
            # Topics that are not saved with the page.
            ArticleTopic.objects.filter(page=self).exclude(date=self.date).update(date=self.date)

    def save_revision(self, *args, **kwargs):
        """Save a revision with the categories and topics of the page's own language."""
        self._localise_terms()
        return super().save_revision(*args, **kwargs)

    save.alters_data = True
    save_revision.alters_data = True

    def with_content_json(self, content):
        """Return the page with the content of a revision, and its own record of corrections."""
        page = super().with_content_json(content)
        for name in RECORDED_FIELDS:
            setattr(page, name, getattr(self, name))
        return page

    def full_clean(self, exclude=None, **kwargs):
        """Validate the page. Fields that no form contains are validated once, in a new page.

        Wagtail validates each page twice while it publishes it, and each of these fields costs a
        query. The database refuses invalid values of them in any case.
        """
        if not self._state.adding:
            exclude = {*(exclude or ()), *FIELDS_WITHOUT_FORM}
        super().full_clean(exclude=exclude, **kwargs)

    def _localise_terms(self) -> None:
        """Replace each category and topic with its row in the page's language.

        A statement that is copied, translated or restored from a revision must not keep the terms
        of the language that it came from.
        """
        if self.locale_id is None:
            return
        if any(category.locale_id != self.locale_id for category in self.categories.all()):
            self.categories = [
                category.in_locale(self.locale_id) for category in self.categories.all()
            ]
        rows = list(self.article_topics.all())
        topics = Topic.objects.filter(pk__in=[row.topic_id for row in rows])
        if topics.exclude(locale_id=self.locale_id).exists():
            for row in rows:
                row.topic = row.topic.in_locale(self.locale_id)
            self.article_topics = rows

    def set_terms(self, *, categories: list, topics: list) -> None:
        """Set the terms that are shown, which were read for many statements at once."""
        self.__dict__["_shown_terms"] = (categories, topics)

    @property
    def shown_categories(self) -> list:
        """Return the statement's categories in the office's order; prefetched or set before."""
        if "_shown_terms" in self.__dict__:
            return self.__dict__["_shown_terms"][0]
        return list(self.categories.all())

    @property
    def topics(self) -> list:
        """Return the statement's topics in the editor's order; prefetched or set before."""
        if "_shown_terms" in self.__dict__:
            return self.__dict__["_shown_terms"][1]
        return [row.topic for row in self.article_topics.all()]


class ArticleTopic(Orderable):
    """A topic of a statement.

    `date` is that of the statement, so that the newest statements of a topic are read in the order
    of an index. It is written whenever the statement or this row is saved.
    """

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="article_topics")
    topic = models.ForeignKey("newsroom.Topic", on_delete=models.CASCADE, related_name="+")
    date = models.DateField(default=today, editable=False)

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "topic"], name="newsroom_topic_once")
        ]
        indexes = [models.Index(fields=["topic", "-date", "-page"], name="newsroom_topic_newest")]

    def save(self, *args, **kwargs):
        """Save the topic with the date of its statement."""
        self.date = self.page.date
        super().save(*args, **kwargs)

    save.alters_data = True

    def __str__(self) -> str:
        return str(self.topic)
