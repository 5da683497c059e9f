"""What may somebody mean who is still typing? Titles, categories and topics that go on so.

A convenience beside the form: it answers fast and little, and nothing that is not public.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from newsroom.models import ArticlePage, ArticleTopic
from search.curation import state_tokens
from search.engines.base import Filters, TitleQuery
from search.language import mutations
from search.language.analysis import Token, analyser_for, normalise, tokens, words_of
from search.language.lemmas import fold
from search.language.query_terms import QueryTerm
from search.querying.addresses import FIELDS, address
from search.querying.answers import SearchUnavailableError, count, from_first_engine
from search.querying.request import Question
from search.querying.result_rendering import public_statements
from search.querying.site_terms import KINDS
from search.querying.spelling_correction import corrections

SHORTEST = 2
# A word as short as this may simply not be finished: it is not put right yet.
UNFINISHED = 4
LONGEST = 100
MOST_WORDS = 8
MOST_TERMS = 3
MOST = 8
KIND_NAMES = {"category": gettext_lazy("Category"), "topic": gettext_lazy("Topic")}


@dataclass(frozen=True, kw_only=True)
class Completion:
    """One thing to choose: where it leads and what kind of thing it is, in the reader's words."""

    text: str
    kind: str
    url: str


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Answer with what `q` may become. 400 for anything else that the address holds."""
    unknown = sorted(set(request.GET) - {"q"})
    line = request.GET.get("q", "").replace("\x00", " ").strip()
    if unknown or len(request.GET.getlist("q")) != 1 or len(line) > LONGEST:
        detail = _("Give one parameter, q, of at most %(number)s characters.") % {"number": LONGEST}
        return JsonResponse({"detail": detail}, status=400)
    found = complete(line, request=request) if len(line) >= SHORTEST else []
    said = ngettext("%(count)s suggestion", "%(count)s suggestions", len(found))
    answer = {
        "query": line,
        "said": said % {"count": len(found)} if found else _("No suggestions"),
        "suggestions": [asdict(one) for one in found],
    }
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    response["X-Robots-Tag"] = "noindex"
    return response


def complete(line: str, *, request: HttpRequest) -> list[Completion]:
    """Return what to offer for a line, in the language of the address; nothing where none can."""
    state_tokens.reload_changed()
    language = get_language() or "en"
    question = Question(line=line, language=language, site=Site.find_for_request(request))
    words = list(tokens(normalise(line)))[:MOST_WORDS]
    if not words:
        return []
    named = list(_terms(words, question=question))
    try:
        titles = list(_titles(words, question=question, request=request))
        found = [*named, *titles][:MOST]
        finished = len(words[-1].word) > UNFINISHED
        return found or (list(_corrected(question)) if finished else [])
    except SearchUnavailableError:
        return named


def _titles(
    words: list[Token], *, question: Question, request: HttpRequest
) -> Iterator[Completion]:
    """Yield statements whose titles go on so: as typed first, then under other mutations."""
    numbers: list[int] = []
    for prefixes in _prefixes(words[-1].word, language=question.language):
        if prefixes and len(numbers) < MOST:
            typed = _typed(words, prefixes=prefixes, question=question)
            numbers += from_first_engine(lambda engine, typed=typed: engine.search_titles(typed))[1]
    if question.site is None:
        return
    shown = public_statements(numbers, site=question.site, request=request)
    for number in dict.fromkeys(numbers):
        if one := shown.get(number):
            kind = pgettext("search", "Statement")
            yield Completion(text=one.page.title, kind=kind, url=one.url)


def _typed(words: list[Token], *, prefixes: tuple[str, ...], question: Question) -> TitleQuery:
    analyser = analyser_for(question.language)
    finished = [one.word for one in words[:-1] if not analyser.is_stop_word(one.word)]
    return TitleQuery(
        language=question.language,
        prefixes=prefixes,
        groups=tuple(
            (QueryTerm(words=(fold(word),), lemmas=(analyser.query_lemmas(word),)),)
            for word in finished
        ),
        site_id=question.site.pk if question.site else None,
        limit=MOST,
    )


def _prefixes(word: str, *, language: str) -> tuple[tuple[str, ...], ...]:
    """Return how the last word may begin: as it stands, then as what it may be a mutation of."""
    typed = fold(word)
    if language != "cy":
        return ((typed,),)
    radicals = (fold(one) for one in mutations.unmutated(word))
    return ((typed,), tuple(one for one in radicals if len(one) >= SHORTEST))


def _terms(words: list[Token], *, question: Question) -> Iterator[Completion]:
    """Yield categories and topics with a word that goes on so, and with public statements."""
    public = ArticlePage.objects.public_now().values("pk")
    filed = {
        "category": ArticlePage.categories.through.objects.filter(
            category_id=OuterRef("pk"), articlepage_id__in=public
        ),
        "topic": ArticleTopic.objects.filter(topic_id=OuterRef("pk"), page_id__in=public),
    }
    wanted = [fold(one.word) for one in words]
    for kind, model in KINDS.items():
        rows = model.objects.filter(
            site=question.site, locale__language_code=question.language
        ).values_list("pk", "slug", "name")
        matching = [row for row in rows if _goes_on(row[2], wanted=wanted)]
        in_use = model.objects.filter(Exists(filed[kind]), pk__in=[row[0] for row in matching])
        numbers = set(in_use.values_list("pk", flat=True))
        for _pk, slug, name in [row for row in matching if row[0] in numbers][:MOST_TERMS]:
            filters = Filters(**{FIELDS[kind]: (slug,)})
            url = address(replace(question, line="", filters=filters))
            yield Completion(text=name, kind=str(KIND_NAMES[kind]), url=url)


def _goes_on(name: str, *, wanted: list[str]) -> bool:
    """Return whether each word typed begins a word of the name."""
    held = [fold(word) for word in words_of(name)]
    return all(any(word.startswith(begun) for word in held) for begun in wanted)


def _corrected(question: Question) -> Iterator[Completion]:
    lines = from_first_engine(
        lambda engine: corrections(question.line, language=question.language, engine=engine)
    )[1]
    for line in lines[:1]:
        better = replace(question, line=line)
        if count(better):
            yield Completion(text=line, kind=_("Did you mean"), url=address(better))
