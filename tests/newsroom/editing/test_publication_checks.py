"""Does the proofreader find what readers would stumble over, and nothing else?"""

import pytest

from newsroom.editing.publication_checks import (
    in_sentence_case,
    is_shouted,
    proofread_body,
    proofread_lists,
    proofread_picture,
)


@pytest.mark.parametrize(
    ("title", "shouted"),
    [
        ("A STATEMENT ON HOUSING", True),
        ("DATGANIAD AR DAI YNG NGHYMRU", True),
        ("CÔR Y CEWRI", True),
        ("A statement on housing", False),
        ("NHS", False),
        ("NHS and BBC", False),
        ("HS2", False),
        ("BBC S4C", False),
        ("STATEMENT", False),
        ("28%", False),
        ("", False),
    ],
)
def test_a_title_in_capitals_is_recognised(title, shouted):
    assert is_shouted(title) is shouted


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("A STATEMENT ON HOUSING", "A statement on housing"),
        ("HOMES FOR WALES BY MAY 2026", "Homes for Wales by May 2026"),
        ("ŴYN A THAI YNG NGHYMRU", "Ŵyn a thai yng Nghymru"),
        ("NEWS ABOUT THE BBC", "News about the BBC"),
        ("“WE'RE LISTENING”", "“We're listening”"),
    ],
)
def test_a_title_is_offered_in_sentence_case(title, sentence):
    assert in_sentence_case(title) == sentence


def heading(level: int) -> tuple[str, dict]:
    return "heading", {"text": "A heading", "level": str(level)}


PARAGRAPH = ("paragraph", "Words")


@pytest.mark.parametrize(
    ("body", "blocking"),
    [
        ([PARAGRAPH], 0),
        ([], 1),
        ([PARAGRAPH, heading(2), heading(3), heading(2)], 0),
        ([PARAGRAPH, heading(3)], 1),
        ([heading(2), heading(3), heading(3)], 0),
    ],
)
def test_a_part_needs_a_section_and_a_statement_needs_words(body, blocking):
    assert sum(finding.blocks for finding in proofread_body(body)) == blocking


def test_a_quotation_without_speaker_is_a_hint_only():
    (finding,) = proofread_body([("quotation", {"words": "Words", "speaker": ""})])

    assert not finding.blocks


@pytest.mark.parametrize(
    ("alternative", "decorative", "field"),
    [
        ("", False, "lead_image_alt"),
        ("  ", False, "lead_image_alt"),
        ("A chapel", True, "lead_image_decorative"),
    ],
)
def test_a_picture_needs_words_or_is_decorative(alternative, decorative, field):
    (finding,) = proofread_picture(has_picture=True, alternative=alternative, decorative=decorative)

    assert (finding.field, finding.blocks) == (field, True)


def test_a_described_or_decorative_or_missing_picture_is_right():
    assert not proofread_picture(has_picture=True, alternative="A chapel", decorative=False)
    assert not proofread_picture(has_picture=True, alternative="", decorative=True)
    assert not proofread_picture(has_picture=False, alternative="", decorative=False)


def test_lists_miss_a_summary_and_a_category_but_nothing_is_refused():
    findings = proofread_lists(summary="", categories=0)

    assert {finding.field for finding in findings} == {"summary", "categories"}
    assert not any(finding.blocks for finding in findings)
