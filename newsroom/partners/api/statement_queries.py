"""Queries for lists of statements: filters, sorting and pagination."""

import datetime
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from django.db.models import DateTimeField, Q, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema
from pydantic import Field

from newsroom.models import ArticlePage, ArticleTopic
from newsroom.models.pages import ArticleQuerySet
from newsroom.partners.api.pagination import decode_cursor, encode_cursor
from newsroom.partners.api.parameters import Day, Moment, NameList, invalid_parameter
from newsroom.partners.api.rows import MISSING_DATE, StatementRow, fetch_rows
from newsroom.partners.api.schemas import FIELDS, Language
from newsroom.partners.api.sites import PublicSite, TermKind, requested_site
from newsroom.translation.public_pairs import PublicPairFilter, public_pair_condition

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
SORTS = {
    "date": "date",
    "published_at": "first_published_at",
    "updated_at": "last_published_at",
}
ALL_FIELDS = "*"
Sort = Literal["-date", "date", "-published_at", "published_at", "-updated_at", "updated_at"]


class StatementFields(Schema):
    """What of a statement is sent."""

    fields: NameList = Field(
        default=[],
        description="Names of fields, separated by commas, or `*` for all. `id` and `type` always "
        "come. In lists everything but `body` comes by default, else everything.",
        examples=["title,url,date"],
    )


class StatementParameters(StatementFields):
    """What a list of statements may be asked for. Different filters narrow together."""

    site: str = Field("", description="Host name of a site in /sites/; default: this host's.")
    language: Language | None = Field(None, description="Only statements written in it.")
    category: NameList = Field(
        default=[],
        description="Slugs of categories, in either language: statements in any of them.",
    )
    topic: NameList = Field(
        default=[], description="Slugs of topics, in either language: statements on any of them."
    )
    translation: Literal["both", "single", "behind"] | None = Field(
        None,
        description="Public in `both` languages, in a `single` one, or one language is `behind`.",
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
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="How many on a page.")
    cursor: str = Field("", description="Where to go on: from `next`, never made up.")


Item = TypeVar("Item", ArticlePage, StatementRow)


@dataclass(frozen=True, kw_only=True)
class StatementPage(Generic[Item]):
    """One page of a list of statements, as page objects or as rows."""

    statements: list[Item]
    next_cursor: str  # "" on the last page


def requested_fields(names: list[str], *, default: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fields to send; raises a problem (422) for an unknown one."""
    if ALL_FIELDS in names:
        return FIELDS
    for name in names:
        if name not in FIELDS:
            detail = f"There is no field “{name}”. Known: {', '.join(FIELDS)}."
            raise invalid_parameter("fields", detail=detail)
    return tuple(names) or default


def statements_page(
    parameters: StatementParameters, *, request: HttpRequest, with_body: bool
) -> StatementPage[ArticlePage]:
    """Return one page of the list as page objects. One query."""
    statements = _requested_statements(parameters, request=request)
    if not with_body:
        statements = statements.defer_streamfields()
    return _paginate(list(statements), parameters)


def statement_rows(
    parameters: StatementParameters, *, request: HttpRequest, with_body: bool
) -> StatementPage[StatementRow]:
    """Return one page of the list as rows. One query."""
    statements = _requested_statements(parameters, request=request)
    return _paginate(fetch_rows(statements, with_body=with_body), parameters)


def _requested_statements(
    parameters: StatementParameters, *, request: HttpRequest
) -> ArticleQuerySet:
    """Return the statements of one page of the list, and one more to detect a next page."""
    site = requested_site(request, hostname=parameters.site)
    statements = _public_statements(site, language=parameters.language)
    statements = _filtered(statements, parameters, site=site)
    name = parameters.sort.lstrip("-")
    descending = parameters.sort.startswith("-")
    statements = _ordered(statements, name=name, descending=descending)
    if parameters.cursor:
        statements = _after_cursor(statements, parameters.cursor, sort=parameters.sort)
    page: ArticleQuerySet = statements[: parameters.limit + 1]
    return page


def _paginate(rows: list[Item], parameters: StatementParameters) -> StatementPage[Item]:
    statements = rows[: parameters.limit]
    has_more = len(rows) > len(statements)
    cursor = _cursor(statements[-1], sort=parameters.sort) if has_more else ""
    return StatementPage(statements=statements, next_cursor=cursor)


def _public_statements(site: PublicSite, *, language: str | None = None) -> ArticleQuerySet:
    """Return the public statements of a site, in one language or (None) in all.

    Filters by the path in the tree instead of the locale. For the locale, SQLite would use that
    column's index and sort all rows, instead of reading the newest first and stopping.
    """
    trees = Q(pk__in=[])
    for root in site.roots.values():
        if language in (None, root.language):
            trees |= Q(url_path__startswith=root.url_path)
    statements: ArticleQuerySet = ArticlePage.objects.filter(trees).public_now()
    return statements


def _filtered(
    statements: ArticleQuerySet, parameters: StatementParameters, *, site: PublicSite
) -> ArticleQuerySet:
    if parameters.category:
        through = ArticlePage.categories.through.objects.filter(
            category_id__in=_term_ids(site, "category", parameters.category)
        )
        statements = statements.filter(pk__in=through.values("articlepage_id"))
    if parameters.topic:
        rows = ArticleTopic.objects.filter(topic_id__in=_term_ids(site, "topic", parameters.topic))
        statements = statements.filter(pk__in=rows.values("page_id"))
    if parameters.translation:
        chosen = PublicPairFilter(parameters.translation)
        statements = statements.filter(public_pair_condition(chosen, now=timezone.now()))
    if parameters.date_from:
        statements = statements.filter(date__gte=parameters.date_from)
    if parameters.date_to:
        statements = statements.filter(date__lte=parameters.date_to)
    if parameters.since:
        if parameters.since.tzinfo is None:
            raise invalid_parameter(
                "since", detail="Give the time zone too, for instance …T12:00:00Z."
            )
        statements = statements.filter(last_published_at__gte=parameters.since)
    return statements


def _term_ids(site: PublicSite, kind: TermKind, slugs: list[str]) -> list[int]:
    """Return the ids of the terms in all languages; raises a problem (422) for an unknown slug."""
    terms = site.terms(kind)
    keys = set()
    for slug in slugs:
        matching = {term.translation_key for term in terms if term.slug == slug}
        if not matching:
            raise invalid_parameter(kind, detail=f"This site has no {kind} “{slug}”.")
        keys |= matching
    return [term.pk for term in terms if term.translation_key in keys]


def _ordered(statements: ArticleQuerySet, *, name: str, descending: bool) -> ArticleQuerySet:
    """Sort by a column and then by id, so that the order is total."""
    if name != "date":
        statements = statements.annotate(sorted_by=_sort_value(name))
    sign = "-" if descending else ""
    # `page_ptr_id` instead of `pk`, so that the index on date and id can be read in order.
    ordered: ArticleQuerySet = statements.order_by(f"{sign}{_column(name)}", f"{sign}page_ptr_id")
    return ordered


def _column(name: str) -> str:
    return "date" if name == "date" else "sorted_by"


def _sort_value(name: str) -> Coalesce:
    return Coalesce(SORTS[name], Value(MISSING_DATE, output_field=DateTimeField()))


def _cursor(page: ArticlePage | StatementRow, *, sort: str) -> str:
    value = getattr(page, SORTS[sort.lstrip("-")]) or MISSING_DATE
    return encode_cursor([value.isoformat(), page.pk], kind=f"statements {sort}")


def _after_cursor(statements: ArticleQuerySet, cursor: str, *, sort: str) -> ArticleQuerySet:
    """Return the statements after the values of the cursor, even if its own row has moved."""
    text, page_id = decode_cursor(cursor, kind=f"statements {sort}")
    column = _column(sort.lstrip("-"))
    value_type = datetime.date if column == "date" else datetime.datetime
    value = value_type.fromisoformat(str(text))
    lookup = "lt" if sort.startswith("-") else "gt"
    following: ArticleQuerySet = statements.filter(
        Q(**{f"{column}__{lookup}": value}) | Q(**{f"page_ptr_id__{lookup}": page_id}),
        **{f"{column}__{lookup}e": value},
    )
    return following
