"""Are the reviewed words filed as they were reviewed, and is each line of them sound?"""

import csv

import pytest

from search.language import lemmas, vocabulary
from search.language.analysis import LANGUAGES, analyser_for, tokens
from search.language.mutations import mutated

WELSH = lemmas.DATA / "cy" / "vocabulary.csv"
ENTRIES = list(vocabulary.entries(WELSH))


def rows(language: str) -> list[dict[str, str]]:
    with (lemmas.DATA / language / "overrides.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.lemma)
def test_a_reviewed_word_is_filed_under_its_dictionary_form(entry):
    single = {row["form"] for row in rows("cy")}
    lemma = analyser_for("cy").lemma

    for form in entry.forms:
        assert form in single or lemma(form) == lemmas.fold(entry.lemma)


def test_most_mutations_of_reviewed_words_are_filed_with_them():
    """A few are other words as well (`mai` is May and a nasal `bai`); the list says which wins."""
    lemma = analyser_for("cy").lemma
    forms = [(form, entry) for entry in ENTRIES for one in entry.forms for form in mutated(one)]

    astray = {form for form, entry in forms if lemma(form) != lemmas.fold(entry.lemma)}

    assert len(astray) < len(forms) / 50


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
def test_a_form_that_could_be_two_words(form, lemma):
    assert analyser_for("cy").lemma(form) == lemma


def test_an_accent_that_was_typed_is_not_forgotten():
    assert "gwyn" not in analyser_for("cy").query_lemmas("gwên")
    assert analyser_for("cy").query_lemmas("dwr")[0] == "dwr"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_correction_is_one_word_with_a_reason_and_stands_once(language):
    forms = [row["form"] for row in rows(language)]

    assert len(set(forms)) == len(forms)
    for row in rows(language):
        assert row["why"]
        for word in (row["form"], row["lemma"]):
            assert [token.word for token in tokens(word)] == [word]


def test_each_reviewed_form_is_one_word_and_belongs_to_one():
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
def test_english_words_that_belong_together(first, second):
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
def test_english_words_that_do_not(first, second):
    lemma = analyser_for("en").lemma

    assert lemma(first) != lemma(second)
