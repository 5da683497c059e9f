"""The demo's content: both languages, all blocks, original wording."""

import re

import pytest
from simplemma import langdetect

from home.demo.content_files import CONTENT, PUBLISHED, SCHEDULED, read_office, read_statements
from home.demo.pdf import single_page_pdf
from home.demo.pictures import PICTURES, draw
from home.offices.plaintext import (
    PictureReference,
    Resources,
    UnreadableTextError,
    read_body,
    smart_quotes,
)
from home.offices.standard_pages import read_pages
from newsroom.blocks import StatementBody
from tests.machine import ARCHIVE

STATEMENTS = read_statements()
BLOCKS = re.compile(r"^::\S+.*$", re.MULTILINE)
WELSH_QUOTATION = re.compile(r"^> .*\n-- .*\| cy( \|.*)?$", re.MULTILINE)


def prose(text: str) -> str:
    """Return running text only: no block names, and no quotation in another language."""
    return BLOCKS.sub("", WELSH_QUOTATION.sub("", text))


def written(language: str) -> list[tuple[str, str]]:
    return [
        (each.key, prose(f"{each.texts[language].summary}\n\n{each.texts[language].body}"))
        for each in STATEMENTS
        if language in each.texts
    ]


def resources() -> Resources:
    return Resources(
        pictures={name: PictureReference(image_id=1, alt="A picture") for name in PICTURES},
        documents={path.stem: 1 for path in (CONTENT / "documents").glob("*.toml")},
        statements={each.key: 1 for each in STATEMENTS},
    )


def test_ten_years_of_statements_in_both_languages():
    published = [each for each in STATEMENTS if each.status == PUBLISHED]
    pairs = [each for each in published if len(each.texts) == 2]

    assert {each.date.year for each in published} == set(range(2016, 2027))
    assert len(published) >= 44
    assert len(pairs) >= 40
    assert 4 <= len(published) - len(pairs) <= 5
    assert any(set(each.texts) == {"cy"} for each in published)
    assert any(each.status == SCHEDULED for each in STATEMENTS)


def test_every_category_and_topic_is_used():
    office = read_office()

    for kind in ("categories", "topics"):
        used = {key for each in STATEMENTS for key in getattr(each, kind)}
        assert used == {term.key for term in getattr(office, kind)}
    assert len(office.categories) == 9


def test_every_block_is_used_in_each_language(language):
    used = {
        block["type"]
        for each in STATEMENTS
        if language in each.texts
        for block in read_body(each.texts[language].body, resources=resources())
    }

    assert used == set(StatementBody().child_blocks)


def test_each_text_is_in_its_language(language):
    for key, text in written(language):
        assert langdetect(text, lang=("en", "cy"))[0][0] == language, key


def test_names_of_the_institution_follow_the_date():
    for each in STATEMENTS:
        for language, text in each.texts.items():
            title = f"{text.title} {text.summary}"
            late = re.search(r"\bMadryn (MS|AS)\b", title)
            early = re.search(r"\bMadryn (AM|AC)\b", title)
            renamed = each.date.isoformat() >= "2020-05-06"
            assert not (late and not renamed), (each.key, language)
            assert not (early and renamed), (each.key, language)


def test_welsh_place_names_are_mutated_after_yn():
    unmutated = re.compile(
        r"\b(yn|ym|yng) (Porthwylan|Tregelyn|Glanarian|Cwmhelyg|Blaenarian|Dolwern|Brynhebog"
        r"|Pont-y-garreg|Caerdydd|Bangor|Pwllheli|Tregaron|Dyffryn)\b"
    )
    unsoftened = re.compile(
        r"\b(i|o|ar|am|at|dros|drwy|gan|wrth) "
        r"(Porthwylan|Tregelyn|Cwmhelyg|Blaenarian|Dolwern|Brynhebog|Caerdydd|Bangor|Llanfadog"
        r"|Pwllheli|Tregaron|Machynlleth|Cymru|Llywodraeth)\b"
    )
    pages = [(page.key, page.texts["cy"].body) for page in read_pages(CONTENT / "pages")]

    for key, text in [*written("cy"), *pages]:
        assert not unmutated.findall(text), key
        assert not unsoftened.findall(text), key


@pytest.mark.needs("archive")
def test_no_five_words_are_taken_from_the_captured_pages():
    def shingles(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return set(zip(*(words[start:] for start in range(5)), strict=False))

    theirs = {
        shingle
        for path in ARCHIVE.glob("*.txt")
        for shingle in shingles(path.read_text(encoding="utf-8"))
    }

    for path in CONTENT.rglob("*.toml"):
        ours = shingles(path.read_text(encoding="utf-8"))
        # The office that any member of this parliament holds is nobody's wording.
        title = ("member", "of", "the", "senedd", "for")
        assert not (ours & theirs) - {title}, path.name


def test_pictures_are_the_same_each_time():
    assert draw("harbour") == draw("harbour")


def test_pictures_have_alternative_texts_in_each_language():
    for name, picture in PICTURES.items():
        assert picture.alt["en"] != picture.alt["cy"], name
        assert len(picture.alt["en"]) < 255
        assert len(picture.alt["cy"]) < 255


def test_a_document_is_a_pdf_with_its_language():
    document = single_page_pdf(title="A (short) title", paragraphs=["Words."], language="cy")

    assert document.startswith(b"%PDF-1.4")
    assert document.endswith(b"%%EOF\n")
    assert b"/Lang (cy)" in document
    start = int(document.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert document[start:].startswith(b"xref")


def test_straight_quotes_become_curly_ones():
    assert smart_quotes('"O\'r gorau," meddai.') == "“O’r gorau,” meddai."


def test_the_error_names_an_unknown_block():
    with pytest.raises(UnreadableTextError, match="carousel"):
        read_body("::carousel x", resources=Resources())


def test_the_error_names_a_missing_picture():
    with pytest.raises(UnreadableTextError, match="moon"):
        read_body("::figure moon", resources=Resources())
