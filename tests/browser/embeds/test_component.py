"""The script embed on pages of other sites, under a strict policy and after failures."""

import pytest

from tests.browser.embeds.conftest import CSS, axe, element, titles, wait_for_embeds
from tests.browser.screenshots import save_screenshot
from tests.factories import make_statement

pytestmark = pytest.mark.browser
LOADED = "document.querySelector('lectern-statements')?.shadowRoot?.querySelectorAll('li').length"


def test_it_shows_statements_under_a_strict_policy(visit, server, partner, content, language):
    body = element(server, heading="Newyddion", summaries="", pictures="", count="4")
    visit.page.goto(partner.page(body, language=language))
    wait_for_embeds(visit.page)

    assert len(titles(visit.page)) == 4
    assert titles(visit.page)[0] == content.full[language].title
    part = visit.page.locator("lectern-statements")
    assert part.locator("section").get_attribute("lang") == language
    assert part.locator("a[part=link]").first.get_attribute("href").startswith(f"{server}/")
    months = {"en": "October", "cy": "Hydref"}
    assert months[language] in part.locator("time").first.text_content()
    assert part.locator("h2").text_content() == "Newyddion"
    assert not visit.page.get_by_text("What we say ourselves").is_visible()
    assert visit.violations() == visit.complaints == []
    assert visit.page.context.cookies() == []
    for width in (320, 1280):
        visit.page.set_viewport_size({"width": width, "height": 900})
        visit.page.locator("lectern-statements img").first.scroll_into_view_if_needed()
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        save_screenshot(visit.page, f"partner-{language}-{width}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_barriers_in_any_theme(visit, server, partner, content, language, scheme):
    own = "" if scheme == "light" else element(server, script=False, heading="None")
    themes = [
        element(server, theme=theme, heading=theme, count="2", summaries="")
        for theme in ("light", "dark", "auto")
    ]
    visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit.page.goto(
        partner.page(element(server, pictures="") + own + "".join(themes), language=language)
    )
    wait_for_embeds(visit.page, 4 + bool(own))

    results = axe(visit.page)
    assert results.violations_count == 0, results.generate_report()
    save_screenshot(visit.page, f"partner-themes-{language}-{scheme}")


def test_text_is_readable_at_twice_the_size(visit, server, partner, content):
    visit.page.set_viewport_size({"width": 640, "height": 900})
    visit.page.goto(partner.page(element(server, summaries="", pictures="", theme="light")))
    (partner.folder / "partner.css").write_text(CSS + "html { font-size: 200%; }")
    visit.page.reload()
    wait_for_embeds(visit.page)
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_keyboard_reaches_every_link_with_visible_focus(visit, server, partner, content):
    visit.page.goto(partner.page(element(server, count="2")))
    wait_for_embeds(visit.page)
    for _ in range(3):
        visit.page.keyboard.press("Tab")
        width = visit.page.evaluate(
            "getComputedStyle(document.querySelector('lectern-statements').shadowRoot.activeElement).outlineWidth"
        )
        assert width == "3px"


def test_several_embeds_on_one_page_are_independent(visit, server, partner, content):
    category = content.office.categories["cy"][0]
    body = element(server, language="en", count="1")
    body += element(server, script=False, language="cy", count="20", category=category.slug)
    body += element(server, script=False, site=server, language="cy", count="2")
    visit.page.goto(partner.page(body))
    wait_for_embeds(visit.page, 3)
    counts = [
        visit.page.locator("lectern-statements").nth(number).locator("li").count()
        for number in range(3)
    ]
    assert counts[0] == 1
    assert 2 < counts[1] < 20
    assert counts[2] == 2


def test_it_reacts_to_changed_attributes(visit, server, partner, content):
    visit.page.goto(partner.page(element(server, count="2")))
    wait_for_embeds(visit.page)
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.page.evaluate(
        """() => {
          const one = document.querySelector("lectern-statements");
          one.setAttribute("language", "cy");
          one.setAttribute("count", "3");
        }"""
    )
    visit.page.wait_for_function(f"() => {LOADED} === 3")
    assert titles(visit.page)[0] == content.full["cy"].title
    assert len(asked) == 1


def test_without_javascript_the_fallback_stays(chromium, server, partner, content):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(partner.page(element(server)))
    assert page.get_by_text("What we say ourselves").is_visible()
    context.close()


def test_a_policy_that_blocks_the_script_leaves_the_fallback(visit, server, partner, content):
    other = server.replace("localhost", "127.0.0.1")  # another host than the policy names
    visit.page.goto(partner.page(element(other)))
    visit.page.wait_for_function("() => window.violations.length > 0")
    assert visit.page.get_by_text("What we say ourselves").is_visible()


@pytest.mark.parametrize("failure", ["down", "error", "nonsense", "category"])
def test_while_the_server_is_down_the_fallback_stays(
    visit, server, partner, content, failure, language
):
    answers = {
        "down": lambda route: route.abort(),
        "error": lambda route: route.fulfill(status=500, body="oh no"),
        "nonsense": lambda route: route.fulfill(json={"items": "none"}),
        "category": lambda route: route.continue_(),
    }
    visit.page.route("**/api/v1/**", answers[failure])
    wrong = {"category": "nonsense"} if failure == "category" else {}
    body = element(server, **wrong) + element(server, script=False, inside=" ", **wrong)
    visit.page.goto(partner.page(body, language=language))
    wait_for_embeds(visit.page, 2)

    assert visit.page.get_by_text("What we say ourselves").is_visible()
    empty = visit.page.locator("lectern-statements").nth(1)
    assert empty.locator("[role=status]").get_attribute("lang") == language
    assert empty.locator("a").get_attribute("href").startswith(server)
    assert any("lectern-statements:" in complaint for complaint in visit.complaints)


def test_an_empty_list_says_so(visit, server, partner, content, language):
    answer = {"items": [], "next": None}
    headers = {"Access-Control-Allow-Origin": "*"}
    visit.page.route("**/api/v1/**", lambda route: route.fulfill(json=answer, headers=headers))
    visit.page.goto(partner.page(element(server), language=language))
    wait_for_embeds(visit.page)
    assert visit.page.locator("lectern-statements [part=status]").is_visible()
    assert not visit.page.get_by_text("What we say ourselves").is_visible()


def test_hostile_text_is_escaped(visit, server, partner, content):
    bad = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    item = {
        "id": 1,
        "type": "statement",
        "title": bad,
        "summary": bad,
        "date": "2016-06-14",
        "language": "en",
        "url": "javascript:alert(document.domain)",
        "image": {
            "url": "data:text/html,x",
            "sizes": [{"url": "javascript:1", "width": 640, "media_type": "image/webp"}],
        },
    }
    headers = {"Access-Control-Allow-Origin": "*"}
    visit.page.route(
        "**/api/v1/**", lambda route: route.fulfill(json={"items": [item]}, headers=headers)
    )
    visit.page.goto(
        partner.page(element(server, heading=bad.replace('"', ""), summaries="", pictures=""))
    )
    wait_for_embeds(visit.page)
    part = visit.page.locator("lectern-statements")
    assert part.locator("[part=title]").text_content() == bad
    assert part.locator("[part=summary]").text_content() == bad
    assert part.locator("img, script, [part=title] a").count() == 0
    assert visit.complaints == []


def test_partners_can_style_it(visit, server, partner, content):
    (partner.folder / "partner.css").write_text(
        CSS + "lectern-statements { --lectern-link: rgb(1, 2, 3); }"
        "lectern-statements::part(date) { letter-spacing: 3px; }"
    )
    visit.page.goto(partner.page(element(server, count="1")))
    wait_for_embeds(visit.page)
    part = visit.page.locator("lectern-statements")
    assert (
        part.locator("a[part=link]").first.evaluate("one => getComputedStyle(one).color")
        == "rgb(1, 2, 3)"
    )
    assert (
        part.locator("[part=date]").evaluate("one => getComputedStyle(one).letterSpacing") == "3px"
    )
    assert "Verdana" in part.locator("a[part=link]").first.evaluate(
        "one => getComputedStyle(one).fontFamily"
    )


def test_a_withdrawn_statement_is_gone_after_a_reload(visit, server, partner, content, language):
    page = make_statement(
        content.office,
        language=language,
        title="Soon gone",
        date=content.full[language].date,
        publish=True,
    )
    address = partner.page(element(server), language=language)
    visit.page.goto(address)
    wait_for_embeds(visit.page)
    assert "Soon gone" in titles(visit.page)

    page.unpublish()
    visit.page.context.new_cdp_session(visit.page).send("Network.clearBrowserCache")
    visit.page.reload()
    wait_for_embeds(visit.page)
    assert "Soon gone" not in titles(visit.page)
    page.delete()


def test_the_embed_works_inside_a_frame_of_the_partner(visit, server, partner, content):
    partner.page(element(server, count="2"), name="inner.html")
    visit.page.goto(partner.page('<iframe src="inner.html" title="Inner"></iframe>'))
    inner = visit.page.frames[1]
    inner.wait_for_function(f"() => {LOADED} === 2")
    assert visit.complaints == []
