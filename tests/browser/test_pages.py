"""Accessibility of every page, in both languages, light and dark, wide and narrow."""

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.accessibility import assert_no_violations
from tests.browser.content import Content, make_content
from tests.browser.navigation import follow
from tests.browser.screenshots import save_screenshot

pytestmark = pytest.mark.browser

WIDTHS = (320, 1280)
SCHEMES = ("light", "dark")
FEEDS = {"en": "feeds/", "cy": "ffrydiau/"}
SEARCH = {"en": "/search/?q=bus", "cy": "/cy/chwilio/?q=bws"}
KINDS = (
    "home",
    "index",
    "filtered",
    "empty",
    "statement",
    "search",
    "standard",
    "feeds",
    "missing",
    "unusual",
    "examples",
)


@pytest.fixture(scope="module")
def db(committed_database) -> None:
    """The database without a transaction around each test, as the server's threads read it too."""


@pytest.fixture(scope="module")
def content(db) -> Content:
    """The office with all content, created once for the module."""
    return make_content()


@pytest.fixture(scope="module")
def server(site_server: LiveServer, content: Content) -> str:
    """The address of a running server that holds `content`."""
    return site_server.url


def address(content: Content, *, kind: str, language: str) -> str:
    """Return the path of one kind of page in one language."""
    index = content.office.indexes[language].url
    category = content.office.categories[language][0].slug
    unusual = {"en": content.long_title.url, "cy": f"{index}{content.english_only.slug}/"}
    return {
        "home": content.office.homes[language].url,
        "index": index,
        "filtered": f"{index}?category={category}&year=2026",
        "empty": f"{index}?year=1999",
        "statement": content.full[language].url,
        "search": SEARCH[language],
        "standard": content.about[language].url,
        "feeds": f"{index}{FEEDS[language]}",
        "missing": f"{index}nothing-here/",
        "unusual": unusual[language],
        "examples": "/examples/" if language == "en" else "/cy/examples/",
    }[kind]


def record_problems(page: Page, *, server: str) -> list[str]:
    """Return a list that receives requests to other hosts, script errors and console warnings."""
    problems: list[str] = []
    page.on(
        "request",
        lambda request: (
            request.url.startswith((server, "data:")) or problems.append(f"left: {request.url}")
        ),
    )
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    page.on(
        "console",
        lambda message: (
            message.type in ("error", "warning")
            and "status of 404" not in message.text
            and problems.append(message.text)
        ),
    )
    return problems


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_accessible(chromium: Browser, server, content, language, kind):
    path = address(content, kind=kind, language=language)
    page = chromium.new_page()
    problems = record_problems(page, server=server)
    page.goto(f"{server}{path}")

    assert page.locator("html").get_attribute("lang") == language
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert_no_violations(page, scheme=scheme)
            save_screenshot(page, f"{kind}-{language}-{width}-{scheme}")
    assert problems == []
    page.close()


def test_the_first_tab_stop_is_the_skip_link(chromium: Browser, server, content, language):
    page = chromium.new_page()
    page.goto(f"{server}{content.office.homes[language].url}")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_the_menu_opens_by_keyboard_without_a_script(chromium: Browser, server, content, language):
    context = chromium.new_context(
        viewport={"width": 390, "height": 800}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{server}{content.office.homes[language].url}")
    link = page.locator(".site-menu a").first
    assert not link.is_visible()

    page.locator(".site-menu > summary").press("Enter")

    assert link.is_visible()
    context.close()


def test_filters_work_without_a_script(chromium: Browser, server, content, language):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    index = content.office.indexes[language].url
    page.goto(f"{server}{index}")

    page.locator("input[name=category]").first.check()
    page.locator("input[name=year]").first.check()
    follow(page.locator(".filters__actions button"))

    assert "category=" in page.url
    assert page.locator(".chip").count() == 2
    follow(page.locator(".chip").first)
    assert page.locator(".chip").count() == 1
    context.close()


def test_the_language_switch_links_to_the_same_statement_and_back(
    chromium: Browser, server, content
):
    page = chromium.new_page()
    page.goto(f"{server}{content.full['en'].url}")

    follow(page.get_by_role("link", name="Cymraeg"))
    assert page.url == f"{server}{content.full['cy'].url}"
    follow(page.get_by_role("link", name="English"))

    assert page.url == f"{server}{content.full['en'].url}"


def test_a_video_is_fetched_only_on_request(chromium: Browser, server, content):
    context = chromium.new_context()
    page = context.new_page()
    requested: list[str] = []
    context.route("https://www.youtube-nocookie.com/**", lambda route: route.abort())
    page.on("request", lambda request: requested.append(request.url))
    page.goto(f"{server}{content.full['en'].url}")
    assert not [url for url in requested if "youtube" in url]

    page.locator("a[data-player]").click()
    page.wait_for_selector("iframe[title]")

    assert [url for url in requested if url.startswith("https://www.youtube-nocookie.com/embed/")]
    context.close()


def test_every_welsh_letter_comes_from_our_own_font(chromium: Browser, server, content):
    page = chromium.new_page()
    page.goto(f"{server}{content.office.homes['cy'].url}")

    missing = page.evaluate(
        """async () => {
          const letters = [..."âêîôûŵŷÂÊÎÔÛŴŶáéíóúẃýÁÉÍÓÚẂÝàèìòùẁỳÀÈÌÒÙẀỲäëïöüẅÿÄËÏÖÜẄŸ‘’“”–…£€"];
          const faces = ["normal", "italic"].flatMap((style) =>
            [400, 600, 700].map((weight) => `${style} ${weight} 20px "Lectern Serif"`));
          for (const face of faces) await document.fonts.load(face, letters.join(""));
          const pen = document.createElement("canvas").getContext("2d");
          const width = (font, letter) => {
            pen.font = font;
            return pen.measureText(letter).width;
          };
          return faces.flatMap((face) => letters.filter(
            (letter) => width(`${face}, monospace`, letter) !== width(`${face}, cursive`, letter)));
        }"""
    )

    assert missing == []


def test_print_omits_search_and_sharing(chromium: Browser, server, content):
    page = chromium.new_page()
    page.goto(f"{server}{content.full['cy'].url}")
    page.emulate_media(media="print")

    assert not page.locator(".site-search").is_visible()
    assert not page.locator(".share").is_visible()
    assert page.locator(".funding-line").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
