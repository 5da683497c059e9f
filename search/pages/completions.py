"""Suggestions for a line that is still being typed: categories, topics and statement titles.

They hold public names only. Where nothing matches, they hold a spelling correction.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_safe
from wagtail.models import Site

from newsroom.languages.configured import active_language
from newsroom.models import ArticlePage, ArticleTopic
from search.curation import state_tokens
from search.engines.base import TitleQuery
from search.language import mutations
from search.language.analysis import Token, analyser_for, normalise, tokens, words_of
from search.language.lemmas import fold
from search.language.query_terms import QueryTerm
from search.querying.addresses import address, toggled
from search.querying.answers import SearchUnavailableError, count, from_first_engine
from search.querying.request import Question
from search.querying.result_rendering import public_statements
from search.querying.site_terms import KINDS
from search.querying.spelling_correction import corrections

MIN_LENGTH = 2
# A last word of this length may be unfinished, so its spelling is not corrected yet.
UNFINISHED_LENGTH = 4
MAX_LENGTH = 100
MAX_WORDS = 8
MAX_TERMS = 3
MAX_COMPLETIONS = 8
KIND_NAMES = {"category": gettext_lazy("Category"), "topic": gettext_lazy("Topic")}


@dataclass(frozen=True, kw_only=True)
class Completion:
    """A suggestion: its text, the name of its kind in the active language, and its address."""

    text: str
    kind: str
    url: str


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Return suggestions for the line `q` as JSON; status 400 with any other parameter.

    `said` is the number of suggestions in words, for screen readers.
    """
    unknown = sorted(set(request.GET) - {"q"})
    line = request.GET.get("q", "").replace("\x00", " ").strip()
    if unknown or len(request.GET.getlist("q")) != 1 or len(line) > MAX_LENGTH:
        detail = _("Give one parameter, q, of at most %(number)s characters.") % {
            "number": MAX_LENGTH
        }
        return JsonResponse({"detail": detail}, status=400)
    completions = complete(line, request=request) if len(line) >= MIN_LENGTH else []
    count_text = ngettext("%(count)s suggestion", "%(count)s suggestions", len(completions))
    answer = {
        "query": line,
        "said": count_text % {"count": len(completions)} if completions else _("No suggestions"),
        "suggestions": [asdict(completion) for completion in completions],
    }
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    response["X-Robots-Tag"] = "noindex"
    return response


def complete(line: str, *, request: HttpRequest) -> list[Completion]:
    """Return the suggestions for a line in the active language.

    Categories and topics need no engine; without one, there are no other suggestions.
    """
    state_tokens.reload_changed()
    question = Question(line=line, language=active_language(), site=Site.find_for_request(request))
    words = list(tokens(normalise(line)))[:MAX_WORDS]
    if not words:
        return []
    terms = list(_terms(words, question=question))
    try:
        titles = list(_titles(words, question=question, request=request))
        completions = [*terms, *titles][:MAX_COMPLETIONS]
        is_finished = len(words[-1].word) > UNFINISHED_LENGTH
        return completions or (list(_corrections(question)) if is_finished else [])
    except SearchUnavailableError:
        return terms


def _titles(
    words: list[Token], *, question: Question, request: HttpRequest
) -> Iterator[Completion]:
    """Yield statements by title: those with the last word as typed first, then its radicals."""
    page_ids: list[int] = []
    for prefixes in _prefixes(words[-1].word, language=question.language):
        if prefixes and len(page_ids) < MAX_COMPLETIONS:
            page_ids += _title_page_ids(words, prefixes=prefixes, question=question)
    if question.site is None:
        return
    public = public_statements(page_ids, site=question.site, request=request)
    for page_id in dict.fromkeys(page_ids):
        if shown := public.get(page_id):
            kind = pgettext("search", "Statement")
            yield Completion(text=shown.page.title, kind=kind, url=shown.url)


def _title_page_ids(
    words: list[Token], *, prefixes: tuple[str, ...], question: Question
) -> tuple[int, ...]:
    """Return pages whose titles have all words, the last as one of the prefixes."""
    analyser = analyser_for(question.language)
    finished = [token.word for token in words[:-1] if not analyser.is_stop_word(token.word)]
    query = TitleQuery(
        language=question.language,
        prefixes=prefixes,
        groups=tuple(
            (QueryTerm(words=(fold(word),), lemmas=(analyser.query_lemmas(word),)),)
            for word in finished
        ),
        site_id=question.site.pk if question.site else None,
        limit=MAX_COMPLETIONS,
    )
    return from_first_engine(lambda engine: engine.search_titles(query))[1]


def _prefixes(word: str, *, language: str) -> tuple[tuple[str, ...], ...]:
    """Return the prefixes for the last word: as typed, then the words it may be a mutation of."""
    typed = fold(word)
    if language != mutations.LANGUAGE:
        return ((typed,),)
    radicals = (fold(radical) for radical in mutations.unmutated(word))
    return ((typed,), tuple(radical for radical in radicals if len(radical) >= MIN_LENGTH))


def _terms(words: list[Token], *, question: Question) -> Iterator[Completion]:
    """Yield categories and topics that match the words and have public statements."""
    public = ArticlePage.objects.public_now().values("pk")
    assignments = {
        "category": ArticlePage.categories.through.objects.filter(
            category_id=OuterRef("pk"), articlepage_id__in=public
        ),
        "topic": ArticleTopic.objects.filter(topic_id=OuterRef("pk"), page_id__in=public),
    }
    prefixes = [fold(token.word) for token in words]
    for kind, model in KINDS.items():
        rows = model.objects.filter(
            site=question.site, locale__language_code=question.language
        ).values_list("pk", "slug", "name")
        matching = [row for row in rows if _matches(row[2], prefixes=prefixes)]
        in_use = model.objects.filter(
            Exists(assignments[kind]), pk__in=[row[0] for row in matching]
        )
        in_use_ids = set(in_use.values_list("pk", flat=True))
        for _pk, slug, name in [row for row in matching if row[0] in in_use_ids][:MAX_TERMS]:
            url = address(toggled(replace(question, line=""), kind=kind, value=slug))
            yield Completion(text=name, kind=str(KIND_NAMES[kind]), url=url)


def _matches(name: str, *, prefixes: list[str]) -> bool:
    """Return whether each prefix begins a word of the name."""
    words = [fold(word) for word in words_of(name)]
    return all(any(word.startswith(prefix) for word in words) for prefix in prefixes)


def _corrections(question: Question) -> Iterator[Completion]:
    lines = from_first_engine(
        lambda engine: corrections(question.line, language=question.language, engine=engine)
    )[1]
    for line in lines[:1]:
        corrected = replace(question, line=line)
        if count(corrected):
            yield Completion(text=line, kind=_("Did you mean"), url=address(corrected))
