"""Frames, the builder and the example partner site in a browser."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.accessibility import assert_no_violations
from tests.browser.embeds.conftest import wait_for_embeds
from tests.browser.navigation import follow
from tests.browser.screenshots import save_screenshot

pytestmark = pytest.mark.browser
EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "partner_site"
LISTS = {"en": "/embed/statements/", "cy": "/cy/mewnblannu/datganiadau/"}
BUILDERS = {"en": "/embed/", "cy": "/cy/mewnblannu/"}
SCHEMES = ("light", "dark")


def test_frames_work_on_other_sites(visit, server, partner, content, language):
    asked = visit.page.request.get(f"{server}/oembed?url={content.full[language].get_full_url()}")
    body = (
        f'<iframe src="{server}{LISTS[language]}?pictures=on&amp;count=3" title="A list" '
        f'width="100%" height="600" '
        'sandbox="allow-scripts allow-top-navigation-by-user-activation"></iframe>'
        f"{asked.json()['html']}"
    )
    visit.page.goto(partner.page(body, language=language))
    listed, card = (frame for frame in visit.page.frames[1:])
    for frame in (listed, card):
        frame.wait_for_load_state()
        assert frame.locator("html").get_attribute("lang") == language
    assert listed.locator("h2").count() == 3
    assert card.locator("h1").text_content() == content.full[language].title
    assert visit.violations() == visit.complaints == []
    save_screenshot(visit.page, f"partner-frames-{language}")

    card.locator("h1 a").click()
    visit.page.wait_for_url(content.full[language].get_full_url())


def test_wordpress_follows_links_and_adjusts_the_height(visit, server, partner, content, language):
    """As WordPress embeds external cards: sandbox, secret and messages (wp-embed.js)."""
    path = f"{server}/oembed?url={content.full[language].get_full_url()}"
    html = visit.page.request.get(path).json()["html"]
    source = html.partition('src="')[2].partition('"')[0]
    body = (
        f'<iframe sandbox="allow-scripts" src="{source}#?secret=Abcdef1234" title="Card" '
        'data-secret="Abcdef1234" width="500" height="200"></iframe>'
    )
    visit.page.add_init_script(
        """window.told = [];
        window.addEventListener("message", (event) => {
          const frame = document.querySelector("iframe");
          if (event.source !== frame.contentWindow || event.data.secret !== "Abcdef1234") return;
          window.told.push(event.data);
          if (event.data.message === "height") frame.height = event.data.value;
        });"""
    )
    visit.page.goto(partner.page(body, language=language))
    visit.page.wait_for_function("() => window.told.some((one) => one.message === 'height')")
    frame = visit.page.frames[1]
    frame.wait_for_load_state()
    visit.page.wait_for_timeout(300)
    room = "document.documentElement.scrollHeight <= innerHeight"
    assert frame.evaluate(room)

    frame.locator("h1 a").click()
    visit.page.wait_for_function("() => window.told.some((one) => one.message === 'link')")
    chosen = visit.page.evaluate("window.told.find((one) => one.message === 'link').value")
    assert chosen == content.full[language].get_full_url()
    assert visit.complaints == []


def test_only_embeds_can_be_framed(visit, server, partner, content):
    body = f'<iframe src="{server}{content.full["en"].url}" title="Held"></iframe>'
    visit.page.goto(partner.page(body))
    visit.page.wait_for_timeout(500)
    assert visit.page.frames[1].url.startswith("chrome-error:")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_frames_have_no_barriers(chromium, server, content, language, scheme):
    """Opens the frames directly: axe does not reach into frames of another origin."""
    document = chromium.new_page().request.get(
        f"{server}/oembed?url={content.full[language].get_full_url()}"
    )
    card = document.json()["html"].partition('src="')[2].partition('"')[0]
    context = chromium.new_context(bypass_csp=True, color_scheme=scheme)
    page = context.new_page()
    for address in (
        f"{server}{LISTS[language]}?pictures=on&summaries=on&theme=auto",
        f"{card}?theme=auto",
        f"{server}{LISTS[language]}?count=0",
    ):
        for width in (320, 900):
            page.set_viewport_size({"width": width, "height": 700})
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert_no_violations(page, scheme=scheme)
    context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_builder_has_no_barriers(chromium, server, content, language, scheme):
    context = chromium.new_context(color_scheme=scheme)
    page, complaints = context.new_page(), []
    page.on(
        "console", lambda said: said.type in ("error", "warning") and complaints.append(said.text)
    )
    page.goto(
        f"{server}{BUILDERS[language]}?pictures=on&statement={content.full[language].get_full_url()}"
    )
    wait_for_embeds(page)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        save_screenshot(page, f"embed-builder-{language}-{width}-{scheme}")
    assert_no_violations(page, scheme=scheme)
    assert complaints == []
    context.close()


def test_the_builder_works_without_javascript(chromium, server, content, language):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server + BUILDERS[language])
    page.locator("#id_count").fill("3")
    page.locator("#id_theme").select_option("dark")
    follow(page.locator("aside button"))
    assert 'count="3" theme="dark"' in page.locator("#part-code").input_value()
    assert page.locator("iframe").count() == 1
    context.close()


def test_the_example_shows_the_copy_and_the_embed(visit, server, partner, content):
    run = [sys.executable, str(EXAMPLE / "sync.py"), server, str(partner.folder)]
    done = subprocess.run(run, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    visit.page.goto(f"{partner.url}/index.html")
    wait_for_embeds(visit.page, 2)

    parts = visit.page.locator("lectern-statements")
    for number, language in enumerate(("en", "cy")):
        assert parts.nth(number).locator("li").count() == 3
        assert (
            parts.nth(number).locator("[part=title]").first.text_content()
            == content.full[language].title
        )
    assert visit.page.locator("article").count() == 50
    assert visit.violations() == visit.complaints == []
    assert visit.page.context.cookies() == []
    for width in (390, 1280):
        visit.page.set_viewport_size({"width": width, "height": 900})
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        save_screenshot(visit.page, f"partner-example-{width}", full_page=False)
