"""Publication in the wrong language, refused on every road unless an approver decides it."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, PageLogEntry, TaskState
from wagtail.test.utils.form_data import rich_text, streamfield
from wagtail_localize.models import Translation
from wagtail_localize.operations import TranslationCreator

from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.languages.configured import other_language
from newsroom.models import (
    ArticlePage,
    HeldVersion,
    PublicationConsent,
    ScheduleFailure,
    WrittenLanguage,
)
from newsroom.publishing.gate import PublicationRefusedError, consent_to_publication
from newsroom.publishing.pair_acts import hold
from newsroom.publishing.schedule import run_schedule
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in, statement_form

MINUTE = datetime.timedelta(minutes=1)
TEXTS = {
    "en": (
        "The bridge was closed when a diver found a hole in the middle pier large enough to stand "
        "in. Mending it took fourteen months and most of the money came from the government."
    ),
    "cy": (
        "Caewyd y bont pan ddaeth plymiwr o hyd i dwll yn y piler canol a oedd yn ddigon mawr i "
        "sefyll ynddo. Cymerodd bedwar mis ar ddeg i'w thrwsio, a daeth yr arian gan y llywodraeth."
    ),
}
REFUSALS = {
    "en": "This page is in English, but most of its words are in Welsh.",
    "cy": "This page is in Welsh, but most of its words are in English.",
}


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def decision_url(page) -> str:
    return reverse("newsroom_publication", args=[page.pk])


def bulk_url(*pages) -> str:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    home = reverse("wagtailadmin_home")
    return f"{address}?next={home}&" + "&".join(f"id={page.pk}" for page in pages)


def form_of(page, **changes) -> dict:
    body = streamfield(
        [("paragraph", rich_text(f"<p>{TEXTS[other_language(page.locale.language_code)]}</p>"))]
    )
    return statement_form(page, body=body, **changes)


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


@pytest.fixture
def copy(office, language) -> ArticlePage:
    """Return a draft in `language` with the other language's words, of which the title is new."""
    other = other_language(language)
    source = make_statement(office, language=other, text=TEXTS[other], publish=True)
    draft = source.copy_for_translation(office.indexes[language].locale)
    draft.title = "Pont" if language == "cy" else "A bridge"
    draft.slug = "pont" if language == "cy" else "bridge"
    draft.save_revision()
    return ArticlePage.objects.get(pk=draft.pk)


class TestRefusalOnEveryRoad:
    def test_page_form(self, office, language, copy):
        client = log_in(office)

        response = client.post(edit_url(copy), form_of(copy, **{"action-publish": "yes"}))

        assert response.url == decision_url(copy)
        assert REFUSALS[language] in client.get(response.url).content.decode()
        assert not is_live(copy)

    def test_form_of_a_new_page(self, office, language):
        index = office.indexes[language]
        address = reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", index.pk])
        body = streamfield([("paragraph", rich_text(f"<p>{TEXTS[other_language(language)]}</p>"))])

        response = log_in(office).post(
            address, statement_form(body=body, **{"action-publish": "yes"})
        )

        page = ArticlePage.objects.child_of(index).get()
        assert response.url == decision_url(page)
        assert not page.live

    def test_bulk_publication_names_it_and_publishes_the_others(self, office, language, copy):
        other = make_statement(office, language=language, text=TEXTS[language], live=False)
        client = log_in(office)
        address = bulk_url(copy, other)

        assert REFUSALS[language] in client.get(address).content.decode()
        response = client.post(address, {"include_descendants": ""}, follow=True)

        assert REFUSALS[language] in response.content.decode()
        assert "1 page has been published" in response.content.decode()
        assert (is_live(copy), is_live(other)) == (False, True)

    @pytest.mark.parametrize("view", ["form", "dialogue"])
    def test_approval_in_a_workflow(self, office, language, copy, view):
        editor = log_in(office, name="editor", approves=False)
        submitted = editor.post(
            edit_url(copy), form_of(copy, **{"action-submit": "yes"}), follow=True
        )
        assert REFUSALS[language] in submitted.content.decode()
        state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
        approver = log_in(office)

        if view == "form":
            data = {"action-workflow-action": "true", "workflow-action-name": "approve"}
            response = approver.post(edit_url(copy), form_of(copy, **data))
        else:
            address = reverse(
                "wagtailadmin_pages:workflow_action", args=[copy.pk, "approve", state.pk]
            )
            response = approver.post(address, {"comment": "Da iawn"})

        assert not is_live(copy)
        state.refresh_from_db()
        assert state.status == TaskState.STATUS_IN_PROGRESS
        decision = approver.get(response.url)
        assert REFUSALS[language] in decision.content.decode()
        fields = {"approves": "1", "comment": "Da iawn", "knowingly": "1"}
        approver.post(response.url, {**fields, "revision": decision.context["revision_id"]})
        state.refresh_from_db()
        assert (state.status, state.comment) == (TaskState.STATUS_APPROVED, "Da iawn")
        assert is_live(copy)

    def test_schedule(self, copy, language):
        copy.latest_revision.approved_go_live_at = timezone.now() - MINUTE
        copy.latest_revision.save()

        outcome = run_schedule()

        assert (outcome.published, outcome.failed) == (0, 1)
        failure = ScheduleFailure.objects.get(page_id=copy.pk)
        assert [each["code"] for each in failure.refusal] == ["other_language"]
        assert not is_live(copy)

    def test_schedule_of_both_languages(self, copy):
        """Both are due in one transaction, so neither is published."""
        source = Page.objects.get(translation_key=copy.translation_key, live=True).specific
        source.save_revision()
        moment = timezone.now() - MINUTE
        for page in (source, copy):
            page.latest_revision.approved_go_live_at = moment
            page.latest_revision.save()
        Page.objects.filter(pk=source.pk).update(live=False)

        run_schedule(now=timezone.now())

        codes = {
            failure.page_id: failure.refusal[0]["code"] for failure in ScheduleFailure.objects.all()
        }
        assert codes.get(copy.pk) == "other_language"
        assert not is_live(source)

    def test_a_version_held_for_the_other_language_stays_held(self, language, copy):
        source = Page.objects.get(translation_key=copy.translation_key, live=True).specific
        hold(copy, user=None)

        source.save_revision().publish()

        assert is_live(source)
        assert not is_live(copy)
        assert HeldVersion.objects.get().page_id == copy.pk

    def test_scheduling(self, office, copy):
        moment = (timezone.now() + datetime.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
        data = form_of(copy, go_live_at=moment, **{"action-publish": "yes"})

        response = log_in(office).post(edit_url(copy), data)

        assert response.url == decision_url(copy)
        assert copy.scheduled_revision is None

    def test_code(self, copy):
        with pytest.raises(PublicationRefusedError):
            copy.save_revision().publish()
        assert not is_live(copy)

    def test_wagtails_action_without_the_model(self, copy):
        action = PublishPageRevisionAction(copy.latest_revision)
        with pytest.raises(PublicationRefusedError), transaction.atomic():
            action.execute()
        assert not is_live(copy)

    def test_bulk_writing_by_the_importer(self, office, language):
        body = [{"type": "paragraph", "value": f"<p>{TEXTS[other_language(language)]}</p>"}]
        rows = [
            StatementRow(title="Imported", date=datetime.date(2020, 1, 1), body=body)
            for _each in range(2)
        ]

        (refused,) = create_statements(office.indexes[language], rows[:1])
        with consent_to_publication():
            (written,) = create_statements(office.indexes[language], rows[1:])

        assert [Page.objects.get(pk=pk).live for pk in (refused, written)] == [False, True]
        assert WrittenLanguage.objects.get().page_id == written


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["cy"])
@pytest.mark.skipif(WAGTAIL_VERSION >= (8, 1), reason="its admin API publishes nothing")
def test_admin_api(language):
    """The refusal is recorded after Wagtail's own transaction was rolled back."""
    office = make_office()
    draft = make_statement(office, language=language, text=TEXTS["en"], live=False)
    draft.save_revision()
    address = reverse("wagtailadmin_api:pages:action", args=[draft.pk, "publish"])

    response = log_in(office).post(address)

    assert response.status_code == 403
    assert response.json()["objections"] == ["other_language"]
    assert not is_live(draft)
    entry = PageLogEntry.objects.get(action="newsroom.publication.refused")
    assert REFUSALS[language] in entry.message


@pytest.fixture
def incomplete(office, language) -> ArticlePage:
    """Return a page that Wagtail Localize has filled with the words of the other language."""
    other = other_language(language)
    source = make_statement(office, language=other, text=TEXTS[other], publish=True)
    target = office.indexes[language].locale
    TranslationCreator(user=None, target_locales=[target]).create_translations(source)
    translation = Translation.objects.get(source__object_id=source.translation_key)
    return translation.get_target_instance()


class TestTranslationBySentences:
    def test_its_editor_asks(self, office, incomplete):
        client = log_in(office)

        response = client.post(edit_url(incomplete), {"action": "publish"}, follow=True)

        assert "not translated yet" in response.content.decode()
        assert not is_live(incomplete)

    def test_bulk_publication_refuses(self, office, incomplete):
        response = log_in(office).post(bulk_url(incomplete), follow=True)

        assert "not translated yet" in response.content.decode()
        assert not is_live(incomplete)


class TestDecision:
    def decide(self, client, page, **changes):
        shown = client.get(decision_url(page))
        data = {"revision": shown.context["revision_id"], "knowingly": "1", **changes}
        return client.post(decision_url(page), data, follow=True)

    def test_an_approver_publishes_knowingly_and_it_is_recorded(self, office, language, copy):
        self.decide(log_in(office), copy)

        assert is_live(copy)
        consent = PublicationConsent.objects.get()
        assert (consent.page_id, consent.revision_id) == (copy.pk, copy.latest_revision_id)
        assert consent.user == get_user_model().objects.get()
        entry = PageLogEntry.objects.get(action="newsroom.publication.consent")
        assert entry.user == consent.user
        assert REFUSALS[language] in entry.message

    def test_the_box_must_be_ticked(self, office, copy):
        response = self.decide(log_in(office), copy, knowingly="")

        assert "tick the box" in response.content.decode()
        assert not is_live(copy)

    def test_a_newer_version_must_be_read_first(self, office, copy):
        client = log_in(office)
        earlier = copy.latest_revision_id
        copy.save_revision()

        self.decide(client, copy, revision=earlier)

        assert not is_live(copy)

    def test_a_refusal_is_recorded(self, office, language, copy):
        log_in(office).post(edit_url(copy), form_of(copy, **{"action-publish": "yes"}))

        entry = PageLogEntry.objects.get(action="newsroom.publication.refused")
        assert (entry.user, entry.page_id) == (get_user_model().objects.get(), copy.pk)

    def test_an_editor_may_not_decide(self, office, copy):
        client = log_in(office, name="editor", approves=False)

        client.post(decision_url(copy), {"revision": copy.latest_revision_id, "knowingly": "1"})

        assert not is_live(copy)

    def test_it_holds_until_the_time_of_a_schedule(self, office, copy):
        copy.go_live_at = timezone.now() + datetime.timedelta(hours=1)
        copy.save_revision()

        self.decide(log_in(office), copy)
        copy.refresh_from_db()
        assert copy.scheduled_revision is not None
        run_schedule(now=timezone.now() + datetime.timedelta(hours=2))

        assert not ScheduleFailure.objects.exists()

    def test_the_next_revision_needs_a_decision_of_its_own(self, office, copy):
        self.decide(log_in(office), copy)

        with pytest.raises(PublicationRefusedError):
            copy.save_revision().publish()

    def test_code_says_so_explicitly(self, copy):
        with consent_to_publication():
            copy.save_revision().publish()

        assert is_live(copy)
        assert PublicationConsent.objects.get().user is None

    def test_the_dashboard_leads_to_it(self, office, language, copy):
        copy.latest_revision.approved_go_live_at = timezone.now() - MINUTE
        copy.latest_revision.save()
        run_schedule()

        client = log_in(office)

        home = client.get(reverse("wagtailadmin_home")).content.decode()
        response = client.post(reverse("newsroom_publish_overdue", args=[copy.pk]))

        assert REFUSALS[language] in home
        assert response.url == decision_url(copy)
        self.decide(client, copy)
        assert is_live(copy)


class TestNoFalseAlarm:
    def test_a_translation_is_published(self, office, language, copy):
        copy.body = [("paragraph", f"<p>{TEXTS[language]}</p>")]
        copy.save_revision().publish()
        assert is_live(copy)
        assert not WrittenLanguage.objects.exists()

    def test_quotations_in_the_other_language_do_not_count(self, office, language):
        other = TEXTS[other_language(language)]
        page = make_statement(office, language=language, live=False)
        page.body = [
            ("quotation", {"words": f"<p>{other}</p>"}),
            ("paragraph", f"<p>{TEXTS[language][:90]}</p><p>“{other}”</p><p>“{other}</p>"),
        ]
        page.save_revision().publish()
        assert is_live(page)

    def test_names_and_short_texts_do_not_count(self, office, language, copy):
        source = Page.objects.get(translation_key=copy.translation_key, live=True).specific
        copy.body = [("paragraph", "<p>Mared Puw, Elin Haf, Dafydd Siôn</p>")]
        source.body = copy.body
        source.save()
        copy.save_revision().publish()
        assert is_live(copy)

    def test_the_source_of_a_copy_is_not_refused(self, office, language, copy):
        source = Page.objects.get(translation_key=copy.translation_key, live=True).specific
        source.save_revision().publish()
        assert is_live(source)
