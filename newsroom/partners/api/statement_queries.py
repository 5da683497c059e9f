"""Which statements does an address of the API ask for, and in which order?"""

import datetime
from dataclasses import dataclass
from typing import Literal

from django.db.models import DateTimeField, Q, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from newsroom.models import ArticlePage, ArticleTopic
from newsroom.models.pages import ArticleQuerySet
from newsroom.partners.api.pagination import decode_cursor, encode_cursor
from newsroom.partners.api.parameters import Day, Moment, Names, wrong
from newsroom.partners.api.rows import NEVER, StatementRow, rows_of
from newsroom.partners.api.schemas import FIELDS, Language
from newsroom.partners.api.sites import Place, place_for

LIMIT = 20
MOST = 100
SORTS = {
    "date": "date",
    "published_at": "first_published_at",
    "updated_at": "last_published_at",
}
ALL = "*"
Sort = Literal["-date", "date", "-published_at", "published_at", "-updated_at", "updated_at"]


class StatementFields(Schema):
    """What of a statement is sent."""

    fields: Names = Field(
        default=[],
        description="Names of fields, separated by commas, or `*` for all. `id` and `type` always "
        "come. In lists everything but `body` comes by default, else everything.",
        examples=["title,url,date"],
    )


class StatementParameters(StatementFields):
    """What a list of statements may be asked for. Different filters narrow together."""

    site: str = Field("", description="Host name of a site in /sites/; default: this host's.")
    language: Language | None = Field(None, description="Only statements written in it.")
    category: Names = Field(
        default=[],
        description="Slugs of categories, in either language: statements in any of them.",
    )
    topic: Names = Field(
        default=[], description="Slugs of topics, in either language: statements on any of them."
    )
    date_from: Day | None = Field(None, description="Dated this day or later.")
    date_to: Day | None = Field(None, description="Dated this day or earlier.")
    since: Moment | None = Field(
        None,
        description="Published, or published again, at this moment or later; with a time zone. "
        "Withdrawals are not in it: follow /changes/ to keep a copy right.",
        examples=["2026-01-31T12:00:00Z"],
    )
    sort: Sort = Field("-date", description="A minus means newest first.")
    limit: int = Field(LIMIT, ge=1, le=MOST, description="How many on a page.")
    cursor: str = Field("", description="Where to go on: from `next`, never made up.")


@dataclass(frozen=True, kw_only=True)
class StatementPage:
    """One page of the statements that were asked for, as pages or as rows."""

    statements: list
    next_cursor: str


def fields_of(chosen: list[str], *, default: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fields to send; a problem (422) for an unknown one."""
    if ALL in chosen:
        return FIELDS
    for name in chosen:
        if name not in FIELDS:
            raise wrong("fields", detail=f"There is no field “{name}”. Known: {', '.join(FIELDS)}.")
    return tuple(chosen) or default


def statements_page(
    parameters: StatementParameters, *, request: HttpRequest, with_body: bool
) -> StatementPage:
    """Return a page of public statements. One query."""
    chosen = statements_asked(parameters, request=request)
    return _page(list(chosen if with_body else chosen.defer_streamfields()), parameters)


def statement_rows(
    parameters: StatementParameters, *, request: HttpRequest, with_body: bool
) -> StatementPage:
    """Return the same as plain rows. One query."""
    chosen = statements_asked(parameters, request=request)
    return _page(rows_of(chosen, with_body=with_body), parameters)


def statements_asked(parameters: StatementParameters, *, request: HttpRequest) -> ArticleQuerySet:
    """Return the statements of one page of a list, and one more to tell whether there is one."""
    place = place_for(request, site=parameters.site)
    statements = _narrowed(within(place, language=parameters.language), parameters, place=place)
    name = parameters.sort.lstrip("-")
    descending = parameters.sort.startswith("-")
    statements = _ordered(statements, name=name, descending=descending)
    if parameters.cursor:
        statements = _after(statements, parameters.cursor, sort=parameters.sort)
    return statements[: parameters.limit + 1]


def _page(found: list, parameters: StatementParameters) -> StatementPage:
    shown = found[: parameters.limit]
    more = len(found) > len(shown)
    return StatementPage(
        statements=shown, next_cursor=_cursor(shown[-1], sort=parameters.sort) if more else ""
    )


def within(place: Place, *, language: str | None = None) -> ArticleQuerySet:
    """Return the public statements of a site, in one language or (None) in both.

    By their place in the tree, not by their locale: SQLite would read every statement by that
    column's index and sort them all, instead of reading the newest first and stopping.
    """
    trees = Q(pk__in=[])
    for root in place.roots.values():
        if language in (None, root.language):
            trees |= Q(url_path__startswith=root.url_path)
    return ArticlePage.objects.filter(trees).public_now()


def _narrowed(statements, parameters: StatementParameters, *, place: Place):
    if parameters.category:
        through = ArticlePage.categories.through.objects.filter(
            category_id__in=_term_ids(place, "category", parameters.category)
        )
        statements = statements.filter(pk__in=through.values("articlepage_id"))
    if parameters.topic:
        rows = ArticleTopic.objects.filter(topic_id__in=_term_ids(place, "topic", parameters.topic))
        statements = statements.filter(pk__in=rows.values("page_id"))
    if parameters.date_from:
        statements = statements.filter(date__gte=parameters.date_from)
    if parameters.date_to:
        statements = statements.filter(date__lte=parameters.date_to)
    if parameters.since:
        if parameters.since.tzinfo is None:
            raise wrong("since", detail="Give the time zone too, for instance …T12:00:00Z.")
        statements = statements.filter(last_published_at__gte=parameters.since)
    return statements


def _term_ids(place: Place, kind: str, slugs: list[str]) -> list[int]:
    """Return the rows of both languages; a problem (422) for a slug that the site does not have."""
    rows = place.terms(kind)
    keys = set()
    for slug in slugs:
        found = {row.translation_key for row in rows if row.slug == slug}
        if not found:
            raise wrong(kind, detail=f"This site has no {kind} “{slug}”.")
        keys |= found
    return [row.pk for row in rows if row.translation_key in keys]


def _ordered(statements, *, name: str, descending: bool):
    """Sort by a column and then by number, so that no two rows are ever equal."""
    if name != "date":
        statements = statements.annotate(sorted_by=_sorted_by(name))
    sign = "-" if descending else ""
    # The number's own column beside the date, so that the index on both can be read in order.
    return statements.order_by(f"{sign}{_column(name)}", f"{sign}page_ptr_id")


def _column(name: str) -> str:
    return "date" if name == "date" else "sorted_by"


def _sorted_by(name: str) -> Coalesce:
    return Coalesce(SORTS[name], Value(NEVER, output_field=DateTimeField()))


def _cursor(page: ArticlePage | StatementRow, *, sort: str) -> str:
    value = getattr(page, SORTS[sort.lstrip("-")]) or NEVER
    return encode_cursor([value.isoformat(), page.pk], kind=f"statements {sort}")


def _after(statements, cursor: str, *, sort: str):
    """Keep what comes after the row that the cursor names, wherever that row is by now."""
    text, number = decode_cursor(cursor, kind=f"statements {sort}")
    column = _column(sort.lstrip("-"))
    read = datetime.date if column == "date" else datetime.datetime
    value = read.fromisoformat(text)
    further = "lt" if sort.startswith("-") else "gt"
    return statements.filter(
        Q(**{f"{column}__{further}": value}) | Q(**{f"page_ptr_id__{further}": number}),
        **{f"{column}__{further}e": value},
    )
