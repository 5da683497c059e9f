"""Command that explains why a query finds a statement or does not."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TypedDict, cast
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import get_language_from_path

from newsroom.languages.configured import default_language
from newsroom.models import ArticlePage
from search.explain.engine_reports import EngineReport
from search.explain.explanation import Explanation, explain
from search.language.analysis import LANGUAGES
from search.management.arguments import add_engine_argument, selected_engines
from search.querying.request import Question

MAX_ID_LENGTH = 18


class Options(TypedDict):
    """The parsed arguments."""

    query: str
    page: str
    language: str | None
    engine: str | None
    json: bool


class Command(BaseCommand):
    """Prints the explanation as text or JSON."""

    help = "Say why the statement PAGE is found, or not found, by QUERY: words, rights, index."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", metavar="QUERY")
        parser.add_argument(
            "--page", required=True, metavar="ID|PATH", help="its number or its address"
        )
        parser.add_argument(
            "--language", choices=LANGUAGES, help="searched in; default: the statement's own"
        )
        add_engine_argument(parser, help="look at this engine only")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: object, **options: object) -> None:
        arguments = cast(Options, options)
        selected_engines(arguments["engine"])
        page = self._page(arguments["page"])
        question = Question(
            line=arguments["query"],
            language=arguments["language"] or page.locale.language_code,
            site=page.get_site(),
        )
        explanation = explain(page, question=question, engine=arguments["engine"])
        if arguments["json"]:
            self.stdout.write(json.dumps(as_json(explanation), ensure_ascii=False, indent=2))
            return
        for line in _lines(explanation):
            self.stdout.write(line)

    def _page(self, id_or_address: str) -> ArticlePage:
        statements = ArticlePage.objects.select_related("locale", "alias_of__locale")
        if id_or_address.isdecimal() and len(id_or_address) <= MAX_ID_LENGTH:
            pages = list(statements.filter(pk=int(id_or_address)))
        else:
            path = "/" + urlsplit(id_or_address).path.strip("/") + "/"
            language = get_language_from_path(path) or default_language()
            if language != default_language():
                path = path.removeprefix(f"/{language}")
            pages = list(
                statements.filter(locale__language_code=language, url_path__endswith=path)[:10]
            )
        page: ArticlePage
        if not pages:
            raise CommandError(f"There is no statement {id_or_address}.", returncode=2)
        if len(pages) > 1:
            ids = ", ".join(str(page.pk) for page in pages)
            raise CommandError(f"Several statements are at {id_or_address}: {ids}.", returncode=2)
        (page,) = pages
        return page


def as_json(explanation: Explanation) -> dict[str, object]:
    """Return an explanation as plain data."""
    return {
        "page": explanation.page.pk,
        "title": explanation.page.title,
        "language": explanation.page.locale.language_code,
        "query": explanation.question.line,
        "searched_in": explanation.question.language,
        "found": explanation.is_found,
        "verdict": explanation.verdict.code,
        "sentence": str(explanation.verdict.sentence),
        "not_public": [reason.code for reason in explanation.not_public],
        "left_out": [reason.code for reason in explanation.left_out],
        "notes": [reason.code for reason in explanation.notes],
        "words": [asdict(word) for word in explanation.words],
        "groups": [{"matches": group.matches, **asdict(group)} for group in explanation.groups],
        "excluded": [asdict(term) for term in explanation.excluded],
        "engines": [
            {
                **asdict(report),
                "written_at": report.written_at.isoformat() if report.written_at else None,
            }
            for report in explanation.engines
        ],
    }


def _lines(explanation: Explanation) -> Iterator[str]:
    page = explanation.page
    yield f"{page.pk}: {page.title} ({page.locale.language_code})"
    yield str(explanation.verdict.sentence)
    for reason in (*explanation.not_public, *explanation.left_out, *explanation.notes):
        yield f"  {reason.sentence}"
    for word in explanation.words:
        remark = " (passed over)" if word.is_passed_over else ""
        forms = ", ".join(word.looked_for)
        yield f"  {word.typed}: filed under {word.lemma}, looked for as {forms}{remark}"
    for group in explanation.groups:
        for term in group.terms:
            matches = [
                f"{match.in_any_form} in the {match.field} ({', '.join(match.forms)})"
                for match in term.fields
            ]
            yield f"  {term.text}: {'; '.join(matches) or 'nowhere'}"
    for report in explanation.engines:
        yield from _engine_lines(report, by_words=bool(explanation.groups))


def _engine_lines(report: EngineReport, *, by_words: bool) -> Iterator[str]:
    if report.error:
        yield f"{report.name}: cannot be used: {report.error}"
        return
    written = f"written {report.written_at:%Y-%m-%d %H:%M:%S}" if report.written_at else ""
    facts = [report.state, f"version {report.version}", written, f"{report.waiting} waiting"]
    yield f"{report.name}: {', '.join(fact for fact in facts if fact)}"
    if report.place and by_words:
        rank = report.place
        parts = " + ".join(f"{part.text or 'together'} {part.score:.3f}" for part in rank.parts)
        yield (
            f"  place {rank.number} of {rank.total}, score {rank.score:.3f}"
            f" = ({parts}) × {rank.recency:.3f}"
        )
