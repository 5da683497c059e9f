"""Screens of corrections, versions, withdrawals and quotations, at each width, with axe."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from wagtail.users.models import UserProfile

from newsroom.addresses.citations import version_path, versions_path
from newsroom.models import ArticlePage, ElectionPeriod, ScheduleFailure
from tests.browser.accessibility import assert_accessible, assert_no_violations
from tests.browser.editor import Editor
from tests.browser.navigation import follow
from tests.browser.screenshots import save_screenshot
from tests.factories import make_office, make_statement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long enough pass phrase"
QUOTATION = {
    "words": "<p>The bus will run until May, and I promise that to this valley.</p>",
    "speaker": "Mared Puw",
    "said_on": "2016-06-14",
    "source": "https://record.example.org/1",
    "record_version": "draft",
}
RECORD = "Mared Puw: The bus will run until March, and I promise that to this valley. Thank you."


def check_screen(page: Page, *, name: str, is_public: bool = False) -> None:
    """Check a screen with axe and take screenshots, at phone and desktop width."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)
        if is_public:
            assert_no_violations(page)
        else:
            assert_accessible(page)
        save_screenshot(page, f"{name}-{width}")


def make_pair() -> ArticlePage:
    """Return a statement that is public and has a draft of its correction in both languages."""
    office = make_office()
    page = make_statement(office, title="The bus runs until May", publish=True)
    welsh = make_statement(
        office, language="cy", title="Bws tan fis Mai", translation_of=page, publish=True
    )
    welsh.title = "Bws tan fis Mawrth"
    welsh.save_revision()
    stream = ArticlePage._meta.get_field("body").stream_block
    page.body = stream.to_python([{"type": "quotation", "value": QUOTATION, "id": "q1"}])
    page.save_revision().publish()
    page = ArticlePage.objects.get(pk=page.pk)
    page.title = "The bus runs until March"
    page.save_revision()
    return page


def make_held(page: ArticlePage) -> ElectionPeriod:
    """Return an election period that has ended and holds a page."""
    now = timezone.now()
    due = now - datetime.timedelta(hours=2)
    period = ElectionPeriod.objects.create(
        site=page.get_site(),
        name="Senedd 2026",
        starts_at=now - datetime.timedelta(days=1),
        ends_at=now - datetime.timedelta(hours=1),
    )
    ScheduleFailure.objects.create(
        page_id=page.pk,
        action="publish",
        due_at=due,
        next_attempt_at=now + datetime.timedelta(hours=1),
        error="held",
        refusal=[{"code": "held_in_election_period", "details": {}}],
    )
    return period


def test_the_screens(chromium: Browser, live_server):
    statement = make_pair()
    user = get_user_model().objects.create_superuser(username="approver", password=PASSWORD)
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "cy"})
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    Editor(page=page, base_url=live_server.url).log_in(username="approver", password=PASSWORD)

    page.goto(live_server.url + reverse("newsroom_correct", args=[statement.pk]))
    check_screen(page, name="correction")
    page.locator("[name=note_en]").fill("The statement said May. The bus runs until March.")
    page.locator("[name=note_cy]").fill("Mai oedd yno. Mae’r bws yn rhedeg tan fis Mawrth.")
    follow(page.get_by_role("button", name="Cyhoeddi’r cywiriad"))

    period = make_held(statement)
    for name, address in {
        "election-delete": reverse("newsroom_election_periods:delete", args=[period.pk]),
        "quotations": reverse("newsroom_quotations"),
        "versions": reverse("newsroom_versions", args=[statement.pk]),
        "withdraw-version": reverse("newsroom_withdraw_version", args=[statement.pk, 1]),
        "unpublish": reverse("wagtailadmin_pages:unpublish", args=[statement.pk]),
        "quotation": reverse("newsroom_quotation", args=[statement.pk, "q1"]),
    }.items():
        page.goto(live_server.url + address)
        check_screen(page, name=f"admin-{name}")
    page.locator("[name=text]").fill(RECORD)
    follow(page.get_by_role("button", name="Cymharu", exact=True))
    expect(page.locator("ins")).to_have_text("March,")
    check_screen(page, name="admin-quotation-compared")

    statement = ArticlePage.objects.get(pk=statement.pk)
    for name, address in {
        "statement": statement.url,
        "version": version_path(statement, 2),
        "version-list": versions_path(statement),
        "register": "/news/corrections/",
        "register-cy": "/cy/newyddion/cywiriadau/",
    }.items():
        page.goto(live_server.url + address)
        check_screen(page, name=f"public-{name}", is_public=True)
