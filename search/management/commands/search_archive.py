"""Command that searches the archive as the results page does."""

import html
import json
from typing import TypedDict, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.html import strip_tags
from wagtail.models import Site

from search.language.analysis import LANGUAGES
from search.management.arguments import add_engine_argument, has_index
from search.querying.answers import Answer, SearchUnavailableError, ask
from search.querying.request import PAGE_LENGTH, Question

MAX_LIMIT = 10_000


class Options(TypedDict):
    """The parsed arguments."""

    query: str
    language: str
    limit: int
    site: str | None
    engine: str | None
    json: bool


class Command(BaseCommand):
    """Prints one line for each result, or JSON."""

    help = "Search the archive as the results page does. QUERY may hold phrases, -words, OR, dates."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", metavar="QUERY")
        parser.add_argument("--language", choices=LANGUAGES, required=True)
        parser.add_argument("--limit", type=int, default=PAGE_LENGTH, help="default %(default)s")
        parser.add_argument("--site", help="host name of the office; all offices where not given")
        add_engine_argument(parser, help="ask this engine, and no other in its place")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: object, **options: object) -> None:
        arguments = cast(Options, options)
        if not 1 <= arguments["limit"] <= MAX_LIMIT:
            raise CommandError(f"--limit must lie between 1 and {MAX_LIMIT}.", returncode=2)
        question = Question(
            line=arguments["query"],
            language=arguments["language"],
            site=self._site(arguments["site"]),
            length=arguments["limit"],
        )
        engine_name = arguments["engine"]
        if engine_name and not has_index(engine_name, language=question.language):
            raise CommandError(f"The engine {engine_name} has no index yet. Run search_rebuild.")
        try:
            answer = ask(question, engine_name=engine_name)
        except SearchUnavailableError as error:
            raise CommandError(f"No search engine can be used: {error}") from error
        if arguments["json"]:
            self.stdout.write(json.dumps(as_json(question, answer), ensure_ascii=False, indent=2))
            return
        self.stdout.write(
            f"{answer.total} found by {answer.engine}" + (" (any word)" if answer.relaxed else "")
        )
        for found in answer.results:
            self.stdout.write(f"{found.hit.date}  {found.hit.title}  {found.url}")

    def _site(self, host: str | None) -> Site | None:
        if host is None:
            return None
        site = Site.objects.filter(hostname=host).order_by("pk").first()
        if site is None:
            raise CommandError(f"There is no site with the host name {host}.", returncode=2)
        return site


def as_json(question: Question, answer: Answer) -> dict[str, object]:
    """Return an answer as plain data."""
    return {
        "query": question.line,
        "language": question.language,
        "engine": answer.engine,
        "total": answer.total,
        "relaxed": answer.relaxed,
        "results": [
            {
                "id": found.page.pk,
                "title": found.hit.title,
                "date": found.hit.date.isoformat(),
                "url": found.url,
                "score": round(found.hit.score, 6),
                "categories": [label.name for label in found.hit.categories],
                "topics": [label.name for label in found.hit.topics],
                "extract": html.unescape(strip_tags(str(found.extract))),
            }
            for found in answer.results
        ],
    }
