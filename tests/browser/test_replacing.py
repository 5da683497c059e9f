"""Find and replace in a browser: by keyboard, at phone and desktop width, in both languages."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser
from wagtail.users.models import UserProfile

from newsroom.models import ArticlePage
from tests.browser.accessibility import assert_accessible
from tests.browser.editor import Editor
from tests.browser.navigation import follow
from tests.browser.screenshots import save_screenshot
from tests.factories import make_office, make_statement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long enough pass phrase"


def test_an_approver_replaces_words(chromium: Browser, live_server, language):
    office = make_office()
    public = make_statement(
        office, language=language, title="The bus to Blaenarian", text="A bus a day.", publish=True
    )
    make_statement(office, title="A bus draft", live=False).save_revision()
    user = get_user_model().objects.create_user(username="approver", password=PASSWORD)
    user.groups.add(office.managers)
    UserProfile.objects.create(user=user, preferred_language=language)
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    Editor(page=page, base_url=live_server.url).log_in(username="approver", password=PASSWORD)

    page.goto(f"{live_server.url}/admin/find-and-replace/")
    page.locator("#id_find").fill("bus")
    page.locator("#id_replace").fill("tram")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        assert_accessible(page)
        save_screenshot(page, f"replacing-{language}-{width}")
    page.locator("input[name=publish]").check()
    follow(page.locator("form:has(input[name=publish]) button"))

    assert ArticlePage.objects.get(pk=public.pk).title == "The tram to Blaenarian"
