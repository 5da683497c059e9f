"""Election periods: what is refused and allowed, what is held and released, and the notice."""

import datetime

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from newsroom.languages.configured import other_language
from newsroom.models import (
    ArticlePage,
    ElectionAllowedPage,
    ElectionExemption,
    ElectionPeriod,
    ScheduleFailure,
)
from newsroom.publishing.gate import PublicationRefusedError
from newsroom.publishing.schedule import run_schedule
from tests.factories import make_statement
from tests.newsroom.editors import log_in, statement_form
from tests.newsroom.publishing.test_gate import bulk_url, decision_url, edit_url, is_live

DAY = datetime.timedelta(days=1)
REFUSAL = "An election period lasts until"


@pytest.fixture
def period(office) -> ElectionPeriod:
    now = timezone.now()
    return ElectionPeriod.objects.create(
        site=office.site, name="Senedd election", starts_at=now - DAY, ends_at=now + DAY
    )


@pytest.fixture
def draft(office, language) -> ArticlePage:
    page = make_statement(
        office, language=language, live=False, categories=office.categories[language][:1]
    )
    page.save_revision()
    return ArticlePage.objects.get(pk=page.pk)


def schedule(page, moment) -> None:
    page.go_live_at = moment
    page.save_revision().publish()


class TestRefusal:
    def test_the_form_says_why(self, office, period, draft):
        client = log_in(office)

        response = client.post(edit_url(draft), statement_form(draft, **{"action-publish": "yes"}))

        assert response.url == decision_url(draft)
        html = client.get(response.url).content.decode()
        assert REFUSAL in html
        assert "knowingly" not in html
        assert not is_live(draft)
        assert PageLogEntry.objects.filter(action="newsroom.publication.refused").exists()

    def test_bulk_publication(self, office, period, draft):
        response = log_in(office).post(bulk_url(draft), follow=True)

        assert REFUSAL in response.content.decode()
        assert not is_live(draft)

    def test_code_and_a_page_that_is_created_as_public(self, office, period, draft, language):
        with pytest.raises(PublicationRefusedError):
            draft.latest_revision.publish()
        with pytest.raises(PublicationRefusedError):
            make_statement(office, language=language)

    def test_a_correction_of_a_public_page(self, office, draft, language, request):
        draft.latest_revision.publish()
        request.getfixturevalue("period")

        with pytest.raises(PublicationRefusedError):
            ArticlePage.objects.get(pk=draft.pk).save_revision().publish()

    def test_unpublishing_stays_possible(self, draft, request):
        draft.latest_revision.publish()
        request.getfixturevalue("period")

        ArticlePage.objects.get(pk=draft.pk).unpublish()

        assert not is_live(draft)

    def test_before_and_after_everything_is_published(self, period, draft):
        ElectionPeriod.objects.update(
            starts_at=timezone.now() + DAY, ends_at=timezone.now() + 2 * DAY
        )
        draft.latest_revision.publish()
        assert is_live(draft)


class TestWhatIsAllowed:
    def test_a_category_in_both_languages(self, office, period, draft, language):
        period.allowed_categories.set(office.categories[other_language(language)][:1])
        period.save()

        draft.latest_revision.publish()

        assert is_live(draft)
        entry = PageLogEntry.objects.get(action="newsroom.publication.allowed_in_election_period")
        assert "category" in entry.message

    def test_pages_below_an_allowed_page(self, office, period, draft, language):
        ElectionAllowedPage.objects.create(
            period=period, page=office.indexes[other_language(language)]
        )
        draft.latest_revision.publish()
        assert is_live(draft)

    def test_an_exemption_with_name_and_reason(self, office, period, draft):
        ElectionPeriod.objects.update(approvers_may_exempt=True)
        client = log_in(office)
        data = {"exempt": "1", "kind": "other", "reason": "A flood warning"}

        client.post(decision_url(draft), {**data, "reason": ""})
        assert not ElectionExemption.objects.exists()
        client.post(decision_url(draft), data)

        exemption = ElectionExemption.objects.get()
        assert exemption.user == get_user_model().objects.get()
        draft.latest_revision.publish()
        assert is_live(draft)
        entry = PageLogEntry.objects.get(action="newsroom.election.exemption")
        assert "A flood warning" in entry.message

    def test_an_approver_may_correct_by_law_only_what_is_public(self, office, draft, request):
        draft.latest_revision.publish()
        request.getfixturevalue("period")
        client = log_in(office)
        data = {"exempt": "1", "kind": "legal_correction", "reason": "The judge says so"}

        client.post(decision_url(draft), {**data, "kind": "other"})
        assert not ElectionExemption.objects.exists()
        client.post(decision_url(draft), data)
        ArticlePage.objects.get(pk=draft.pk).save_revision().publish()

        Page.objects.filter(pk=draft.pk).update(live=False)
        ElectionExemption.objects.all().delete()
        client.post(decision_url(draft), data)
        assert not ElectionExemption.objects.exists()


class TestWhatIsHeld:
    @pytest.fixture
    def held(self, office, draft, period) -> ArticlePage:
        """Return a page that was scheduled for the period before the period was set."""
        ElectionPeriod.objects.all().delete()
        schedule(draft, timezone.now() + datetime.timedelta(hours=1))
        period.save(force_insert=True)
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=2)):
            run_schedule()
        return draft

    def test_a_scheduled_page_is_held_and_listed(self, office, held):
        assert not is_live(held)
        assert ScheduleFailure.objects.get().refusal[0]["code"] == "election_period"
        html = log_in(office).get(reverse("wagtailadmin_home")).content.decode()
        assert REFUSAL in html

    def test_it_waits_for_a_person_after_the_period(self, office, held):
        with time_machine.travel(timezone.now() + 2 * DAY):
            run_schedule()
            assert not is_live(held)
            client = log_in(office)
            shown = client.get(decision_url(held))
            client.post(
                decision_url(held),
                {"revision": shown.context["revision_id"], "knowingly": "1"},
            )
        assert is_live(held)

    def test_it_is_released_automatically_where_the_period_says_so(self, held):
        ElectionPeriod.objects.update(releases_automatically=True)
        with time_machine.travel(timezone.now() + 2 * DAY):
            run_schedule()
        assert is_live(held)

    @pytest.mark.parametrize("change", ["deleted", "shortened"])
    def test_a_period_that_is_deleted_or_shortened_publishes_nothing(self, office, held, change):
        if change == "deleted":
            ElectionPeriod.objects.get().delete()
        else:
            period = ElectionPeriod.objects.get()
            period.ends_at = timezone.now() + datetime.timedelta(minutes=30)
            period.save()
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=3)):
            run_schedule()
            run_schedule()
            assert not is_live(held)
            shown = log_in(office).get(decision_url(held))
            assert "waits for your decision" in shown.content.decode()

    def test_the_other_language_that_waited_with_it_is_held_too(self, office, period, language):
        pages = [make_statement(office, language=language, live=False)]
        pages.append(
            make_statement(
                office, language=other_language(language), translation_of=pages[0], live=False
            )
        )
        period.delete()
        moment = timezone.now() + datetime.timedelta(hours=1)
        for page in pages:
            schedule(page, moment)
        period.save(force_insert=True)
        with time_machine.travel(moment + datetime.timedelta(minutes=1)):
            run_schedule()
            ElectionPeriod.objects.get().delete()
            run_schedule()
            run_schedule()

        assert not any(is_live(page) for page in pages)

    @pytest.mark.parametrize("choice", ["keep", "publish"])
    def test_deletion_names_what_is_held_and_asks(self, held, choice):
        operator = Client()
        operator.force_login(get_user_model().objects.create_superuser(username="operator"))
        period = ElectionPeriod.objects.get()
        address = reverse("newsroom_election_periods:delete", args=[period.pk])

        shown = operator.get(address).content.decode()
        assert held.title in shown
        operator.post(address, {"held": choice})

        assert not ElectionPeriod.objects.exists()
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=3)):
            run_schedule()
        assert is_live(held) is (choice == "publish")
        released = PageLogEntry.objects.filter(action="newsroom.election.released")
        assert released.exists() is (choice == "publish")
        assert all("Senedd election" in entry.message for entry in released)

    def test_scheduling_for_a_time_in_the_period_is_refused(self, period, draft):
        with pytest.raises(PublicationRefusedError):
            schedule(draft, timezone.now() + datetime.timedelta(hours=1))
        schedule(draft, timezone.now() + 2 * DAY)


def test_a_dry_run_shows_what_would_be_held(office, draft, capsys):
    moment = timezone.now() + DAY
    schedule(draft, moment)
    times = {"starts": (moment - DAY).isoformat(), "ends": (moment + DAY).isoformat()}

    call_command("election_period", "--dry-run", hostname=office.site.hostname, **times)

    out = capsys.readouterr().out
    assert draft.title in out
    assert "1 of 1 scheduled publications would be held." in out


def test_operators_see_the_dry_run_and_others_do_not(office, draft):
    schedule(draft, timezone.now() + DAY)
    period = ElectionPeriod.objects.create(
        site=office.site, name="P", starts_at=timezone.now(), ends_at=timezone.now() + 2 * DAY
    )
    address = reverse("newsroom_election_period", args=[period.pk])
    operator = Client()
    operator.force_login(get_user_model().objects.create_superuser(username="operator"))

    assert "will be held" in operator.get(address).content.decode()
    assert operator.get(reverse("newsroom_election_periods:index")).status_code == 200
    assert operator.get(reverse("newsroom_election_periods:add")).status_code == 200
    assert (
        operator.get(reverse("newsroom_election_periods:edit", args=[period.pk])).status_code == 200
    )
    approver = log_in(office)
    for url in (address, reverse("newsroom_election_periods:index")):
        assert approver.get(url).status_code in (302, 403)


def test_readers_see_the_notice_during_the_period_only(client, office, language):
    """The page is stored, so its state must end where the period starts and ends."""
    now = timezone.now()
    start, end = now + DAY, now + 2 * DAY
    ElectionPeriod.objects.create(
        site=office.site, name="P", starts_at=start, ends_at=end, notice_cy="Hysbysiad etholiad"
    )
    address = office.homes[language].url
    words = "Hysbysiad etholiad" if language == "cy" else "An election period is under way."
    shown = []
    for moment in (now, start, end):
        with time_machine.travel(moment + datetime.timedelta(seconds=1)):
            shown.append(words in client.get(address).content.decode())

    assert shown == [False, True, False]
