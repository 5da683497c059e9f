"""The screens of an office's people, of all offices, and the guide at the first log-in."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser, expect
from wagtail.users.models import UserProfile

from tests.browser.accessibility import assert_accessible
from tests.browser.editor import Editor
from tests.browser.screenshots import save_screenshot
from tests.factories import make_office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long enough pass phrase"
SCREENS = {
    "approver": ["", "people/", "people/add/"],
    "operator": ["offices/", "offices/new/"],
}


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("cy", 375)])
def test_the_screens_are_accessible(chromium: Browser, live_server, language, width):
    office = make_office()
    users = get_user_model().objects
    approver = users.create_user(username="approver", password=PASSWORD, last_name="Puw")
    approver.groups.add(office.approvers)
    users.create_superuser(username="operator", password=PASSWORD)
    for name, screens in SCREENS.items():
        UserProfile.objects.create(user=users.get(username=name), preferred_language=language)
        context = chromium.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        Editor(page=page, base_url=live_server.url).log_in(username=name, password=PASSWORD)
        for screen in screens:
            page.goto(f"{live_server.url}/admin/{screen}")
            expect(page.locator("main, #main").first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), screen
            assert_accessible(page)
            save_screenshot(
                page, f"office-{language}-{screen.strip('/').replace('/', '-') or name}"
            )
        context.close()
