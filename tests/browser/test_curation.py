"""Curation of search in the admin by an approver, in both languages."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser, Page, expect
from wagtail.users.models import UserProfile

from search.curation import state_tokens
from search.indexing import consumer
from tests.browser.accessibility import assert_accessible
from tests.browser.editor import Editor
from tests.browser.screenshots import save_screenshot
from tests.factories import make_office, make_statement

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

PASSWORD = "a long enough pass phrase"
# No element around the table clips what is wider than the page; titles are not broken.
ALL_COLUMNS_CAN_BE_SEEN = """() => {
  const list = document.querySelector("#listing-results");
  const title = list.querySelector("td.title a");
  const scrolls = getComputedStyle(list).overflowX === "auto";
  const wholeWords = getComputedStyle(title).wordBreak === "normal";
  return (scrolls || list.scrollWidth <= innerWidth) && wholeWords;
}"""
SEARCH = {"en": "/search/", "cy": "/cy/chwilio/"}


@pytest.fixture(autouse=True)
def _empty_caches():
    """Empty the process caches of curated rows after each test."""
    yield
    for load in state_tokens._loaders.values():
        load("")
    state_tokens._known.clear()


def log_in(page: Page, office, *, language: str, base_url: str) -> None:
    user = get_user_model().objects.create_user(username="approver", password=PASSWORD)
    user.groups.add(office.managers)
    UserProfile.objects.create(user=user, preferred_language=language)
    Editor(page=page, base_url=base_url).log_in(username="approver", password=PASSWORD)


def save(page: Page) -> None:
    with page.expect_navigation():
        page.locator("footer button[type=submit], footer .action-save").first.click()
    expect(page.locator(".messages .success")).to_be_visible()


def test_synonyms_and_recommended_results(
    chromium: Browser, live_server, language, settings, tmp_path
):
    # The index of an earlier test has higher versions and would ignore writes of this test.
    settings.SEARCH_FOLDER = tmp_path / "search"
    office = make_office()
    make_statement(office, language=language, title="Quagga", text="A statement about the quagga.")
    consumer.consume_due()
    page = chromium.new_page(viewport={"width": 1280, "height": 1000})
    log_in(page, office, language=language, base_url=live_server.url)
    admin = f"{live_server.url}/admin/archive-search"

    page.goto(f"{admin}/synonyms/new/?words=zebra&language={language}")
    expect(page.locator("#id_words")).to_have_value("zebra")
    assert_accessible(page)
    page.locator("#id_words").fill("zebra\nquagga")
    save(page)
    assert_accessible(page)

    page.goto(f"{admin}/recommended/new/?query=zebra&language={language}")
    page.locator("#id_link").fill("https://zebra.example/")
    page.locator("#id_link_title").fill("All about zebras")
    assert_accessible(page)
    save(page)
    save_screenshot(page, f"curation-recommended-{language}")

    page.goto(f"{admin}/words/?words=ysgolion&language=cy&lemma=dysgu")
    expect(page.locator("table.listing")).to_contain_text("ysgol")
    assert_accessible(page)
    save_screenshot(page, f"curation-words-{language}")
    page.goto(f"{admin}/listed-synonyms/")
    assert_accessible(page)
    page.goto(f"{admin}/corrections/")
    assert_accessible(page)

    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{admin}/synonyms/")
    expect(page.locator("#listing-results table")).to_be_visible()
    assert page.evaluate(ALL_COLUMNS_CAN_BE_SEEN)
    page.goto(f"{live_server.url}{SEARCH[language]}?q=zebra")
    expect(page.locator(".recommended a")).to_have_text("All about zebras")
    expect(page.locator("mark").first).to_have_text("Quagga")
    assert_accessible(page)
    save_screenshot(page, f"curation-results-{language}")
    page.close()
