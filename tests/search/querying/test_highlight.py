"""Extracts show the best passage with marked words, and no HTML of the text."""

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language.analysis import (
    LANGUAGES,
    WORD,
    AnalysedText,
    analyser_for,
    normalise,
    words_of,
)
from search.language.lemmas import fold
from search.querying.highlight import Highlighter
from search.querying.parser import parse


@dataclass(frozen=True, kw_only=True)
class Marker:
    """A highlighter, and the language in which its texts are indexed."""

    line: str
    language: str = "en"

    def highlight(self, text: str) -> str:
        return self._highlighter.highlight(text, analysed=self._analysed(text))

    def extract(self, text: str) -> str:
        return self._highlighter.extract(text, analysed=self._analysed(text))

    @property
    def _highlighter(self) -> Highlighter:
        return Highlighter(parse(self.line, language=self.language).groups)

    def _analysed(self, text: str) -> AnalysedText:
        return analyser_for(self.language).analyse(text)


@pytest.mark.parametrize(
    ("line", "text", "marked"),
    [
        ("plentyn", "Arian i blant", "Arian i <mark>blant</mark>"),
        ("dwr", "Ansawdd y dŵr", "Ansawdd y <mark>dŵr</mark>"),
        ("Caerdydd", "yng Nghaerdydd.", "yng <mark>Nghaerdydd</mark>."),
        ('"y plant"', "y plant a’r plant", "<mark>y plant</mark> a’r plant"),
        ("dim", "a < b & dim", "a &lt; b &amp; <mark>dim</mark>"),
        ("ysbyty", "yr ysby\u00adty", "yr <mark>ysbyty</mark>"),
    ],
)
def test_welsh_words_are_marked_as_written(line, text, marked):
    assert Marker(line=line, language="cy").highlight(text) == marked


def test_consecutive_words_of_a_term_have_one_mark():
    assert Marker(line="co-produced").highlight("A co-producing plan") == (
        "A <mark>co-producing</mark> plan"
    )
    assert Marker(line="rail OR bus").highlight("Rail bus") == "<mark>Rail</mark> <mark>bus</mark>"


def test_the_extract_contains_the_matches():
    text = "filler " * 200 + "the rail and bus plan " + "filler " * 200

    extract = Marker(line="rail bus").extract(text)

    assert "<mark>rail</mark> and <mark>bus</mark>" in extract
    assert extract.startswith("…")
    assert extract.endswith("…")
    assert len(extract.split()) < 60


@pytest.mark.parametrize("fillers", range(7))
def test_the_extract_does_not_split_joined_words(fillers):
    joined = "i’r dre o’r co-op yn Mhen-y-bont "
    text = f"{joined * 9}{'gair ' * fillers}trên {joined * 9}"

    extract = Marker(line="trên", language="cy").extract(text)

    assert "<mark>trên</mark>" in extract
    assert {one.strip("…") for one in extract.split()} <= {
        *joined.split(),
        *["gair", "<mark>trên</mark>"],
    }
    assert len(WORD.findall(extract)) < 50


@pytest.mark.parametrize("first", ["£31,000", "(31,000", "“31,000", "-£31,000", "31,000"])
def test_the_extract_begins_with_the_punctuation_of_its_first_word(first):
    text = "filler, " * 50 + f"{first} was paid for the rail " + "filler " * 50

    assert Marker(line="rail").extract(text).startswith(f"…{first} was paid")


def test_the_extract_prefers_several_words_to_synonyms_of_one():
    text = "rail bus tram ferry " + "filler " * 100 + "the ferry to hospital " + "filler " * 100

    extract = Marker(line="rail OR bus OR tram OR ferry hospital").extract(text)

    assert "the <mark>ferry</mark> to <mark>hospital</mark>" in extract
    assert "rail" not in extract


def test_without_marks_the_beginning_is_shown():
    extract = Marker(line="absent").extract("word " * 100)

    assert extract.startswith("word")
    assert extract.endswith("…")
    assert Marker(line="absent").extract("") == ""


def test_a_text_without_analysed_words_is_shown_unmarked():
    unknown = AnalysedText(words="", lemmas="")
    highlighter = Highlighter(parse("rail", language="en").groups)
    assert highlighter.highlight("Rail & bus", analysed=unknown) == "Rail &amp; bus"
    assert highlighter.extract("Rail & bus", analysed=unknown) == "Rail &amp; bus"
    assert highlighter.extract("rail " * 100, analysed=unknown).startswith("rail")


@pytest.mark.parametrize("text", ["", "…", "- - -"])
def test_a_text_without_words_has_no_extract(text):
    assert Marker(line="rail").extract(text) == ""


@given(st.text())
def test_places_of_words_are_equal_in_index_and_text(text):
    """Marks are located by counting words: folding and lemmas must not change their number."""
    places = len(WORD.findall(normalise(text)))
    for language in LANGUAGES:
        analysed = analyser_for(language).analyse(text)
        assert len(analysed.words.split(" ")) == len(analysed.lemmas.split(" ")) == max(places, 1)
        assert len(words_of(text)) == places


@given(st.text())
def test_html_is_always_escaped(text):
    marker = Marker(line="rail script")
    for shown in (marker.highlight(f"<script>{text}</script>"), marker.extract(f"<b>rail{text}")):
        assert "<" not in shown.replace("<mark>", "").replace("</mark>", "")


WORDS = st.sampled_from(
    ["rail", "Rails", "RAIL", "railway", "a", "the", "bus", "buses", "plan", "café", "CAFÉ", "co"]
)


@given(
    lines=st.lists(WORDS, min_size=1, max_size=4),
    quoted=st.booleans(),
    text=st.lists(WORDS, max_size=60),
)
def test_marks_equal_those_of_a_naive_implementation(lines, quoted, text):
    line = f'"{" ".join(lines)}"' if quoted else " ".join(lines)
    terms = parse(line, language="en").terms
    lemma = analyser_for("en").lemma
    found: dict[int, int] = {}
    for number, term in enumerate(terms):
        for place in range(len(text) - len(term.words) + 1):
            row = [word.lower() for word in text[place : place + len(term.words)]]
            on_surface = tuple(map(fold, row)) == term.words
            by_lemma = len(term.lemmas) == len(row) and all(
                lemma(word) in accepted for word, accepted in zip(row, term.lemmas, strict=True)
            )
            if on_surface or by_lemma:
                found |= dict.fromkeys(range(place, place + len(row)), number)

    marked = Marker(line=line).highlight(" ".join(text))

    expected = [word for place, word in enumerate(text) if place in found]
    assert " ".join(re.findall(r"<mark>(.*?)</mark>", marked)).split() == expected
