"""The partners' search API, which uses the form and the query of the results page.

The docstrings of schemas and endpoints are texts of the OpenAPI document.
"""

from collections.abc import Mapping
from typing import Literal

from django.http import HttpRequest, QueryDict
from ninja import Query, Router, Schema
from pydantic import Field
from wagtail.models import Site

from newsroom.languages.configured import default_language
from newsroom.partners.api.authentication import PartnerAuth
from newsroom.partners.api.conditional import conditional
from newsroom.partners.api.documents import API_PATH
from newsroom.partners.api.pagination import Envelope, decode_cursor, encode_cursor, envelope
from newsroom.partners.api.parameters import NameList, invalid_parameter
from newsroom.partners.api.problems import Problem
from newsroom.partners.api.schemas import Language, example
from newsroom.partners.api.sites import requested_site
from search.querying.answers import Answer, SearchUnavailableError, ask
from search.querying.form import LAST_PAGE, SearchForm
from search.querying.parser import LONGEST_LINE
from search.querying.request import Question
from search.querying.result_rendering import RenderedResult

DEFAULT_LIMIT = 20
MAX_LIMIT = 50
MAX_SLUG_LENGTH = 100
router = Router(tags=["Search"], auth=PartnerAuth())


class SearchParameters(Schema):
    """What the archive may be asked."""

    q: str = Field(
        "",
        max_length=LONGEST_LINE,
        description="Words, “phrases”, -exclusions: as on the results page. Empty finds all.",
        examples=["bus"],
    )
    site: str = Field("", description="Host name of a site in /sites/; default: this host's.")
    language: Language = Field(default_language(), description="The language that is searched.")
    category: NameList = Field(default=[], description="Slugs of categories in that language.")
    topic: NameList = Field(default=[], description="Slugs of topics in that language.")
    year: NameList = Field(default=[], description="Years of four digits.")
    date_from: str = Field("", description="A year, month or day: 2016, 2016-06, 2016-06-14.")
    date_to: str = Field("", description="The same, included.")
    sort: Literal["relevance", "newest", "oldest"] | None = Field(
        None, description="Default: the best match first where there are words, else the newest."
    )
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="How many on a page.")
    cursor: str = Field("", description="Where to go on: from `next`, never made up.")


class Label(Schema):
    """A category or topic."""

    slug: str
    name: str


class Result(Schema):
    """A statement that was found; ask `api_url` for all of it."""

    id: int
    language: Language
    title: str
    title_html: str = Field(description="Escaped, with what was found in `mark`.")
    extract_html: str = Field(description="The passage that shows best why, likewise.")
    date: str
    url: str
    html_path: str
    api_url: str
    categories: list[Label]
    topics: list[Label]


class Count(Schema):
    """How many statements have a value, its own filter left aside."""

    value: str
    count: int


class SearchAnswer(Envelope[Result]):
    """One page of what was found."""

    model_config = example(
        {
            "items": [
                {
                    "id": 42,
                    "language": "en",
                    "title": "A last bus for Blaenarian",
                    "title_html": "A last <mark>bus</mark> for Blaenarian",
                    "extract_html": "The evening <mark>bus</mark> will run until March.",
                    "date": "2016-06-14",
                    "url": "https://www.example.wales/news/last-bus/",
                    "html_path": "/news/last-bus/",
                    "api_url": "https://www.example.wales/api/v1/statements/42/",
                    "categories": [{"slug": "local-news", "name": "Local News"}],
                    "topics": [],
                }
            ],
            "next": None,
            "total": 1,
            "relaxed": False,
            "facets": {"category": [{"value": "local-news", "count": 1}], "topic": [], "year": []},
        }
    )

    total: int = Field(description="How many statements were found, on all pages.")
    relaxed: bool = Field(description="No statement had all words, so any were enough.")
    facets: dict[str, list[Count]] = Field(description="By `category`, `topic` and `year`.")


@router.get("/", response=SearchAnswer, operation_id="search")
@conditional(known=SearchParameters, by_content=True)
def search(request: HttpRequest, parameters: Query[SearchParameters]) -> dict[str, object]:
    """Search the archive in one language."""
    place = requested_site(request, hostname=parameters.site)
    page = 1
    if parameters.cursor:
        page = int(decode_cursor(parameters.cursor, kind="search")[0])
    form = _form(parameters)
    question = Question(
        line=form.line,
        language=parameters.language,
        site=Site.objects.get(pk=place.id),
        filters=form.filters,
        sort=parameters.sort,
        page=page,
        length=parameters.limit,
    )
    try:
        answer = ask(question, request=request, facets=True)
    except SearchUnavailableError as error:
        headers = {"Retry-After": "60"}
        raise Problem(503, detail="Search cannot answer now.", headers=headers) from error
    has_next = page < min(answer.page_count, LAST_PAGE)
    return {
        **envelope(
            [_result(row, root_url=place.root_url) for row in answer.results],
            request=request,
            cursor=encode_cursor([page + 1], kind="search") if has_next else "",
        ),
        "total": answer.total,
        "relaxed": answer.relaxed,
        "facets": _facets(answer),
    }


def _form(parameters: SearchParameters) -> SearchForm:
    """Return the form of the results page; raise Problem for values that the form ignores."""
    data = QueryDict(mutable=True)
    for name in ("q", "date_from", "date_to"):
        data[name] = getattr(parameters, name)
    for name in ("category", "topic", "year"):
        data.setlist(name, getattr(parameters, name))
    form = SearchForm(data)
    for name in ("date_from", "date_to"):
        if data[name] and getattr(form.filters, name) is None:
            raise invalid_parameter(
                name, detail="Give a year, month or day: 2016, 2016-06 or 2016-06-14."
            )
    first, last = form.filters.date_from, form.filters.date_to
    if first and last and first > last:
        raise invalid_parameter("date_to", detail="It lies before date_from.")
    for name in ("category", "topic"):
        if any(len(slug) > MAX_SLUG_LENGTH for slug in getattr(parameters, name)):
            raise invalid_parameter(
                name, detail=f"No slug is longer than {MAX_SLUG_LENGTH} characters."
            )
    if len(form.filters.years) != len(set(parameters.year)):
        raise invalid_parameter("year", detail="Give years of four digits.")
    return form


def _result(result: RenderedResult, *, root_url: str) -> dict[str, object]:
    hit = result.hit
    path = result.url.partition("://")[2].partition("/")[2] if "://" in result.url else ""
    html_path = f"/{path}" if path or "://" in result.url else result.url
    return {
        "id": hit.page_id,
        "language": hit.language,
        "title": result.page.title,
        "title_html": str(result.title),
        "extract_html": str(result.extract),
        "date": hit.date.isoformat(),
        "url": root_url + html_path,
        "html_path": html_path,
        "api_url": f"{root_url}{API_PATH}/statements/{hit.page_id}/",
        "categories": [{"slug": row.slug, "name": row.name} for row in hit.categories],
        "topics": [{"slug": row.slug, "name": row.name} for row in hit.topics],
    }


def _facets(answer: Answer) -> Mapping[str, list[dict[str, object]]]:
    return {
        name: [
            {"value": facet.value, "count": facet.count} for facet in answer.facets.get(name, ())
        ]
        for name in ("category", "topic", "year")
    }
