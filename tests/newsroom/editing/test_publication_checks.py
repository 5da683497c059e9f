"""Findings of the checks before publication."""

import pytest

from newsroom.editing.publication_checks import (
    check_body,
    check_lead_picture,
    check_list_fields,
    is_in_capitals,
    to_sentence_case,
)


@pytest.mark.parametrize(
    ("title", "in_capitals"),
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
def test_a_title_in_capitals_is_recognised(title, in_capitals):
    assert is_in_capitals(title) is in_capitals


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
def test_sentence_case_keeps_abbreviations_and_names(title, sentence):
    assert to_sentence_case(title) == sentence


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
def test_a_subheading_needs_a_heading_and_a_statement_needs_a_body(body, blocking):
    assert sum(finding.blocks_publication for finding in check_body(body)) == blocking


def test_a_quotation_without_speaker_is_a_hint_only():
    (finding,) = check_body([("quotation", {"words": "Words", "speaker": ""})])

    assert not finding.blocks_publication


@pytest.mark.parametrize(
    ("alternative", "decorative", "field"),
    [
        ("", False, "lead_image_alt"),
        ("  ", False, "lead_image_alt"),
        ("A chapel", True, "lead_image_decorative"),
    ],
)
def test_a_picture_needs_alternative_text_or_is_decorative(alternative, decorative, field):
    (finding,) = check_lead_picture(
        has_picture=True, alternative=alternative, decorative=decorative
    )

    assert (finding.field, finding.blocks_publication) == (field, True)


def test_a_described_or_decorative_or_missing_picture_has_no_finding():
    assert not check_lead_picture(has_picture=True, alternative="A chapel", decorative=False)
    assert not check_lead_picture(has_picture=True, alternative="", decorative=True)
    assert not check_lead_picture(has_picture=False, alternative="", decorative=False)


def test_a_missing_summary_or_category_is_a_hint_only():
    findings = check_list_fields(summary="", categories=0)

    assert {finding.field for finding in findings} == {"summary", "categories"}
    assert not any(finding.blocks_publication for finding in findings)
