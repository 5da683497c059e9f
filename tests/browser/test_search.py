"""The search boxes and the results, by keyboard and without JavaScript."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Locator, Page
from pytest_django.live_server_helper import LiveServer

from search.engines.selection import engines
from tests.browser.accessibility import assert_no_violations
from tests.browser.content import Content, make_content
from tests.browser.navigation import follow
from tests.browser.screenshots import save_screenshot
from tests.browser.test_pages import SEARCH, record_problems

pytestmark = pytest.mark.browser

EXPANDED = "aria-expanded"
ACTIVE = "aria-activedescendant"


@pytest.fixture(scope="module")
def db(committed_database) -> None:
    """The database without a transaction for each test, since the server's threads read it."""


@pytest.fixture(scope="module")
def content(db, tmp_path_factory) -> Iterator[Content]:
    """An office with content of every kind, and its index."""
    folder: Path = tmp_path_factory.mktemp("search")
    with pytest.MonkeyPatch.context() as patch:
        from django.conf import settings

        patch.setattr(settings, "SEARCH_FOLDER", folder)
        engines.cache_clear()
        made = make_content()
        call_command("search_rebuild", verbosity=0)
        yield made
    engines.cache_clear()


@pytest.fixture(scope="module")
def server(site_server: LiveServer, content: Content) -> str:
    return site_server.url


def type_title(page: Page, *, box: str, content: Content, language: str) -> str:
    """Type the first letters of a title, and wait for the suggestions."""
    typed = content.full[language].title.split()[0][:4]
    page.locator(box).click()
    page.locator(box).press_sequentially(typed, delay=20)
    page.wait_for_selector("[role=option]")
    return typed


@pytest.mark.parametrize("box", ["#site-search", "#archive-search"])
def test_suggestions_follow_the_combobox_pattern(chromium: Browser, server, content, language, box):
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    problems = record_problems(page, server=server)
    home = content.office.homes[language].url
    page.goto(server + (home if box == "#site-search" else SEARCH[language].partition("?")[0]))
    height = page.evaluate("document.documentElement.scrollHeight")
    field = page.locator(box)
    assert field.get_attribute(EXPANDED) == "false"

    typed = type_title(page, box=box, content=content, language=language)

    assert field.get_attribute(EXPANDED) == "true"
    assert page.evaluate("document.documentElement.scrollHeight") == height
    assert any(
        character.isdigit() for character in page.locator(f"{box} ~ [role=status]").inner_text()
    )
    field.press("ArrowDown")
    option = page.locator(f"#{field.get_attribute(ACTIVE)}")
    assert option.get_attribute("aria-selected") == "true"
    assert option.bounding_box()["height"] >= 44
    assert field.input_value() == typed
    assert_no_violations(page)
    field.press("Home")
    assert field.get_attribute(ACTIVE) is None
    field.press("Escape")
    assert (field.get_attribute(EXPANDED), field.input_value()) == ("false", typed)
    field.press("Escape")
    assert field.input_value() == ""

    type_title(page, box=box, content=content, language=language)
    field.press("ArrowUp")
    url = page.locator(f"#{field.get_attribute(ACTIVE)}").get_attribute("data-url")
    field.press("Enter")
    page.wait_for_url(f"{server}{url}")
    assert problems == []
    page.close()


@pytest.mark.parametrize("box", ["#site-search", "#archive-search"])
def test_suggestions_wait_for_composed_words(chromium: Browser, server, content, language, box):
    """Phone keyboards and dead keys compose a word before they commit it."""
    page = chromium.new_page()
    home = content.office.homes[language].url
    page.goto(server + (home if box == "#site-search" else SEARCH[language].partition("?")[0]))
    page.locator(box).click()
    keyboard = page.context.new_cdp_session(page)

    for length in (1, 2, 3, 4):
        composed = content.full[language].title[:length]
        keyboard.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": length, "selectionEnd": length},
        )

    page.wait_for_selector("[role=option]")
    page.close()


def test_outdated_suggestions_are_not_followed(chromium: Browser, server, content, language):
    page = chromium.new_page()
    page.goto(f"{server}{content.office.homes[language].url}")
    field = page.locator("#site-search")
    typed = type_title(page, box="#site-search", content=content, language=language)
    field.press("ArrowDown")
    asked = f"**{field.get_attribute('data-suggestions')}?*"
    page.route(asked, lambda route: route.abort())

    with page.expect_event("requestfailed"):
        field.press("z")

    assert field.get_attribute(ACTIVE) is None
    page.wait_for_function(
        "element => element.ariaExpanded === 'false'", arg=field.element_handle()
    )
    field.press("Enter")
    page.wait_for_url("**q=**")
    assert page.locator("#archive-search").input_value() == f"{typed}z"
    page.close()


def test_enter_searches_for_what_was_typed(chromium: Browser, server, content, language):
    page = chromium.new_page()
    page.goto(f"{server}{content.office.homes[language].url}")

    typed = type_title(page, box="#site-search", content=content, language=language)
    page.locator("#site-search").press("Enter")
    page.wait_for_url("**q=**")

    assert page.locator("#archive-search").input_value() == typed
    page.close()


def test_a_suggestion_can_be_clicked(chromium: Browser, server, content, language):
    page = chromium.new_page()
    page.goto(f"{server}{content.office.homes[language].url}")

    type_title(page, box="#site-search", content=content, language=language)
    url = page.locator("[role=option]").first.get_attribute("data-url")
    page.locator("[role=option]").first.click()

    page.wait_for_url(f"{server}{url}")
    page.close()


def test_form_and_histogram_work_without_javascript(chromium: Browser, server, content, language):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}{SEARCH[language].partition('?')[0]}")
    assert page.locator("#archive-search").get_attribute("role") is None
    found = page.locator(".statement-list > li").count()
    assert found > 1

    follow(page.locator("a.histogram__bar").first)
    assert "year=" in page.url
    assert page.locator(".chip").count() == 1
    follow(page.locator("a.histogram__bar[aria-current]"))

    assert "year=" not in page.url
    context.close()


@pytest.mark.parametrize("query", ["?lang=en&lang=cy", "?q=unicornz&year=2016", "?year=2016"])
def test_results_are_accessible(chromium: Browser, server, content, language, query):
    page = chromium.new_page()
    problems = record_problems(page, server=server)
    page.goto(f"{server}{SEARCH[language].partition('?')[0]}{query}")

    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert_no_violations(page, scheme=scheme)
    save_screenshot(page, f"search-{language}-{query.strip('?')}")
    assert problems == []
    page.close()


def test_many_years_scroll_inside_a_narrow_page(chromium: Browser, server, content, language):
    page = chromium.new_page(viewport={"width": 320, "height": 800})
    page.goto(f"{server}{SEARCH[language].partition('?')[0]}?year=2016")

    wide = page.locator(".histogram__bars").evaluate("""bars => {
        const more = Array.from({length: 29}, () => bars.lastElementChild.cloneNode(true));
        bars.append(...more);
        return bars.scrollWidth;
    }""")

    assert wide > 29 * 24
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    bars = page.locator(".histogram__bars > li")
    assert _is_seen(bars.last)
    assert not _is_seen(bars.first)
    # The keyboard order stays chronological.
    assert bars.first.bounding_box()["x"] < bars.last.bounding_box()["x"]
    page.close()


def _is_seen(bar: Locator) -> bool:
    return bar.evaluate("""bar => {
        const inside = bar.getBoundingClientRect();
        const around = bar.closest(".scroll-x").getBoundingClientRect();
        return inside.left >= around.left - 1 && inside.right <= around.right + 1;
    }""")
