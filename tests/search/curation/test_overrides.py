"""Corrections of lemmas reach every process and index, and invalid ones are harmless."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from search.curation import overrides, state_tokens
from search.curation.overrides import Correction, corrected_lemmas
from search.engines.selection import engines
from search.health import maintenance
from search.indexing import consumer
from search.indexing.rebuild import needs_rebuild
from search.language import analysis
from search.language.analysis import analyser_for
from search.models.curation import CuratedState, LemmaOverride
from search.querying.answers import Question, ask
from tests.factories import make_statement
from tests.newsroom.editors import log_in

pytestmark = pytest.mark.django_db


def correct(form: str, lemma: str, *, language: str = "cy", **fields) -> LemmaOverride:
    row = LemmaOverride(language=language, form=form, lemma=lemma, **fields)
    row.full_clean()
    row.save()
    return row


def found(line: str, *, language: str) -> list[str]:
    return [one.hit.title for one in ask(Question(line=line, language=language)).results]


def test_a_correction_covers_forms_missing_from_the_dictionary():
    correct("Trefarian", "ysgolion")
    state_tokens.reload_changed()

    lemma = analyser_for("cy").lemma
    assert {lemma(form) for form in ("trefarian", "drefarian", "nhrefarian")} == {"ysgol"}


def test_mutated_forms_can_be_excluded():
    correct("penfardd", "bardd", mutations=False)
    state_tokens.reload_changed()

    assert analyser_for("cy").lemma("penfardd") == "bardd"
    assert analyser_for("cy").lemma("benfardd") != "bardd"


def test_a_row_takes_precedence_over_a_mutation():
    assert corrected_lemmas(
        [Correction(form="pel", lemma="pel"), Correction(form="bel", lemma="bel")], language="cy"
    ) == {"pel": "pel", "bel": "bel", "mhel": "pel", "phel": "pel", "fel": "bel", "mel": "bel"}


def test_an_english_word_takes_the_stem_of_the_other():
    correct("policing", "policies", language="en")
    state_tokens.reload_changed()

    assert analyser_for("en").lemma("policing") == analyser_for("en").lemma("policy")


def test_a_word_can_be_its_own_lemma():
    correct("ferched", "ferched")
    state_tokens.reload_changed()

    assert analyser_for("cy").lemma("ferched") == "ferched"
    assert analyser_for("cy").lemma("merched") == "merch"


def test_a_lemma_that_leads_to_a_corrected_word_is_followed():
    rows = [Correction(form="merch", lemma="llances"), Correction(form="geneth", lemma="ferched")]
    corrected = corrected_lemmas(rows, language="cy")

    assert corrected["geneth"] == corrected["merch"]


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("", "ysgol"),
        ("dau air", "ysgol"),
        ("co-op", "ysgol"),
        ("i'r", "ysgol"),
        ("covid19", "ysgol"),
        ("x", "ysgol"),
        ("a" * 41, "ysgol"),
        ("ysgol", "*"),
        ("ysgol", "\x00"),
    ],
)
def test_anything_but_a_word_is_refused(form, lemma):
    with pytest.raises(ValidationError):
        correct(form, lemma)


def test_capitals_and_combining_accents_are_normalised():
    row = correct("W\u0302YR", "Oen")

    assert (row.form, row.lemma) == ("ŵyr", "oen")
    with pytest.raises(ValidationError):
        correct("ŵyr", "dafad")


def test_chains_and_circles_are_refused():
    correct("alffa", "beta")
    for form, lemma in (("beta", "alffa"), ("gama", "alffa"), ("beta", "gama")):
        with pytest.raises(ValidationError):
            correct(form, lemma)
    correct("delta", "beta")
    correct("beta", "beta")


def test_invalid_rows_are_ignored(office, engine, language):
    make_statement(office, language=language, title="Alffa", text="alffa beta")
    LemmaOverride.objects.bulk_create(
        [
            LemmaOverride(language=language, form=form, lemma=lemma)
            for form, lemma in [
                ("alffa", "beta"),
                ("beta", "alffa"),
                ("two words", "x"),
                ("\U0001f600", "*"),
                ('"', ""),
                ("", ""),
            ]
        ]
    )
    state_tokens.announce_change(overrides.state_kind(language))
    consumer.consume_due()

    assert found("alffa", language=language) == ["Alffa"]
    assert found('"alffa beta"', language=language) == ["Alffa"]


def test_the_worker_rebuilds_the_index_after_a_correction(office, engine, language):
    make_statement(office, language=language, title="Canary", text="seiclo")
    consumer.consume_due()
    assert found("llwybrau", language=language) == []

    correct("seiclo", "llwybrau", language=language)

    assert all(needs_rebuild(each, language) for each in engines().values())
    other = "cy" if language == "en" else "en"
    assert not any(needs_rebuild(each, other) for each in engines().values())
    assert found("seiclo", language=language) == ["Canary"], "the old index answers"
    assert maintenance.rebuild_corrected_indexes() == "", "the editor may not have finished"

    CuratedState.objects.update(changed_at=timezone.now() - datetime.timedelta(minutes=1))
    assert "rebuilt with 1 statements" in maintenance.rebuild_corrected_indexes()
    assert maintenance.rebuild_corrected_indexes() == ""
    assert found("llwybrau", language=language) == ["Canary"]
    assert found("seiclo", language=language) == ["Canary"]
    assert not any(needs_rebuild(each, language) for each in engines().values())


def test_a_reverted_change_counts_as_two_changes(engine):
    before = analysis.version("cy")
    row = correct("alffa", "beta")
    state_tokens.reload_changed()
    between = analysis.version("cy")
    row.delete()
    state_tokens.reload_changed()

    assert len({before, between, analysis.version("cy")}) == 3


def test_a_changed_note_causes_no_rebuild(engine):
    row = correct("alffa", "beta")
    state_tokens.reload_changed()
    before = analysis.version("cy")

    row.note = "From the Record"
    row.save()
    state_tokens.reload_changed()

    assert analysis.version("cy") == before


def test_another_process_notices_a_change_when_it_searches_or_indexes(office, engine):
    """The row is written by another process, so that only the database shows the change."""
    correct("alffa", "ysgol")
    make_statement(office, language="cy", title="Canary", text="alffa")
    analysis.use_corrections("cy", analysis.Corrections())

    consumer.consume_due()

    assert analyser_for("cy").lemma("alffa") == "ysgol"
    assert found("ysgolion", language="cy") == ["Canary"]
    LemmaOverride.objects.get().delete()
    assert found("ysgolion", language="cy") == ["Canary"], "the index is still the old one"
    assert analyser_for("cy").lemma("alffa") == "alffa"


def test_a_correction_during_a_rebuild_causes_another(office, engine, monkeypatch):
    for number in range(3):
        make_statement(office, language="cy", title=f"Canary {number}", text="alffa")
    from search.indexing import rebuild

    reading = rebuild.read_all

    def overtaken(language):
        yield from reading(language)
        if not LemmaOverride.objects.exists():
            correct("alffa", "beta")

    monkeypatch.setattr(rebuild, "read_all", overtaken)
    rebuild.rebuild(engine, "cy")

    assert needs_rebuild(engine, "cy")
    rebuild.rebuild(engine, "cy")
    assert not needs_rebuild(engine, "cy")
    assert len(found("beta", language="cy")) == 3


def test_reading_the_state_tokens_is_one_query():
    state_tokens.reload_changed()
    correct("alffa", "beta")
    state_tokens.reload_changed()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        state_tokens.reload_changed()
    assert len(queries) == 1


@pytest.mark.parametrize("engine", ["embedded"], indirect=True)
def test_a_trial_shows_the_lemma_of_a_word_and_what_would_change(office, engine):
    client = log_in(office)
    url = reverse("archive_search_words")

    text = client.get(url, {"words": "nghaerdydd", "language": "cy"}).text
    assert "<td>caerdydd</td>" in text
    response = client.get(url, {"words": "alffa", "language": "cy", "lemma": "ysgolion"})
    change = response.context["effect"]
    assert (change.before, change.after) == ("alffa", "ysgol")
    assert reverse("archive_search_overrides:add") not in response.text
    for wrong in (
        {"words": "two words", "language": "cy", "lemma": "x1"},
        {"words": "x" * 300, "language": "cy"},
        {"words": "a", "language": "zz"},
        {"words": "\x00", "language": "cy", "lemma": "\x00"},
        {"language": "cy", "lemma": "ysgol"},
        {},
    ):
        response = client.get(url, wrong)
        assert response.status_code == 200
        assert response.context["effect"] is None
    assert not LemmaOverride.objects.exists()
