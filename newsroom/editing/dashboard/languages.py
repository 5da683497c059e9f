"""Statements whose two languages differ: translations to renew, half-public pairs, single ones."""

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from newsroom.editing.dashboard.rows import ROWS, Order, Row, RowsPanel, page_row
from newsroom.editing.rights.page_access import editable_pages
from newsroom.languages.configured import active_language
from newsroom.models import ArticlePage
from newsroom.models.pages import ArticleQuerySet
from newsroom.translation.dates import format_office_time, format_short_date
from newsroom.translation.locales import language_of
from newsroom.translation.pair_state import (
    PairFilter,
    PairState,
    Status,
    pair_condition,
    pair_states,
    status_condition,
)

WITHDRAWN = (Status.UNPUBLISHED, Status.EXPIRED, Status.RESTRICTED)


def _statements(request: HttpRequest) -> ArticleQuerySet:
    """Return the editor's statements as lists show them, the newest first."""
    statements: ArticleQuerySet = (
        ArticlePage.objects.filter(pk__in=editable_pages(request).values("pk"))
        .select_related("locale")
        .defer_streamfields()
        .newest_first()
    )
    return statements


def _is_half_withdrawn() -> Q:
    """Match public pages whose other language was taken down, has expired or is private."""
    withdrawn = Q(pk__in=[])
    for status in WITHDRAWN:
        withdrawn |= status_condition(status)
    others = Page.objects.filter(withdrawn, depth__gt=2, alias_of__isnull=True)
    return pair_condition(PairFilter.SINGLE) & Q(
        translation_key__in=others.values("translation_key")
    )


class LateTranslationsPanel(RowsPanel):
    """Statements that have not followed a change of their other language. Four queries."""

    name = "late-translations"
    order = Order.LATE_TRANSLATIONS
    heading = gettext_lazy("Translations to bring up to date")

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the side of each pair that is behind, the newest statement first."""
        found = _statements(request).filter(pair_condition(PairFilter.BEHIND))
        statements = list(found[: 2 * ROWS])
        states = pair_states(statements)
        sides = [(page, states[page.pk].side(language_of(page))) for page in statements]
        return [
            page_row(
                page,
                note=_("the other language has changed since"),
                detail=format_office_time(side.behind_since),
            )
            for page, side in sides
            if side.behind_since is not None
        ][:ROWS]

    def more_url(self, request: HttpRequest) -> str:
        """Return the report of such pairs."""
        return reverse("newsroom_languages_report") + f"?pair={PairFilter.BEHIND}"


class HalfPublicPanel(RowsPanel):
    """Statements of which one language is public and the other was withdrawn. Four queries."""

    name = "half-public"
    order = Order.HALF_PUBLIC
    heading = gettext_lazy("Taken down in one language only")

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the side that is still public, with the state of the other."""
        statements = list(_statements(request).filter(_is_half_withdrawn())[:ROWS])
        states = pair_states(statements)
        return [page_row(page, note=_other_side(page, states[page.pk])) for page in statements]

    def more_url(self, request: HttpRequest) -> str:
        """Return the report of such pairs."""
        return reverse("newsroom_languages_report") + f"?pair={PairFilter.HALF_PUBLIC}"


class OneLanguagePanel(RowsPanel):
    """Public statements whose other language is missing or not public yet. Four queries."""

    name = "one-language"
    order = Order.ONE_LANGUAGE
    heading = gettext_lazy("In one language only")
    needs_editor = False

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the newest such statements, with the state of their other language."""
        single = _statements(request).filter(pair_condition(PairFilter.SINGLE))
        statements = list(single.exclude(_is_half_withdrawn())[:ROWS])
        states = pair_states(statements)
        return [
            page_row(
                page,
                note=_other_side(page, states[page.pk]),
                detail=format_short_date(page.date, language=active_language()),
            )
            for page in statements
        ]

    def more_url(self, request: HttpRequest) -> str:
        """Return the list of all such statements."""
        return reverse("newsroom_statements:index") + f"?translated={PairFilter.SINGLE}"


def _other_side(page: Page, pair: PairState) -> str:
    if not pair.is_in_both_languages:
        return _("has no page in the other language")
    other = pair.other(language_of(page))
    return f"{other.language_name}: {other.describe()}"
