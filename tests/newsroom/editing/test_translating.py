"""How does a statement come into the other language, and is it known what it was made from?"""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import TranslationCreator

from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, TranslationOrigin
from newsroom.translation.origins import mark_as_equal, record_origin, translation_state
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in


@pytest.fixture
def client(office):
    office.approvers.permissions.add(Permission.objects.get(codename="submit_translation"))
    return log_in(office)


def translation_url(page) -> str:
    return reverse("newsroom_translation", args=[page.pk])


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@pytest.fixture
def page(office, language) -> ArticlePage:
    return make_statement(office, language=language, publish=True)


def test_a_translation_starts_as_a_draft_in_the_full_editor(office, client, page, language):
    assert client.get(translation_url(page)).status_code == 200

    response = client.post(translation_url(page), {"action": "start"})

    twin = page.get_translation(office.indexes[other_language(language)].locale)
    assert response.url == edit_url(twin)
    assert not twin.live
    assert twin.owner is not None
    origin = TranslationOrigin.objects.get(page=twin)
    assert origin.source_id == page.pk
    assert origin.source_revision == page.live_revision
    assert client.get(edit_url(twin)).status_code == 200


def test_a_change_of_either_side_is_known(office, page, language):
    twin = page.copy_for_translation(office.indexes[other_language(language)].locale)
    assert not translation_state(twin).other_changed
    assert not translation_state(page).this_changed

    page.save_revision()

    assert translation_state(ArticlePage.objects.get(pk=twin.pk)).other_changed
    assert translation_state(ArticlePage.objects.get(pk=page.pk)).this_changed


def test_an_editor_declares_both_equal(office, client, page, language):
    twin = page.copy_for_translation(office.indexes[other_language(language)].locale)
    page.save_revision()

    client.post(translation_url(twin), {"action": "equal"})

    assert not translation_state(ArticlePage.objects.get(pk=twin.pk)).other_changed


def test_declaring_from_the_source_settles_its_translation(office, page, language):
    twin = page.copy_for_translation(office.indexes[other_language(language)].locale)
    page.save_revision()
    page.refresh_from_db()

    mark_as_equal(page, source=twin)

    assert not translation_state(ArticlePage.objects.get(pk=page.pk)).this_changed


def test_the_time_is_kept_when_the_revision_is_purged(office, page, language):
    twin = page.copy_for_translation(office.indexes[other_language(language)].locale)
    moment = page.live_revision.created_at

    page.live_revision.delete()

    origin = TranslationOrigin.objects.get(page=twin)
    assert (origin.source_revision, origin.source_revision_created_at) == (None, moment)


def test_a_source_without_revisions_is_recorded_too(office, language):
    source = make_statement(office, language=language)
    twin = make_statement(office, language=other_language(language), translation_of=source)

    record_origin(twin, source=source)

    assert translation_state(twin).made_from_other
    assert not translation_state(twin).other_changed


def test_another_offices_editor_may_not(office, page):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    stranger = log_in(other)

    assert stranger.get(translation_url(page)).status_code in (302, 403)
    stranger.post(translation_url(page), {"action": "start"})

    assert ArticlePage.objects.count() == 1


@pytest.fixture
def by_sentence(office, page, language) -> Translation:
    """A translation by Wagtail Localize of which no sentence is translated yet."""
    target = office.indexes[other_language(language)].locale
    TranslationCreator(user=None, target_locales=[target]).create_translations(page)
    return Translation.objects.get(target_locale=target, source__object_id=page.translation_key)


def translate_all(translation: Translation) -> None:
    for segment in StringSegment.objects.filter(source=translation.source):
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            data="cyfieithiad",
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        )


def test_submitting_publishes_nothing(by_sentence):
    assert not by_sentence.get_target_instance().live


def test_an_unfinished_translation_is_not_published(client, by_sentence):
    twin = by_sentence.get_target_instance()

    response = client.post(edit_url(twin), {"action": "publish"}, follow=True)

    assert "Not published" in response.content.decode()
    assert not by_sentence.get_target_instance().live


def test_a_finished_translation_is_published_and_recorded(
    client, by_sentence, django_capture_on_commit_callbacks
):
    translate_all(by_sentence)
    twin = by_sentence.get_target_instance()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(edit_url(twin), {"action": "publish"})

    twin = by_sentence.get_target_instance()
    assert (twin.live, twin.title) == (True, "cyfieithiad")
    assert translation_state(twin).made_from_other


def test_bringing_up_to_date_publishes_nothing_unfinished(client, by_sentence):
    address = reverse("wagtail_localize:update_translations", args=[by_sentence.source_id])

    client.post(address, {"publish_translations": "on"})

    assert not by_sentence.get_target_instance().live


def update_url(translation: Translation) -> str:
    return reverse("wagtail_localize:update_translations", args=[translation.source_id])


def submit_url(page) -> str:
    return reverse("wagtail_localize:submit_page_translation", args=[page.pk])


@pytest.fixture
def stranger(office):
    """An approver of another office, who may submit translations there."""
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    return log_in(other)


def test_another_offices_approver_starts_no_translation_by_sentence(office, page, stranger):
    target = office.indexes[other_language(page.locale.language_code)].locale

    assert stranger.get(submit_url(page)).status_code in (302, 403)
    stranger.post(submit_url(page), {"locales": [target.pk]})

    assert ArticlePage.objects.count() == 1


def test_the_own_offices_editor_starts_a_translation_by_sentence(office, page):
    target = office.indexes[other_language(page.locale.language_code)].locale
    editor = log_in(office, name="editor", approves=False)

    assert editor.get(submit_url(page)).status_code == 200
    editor.post(submit_url(page), {"locales": [target.pk]})

    assert page.get_translation(target).live is False


def test_another_offices_approver_brings_nothing_up_to_date(
    by_sentence, stranger, django_capture_on_commit_callbacks
):
    translate_all(by_sentence)

    assert stranger.get(update_url(by_sentence)).status_code in (302, 403)
    with django_capture_on_commit_callbacks(execute=True):
        stranger.post(update_url(by_sentence), {"publish_translations": "on"})

    assert not by_sentence.get_target_instance().live


def test_terms_of_another_office_are_not_given_to_translators(office, stranger):
    category = office.categories["en"][0]
    address = reverse(
        "wagtail_localize:submit_snippet_translation", args=["newsroom", "category", category.pk]
    )

    assert stranger.get(address).status_code in (302, 403)


@pytest.mark.parametrize("approves", [False, True])
def test_bringing_up_to_date_publishes_only_for_approvers(
    office, by_sentence, approves, django_capture_on_commit_callbacks
):
    translate_all(by_sentence)
    client = log_in(office, name="someone", approves=approves)

    assert client.get(update_url(by_sentence)).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(update_url(by_sentence), {"publish_translations": "on"})

    assert by_sentence.get_target_instance().live is approves


def test_the_other_page_is_named_with_its_language_and_state(office, client, page, language):
    page.copy_for_translation(office.indexes[other_language(language)].locale)

    content = " ".join(client.get(translation_url(page)).content.decode().split())

    assert f"({'Welsh' if language == 'en' else 'English'}, draft)" in content
