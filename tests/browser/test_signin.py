"""The second step at log-in in a browser: set up on a phone without scripts, and the own pages."""

import re

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser, Page
from wagtail.users.models import UserProfile

from tests.browser.accessibility import assert_accessible
from tests.browser.screenshots import save_screenshot
from tests.factories import make_office
from tests.home.signin.people import PASSWORD, code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def check(page: Page, name: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), name
    assert_accessible(page)
    save_screenshot(page, f"signin-{name}")


def set_up(page: Page, url: str, *, checked: bool) -> None:
    """Log in as an approver without a second factor, and set one up."""
    page.goto(f"{url}/admin/login/")
    page.fill("#id_username", "nia")
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/own-login/app/")
    if checked:
        check(page, "app")
    secret = page.locator(".signin-secret").inner_text().replace(" ", "")
    page.fill("#id_code", code_of(secret))
    page.click(".login-form button[type=submit]")
    page.wait_for_url("**/own-login/codes/")
    assert page.locator(".signin-codes li").count() == 10


def plug_in_a_security_key(page: Page) -> None:
    """Give the browser a security key that confirms everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": key})


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("cy", 375)])
def test_the_second_step_is_set_up(chromium: Browser, live_server, settings, language, width):
    settings.SECOND_FACTOR = "publishers"
    nia = get_user_model().objects.create_user(username="nia", password=PASSWORD)
    nia.groups.add(make_office().managers)
    UserProfile.objects.create(user=nia, preferred_language=language)
    scripts = width > 400
    viewport = {"width": width, "height": 900}
    context = chromium.new_context(viewport=viewport, locale=language, java_script_enabled=scripts)
    page = context.new_page()
    set_up(page, live_server.url, checked=scripts)
    if not scripts:  # axe needs scripts
        context = chromium.new_context(
            viewport=viewport, locale=language, storage_state=context.storage_state()
        )
        page = context.new_page()
        page.goto(f"{live_server.url}/admin/own-login/codes/")
    check(page, f"codes-{language}")
    if scripts:
        plug_in_a_security_key(page)
        page.goto(f"{live_server.url}/admin/own-login/passkey/")
        check(page, "passkey")
        page.fill("#id_name", "A blue key")
        page.click("[data-passkey]")
        page.wait_for_url("**/own-login/")
        assert page.get_by_text("A blue key").count() == 1
    for name in ("own-login", "own-login/sessions", "own-login/confirm"):
        page.goto(f"{live_server.url}/admin/{name}/")
        check(page, f"{re.sub('/', '-', name)}-{language}")
    context.clear_cookies()
    page.goto(f"{live_server.url}/admin/login/")
    check(page, f"login-{language}")
    page.fill("#id_username", "nia")
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/login/code/")
    check(page, f"code-{language}")
    if scripts:
        page.click("[data-passkey]")
        page.wait_for_url(f"{live_server.url}/admin/")
