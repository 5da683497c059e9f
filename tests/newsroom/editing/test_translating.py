"""Translations: starting them, the record of their origin, and publication when complete."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import PageLogEntry, TaskState
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import TranslationCreator

from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, TranslationOrigin
from newsroom.translation.origins import mark_as_equal, record_origin
from newsroom.translation.pair_state import SideState, pair_state
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in, statement_form


@pytest.fixture
def client(office):
    office.managers.permissions.add(Permission.objects.get(codename="submit_translation"))
    return log_in(office)


def translation_url(page) -> str:
    return reverse("newsroom_translation", args=[page.pk])


def state_of(page) -> SideState:
    page = ArticlePage.objects.get(pk=page.pk)
    return pair_state(page).side(page.locale.language_code)


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@pytest.fixture
def page(office, language) -> ArticlePage:
    return make_statement(office, language=language, publish=True)


def test_a_translation_starts_as_a_draft_in_the_full_editor(office, client, page, language):
    assert client.get(translation_url(page)).status_code == 200

    response = client.post(translation_url(page), {"action": "start"})

    translation = page.get_translation(office.indexes[other_language(language)].locale)
    assert response.url == edit_url(translation)
    assert not translation.live
    assert translation.owner is not None
    origin = TranslationOrigin.objects.get(page=translation)
    assert origin.source_id == page.pk
    assert origin.source_revision == page.live_revision
    assert client.get(edit_url(translation)).status_code == 200


def test_changes_on_either_side_are_detected(office, page, language):
    translation = page.copy_for_translation(office.indexes[other_language(language)].locale)
    assert state_of(translation).is_current

    page.save_revision()

    assert state_of(translation).behind_since is not None


def test_an_editor_marks_both_as_equal(office, client, page, language):
    translation = page.copy_for_translation(office.indexes[other_language(language)].locale)
    page.save_revision()

    client.post(translation_url(translation), {"action": "equal"})

    assert state_of(translation).is_current
    assert PageLogEntry.objects.filter(action="newsroom.both_languages_equal").count() == 2


def test_marking_from_the_source_updates_its_translation(office, page, language):
    translation = page.copy_for_translation(office.indexes[other_language(language)].locale)
    page.save_revision()
    page.refresh_from_db()

    mark_as_equal(page, other=translation)

    assert state_of(page).is_current
    assert state_of(translation).is_current


def test_the_time_remains_when_the_revision_is_purged(office, page, language):
    translation = page.copy_for_translation(office.indexes[other_language(language)].locale)
    moment = page.live_revision.created_at

    page.live_revision.delete()

    origin = TranslationOrigin.objects.get(page=translation)
    assert (origin.source_revision, origin.source_revision_created_at) == (None, moment)


def test_a_source_without_revisions_is_recorded_too(office, language):
    source = make_statement(office, language=language)
    translation = make_statement(office, language=other_language(language), translation_of=source)

    record_origin(translation, source=source)

    assert state_of(translation).is_current


def test_another_offices_editor_may_not_translate(office, page):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    stranger = log_in(other)

    assert stranger.get(translation_url(page)).status_code in (302, 403)
    stranger.post(translation_url(page), {"action": "start"})

    assert ArticlePage.objects.count() == 1


@pytest.fixture
def segment_translation(office, page, language) -> Translation:
    """A translation by Wagtail Localize without any translated segment."""
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


def test_submitting_publishes_nothing(segment_translation):
    assert not segment_translation.get_target_instance().live


def test_an_incomplete_translation_is_not_published(client, segment_translation):
    translation = segment_translation.get_target_instance()

    response = client.post(edit_url(translation), {"action": "publish"}, follow=True)

    assert "Not published" in response.content.decode()
    assert not segment_translation.get_target_instance().live


def test_a_complete_translation_is_published_and_recorded(
    client, segment_translation, django_capture_on_commit_callbacks
):
    translate_all(segment_translation)
    translation = segment_translation.get_target_instance()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(edit_url(translation), {"action": "publish"})

    translation = segment_translation.get_target_instance()
    assert (translation.live, translation.title) == (True, "cyfieithiad")
    assert state_of(translation).has_origin


def test_updating_publishes_no_incomplete_translation(client, segment_translation):
    address = reverse("wagtail_localize:update_translations", args=[segment_translation.source_id])

    client.post(address, {"publish_translations": "on"})

    assert not segment_translation.get_target_instance().live


def update_url(translation: Translation) -> str:
    return reverse("wagtail_localize:update_translations", args=[translation.source_id])


def submit_url(page) -> str:
    return reverse("wagtail_localize:submit_page_translation", args=[page.pk])


@pytest.fixture
def stranger(office):
    """An approver of another office, who may submit translations there."""
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    return log_in(other)


def test_another_offices_approver_submits_no_translation(office, page, stranger):
    target = office.indexes[other_language(page.locale.language_code)].locale

    assert stranger.get(submit_url(page)).status_code in (302, 403)
    stranger.post(submit_url(page), {"locales": [target.pk]})

    assert ArticlePage.objects.count() == 1


def test_an_editor_of_the_same_office_submits_a_translation(office, page):
    target = office.indexes[other_language(page.locale.language_code)].locale
    editor = log_in(office, name="editor", approves=False)

    assert editor.get(submit_url(page)).status_code == 200
    editor.post(submit_url(page), {"locales": [target.pk]})

    assert page.get_translation(target).live is False


def test_another_offices_approver_updates_no_translation(
    segment_translation, stranger, django_capture_on_commit_callbacks
):
    translate_all(segment_translation)

    assert stranger.get(update_url(segment_translation)).status_code in (302, 403)
    with django_capture_on_commit_callbacks(execute=True):
        stranger.post(update_url(segment_translation), {"publish_translations": "on"})

    assert not segment_translation.get_target_instance().live


def test_terms_of_another_office_are_not_submitted_for_translation(office, stranger):
    category = office.categories["en"][0]
    address = reverse(
        "wagtail_localize:submit_snippet_translation", args=["newsroom", "category", category.pk]
    )

    assert stranger.get(address).status_code in (302, 403)


@pytest.mark.parametrize("approves", [False, True])
def test_updating_publishes_only_for_approvers(
    office, segment_translation, approves, django_capture_on_commit_callbacks
):
    translate_all(segment_translation)
    client = log_in(office, name="someone", approves=approves)

    assert client.get(update_url(segment_translation)).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(update_url(segment_translation), {"publish_translations": "on"})

    assert segment_translation.get_target_instance().live is approves


def test_the_view_shows_language_and_state_of_the_other_page(office, client, page, language):
    page.copy_for_translation(office.indexes[other_language(language)].locale)

    content = " ".join(client.get(translation_url(page)).content.decode().split())

    name, title = ("Welsh", page.title) if language == "en" else ("English", page.title)
    assert f"<strong>{name}</strong>:" in content
    assert f">{title}</a>, Draft" in content


def test_a_translation_starts_from_the_newest_draft_if_the_editor_says_so(
    office, client, page, language
):
    page.title = "A newer draft"
    draft = page.save_revision()

    shown = client.get(translation_url(page)).content.decode()
    client.post(translation_url(page), {"action": "start-draft"})

    assert "Start from the newest draft" in shown
    assert "The newer draft is left out." in shown
    translation = page.get_translation(office.indexes[other_language(language)].locale)
    assert (translation.title, translation.live) == ("A newer draft", False)
    assert TranslationOrigin.objects.get(page=translation).source_revision == draft
    assert ArticlePage.objects.get(pk=page.pk).live
    assert state_of(translation).is_current


def test_a_translation_of_the_public_version_is_behind_a_newer_draft(
    office, client, page, language
):
    public_title = page.title
    page.title = "A newer draft"
    page.save_revision()

    client.post(translation_url(page), {"action": "start"})

    translation = page.get_translation(office.indexes[other_language(language)].locale)
    assert translation.title == public_title
    assert state_of(translation).behind_since is not None


def test_without_a_newer_draft_there_is_nothing_to_choose(client, page):
    assert "newest draft" not in client.get(translation_url(page)).content.decode()


def approval_url(page) -> str:
    return reverse("newsroom_translation_approval", args=[page.pk])


def test_a_translator_submits_a_translation_by_sentence_for_approval(office, segment_translation):
    translate_all(segment_translation)
    page = segment_translation.get_target_instance()
    translator = log_in(office, name="translator", approves=False)
    shown = translator.get(edit_url(page)).content.decode()

    translator.post(approval_url(page), {"action": "submit"})

    assert "Submit for approval" in shown
    assert "newsroom-approval--main" in shown
    page = segment_translation.get_target_instance()
    assert page.workflow_in_progress
    assert not page.live
    assert TaskState.objects.get().revision.as_object().title == "cyfieithiad"
    assert "Submit for approval" not in translator.get(edit_url(page)).content.decode()
    assert translator.post(approval_url(page), {"action": "approve"}).status_code in (302, 403)
    assert not segment_translation.get_target_instance().live


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_an_approver_decides_about_a_translation_by_sentence(
    office, client, segment_translation, action
):
    translate_all(segment_translation)
    page = segment_translation.get_target_instance()
    log_in(office, name="translator", approves=False).post(approval_url(page), {"action": "submit"})
    shown = client.get(edit_url(page)).content.decode()

    client.post(approval_url(page), {"action": action, "comment": "Read"})

    assert shown.index('value="approve"') < shown.index('value="reject"')
    page = segment_translation.get_target_instance()
    assert page.live is (action == "approve")
    assert TaskState.objects.get().comment == "Read"
    if action == "reject":
        client.post(approval_url(page), {"action": "submit"})
        assert segment_translation.get_target_instance().workflow_in_progress


def test_an_incomplete_translation_is_not_submitted(office, segment_translation):
    page = segment_translation.get_target_instance()
    translator = log_in(office, name="translator", approves=False)

    response = translator.post(approval_url(page), {"action": "submit"}, follow=True)

    assert "Not submitted" in response.content.decode()
    assert not segment_translation.get_target_instance().workflow_in_progress


def test_the_form_records_that_both_say_the_same(office, client, page, language):
    page.copy_for_translation(office.indexes[other_language(language)].locale)
    page.save_revision()
    form = statement_form(page, says_the_same="yes")
    shown = client.get(edit_url(page)).content.decode()

    client.post(edit_url(page), form)

    assert 'name="says_the_same"' in shown
    assert not pair_state(page).is_behind


def test_changed_words_are_shown_with_their_language(office, client, language):
    page = make_statement(office, language=language, publish=True, text="The bus runs until March.")
    translation = page.copy_for_translation(office.indexes[other_language(language)].locale)
    page.body = [("paragraph", "<p>The bus runs until <b>April</b>.</p>")]
    page.save_revision()

    for each in (page, translation):
        content = client.get(translation_url(each)).content.decode()
        assert f'<div lang="{language}">' in content
        assert "<del>March.</del><ins>April.</ins>" in content


def test_the_other_language_is_beside_the_form_paragraph_by_paragraph(office, client, language):
    page = make_statement(office, language=language, text="The bus runs.</p><p>Until March.")
    page.save_revision()
    translation = page.copy_for_translation(office.indexes[other_language(language)].locale)
    block = page.body[0].id
    assert translation.body[0].id == block

    for shown in (
        client.get(edit_url(translation)).content.decode(),
        client.get(reverse("newsroom_other_language_text", args=[translation.pk])).content.decode(),
    ):
        assert f'<div class="newsroom-differences" lang="{language}">' in shown
        assert f'<p data-part="{block}">The bus runs.' in shown
        assert f'<p data-part="{block}">Until March.' in shown

    page.body = [("paragraph", "<p>The bus ran.</p>")]
    page.save_revision()
    shown = client.get(edit_url(translation)).content.decode()
    assert "<del>runs.</del><ins>ran.</ins>" in shown


def test_without_the_other_language_nothing_is_beside_the_form(office, client, page):
    assert "newsroom-beside" not in client.get(edit_url(page)).content.decode().split("<form")[-1]
    text = client.get(reverse("newsroom_other_language_text", args=[page.pk])).content.decode()
    assert "There is no page in the other language yet." in text
