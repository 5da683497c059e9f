"""Searches find statements by the synonyms of their words."""

import csv

import pytest

from search.curation import synonyms
from search.indexing import consumer
from search.language.analysis import LANGUAGES, analyser_for
from search.language.lemmas import DATA
from search.language.query_terms import QueryTerm
from search.language.synonyms import MAX_PER_EXPANSION, MAX_PER_QUERY, SynonymRule, Thesaurus
from search.models.curation import SynonymGroup, SynonymOff
from search.querying.answers import Question, ask
from search.querying.parser import parse
from tests.factories import make_office, make_statement

NAMES = {
    "en": ("NHS", "National Health Service"),
    "cy": ("GIG", "Gwasanaeth Iechyd Gwladol"),
}


def groups(line: str, *rows: SynonymRule, language: str = "en") -> list[list[str]]:
    thesaurus = Thesaurus(rows, analyser=analyser_for(language))
    parsed = parse(line, language=language, thesaurus=thesaurus)
    return [[" ".join(term.words) for term in group] for group in parsed.groups]


HEALTH = SynonymRule(words=("NHS", "National Health Service"))
FIBRE = SynonymRule(words=("broadband",), finds=("fibre", "full fibre"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("NHS", [["nhs", "national health service"]]),
        ("nhs funding", [["nhs", "national health service"], ["funding"]]),
        (
            "the national health services",
            [["national", "nhs"], ["health", "nhs"], ["services", "nhs"]],
        ),
        ("national rail health service", [["national"], ["rail"], ["health"], ["service"]]),
        ('"national health service"', [["national health service"]]),
        ('"NHS"', [["nhs"]]),
        ("rail -NHS", [["rail"]]),
        ("rail OR NHS", [["rail", "nhs", "national health service"]]),
        ("national OR health service", [["national", "health"], ["service"]]),
        ("broadband", [["broadband", "fibre", "full fibre"]]),
        ("fibre", [["fibre"]]),
        ("full fibre", [["full"], ["fibre"]]),
    ],
)
def test_synonyms_are_added(line, expected):
    assert groups(line, HEALTH, FIBRE) == expected


def test_the_longest_synonym_is_used():
    wales = SynonymRule(words=("NHS Wales", "health boards"))

    assert groups("NHS Wales", HEALTH, wales) == [
        ["nhs", "health boards"],
        ["wales", "health boards"],
    ]


def test_phrases_match_by_lemmas_and_abbreviations_exactly():
    parsed = parse(
        "GIG",
        language="cy",
        thesaurus=Thesaurus(
            [SynonymRule(words=("GIG", "Gwasanaeth Iechyd Gwladol"))], analyser=analyser_for("cy")
        ),
    )
    phrase = parsed.groups[0][1]

    assert phrase.words == ("gwasanaeth", "iechyd", "gwladol")
    assert all(phrase.lemmas)
    back = parse(
        "wasanaeth iechyd gwladol",
        language="cy",
        thesaurus=Thesaurus(
            [SynonymRule(words=("GIG", "Gwasanaeth Iechyd Gwladol"))], analyser=analyser_for("cy")
        ),
    )
    assert QueryTerm(words=("gig",)) in back.groups[0]


def test_an_abbreviation_is_not_the_word_spelt_like_it():
    """*Cig*, meat, is *gig* after some words; the health service is not meat."""
    rows = [SynonymRule(words=("GIG", "Gwasanaeth Iechyd Gwladol"))]

    assert groups("cig", *rows, language="cy") == [["cig"]]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("AC", [["aelod cynulliad"]]),
        ("AC newydd", [["aelod cynulliad"], ["newydd"]]),
        ("iechyd ac addysg", [["iechyd"], ["addysg"]]),
        ("IECHYD AC ADDYSG", [["iechyd"], ["addysg"]]),
        ("Aelod Cynulliad", [["aelod"], ["cynulliad"]]),
    ],
)
def test_an_abbreviation_spelt_like_a_stop_word_needs_capitals(line, expected):
    assert groups(line, SynonymRule(words=("AC", "Aelod Cynulliad")), language="cy") == expected


def test_the_number_of_synonyms_is_limited():
    wide = [
        SynonymRule(words=(f"word{n}", *(f"other{n}x{m}" for m in range(30)))) for n in range(30)
    ]
    found = groups(" ".join(f"word{n}" for n in range(30)), *wide)

    assert max(map(len, found)) <= 1 + MAX_PER_EXPANSION
    assert sum(map(len, found)) <= 30 + MAX_PER_QUERY


@pytest.mark.django_db
def test_synonyms_are_found_and_marked(office, engine, language):
    letters, name = NAMES[language]
    make_statement(office, language=language, title="Letters", text=f"about the {letters} here")
    make_statement(office, language=language, title="Name", text=f"about {name} here")
    consumer.consume_due()

    for line, marked in (
        (letters, f"<mark>{name}</mark>"),
        (name.lower(), f"<mark>{letters}</mark>"),
    ):
        answer = ask(Question(line=line, language=language, site=office.site))
        assert {one.hit.title for one in answer.results} == {"Letters", "Name"}
        assert not answer.relaxed
        assert any(marked in one.extract for one in answer.results)
    assert ask(Question(line=f'"{letters}"', language=language)).total == 1
    assert ask(Question(line=f"about -{letters}", language=language)).total == 1


@pytest.mark.django_db
def test_an_office_uses_its_own_synonyms_and_those_of_all_sites(office, engine, language):
    other = make_office(hostname="other.example", is_default=False, name_en="Other")
    for one in (office, other):
        make_statement(one, language=language, title="Found", text="gamma")
    consumer.consume_due()
    SynonymGroup.objects.create(site=other.site, language=language, words="alffa\ngamma")
    SynonymGroup.objects.create(site=None, language=language, words="beta\ngamma")

    def total(line, site):
        return ask(Question(line=line, language=language, site=site)).total

    assert (total("alffa", office.site), total("alffa", other.site)) == (0, 1)
    assert (total("beta", office.site), total("beta", other.site)) == (1, 1)
    SynonymGroup.objects.filter(site=None).get().delete()
    assert total("beta", office.site) == 0


@pytest.mark.django_db
def test_inactive_and_invalid_groups_are_ignored(office, engine, language):
    make_statement(office, language=language, title="Found", text="gamma")
    consumer.consume_due()
    SynonymGroup.objects.create(language=language, words="alffa\ngamma", is_active=False)
    SynonymGroup.objects.create(language=language, words="***\ngamma")
    SynonymGroup.objects.create(language=language, words="")

    assert ask(Question(line="alffa", language=language)).total == 0
    assert ask(Question(line="gamma", language=language)).total == 1


@pytest.mark.django_db
def test_an_office_can_switch_off_a_bundled_line(office, engine, language):
    letters, name = NAMES[language]
    make_statement(office, language=language, title="Name", text=name)
    consumer.consume_due()
    question = Question(line=letters, language=language, site=office.site)
    assert ask(question).total == 1

    SynonymOff.objects.create(site=office.site, language=language, key=letters.lower())

    assert ask(Question(line=letters, language=language, site=office.site)).total == 0
    assert ask(Question(line=letters, language=language)).total == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bundled_list_is_valid(language):
    with (DATA / language / "synonyms.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    listed = synonyms.bundled_synonyms(language)

    assert [set(row) for row in rows] == [{"words", "finds", "note"}] * len(rows)
    assert len({one.key for one in listed}) == len(listed)
    for one in listed:
        SynonymGroup(
            language=language, words="\n".join(one.rule.words), finds="\n".join(one.rule.finds)
        ).clean()
        assert one.note


def test_members_before_and_after_2020():
    for language, line, name in (
        ("en", "Assembly Member", "member of the senedd"),
        ("en", "AM", "member of the senedd"),
        ("cy", "AC", "aelod o r senedd"),
        ("cy", "Aelod o'r Senedd", "aelod cynulliad"),
    ):
        parsed = parse(line, language=language, thesaurus=synonyms.thesaurus_for(None, language))
        assert name in {" ".join(term.words) for group in parsed.groups for term in group}
