"""The API's documentation page works under the strict policy, in light and dark."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.screenshots import save_screenshot
from tests.factories import make_office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_works_without_errors_and_external_requests(chromium: Browser, live_server, scheme):
    make_office()
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/api/v1/docs/")
    operation = page.locator("[id$=-list_sites]")
    operation.get_by_role("button").first.click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    expect(
        operation.locator(".live-responses-table").get_by_text("Mared Puw").first
    ).to_be_visible()
    save_screenshot(page, f"api-docs-{scheme}", full_page=False)
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (background == "rgb(28, 32, 34)") is (scheme == "dark")
    assert [text for text in complaints if not text.startswith(("log", "info"))] == []
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    context.close()
