"""Tests of the sizes and formats of pictures, and of when they are created."""

import io

import pytest
from django.core.cache import cache, caches
from django.core.files.base import ContentFile
from django.db.models.signals import post_save
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from PIL import Image as PillowImage

from home.models import OfficeSettings
from newsroom.media.rendition_requests import (
    forget_requests,
    next_due,
    request_renditions,
    take_requests,
)
from newsroom.media.renditions import images_on_page, prepare, prepare_image, prepare_pending
from newsroom.models import ContentChange, NewsroomImage, NewsroomRendition, RenditionRequest
from tests.factories import make_image, make_office, make_statement

TAG = "{% load newsroom_tags %}{% responsive_picture image "


@pytest.fixture(autouse=True)
def _empty_caches():
    cache.clear()
    caches["renditions"].clear()
    forget_requests()


def rendered(image, arguments='alt="A bridge" sizes="50vw"') -> str:
    return Template(TAG + arguments + " %}").render(Context({"image": image}))


def test_a_prepared_picture_offers_the_best_formats_first(db):
    image = make_image(size=(1200, 800))
    prepare_pending()

    html = rendered(image)

    formats = ["image/avif", "image/webp"]
    assert [html.index(f'type="{name}"') for name in formats] == sorted(
        html.index(f'type="{name}"') for name in formats
    )
    assert ".jpg 320w" in html
    assert ".jpg 960w" in html
    assert "1280w" not in html  # never larger than the picture itself
    assert 'width="640" height="426"' in html
    assert 'alt="A bridge"' in html
    assert 'loading="lazy"' in html


def test_the_first_picture_of_a_page_is_not_lazy(db):
    image = make_image()
    prepare_pending()
    html = rendered(image, 'alt="" lazy=False class="wide"')

    assert "loading" not in html
    assert 'fetchpriority="high"' in html
    assert 'class="wide"' in html


def test_alternative_text_is_escaped(db):
    context = Context({"image": make_image(), "alt": '"><script>'})
    prepare_pending()

    html = Template(TAG + "alt=alt %}").render(context)

    assert "<img" in html
    assert "<script>" not in html


def test_no_picture_shows_nothing(db):
    assert rendered(None).strip() == ""


def test_a_reader_never_waits_for_a_size(db):
    image = make_image()

    assert rendered(image) == ""

    assert not NewsroomRendition.objects.exists()
    assert next_due() is not None
    assert list(RenditionRequest.objects.values_list("image_id", "filter_spec")) == [(image.pk, "")]


def test_a_page_shows_the_nearest_size_until_the_worker_has_made_the_others(
    client, office, language
):
    image = make_image(size=(2000, 1000))
    page = make_statement(office, language=language, lead_image=image, lead_image_alt="A bridge")
    image.get_rendition("width-700|format-jpeg")
    NewsroomRendition.objects.filter(width=700).update(file="images/nearest.jpg")

    html = client.get(page.url).content.decode()

    assert 'src="/media/images/nearest.jpg"' in html
    assert image.file.url not in html
    assert NewsroomRendition.objects.count() == 1

    prepare_pending()
    html = client.get(page.url).content.decode()

    assert "nearest.jpg" not in html
    assert ".jpg 1280w" in html
    assert next_due() is None


def test_a_statement_without_any_size_is_shown_without_its_picture(client, office, language):
    image = make_image()
    page = make_statement(office, language=language, lead_image=image)
    for address in (
        page.url,
        office.indexes[language].url,
        office.homes[language].url,
        f"{office.indexes[language].url}rss.xml",
    ):
        response = client.get(address)
        assert response.status_code == 200
        assert image.file.name not in response.content.decode()
    assert not NewsroomRendition.objects.exists()


def test_the_logo_is_made_by_the_worker(client, office, language):
    settings = OfficeSettings.objects.get(site=office.site)
    settings.logo = make_image(size=(900, 300))
    settings.save()
    home = office.homes[language].url

    assert "logo" not in client.get(home).content.decode().partition("</header>")[0]
    assert not NewsroomRendition.objects.exists()

    prepare_pending()

    made = settings.logo.renditions.get(filter_spec="max-640x160")
    assert f'src="{made.url}" width="480" height="160"' in client.get(home).content.decode()


def test_a_request_is_written_once_and_taken_once(db):
    image = make_image()
    for _ in range(3):
        request_renditions(image.pk)
        request_renditions(image.pk, spec="max-640x160")

    assert take_requests(limit=10) == [(image.pk, ""), (image.pk, "max-640x160")]
    assert take_requests(limit=10) == []


def test_a_requested_picture_is_made_before_newer_ones(db):
    wanted, *newer = [make_image() for _ in range(4)]
    request_renditions(wanted.pk)

    prepare_pending(limit=1)

    assert wanted.renditions.exists()
    assert not newer[0].renditions.exists()


def test_the_worker_creates_all_renditions_of_a_page(client, office, language):
    page = make_statement(office, language=language, lead_image=make_image(size=(2000, 900)))
    page.body = [("figure", {"image": _decorative(make_image()), "caption": "", "credit": ""})]
    page.save()

    assert prepare_pending(limit=20) != ""
    made = NewsroomRendition.objects.count()
    response = client.get(page.url)

    assert response.status_code == 200
    assert NewsroomRendition.objects.count() == made
    assert prepare_pending() == ""


def _decorative(image):
    image.decorative, image.contextual_alt_text = True, ""
    return image


def test_the_pictures_of_a_page_are_found_in_fields_and_body(office):
    lead, figure = make_image(), make_image()
    page = make_statement(office, lead_image=lead)
    page.body = [("figure", {"image": _decorative(figure), "caption": "", "credit": ""})]
    page.save()

    assert {image.pk for image in images_on_page(page)} == {lead.pk, figure.pk}
    assert prepare(page) == NewsroomRendition.objects.count() > 0
    assert prepare(page) == 0


def test_a_broken_file_does_not_stop_the_others(db, caplog):
    sound = make_image()
    broken = make_image()
    NewsroomImage.objects.filter(pk=broken.pk).update(file="images/missing.jpg")

    report = prepare_pending()

    assert "1 pictures failed" in report
    assert sound.renditions.exists()
    assert prepare_pending() == ""  # it is not retried at once


@pytest.mark.django_db(transaction=True)
def test_all_sizes_of_a_picture_renew_its_pages_once(client, language, settings):
    settings.PAGE_CACHE_BYTES = 10_000_000
    office = make_office()
    image = make_image()
    page = make_statement(office, language=language, lead_image=image, lead_image_alt="A bridge")
    assert "A bridge" not in client.get(page.url).content.decode()
    renewals = ContentChange.objects.count()

    assert prepare_image(image) > 1

    assert ContentChange.objects.count() == renewals + 1
    assert 'alt="A bridge"' in client.get(page.url).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_sizes_before_a_failure_renew_their_pages(client, language, settings):
    settings.PAGE_CACHE_BYTES = 10_000_000
    office = make_office()
    image = make_image()
    page = make_statement(office, language=language, lead_image=image, lead_image_alt="A bridge")
    client.get(page.url)
    renewals = ContentChange.objects.count()

    def lose_the_original(**kwargs) -> None:
        image.file.storage.delete(image.file.name)

    post_save.connect(lose_the_original, sender=NewsroomRendition)
    try:
        with pytest.raises((OSError, ValueError)):
            prepare_image(image)
    finally:
        post_save.disconnect(lose_the_original, sender=NewsroomRendition)

    assert image.renditions.count() == 1
    assert ContentChange.objects.count() == renewals + 1
    assert 'alt="A bridge"' in client.get(page.url).content.decode()


@pytest.mark.parametrize(("file_format", "fallback"), [("PNG", ".png"), ("WEBP", ".jpg")])
def test_the_fallback_is_one_that_every_browser_reads(db, file_format, fallback):
    buffer = io.BytesIO()
    PillowImage.new("RGBA", (700, 300), (0, 90, 110, 90)).save(buffer, file_format)
    image = NewsroomImage.objects.create(
        title="Transparent", file=ContentFile(buffer.getvalue(), name=f"a.{file_format.lower()}")
    )
    prepare_pending()

    assert f'{fallback}"' in rendered(image).partition("<img")[2]


def test_a_moving_picture_is_shown_still(db):
    """Readers cannot stop an animation, so they get its first frame."""
    buffer = io.BytesIO()
    frames = [PillowImage.new("RGB", (400, 300), (shade, 0, 0)) for shade in (0, 200)]
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    image = NewsroomImage.objects.create(
        title="Moving", file=ContentFile(buffer.getvalue(), name="a.gif")
    )

    prepare_pending()

    html = rendered(image)

    assert ".png" in html
    assert '.gif"' not in html


def test_prefetched_sizes_cost_no_query(db, django_assert_num_queries):
    make_image()
    prepare_pending()
    (image,) = NewsroomImage.objects.prefetch_related("renditions")

    with django_assert_num_queries(0):
        rendered(image)


def test_known_sizes_cost_one_query(db):
    from django.db import connection

    image = make_image()
    prepare_pending()
    caches["renditions"].clear()

    with CaptureQueriesContext(connection) as queries:
        rendered(NewsroomImage.objects.get(pk=image.pk))

    assert len(queries) == 2
