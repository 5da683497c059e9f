"""How does an operator learn why a statement is found, or why it is not?"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError

from newsroom.models import ArticlePage
from search.explain.explanation import Explanation, explain
from search.language.analysis import LANGUAGES
from search.management.arguments import add_engine, chosen_engines
from search.querying.request import Question

LONGEST_NUMBER = 18


class Command(BaseCommand):
    """Prints what decides whether a query finds a page, or JSON."""

    help = "Say why the statement PAGE is found, or not found, by QUERY: words, rights, index."

    def add_arguments(self, parser) -> None:
        parser.add_argument("query", metavar="QUERY")
        parser.add_argument(
            "--page", required=True, metavar="ID|PATH", help="its number or its address"
        )
        parser.add_argument(
            "--language", choices=LANGUAGES, help="searched in; default: the statement's own"
        )
        add_engine(parser, help="look at this engine only")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args, **options) -> None:
        chosen_engines(options["engine"])
        page = self._page(options["page"])
        question = Question(
            line=options["query"],
            language=options["language"] or page.locale.language_code,
            site=page.get_site(),
        )
        told = explain(page, question=question, engine=options["engine"])
        if options["json"]:
            self.stdout.write(json.dumps(as_json(told), ensure_ascii=False, indent=2))
            return
        for line in _lines(told):
            self.stdout.write(line)

    def _page(self, named: str) -> ArticlePage:
        pages = ArticlePage.objects.select_related("locale", "alias_of__locale")
        if named.isdecimal() and len(named) <= LONGEST_NUMBER:
            found = list(pages.filter(pk=int(named)))
        else:
            path = "/" + urlsplit(named).path.strip("/") + "/"
            language = "cy" if path.startswith("/cy/") else "en"
            ending = path.removeprefix("/cy") if language == "cy" else path
            found = list(
                pages.filter(locale__language_code=language, url_path__endswith=ending)[:10]
            )
        if not found:
            raise CommandError(f"There is no statement {named}.", returncode=2)
        if len(found) > 1:
            numbers = ", ".join(str(page.pk) for page in found)
            raise CommandError(f"Several statements are at {named}: {numbers}.", returncode=2)
        return found[0]


def as_json(told: Explanation) -> dict:
    """Return an explanation as plain data."""
    return {
        "page": told.page.pk,
        "title": told.page.title,
        "language": told.page.locale.language_code,
        "query": told.question.line,
        "searched_in": told.question.language,
        "found": told.is_found,
        "verdict": told.verdict.code,
        "sentence": str(told.verdict.sentence),
        "not_public": [reason.code for reason in told.not_public],
        "left_out": [reason.code for reason in told.left_out],
        "notes": [reason.code for reason in told.notes],
        "words": [asdict(word) for word in told.words],
        "groups": [{"matches": group.matches, **asdict(group)} for group in told.groups],
        "excluded": [asdict(term) for term in told.excluded],
        "engines": [
            {
                **asdict(engine),
                "written_at": engine.written_at.isoformat() if engine.written_at else None,
            }
            for engine in told.engines
        ],
    }


def _lines(told: Explanation) -> Iterator[str]:
    yield f"{told.page.pk}: {told.page.title} ({told.page.locale.language_code})"
    yield str(told.verdict.sentence)
    for reason in (*told.not_public, *told.left_out, *told.notes):
        yield f"  {reason.sentence}"
    for word in told.words:
        remark = " (passed over)" if word.is_passed_over else ""
        forms = ", ".join(word.looked_for)
        yield f"  {word.typed}: filed under {word.lemma}, looked for as {forms}{remark}"
    for group in told.groups:
        for term in group.terms:
            places = [
                f"{one.in_any_form} in the {one.field} ({', '.join(one.forms)})"
                for one in term.fields
            ]
            yield f"  {term.text}: {'; '.join(places) or 'nowhere'}"
    for engine in told.engines:
        if engine.error:
            yield f"{engine.name}: cannot be used: {engine.error}"
            continue
        written = f"written {engine.written_at:%Y-%m-%d %H:%M:%S}" if engine.written_at else ""
        facts = [engine.state, f"version {engine.version}", written, f"{engine.waiting} waiting"]
        yield f"{engine.name}: {', '.join(fact for fact in facts if fact)}"
        if engine.place and told.groups:
            parts = " + ".join(
                f"{part.text or 'together'} {part.score:.3f}" for part in engine.place.parts
            )
            place = engine.place
            yield (
                f"  place {place.number} of {place.total}, score {place.score:.3f}"
                f" = ({parts}) × {place.recency:.3f}"
            )
