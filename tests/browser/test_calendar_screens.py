"""The dashboard and the calendar's screens, at each width, for accessibility and by keyboard."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from wagtail.models import Revision
from wagtail.users.models import UserProfile

from home.offices.provisioning import Office
from newsroom.models import ArticlePage
from tests.browser.accessibility import assert_accessible
from tests.browser.editor import Editor
from tests.browser.navigation import follow
from tests.browser.screenshots import save_screenshot
from tests.factories import make_office, make_statement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long enough pass phrase"


def check_screen(page: Page, *, name: str) -> None:
    """Check a screen against WCAG and take screenshots, at phone and desktop width."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)
        assert_accessible(page)
        save_screenshot(page, f"{name}-{width}")


def make_content(office: Office) -> ArticlePage:
    """Make an overdue statement, one that is scheduled, one that is public and a draft."""
    now = timezone.now()
    for title, live in (("A ferry for Trefarian", True), ("Notes on the harbour", False)):
        make_statement(office, title=title, live=live).save_revision()
    planned = make_statement(office, title="Bus to the hospital", live=False)
    planned.go_live_at = now + datetime.timedelta(minutes=90)
    planned.save_revision().publish()
    late = make_statement(office, title="The late train", live=False)
    late.go_live_at = now + datetime.timedelta(minutes=1)
    late.save_revision().publish()
    past = now - datetime.timedelta(minutes=12)
    for revision in Revision.page_revisions.filter(object_id=late.pk):
        revision.approved_go_live_at = past
        revision.content["go_live_at"] = past.isoformat()
        revision.save()
    return planned


def test_the_screens(chromium: Browser, live_server):
    office = make_office()
    planned = make_content(office)
    user = get_user_model().objects.create_superuser(username="approver", password=PASSWORD)
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "en"})
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    Editor(page=page, base_url=live_server.url).log_in(username="approver", password=PASSWORD)

    expect(page.get_by_text("overdue by 12 minutes")).to_be_visible()
    check_screen(page, name="dashboard")
    follow(page.get_by_role("button", name="Publish now: The late train"))
    expect(page.get_by_text("“The late train” (English) is public now.")).to_be_visible()

    for address in (
        reverse("newsroom_calendar"),
        reverse("newsroom_calendar") + "?view=list",
        reverse("newsroom_calendar_subscriptions"),
        reverse("newsroom_statements:choose_parent"),
        reverse("newsroom_calendar_move", args=[planned.pk]),
    ):
        page.goto(live_server.url + address)
        check_screen(page, name="calendar" + address.strip("/").replace("/", "-"))

    # By keyboard only: type the new day into the form, and send it with Enter.
    day = timezone.localdate() + datetime.timedelta(days=3)
    page.get_by_label("New day").focus()
    page.keyboard.type(f"{day:%m%d%Y}")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("will be public from").first).to_be_visible()
    planned.refresh_from_db()
    assert timezone.localdate(planned.scheduled_revision.approved_go_live_at) == day
    page.close()
