"""Entries contain every text of a statement that readers see, and no other text."""

import json
from dataclasses import asdict, replace
from hashlib import sha256

import pytest
from django.core.files.base import ContentFile

from newsroom.models import ArticlePage, NewsroomDocument
from search.engines.entries import TermLabel
from search.indexing.database_reader import read_page
from tests.factories import make_image, make_statement

RAW_TABLE = {
    "columns": [
        {"type": "text", "heading": "WordHeading"},
        {"type": "rich_text", "heading": "WordOther"},
    ],
    "rows": [{"values": ["WordCell", "<p>WordRichCell</p>"]}],
    "caption": "WordTableCaption",
}


def body(image, document, other) -> list[dict]:
    figure = {
        "image": {"image": image.pk, "alt_text": "WordAlt", "decorative": False},
        "caption": "WordCaption",
        "credit": "WordCredit",
    }
    values = [
        ("heading", {"text": "WordSection", "level": "2"}),
        ("paragraph", "<p>WordPara<b>graph</b></p><p>WordNext &amp; more</p>"),
        (
            "quotation",
            {
                "words": "<p>WordQuoted</p>",
                "speaker": "WordSpeaker",
                "role": "WordRole",
                "language": "cy",
                "source": "https://record.example/hidden",
            },
        ),
        ("figure", figure),
        (
            "gallery",
            {
                "heading": "WordGallery",
                "pictures": [
                    {"type": "item", "id": f"id{n}", "value": {**figure, "caption": f"WordPic{n}"}}
                    for n in (1, 2)
                ],
            },
        ),
        ("document", {"document": document.pk, "title": "", "description": "WordDescribed"}),
        (
            "video",
            {"url": "https://video.example/x", "title": "WordFilm", "transcript": "WordSpoken"},
        ),
        ("table", {"table": RAW_TABLE, "source": "WordSource"}),
        ("callout", {"heading": "WordCallout", "text": "<p>WordAdvice</p>"}),
        ("key_figure", {"figure": "WordFigure", "meaning": "WordMeaning", "source": ""}),
        (
            "related",
            {
                "heading": "WordRelated",
                "statements": [{"type": "item", "id": "idr", "value": other.pk}],
            },
        ),
    ]
    return [
        {"type": name, "value": value, "id": f"block{place}"}
        for place, (name, value) in enumerate(values)
    ]


@pytest.fixture
def entry(office):
    document = NewsroomDocument.objects.create(
        title="WordDocument", file=ContentFile(b"x", name="x.txt")
    )
    other = make_statement(office, title="OtherTitle")
    page = make_statement(
        office,
        title="WordTitle",
        summary="WordSummary",
        lead_image_alt="WordLeadAlt",
        lead_image_caption="WordLeadCaption",
        lead_image_credit="WordLeadCredit",
        categories=office.categories["en"][:2],
    )
    page.body = ArticlePage._meta.get_field("body").to_python(
        json.dumps(body(make_image(), document, other))
    )
    page.save()
    return read_page(page.pk)


WORDS = (
    "LeadAlt LeadCaption LeadCredit Section Paragraph Next Quoted Speaker Role Alt Caption Credit "
    "Gallery Pic1 Pic2 Document Described Film Spoken TableCaption Heading Other Cell RichCell "
    "Source Callout Advice Figure Meaning Related"
)


@pytest.mark.parametrize("word", [f"Word{word}" for word in WORDS.split(" ")])
def test_every_text_of_every_block_is_searched(entry, word):
    assert word in entry.text.split()


@pytest.mark.parametrize("hidden", ["https", "record.example", "<", "block0", "OtherTitle"])
def test_nothing_else_is_searched(entry, hidden):
    assert hidden not in entry.text


def test_the_other_fields_of_the_entry(entry, office):
    assert (entry.title, entry.summary) == ("WordTitle", "WordSummary")
    assert [one.name for one in entry.categories] == ["Local News", "Senedd News"]
    assert entry.language == "en"
    assert "&" in entry.text
    assert "&amp;" not in entry.text


def test_the_fingerprint_changes_with_any_field(office):
    page = make_statement(office)
    entry = read_page(page.pk)

    assert read_page(page.pk).fingerprint == entry.fingerprint
    for change in (
        {"site_id": None},
        {"title": "Changed"},
        {"topics": (TermLabel(slug="rail", name="Rail"),)},
    ):
        assert replace(entry, **change).fingerprint != entry.fingerprint
    page.title = "Changed"
    page.save()
    assert read_page(page.pk).fingerprint != entry.fingerprint


def test_fingerprints_equal_those_of_existing_indexes(entry):
    """Otherwise every statement would be stale after an update of Lectern."""
    content = json.dumps(asdict(entry), default=str, ensure_ascii=False, sort_keys=True)

    assert entry.fingerprint == sha256(content.encode()).hexdigest()[:32]
