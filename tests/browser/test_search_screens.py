"""The admin screens about search, at each width, for accessibility, in both languages."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from wagtail.users.models import UserProfile

from newsroom.models import ArticlePage
from search.indexing import consumer
from search.models.health import EngineOutage
from search.models.statistics import QueryCount
from tests.browser.accessibility import assert_accessible
from tests.browser.editor import Editor
from tests.browser.navigation import follow
from tests.browser.screenshots import save_screenshot
from tests.factories import make_office, make_statement

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
PASSWORD = "a long enough pass phrase"


def check_screen(page: Page, *, name: str) -> None:
    """Check a screen against WCAG and take screenshots, at phone and desktop width."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)
        assert_accessible(page)
        save_screenshot(page, f"search-{name}-{width}")


def make_content() -> ArticlePage:
    """Make two counted searches, an engine outage, and a statement."""
    office = make_office()
    page = make_statement(office, title="A railway for Blaenarian", text="rail rail")
    consumer.consume_due()
    for line, nothing in (("railway", 0), ("tramway", 4)):
        QueryCount.objects.create(
            site=office.site,
            language="en",
            day=timezone.localdate(),
            key=line,
            line=line,
            searches=4,
            nothing=nothing,
        )
    EngineOutage.objects.create(engine="embedded", error="disk full")
    return page


def test_the_screens(chromium: Browser, live_server, language):
    statement = make_content()
    user = get_user_model().objects.create_superuser(username="operator", password=PASSWORD)
    UserProfile.objects.create(user=user, preferred_language=language)
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    Editor(page=page, base_url=live_server.url).log_in(username="operator", password=PASSWORD)
    expect(page.locator("[id*=search-trouble]").first).to_be_visible()

    page.goto(live_server.url + reverse("archive_search_queries") + "?days=91")
    expect(page.get_by_role("link", name="tramway").first).to_be_visible()
    check_screen(page, name=f"queries-{language}")

    explain = live_server.url + reverse("archive_search_explain")
    page.goto(f"{explain}?page={statement.pk}&q=railways+tram")
    expect(page.locator("#insight-verdict")).to_be_visible()
    check_screen(page, name=f"explain-{language}")

    page.goto(live_server.url + reverse("archive_search_health"))
    check_screen(page, name=f"health-{language}")
    follow(page.locator("button[value=compare]").first)
    expect(page.locator("html")).to_have_attribute("lang", language)
    check_screen(page, name=f"health-asked-{language}")
    page.close()
