"""Troubles of editors from public threads about other systems, each as a test.

Each test names its thread. What is not here has its test elsewhere:

- wagtail-localize 832, no table of stale translations: `test_languages_report.py`
- wagtail-localize 274, published with missing translations: `test_gate.py`
- wagtail 10196 and silverstripe-cmsworkflow 12, e-mails of a workflow: `test_mail.py`
- wagtail 13443, no calendar of scheduled pages: `test_calendar.py`
- superdesk-core 3202, time zone of an embargo: `test_embargo_page.py`
- wagtail 10283, a document is public before its page: `test_documents.py`
"""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage
from newsroom.publishing.schedule import run_schedule
from newsroom.translation.dates import format_office_time
from tests.factories import make_image, make_statement
from tests.newsroom.editors import log_in, statement_form

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
# A quarter past midnight on a day of British Summer Time, which is the day before in UTC.
AFTER_MIDNIGHT = datetime.datetime(2026, 6, 15, 23, 15, tzinfo=datetime.UTC)


@pytest.fixture
def client(office):
    return log_in(office)


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_a_translation_is_not_made_from_an_old_version_unawares(office, client, language):
    """wagtail/wagtail-localize issue 861."""
    page = make_statement(office, language=language, publish=True)
    page.title = "A newer draft"
    page.save_revision()

    text = client.get(reverse("newsroom_translation", args=[page.pk])).text

    assert 'value="start-draft"' in text


def test_the_confirmation_of_a_schedule_names_the_time(office, client, language):
    """TryGhost/Ghost issue 11965."""
    page = make_statement(office, language=language, live=False)
    page.save_revision()
    moment = (timezone.now() + 2 * DAY).replace(second=0, microsecond=0)
    local = timezone.localtime(moment)
    data = statement_form(page, go_live_at=f"{local:%Y-%m-%d %H:%M}")

    text = client.post(
        edit_url(page), {**data, "action-publish": "action-publish"}, follow=True
    ).text

    assert format_office_time(moment) in text


def test_a_file_name_does_not_become_alternative_text(office, client, language):
    """The same complaint stands in the trackers of most systems: IMG_2034 as alternative text."""
    image = make_image(title="IMG_2034")
    page = make_statement(office, language=language, live=False)
    data = statement_form(page, lead_image=image.pk, lead_image_alt="IMG_2034.jpg")

    client.post(edit_url(page), {**data, "action-publish": "action-publish"})

    assert not ArticlePage.objects.get(pk=page.pk).live


def test_lists_name_the_language_of_each_page(office, client):
    """ONSdigital/dis-wagtail issue 140."""
    for code in ("en", "cy"):
        make_statement(office, language=code, title=f"Title {code}", publish=True)

    text = client.get(reverse("newsroom_statements:index")).text

    assert {"English", "Welsh"} <= set(text.replace("<", " ").replace(">", " ").split())


def test_what_goes_out_after_midnight_has_the_office_s_day(office, language):
    """alphagov/whitehall pull request 3153."""
    with time_machine.travel(AFTER_MIDNIGHT, tick=False):
        page = ArticlePage(title="Night", slug="night", body=[])
        office.indexes[language].add_child(instance=page)
        page.go_live_at = AFTER_MIDNIGHT
        page.save_revision().publish()
        page.refresh_from_db()

    assert page.date == datetime.date(2026, 6, 16)
    assert page.live


def test_an_expired_page_can_be_saved_again(office, client, language):
    """wagtail/wagtail issue 13896: the passed dates stay in the form and are refused."""
    page = make_statement(office, language=language, publish=True)
    page.go_live_at = timezone.now() - 2 * DAY
    page.expire_at = timezone.now() - DAY
    page.save_revision().publish()
    run_schedule()
    page.refresh_from_db()
    assert not page.live
    form = client.get(edit_url(page))
    fields = form.context["form"]
    dates = {name: fields[name].value() for name in ("go_live_at", "expire_at")}
    formatted = {name: f"{value:%Y-%m-%d %H:%M}" if value else "" for name, value in dates.items()}

    response = client.post(edit_url(page), statement_form(page, title="Again", **formatted))

    assert response.status_code == 302
    assert ArticlePage.objects.get(pk=page.pk).draft_title == "Again"


def test_publishing_one_language_says_that_the_other_is_not_public(office, client, language):
    """digitalfabrik/integreat-cms issue 4490."""
    page = make_statement(office, language=language, live=False)
    page.save_revision()
    page.copy_for_translation(office.indexes[other_language(language)].locale)
    page.save_revision().publish()

    text = client.get(f"{reverse('newsroom_statements:index')}?translated=half").text

    assert page.title in text


def test_a_new_slug_of_a_translation_keeps_the_old_address(office, client, language):
    """wagtail/wagtail issue 9833."""
    page = make_statement(office, language=language, publish=True)
    locale = office.indexes[other_language(language)].locale
    translation = page.copy_for_translation(locale)
    translation.save_revision().publish()
    old = translation.get_url()
    translation.slug = "another"
    translation.save_revision().publish()

    response = client.get(old)

    assert response.status_code in (301, 302)
    assert response.url == ArticlePage.objects.get(pk=translation.pk).get_url()


def test_a_missed_schedule_is_named(office, client, language):
    """mgsisk/webcomic issue 233, publishpress-planner issue 417: "missed schedule"."""
    page = make_statement(office, language=language, title="Missed", live=False)
    with time_machine.travel(timezone.now() - DAY):
        page.go_live_at = timezone.now() + datetime.timedelta(hours=1)
        page.save_revision().publish()

    text = client.get(reverse("wagtailadmin_home")).text

    assert "Missed" in text
    assert "overdue" in text.lower()


def test_an_unpublished_page_leaves_the_menu(office, client, language):
    """MozillaFoundation/foundation.mozilla.org issue 1724."""
    index = office.indexes[language]
    home = office.homes[language].get_url()
    assert index.get_url() in client.get(home).text

    index.unpublish()

    client.logout()
    assert f'href="{index.get_url()}"' not in client.get(home).text
