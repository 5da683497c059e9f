"""Texts of bodies that are read in bulk equal the texts of each body read alone."""

import pytest
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from newsroom.models import ArticlePage, NewsroomDocument
from search.indexing.body_text import body_text, body_texts
from tests.factories import make_image
from tests.property_tests import examples

STREAM = ArticlePage._meta.get_field("body").stream_block
WORDS = st.text(alphabet="ab <>&é\n", max_size=6)
GONE = 987_654


def blocks(*, images: list[int], documents: list[int]) -> st.SearchStrategy:
    """Return stored blocks of most kinds, including unknown ones of newer or older body types."""
    image = st.sampled_from([*images, None, GONE])
    figure = st.fixed_dictionaries(
        {"image": st.fixed_dictionaries({"image": image, "alt_text": WORDS}) | image},
        optional={"caption": WORDS, "credit": WORDS, "unknown": WORDS},
    )
    kinds = {
        "paragraph": WORDS.map(lambda text: f"<p>{text}</p>") | st.none(),
        "heading": st.fixed_dictionaries({}, optional={"text": WORDS, "level": st.just("2")}),
        "quotation": st.fixed_dictionaries({"words": WORDS, "speaker": WORDS}),
        "figure": figure,
        "gallery": st.fixed_dictionaries(
            {"pictures": st.lists(figure, max_size=2)}, optional={"heading": WORDS}
        ),
        "document": st.fixed_dictionaries(
            {"document": st.sampled_from([*documents, None, GONE]), "description": WORDS}
        ),
        "callout": st.fixed_dictionaries({"text": WORDS}, optional={"heading": WORDS}),
        "no_longer_known": WORDS,
    }
    return st.one_of(
        [
            st.fixed_dictionaries({"type": st.just(name), "value": value})
            for name, value in kinds.items()
        ]
    )


@pytest.fixture
def chosen(db) -> dict[str, list[int]]:
    document = NewsroomDocument.objects.create(
        title="A document", file=ContentFile(b"x", name="x.txt")
    )
    return {"images": [make_image().pk], "documents": [document.pk]}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(60))
@given(data=st.data())
def test_bulk_reading_equals_single_reading(chosen, data):
    stored = st.lists(blocks(**chosen), max_size=5)
    odd = st.sampled_from([None, "", "<p>From before blocks</p>", [], [("paragraph", "<p>x</p>")]])
    bodies = data.draw(st.lists(stored | odd, max_size=4))

    try:
        alone = [body_text(STREAM.to_python(body)) for body in bodies]
    except TypeError:
        # Wagtail cannot read a body with images in two stored forms.
        reject()

    assert body_texts(STREAM, bodies) == alone


@pytest.mark.parametrize("count", [1, 20])
def test_images_and_documents_of_all_bodies_are_fetched_at_once(
    chosen, count, django_assert_num_queries
):
    figure = {"image": {"image": chosen["images"][0], "alt_text": "Alt"}, "caption": "Caption"}
    document = {"document": chosen["documents"][0]}
    body = [
        {"type": "figure", "value": figure},
        {"type": "document", "value": document},
        {"type": "figure", "value": figure},
    ]
    with django_assert_num_queries(2):
        (first, *_others) = body_texts(STREAM, [body] * count)

    assert first == ["Alt", "Caption", "A document", "Alt", "Caption"]


def test_images_may_be_stored_in_the_older_form(chosen):
    (image,) = chosen["images"]
    bodies = [
        [{"type": "figure", "value": {"image": stored, "caption": f"Caption {place}"}}]
        for place, stored in enumerate((image, {"image": image, "alt_text": "Alt"}, None))
    ]

    first, second, third = body_texts(STREAM, bodies)

    assert (first[-1], second, third[-1]) == ("Caption 0", ["Alt", "Caption 1"], "Caption 2")
