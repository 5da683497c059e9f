"""Explanations of why a statement is found or not."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from newsroom.models import ArticlePage
from search.engines.base import Filters
from search.engines.selection import engines
from search.explain.explanation import explain
from search.indexing import consumer
from search.models import OutboxEntry
from search.querying.answers import Question, ask
from tests.elasticsearch_node.node import free_port
from tests.factories import make_office, make_statement

pytestmark = pytest.mark.any_database("explains what an index contains")

only_embedded = pytest.mark.parametrize("engine", ["embedded"], indirect=True)
LINES = {"en": "railways", "cy": "rheilffyrdd"}
TEXTS = {"en": "The railway is late.", "cy": "Mae'r rheilffordd yn hwyr."}


def explain_page(page, line: str, *, office, language: str = "", **fields):
    question = Question(
        line=line,
        language=language or page.locale.language_code,
        site=office.site,
        filters=Filters(**fields),
    )
    return explain(ArticlePage.objects.get(pk=page.pk), question=question)


@pytest.fixture
def page(office, engine, language):
    page = make_statement(office, language=language, title="A title", text=TEXTS[language])
    for number in range(3):
        make_statement(office, language=language, title=f"Other {number}", text="Something else.")
    consumer.consume_due()
    return page


def test_the_rank_is_the_one_that_readers_see(office, engine, language):
    pages = [
        make_statement(office, language=language, title=title, text=TEXTS[language])
        for title in ("One", LINES[language], "Three")
    ]
    consumer.consume_due()
    question = Question(line=LINES[language], language=language, site=office.site)
    order = [found.hit.page_id for found in ask(question, engine_name=engine.name).results]

    for page in pages:
        explanation = explain(page, question=question, engine=engine.name)
        (view,) = explanation.engines
        assert explanation.is_found
        assert view.place.number <= order.index(page.pk) + 1
        assert view.place.total == 3
        assert view.state == "same"
        assert view.written_at is not None
        assert view.place.score > 0
    assert order[0] == pages[1].pk
    assert explain(pages[1], question=question).engines[0].place.number == 1


def test_words_are_analysed(office, engine, page, language):
    explanation = explain_page(page, LINES[language], office=office)

    (word,) = explanation.words
    assert word.typed == LINES[language]
    assert word.lemma in word.looked_for
    assert not word.is_passed_over
    (group,) = explanation.groups
    (term,) = group.terms
    assert term.title is None
    assert term.body.in_any_form == 1
    assert term.body.exactly == 0
    assert term.body.forms[0].startswith(LINES[language][:5])


def test_missing_words_are_named(office, engine, page, language):
    explanation = explain_page(page, f"{LINES[language]} qqqq", office=office)
    # No statement has both words, so the search is relaxed.
    assert explanation.is_found
    assert explanation.engines[0].place.relaxed

    explanation = explain_page(page, "qqqq", office=office)
    assert (explanation.verdict.code, explanation.engines[0].place) == ("lacks_words", None)
    assert "qqqq" in str(explanation.verdict.sentence)


def test_excluded_words_and_stop_words(office, engine, page, language):
    stop_word = {"en": "the", "cy": "yn"}[language]
    explanation = explain_page(page, f"{stop_word} {LINES[language]}", office=office)
    assert [word.is_passed_over for word in explanation.words] == [True, False]
    assert explanation.is_found

    explanation = explain_page(page, f"title -{LINES[language]}", office=office)
    assert explanation.verdict.code == "excluded"


def test_parts_add_up_to_the_score(office, engine, page, language):
    explanation = explain_page(page, f"title {LINES[language]}", office=office)

    place = explanation.engines[0].place
    parts = sum(part.score for part in place.parts)
    assert [part.text for part in place.parts[:2]] == ["title", LINES[language]]
    assert place.score == pytest.approx(parts * place.recency, rel=0.02)


@only_embedded
def test_other_languages_offices_filters_and_dates(office, engine, page, language):
    other = "cy" if language == "en" else "en"
    line = LINES[language]
    assert (
        explain_page(page, line, office=office, language=other).left_out[0].code == "other_language"
    )
    stranger = make_office(hostname="b.example", is_default=False, name_en="B", name_cy="B")
    assert explain_page(page, line, office=stranger).left_out[0].code == "other_site"
    for fields, code in (
        ({"categories": ("none",)}, "category"),
        ({"topics": ("none",)}, "topic"),
        ({"years": (1999,)}, "year"),
        ({"date_from": datetime.date(2017, 1, 1)}, "date"),
    ):
        explanation = explain_page(page, line, office=office, **fields)
        assert [reason.code for reason in explanation.left_out] == [code]
        assert explanation.verdict.code == "left_out"
    assert explain_page(page, f"{line} 2017..", office=office).left_out[0].code == "date"
    assert explain_page(page, f"{line} 2016", office=office).left_out == ()


@only_embedded
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"live": False, "first_published_at": None}, "draft"),
        ({"live": False}, "taken_down"),
        ({"go_live_at": "tomorrow"}, "scheduled"),
        ({"expire_at": "yesterday"}, "expired"),
        ({"live": False, "expired": True, "expire_at": "yesterday"}, "expired"),
    ],
)
def test_reasons_why_a_statement_is_not_public(office, engine, page, changes, code):
    day = datetime.timedelta(days=1)
    moments = {"tomorrow": timezone.now() + day, "yesterday": timezone.now() - day}
    # The index still has the page: an update in the database does not reach the outbox.
    ArticlePage.objects.filter(pk=page.pk).update(
        **{name: moments.get(value, value) for name, value in changes.items()}
    )

    explanation = explain_page(page, "title", office=office)

    assert explanation.verdict.code == "not_public"
    assert [reason.code for reason in explanation.not_public] == [code]
    assert explanation.engines[0].state == "extra"


@only_embedded
def test_scheduled_restricted_and_copied(office, engine, page, language):
    index = office.indexes[language]
    draft = make_statement(office, language=language, title="To come", live=False)
    draft.go_live_at = timezone.now() + datetime.timedelta(days=1)
    draft.save_revision().publish()
    explanation = explain_page(draft, "title", office=office)
    assert [reason.code for reason in explanation.not_public] == ["scheduled"]
    assert "Europe/London" in str(explanation.not_public[0].sentence)

    other = office.indexes["cy" if language == "en" else "en"]
    copy = page.copy_for_translation(other.locale, copy_parents=True, alias=True)
    codes = [reason.code for reason in explain_page(copy, "title", office=office).not_public]
    assert "untranslated" in codes

    PageViewRestriction.objects.create(page=index, restriction_type="login")
    explanation = explain_page(page, "title", office=office)
    assert [reason.code for reason in explanation.not_public] == ["restricted_above"]
    assert index.title in str(explanation.not_public[0].sentence)


@only_embedded
def test_waiting_changes_and_stale_entries(office, engine, page):
    OutboxEntry.objects.all().delete()
    page.title = "Changed"
    page.save()
    OutboxEntry.objects.filter(page_id=page.pk).update(attempts=1, last_error="it broke")

    view = explain_page(page, "title", office=office).engines[0]

    assert (view.state, view.waiting > 0, view.last_error) == ("differs", True, "it broke")
    explanation = explain_page(page, "changed", office=office)
    assert explanation.verdict.code == "not_indexed"


@only_embedded
def test_a_newer_draft_is_noted_and_not_shown(office, engine, page):
    page.title = "Secret words to come"
    page.save_revision()

    explanation = explain_page(page, "title", office=office)

    assert [note.code for note in explanation.notes] == ["newer_draft"]
    assert explain_page(page, "secret", office=office).verdict.code == "lacks_words"


def test_an_unavailable_engine_is_named(office, settings, tmp_path, language):
    settings.SEARCH_FOLDER = tmp_path / "search"
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{free_port()}"
    page = make_statement(office, language=language, text=TEXTS[language])
    for each in engines().values():
        consumer.consume_batch(each.name)

    explanation = explain_page(page, LINES[language], office=office)

    assert explanation.engines[0].error
    assert explanation.engines[0].waiting
    assert explanation.engines[1].state == "same"
    assert explanation.is_found


@only_embedded
def test_empty_and_unusual_lines_are_explained(office, engine, page):
    for line in ("", "   ", '"', "-", "a" * 600, "OR OR", "☃", "2015..2018", "\x00", "-title"):
        assert explain_page(page, line, office=office).verdict.sentence
    assert explain_page(page, "", office=office).is_found


@only_embedded
def test_the_number_of_queries_does_not_depend_on_the_line(office, engine, page):
    explain_page(page, "title", office=office)
    with CaptureQueriesContext(connection) as short:
        explain_page(page, "title", office=office)
    with CaptureQueriesContext(connection) as long:
        explain_page(page, "title late railway word word2 word3", office=office)

    assert len(long) == len(short)
