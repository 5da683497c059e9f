"""Lemmas follow the reviewed words, and every line of the reviewed files is valid."""

import csv

import pytest

from search.language import lemmas, vocabulary
from search.language.analysis import LANGUAGES, analyser_for, tokens
from search.language.mutations import mutated

WELSH = lemmas.DATA / "cy" / "vocabulary.csv"
ENTRIES = list(vocabulary.read_vocabulary(WELSH))


def rows(language: str) -> list[dict[str, str]]:
    with (lemmas.DATA / language / "overrides.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.lemma)
def test_a_reviewed_word_has_its_dictionary_form_as_lemma(entry):
    single = {row["form"] for row in rows("cy")}
    lemma = analyser_for("cy").lemma

    for form in entry.forms:
        assert form in single or lemma(form) == lemmas.fold(entry.lemma)


def test_most_mutations_of_reviewed_words_have_their_lemma():
    """A few are other words as well (`mai` is May and a nasal `bai`); the list decides these."""
    lemma = analyser_for("cy").lemma
    forms = [(form, entry) for entry in ENTRIES for base in entry.forms for form in mutated(base)]

    deviating = {form for form, entry in forms if lemma(form) != lemmas.fold(entry.lemma)}

    assert len(deviating) < len(forms) / 50


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("mai", "mai"),
        ("mae", "bod"),
        ("nwy", "nwy"),
        ("nhorfaen", "torfaen"),
        ("ngheir", "car"),
        ("fôn", "mon"),
        ("gynghorwyr", "cynghorydd"),
        ("chomisiynwyr", "comisiynydd"),
        ("wen", "gwyn"),
        ("chronfeydd", "cronfa"),
        ("gorffennaf", "gorffennaf"),
        ("gynhaliwyd", "cynnal"),
    ],
)
def test_an_ambiguous_form_has_one_lemma(form, lemma):
    assert analyser_for("cy").lemma(form) == lemma


def test_a_typed_accent_is_respected():
    assert "gwyn" not in analyser_for("cy").query_lemmas("gwên")
    assert analyser_for("cy").query_lemmas("dwr")[0] == "dwr"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_correction_is_unique_and_one_word_with_a_reason(language):
    forms = [row["form"] for row in rows(language)]

    assert len(set(forms)) == len(forms)
    for row in rows(language):
        assert row["why"]
        for word in (row["form"], row["lemma"]):
            assert [token.word for token in tokens(word)] == [word]


def test_each_reviewed_form_is_one_word_and_has_one_entry():
    forms = [form for entry in ENTRIES for form in dict.fromkeys(entry.forms)]

    assert len(set(forms)) == len(forms)
    for form in forms:
        assert [token.word for token in tokens(form)] == [form]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("bus", "buses"),
        ("child", "children"),
        ("teach", "taught"),
        ("leave", "left"),
        ("choose", "chosen"),
        ("life", "lives"),
        ("goose", "geese"),
        ("mouse", "mice"),
        ("crisis", "crises"),
        ("close", "closure"),
        ("authority", "authorities"),
        ("program", "programmes"),
    ],
)
def test_related_english_words_share_a_lemma(first, second):
    lemma = analyser_for("en").lemma

    assert lemma(first) == lemma(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("hospital", "hospitality"),
        ("author", "authority"),
        ("conservative", "conservation"),
        ("organ", "organic"),
        ("train", "training"),
        ("busy", "business"),
        ("generation", "generate"),
        ("wales", "whales"),
        ("import", "important"),
        ("constituent", "constituency"),
        ("university", "universe"),
        ("police", "policy"),
        ("new", "news"),
    ],
)
def test_unrelated_english_words_do_not_share_a_lemma(first, second):
    lemma = analyser_for("en").lemma

    assert lemma(first) != lemma(second)
