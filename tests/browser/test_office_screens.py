"""The screens of an office's people, of all offices, of refusals and of election periods."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import Browser, expect
from wagtail.users.models import UserProfile

from home.offices.provisioning import Office
from newsroom.languages.configured import other_language
from newsroom.models import ElectionExemption, ElectionPeriod
from newsroom.models.elections import LEGAL_CORRECTION
from tests.browser.accessibility import assert_accessible
from tests.browser.editor import Editor
from tests.browser.screenshots import save_screenshot
from tests.factories import make_office, make_statement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long enough pass phrase"
DAY = datetime.timedelta(days=1)


def make_screens(office: Office, *, language: str) -> dict[str, list[str]]:
    """Make what the screens show; return their addresses by the user who opens them."""
    now = timezone.now()
    text = "The county will build a new bridge over the river for all of us by spring. " * 4
    page = make_statement(office, title="A new bridge", text=text, publish=True)
    copy = page.copy_for_translation(office.indexes["cy"].locale)
    scheduled = make_statement(office, language=language, title="Y bws olaf", live=False)
    scheduled.go_live_at = now + 3 * DAY
    scheduled.save_revision().publish()
    period = ElectionPeriod.objects.create(
        site=office.site,
        name="Senedd 2026",
        starts_at=now - DAY,
        ends_at=now + 10 * DAY,
        approvers_may_exempt=True,
    )
    refused = make_statement(office, language=other_language(language), title="Bus", live=False)
    refused.save_revision()
    # A page that is allowed has only the objection that its approver may overrule.
    for exempt in (page, copy):
        ElectionExemption.objects.create(
            period=period, page_id=exempt.pk, kind=LEGAL_CORRECTION, reason="The law requires it."
        )
    return {
        "approver": [
            "",
            "people/",
            "people/add/",
            f"publication/{copy.pk}/",
            f"publication/{refused.pk}/",
        ],
        "operator": ["offices/", "offices/new/", f"election-period/{period.pk}/"],
    }


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("cy", 375)])
def test_the_screens_are_accessible(chromium: Browser, live_server, language, width):
    office = make_office()
    users = get_user_model().objects
    approver = users.create_user(username="approver", password=PASSWORD, last_name="Puw")
    approver.groups.add(office.managers)
    users.create_superuser(username="operator", password=PASSWORD)
    for name, screens in make_screens(office, language=language).items():
        UserProfile.objects.create(user=users.get(username=name), preferred_language=language)
        context = chromium.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        page.set_default_timeout(30_000)
        Editor(page=page, base_url=live_server.url).log_in(username=name, password=PASSWORD)
        for screen in screens:
            response = page.goto(f"{live_server.url}/admin/{screen}")
            assert response.url.endswith(f"/admin/{screen}"), "it leads elsewhere"
            expect(page.locator("main, #main").first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), screen
            assert_accessible(page)
            save_screenshot(
                page, f"office-{language}-{screen.strip('/').replace('/', '-') or name}"
            )
        context.close()
