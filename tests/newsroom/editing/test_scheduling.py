"""What the admin says about schedules: dialog, button, confirmation, approval, return, copies."""

import datetime
import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState
from wagtail.users.models import UserProfile

from newsroom.models import ArticlePage
from newsroom.publishing.embargoes import set_embargo
from tests.factories import make_office, make_statement
from tests.newsroom.editing.test_overdue import use
from tests.newsroom.editing.test_statement_form import edit_url
from tests.newsroom.editors import log_in, statement_form

# 00:00 in London, in summer the day before in UTC.
MIDNIGHT = datetime.datetime(2099, 6, 15, 23, 0, tzinfo=datetime.UTC)
SCHEDULED = {
    "en": "“A statement” (English) will be public from Tuesday 16 June 2099, 00:00 (Europe/London)",
    "cy": "Bydd “A statement” (Saesneg) yn gyhoeddus o: Dydd Mawrth 16 Mehefin 2099, 00:00 "
    "(Europe/London)",
}
MIDNIGHT_WORDS = {
    "en": "16 June 2099, 00:00 (Europe/London)",
    "cy": "16 Mehefin 2099, 00:00 (Europe/London)",
}
LABELS = {
    "en": "Schedule for 16 June 2099, 00:00 (Europe/London)",
    "cy": "Amserlennu: 16 Mehefin 2099, 00:00 (Europe/London)",
}


def draft(office, **fields) -> ArticlePage:
    page = make_statement(office, live=False)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=page.owner)
    return page


def add_url(index) -> str:
    return reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", index.pk])


def submitted(office, **fields):
    writer = get_user_model().objects.create_user("writer")
    writer.groups.add(office.editors)
    page = draft(office, **fields)
    page.get_workflow().start(page, writer)
    return page, writer


def test_the_button_and_the_dialog_name_the_planned_time(office, language):
    """Midnight belongs to the day of the office's clock, not to that of UTC (whitehall 3153)."""
    page = draft(office, go_live_at=MIDNIGHT)
    client = log_in(office)
    use(language)

    content = client.get(edit_url(page)).content.decode()

    assert LABELS[language] in content
    assert {"en": "Noted: public from", "cy": "Nodwyd: yn gyhoeddus o"}[language] in content


def test_the_status_panel_names_the_zone_of_each_time(office, language):
    page = draft(office, go_live_at=MIDNIGHT, expire_at=MIDNIGHT + datetime.timedelta(days=1))
    client = log_in(office)
    use(language)
    noted = client.get(edit_url(page)).content.decode()
    page.latest_revision.publish()
    scheduled = client.get(edit_url(page)).content.decode()
    public = draft(office, expire_at=MIDNIGHT)
    public.latest_revision.publish()

    content = client.get(edit_url(public)).content.decode()

    for answer in (noted, scheduled):
        panel = answer[answer.index('data-side-panel="status"') :]
        assert MIDNIGHT_WORDS[language] in panel
        assert MIDNIGHT_WORDS[language].replace("16", "17") in panel
    panel = content[content.index('data-side-panel="status"') :]
    assert f"</span>\n{MIDNIGHT_WORDS[language]}" in re.sub(r"\n\s+", "\n", panel)
    first_published = panel[panel.index("w-human-readable-date") :]
    assert "(Europe/London)" in first_published[: first_published.index("<time")]


def test_a_draft_without_a_time_has_the_usual_button(office):
    content = log_in(office).get(edit_url(draft(office))).content.decode()

    assert "Schedule for " not in content.replace("“Schedule for …”", "")
    assert "action-publish" in content


def test_the_confirmation_names_page_language_day_time_and_zone(office, language):
    """Editors elsewhere were told that something is scheduled, but not for when (Ghost 11965)."""
    page = draft(office)
    client = log_in(office)
    use(language)
    form = statement_form(page, **{"action-publish": "yes", "go_live_at": "2099-06-16 00:00"})

    content = client.post(edit_url(page), form, follow=True).content.decode()

    assert SCHEDULED[language] in content
    assert "has been scheduled for publishing" not in content
    assert ArticlePage.objects.get(pk=page.pk).scheduled_revision is not None


def test_scheduling_a_new_statement_is_confirmed_too(office):
    url = reverse(
        "wagtailadmin_pages:add", args=["newsroom", "articlepage", office.indexes["en"].pk]
    )
    form = statement_form(**{"action-publish": "yes", "go_live_at": "2099-06-16 00:00"})

    content = log_in(office).post(url, form, follow=True).content.decode()

    assert "will be public from Tuesday 16 June 2099, 00:00 (Europe/London)" in content


def test_a_new_version_of_a_public_statement_is_said_to_replace_it(office):
    page = make_statement(office, publish=True)
    form = statement_form(page, **{"action-publish": "yes", "go_live_at": "2099-06-16 00:00"})

    content = log_in(office).post(edit_url(page), form, follow=True).content.decode()

    assert "is public; this version replaces it on Tuesday 16 June 2099, 00:00" in content


def test_the_confirmation_names_the_end_of_an_embargo_that_is_later(office):
    page = draft(office)
    client = log_in(office)
    until = MIDNIGHT + datetime.timedelta(days=1)
    set_embargo(page, until=until, user=office.managers.user_set.get())
    form = statement_form(page, **{"action-publish": "yes", "go_live_at": "2099-06-16 00:00"})

    content = client.post(edit_url(page), form, follow=True).content.decode()

    assert "is under embargo: public from Wednesday 17 June 2099, 00:00" in content
    assert "will be public from" not in content


def test_a_publication_without_a_time_keeps_wagtails_confirmation(office):
    page = draft(office)
    form = statement_form(page, **{"action-publish": "yes"})

    content = log_in(office).post(edit_url(page), form, follow=True).content.decode()

    assert "has been published" in content
    assert "will be public from" not in content


@pytest.mark.parametrize("scheduled", [False, True])
def test_approving_now_and_for_later_are_told_apart(office, language, scheduled):
    page, _writer = submitted(office, go_live_at=MIDNIGHT if scheduled else None)
    client = log_in(office)
    use(language)

    content = client.get(edit_url(page)).content.decode()

    now = {"en": "Approve and publish now", "cy": "Cymeradwyo a chyhoeddi nawr"}[language]
    later = {
        "en": "Approve and schedule for 16 June 2099, 00:00 (Europe/London)",
        "cy": "Cymeradwyo ac amserlennu: 16 Mehefin 2099, 00:00 (Europe/London)",
    }[language]
    assert (now in content) is not scheduled
    assert (later in content) is scheduled


@pytest.mark.parametrize("scheduled", [False, True])
def test_an_approval_says_what_it_led_to(office, scheduled):
    page, _writer = submitted(office, go_live_at=MIDNIGHT if scheduled else None)
    form = statement_form(
        page,
        **{
            "action-workflow-action": "true",
            "workflow-action-name": "approve",
            "go_live_at": "2099-06-16 00:00" if scheduled else "",
        },
    )

    content = log_in(office).post(edit_url(page), form, follow=True).content.decode()

    later = "Approved. “A statement” (English) will be public from Tuesday 16 June 2099, 00:00"
    assert (later in content) is scheduled
    assert ("Approved. “A statement” (English) is public now." in content) is not scheduled


def test_a_returned_statement_shows_the_comment_on_its_form(office, language):
    page, writer = submitted(office)
    reviewer = get_user_model().objects.create_user("reviewer", first_name="Nia", last_name="Rees")
    TaskState.objects.get(status="in_progress").reject(user=reviewer, comment="Who is <they>?")
    client = log_in(office)
    client.force_login(writer)
    UserProfile.objects.update_or_create(user=writer, defaults={"preferred_language": language})

    content = client.get(edit_url(page)).content.decode()

    assert {"en": "Returned by Nia Rees on", "cy": "Dychwelwyd gan Nia Rees"}[language] in content
    assert "“Who is &lt;they&gt;?”" in content
    dashboard = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Who is &lt;they&gt;?" in dashboard


def test_a_copy_drops_past_dates_and_keeps_future_ones(office):
    past = timezone.now() - datetime.timedelta(days=2)
    page = make_statement(office, publish=True)
    page.go_live_at = past
    page.expire_at = MIDNIGHT
    page.save_revision().publish()
    expired = make_statement(office, title="Expired", live=False)
    expired.expire_at = past
    expired.save()
    expired.save_revision(clean=False)

    copies = [
        page.copy(update_attrs={"slug": "copy", "title": "Copy"}),
        expired.copy(update_attrs={"slug": "copy-2"}),
    ]

    dates = [(copy.go_live_at, copy.expire_at) for copy in copies]
    latest = [copy.get_latest_revision_as_object() for copy in copies]
    assert dates == [(None, MIDNIGHT), (None, None)]
    assert [(copy.go_live_at, copy.expire_at) for copy in latest] == dates


def test_a_translation_drops_past_dates(office):
    page = make_statement(office, live=False)
    page.expire_at = timezone.now() - datetime.timedelta(days=2)
    page.save()

    translated = page.copy_for_translation(office.indexes["cy"].locale)

    assert translated.expire_at is None


def test_a_statement_is_added_to_the_index_of_the_filtered_language(office, language):
    client = log_in(office)
    listing = client.get(reverse("newsroom_statements:index"), {"language": language})
    add = reverse("newsroom_statements:choose_parent") + f"?language={language}"
    assert add in listing.content.decode()

    response = client.get(add)

    assert response.url == add_url(office.indexes[language])


def test_without_a_filter_the_indexes_of_the_office_are_offered(office):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")

    content = log_in(office).get(reverse("newsroom_statements:choose_parent")).content.decode()

    for index in office.indexes.values():
        assert (
            reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", index.pk]) in content
        )
    for index in other.indexes.values():
        assert f"/{index.pk}/" not in content


def test_a_chooser_starts_at_the_office_of_the_edited_page(office, language):
    make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    page = make_statement(office, language=language)
    client = log_in(office)
    get_user_model().objects.update(is_superuser=True)
    url = reverse("wagtailadmin_choose_page")

    def start(query: str, **headers) -> str:
        return client.get(f"{url}?{query}", headers=headers).headers.get("Location", "")

    def child(page) -> str:
        return reverse("wagtailadmin_choose_page_child", args=[page.pk])

    referer = f"http://testserver{edit_url(page)}"
    assert start("page_type=wagtailcore.page", referer=referer).startswith(
        child(office.homes[language])
    )
    assert start("page_type=newsroom.articlepage", referer=referer).startswith(
        child(office.indexes[language])
    )
    assert start("page_type=wagtailcore.page") == ""  # several offices, and no page


def test_a_chooser_starts_at_the_users_only_office(office):
    make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")

    response = log_in(office).get(reverse("wagtailadmin_choose_page"), follow=True)

    assert response.status_code == 200
    assert response.redirect_chain[0][0].startswith(
        reverse("wagtailadmin_choose_page_child", args=[office.homes["en"].pk])
    )


def test_lists_name_the_language_of_each_statement(office, language):
    """Two languages of one title cannot be told apart without it (dis-wagtail 140)."""
    client = log_in(office)
    use(language)
    page = draft(office, go_live_at=MIDNIGHT)
    page.get_latest_revision().publish()
    english = {"en": "English", "cy": "Saesneg"}[language]

    for url in (
        reverse("newsroom_statements:index"),
        reverse("newsroom_calendar") + "?month=2099-06",
        reverse("newsroom_calendar") + "?month=2099-06&view=list",
    ):
        content = client.get(url).content.decode()
        row = content[content.index("A statement") :]
        assert english in row[: row.index("</tr>")], url
