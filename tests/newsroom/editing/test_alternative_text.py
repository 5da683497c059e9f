"""A file name never becomes alternative text: not by default, on publication, nor on import."""

import pytest
from django.urls import reverse
from wagtail.images.blocks import ImageBlock

from newsroom.blocks.alternative_text import is_file_name
from newsroom.editing.publication_checks import check_body, check_lead_picture
from newsroom.importing.cleaning.text_checks import without_file_name
from newsroom.importing.items import Picture
from newsroom.models import NewsroomImage
from tests.factories import make_image
from tests.newsroom.editors import log_in

FILE_NAMES = [
    "IMG_2034",
    "img 2034.JPG",
    "DSC00012",
    "20251103_101233",
    "2025-11-03",
    "harbour_final_2",
    "Photo of us.jpeg",
    "Screenshot 2025-11-03 at 10.12.33",
    "WhatsApp Image 2025-11-03 at 10.12.33",
    "image1",
]
WORDS = [
    "The harbour at dusk",
    "Harbour",
    "The 2025 Budget debate",
    "Photo of the bridge",
    "Image of the year",
    "P. J. Rees opens the library",
    "",
]


@pytest.mark.parametrize("text", FILE_NAMES)
def test_file_names_are_recognised(text):
    assert is_file_name(text)


@pytest.mark.parametrize("text", WORDS)
def test_words_are_not_taken_for_file_names(text):
    assert not is_file_name(text)


@pytest.mark.django_db
def test_a_chosen_picture_offers_its_description_but_never_its_title():
    image = NewsroomImage(title="IMG_2034", description="")
    assert image.default_alt_text == ""
    image.description = "IMG_2034.jpg"
    assert image.default_alt_text == ""
    image.description = "The harbour at dusk"
    assert image.default_alt_text == "The harbour at dusk"


def test_the_chooser_of_a_new_upload_offers_no_alternative_text(office):
    """Wagtail's multiple upload takes the title from the file's name."""
    image = make_image(title="IMG_2034", size=(60, 40))
    NewsroomImage.objects.update(collection=office.collection)

    response = log_in(office).get(reverse("wagtailimages_chooser:chosen", args=[image.pk]))

    assert response.json()["result"]["default_alt_text"] == ""
    assert ImageBlock().to_python(image.pk).contextual_alt_text == ""


def test_publication_is_refused_with_a_file_name(office):
    lead = check_lead_picture(has_picture=True, alternative="IMG_2034", decorative=False)
    image = make_image(size=(60, 40))
    image.contextual_alt_text = "IMG_2034.jpg"
    body = check_body([("figure", {"image": image}), ("gallery", {"pictures": [{"image": image}]})])

    assert [finding.blocks_publication for finding in lead] == [True]
    assert [finding.blocks_publication for finding in body] == [True, True]
    assert "IMG_2034" in str(lead[0].message)


def test_an_import_drops_a_file_name():
    assert without_file_name(Picture(source="a.jpg", alt="IMG_2034.jpg")) == Picture(source="a.jpg")
    kept = Picture(source="a.jpg", alt="The harbour at dusk")
    assert without_file_name(kept) == kept
