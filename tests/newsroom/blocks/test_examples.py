"""The contract of all block types: each exit returns what the block's examples say."""

import io
import json
import re

import pytest
from django.core.files.base import ContentFile
from django.test import RequestFactory
from django.utils import translation
from PIL import Image

from newsroom.blocks import BLOCK_TYPES
from newsroom.blocks.base import Example, ExampleObjects
from newsroom.feeds.content import full_content
from newsroom.importing.items import Block, Picture
from newsroom.importing.writing.bodies import raw_body
from newsroom.media.renditions import prepare_image
from newsroom.models import ArticlePage, NewsroomDocument, NewsroomImage
from newsroom.translation.written_language import record_written_language
from search.indexing.body_text import body_texts
from tests.factories import make_statement

EXAMPLES = [
    pytest.param(block_type.name, example, id=f"{block_type.name}-{number}")
    for block_type in BLOCK_TYPES.values()
    for number, example in enumerate(block_type.examples)
]
IMPORTED = [
    pytest.param(block_type.name, kind, example, id=f"{kind}-{number}")
    for block_type in BLOCK_TYPES.values()
    for kind in sorted(block_type.import_mapping.kinds)
    for number, example in enumerate(block_type.import_mapping.examples)
]
pytestmark = pytest.mark.any_database("renders bodies, which one column holds as a whole")


def squeezed(html: str) -> str:
    """Return HTML without the white space around its tags."""
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", " ".join(html.split()))


@pytest.fixture
def objects(office, language, settings, tmp_path, monkeypatch) -> ExampleObjects:
    """Make the objects that examples refer to, with addresses that are always the same."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("newsroom.models.media.unguessable_token", lambda: "token")
    drawn = io.BytesIO()
    Image.new("RGB", (60, 40), "grey").save(drawn, "PNG")
    image = NewsroomImage.objects.create(
        title="Hills", credit="Lectern", file=ContentFile(drawn.getvalue(), name="hills.png")
    )
    prepare_image(image)
    document = NewsroomDocument.objects.create(
        title="Evidence",
        token="token",
        file=ContentFile(b"x" * 2_048, name="evidence.txt"),
        file_size=2_048,
    )
    statement = make_statement(office, language=language, title="Chosen")
    return ExampleObjects(image=image.pk, document=document.pk, statement=statement.pk)


@pytest.fixture
def page(office, language, objects, name, example) -> ArticlePage:
    """Return a statement whose body is the example."""
    page = make_statement(office, language=language)
    page.body = json.dumps([{"type": name, "value": example.stored(objects), "id": "1"}])
    page.save()
    # Examples have the same words on pages of both languages, which are public in both here.
    record_written_language(page, "")
    return ArticlePage.objects.get(pk=page.pk)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_pages_show_the_example(page, example: Example, client, language):
    assert squeezed(example.page[language]) in squeezed(client.get(page.url).text)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_the_api_sends_the_example(page, name, example: Example, objects, client, language):
    body = client.get(f"/api/v1/statements/{page.pk}/").json()["body"]

    assert body["blocks"] == [{"type": name, "id": "1", "value": example.api(objects)}]
    assert body["html"] == example.api_html[language]


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_feeds_hold_the_example(page, example: Example, language):
    with translation.override(language):
        content = full_content(page, request=RequestFactory().get("/"), root_url="http://localhost")

    expected = "" if example.feed is None else example.feed[language]
    assert squeezed(content.html) == squeezed(expected)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_search_finds_the_words_of_the_example(page, example: Example):
    stream = ArticlePage._meta.get_field("body").stream_block

    (texts,) = body_texts(stream, [list(page.body.raw_data)])

    assert [text for text in texts if text] == list(example.search)


@pytest.mark.parametrize(("name", "kind", "example"), IMPORTED)
def test_the_importer_makes_the_example(name, kind, example):
    parts = [
        Block(
            kind=kind,
            html=part.html,
            text=part.text,
            level=part.level,
            picture=part.picture
            and Picture(source="hills.png", alt=part.picture.alt, caption=part.picture.caption),
        )
        for part in example.parts
    ]
    numbers = {part.picture.image for part in example.parts if part.picture}

    (block,) = raw_body(parts, identity="example", image_id=lambda picture: max(numbers))

    assert (block["type"], block["value"]) == (name, example.value)
