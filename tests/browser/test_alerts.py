"""E-mail alerts, by keyboard, on a phone, without JavaScript, in both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Browser, Page

from search.alerts import confirmations
from search.models.alerts import SavedSearch
from tests.browser.accessibility import assert_no_violations
from tests.browser.navigation import follow
from tests.browser.screenshots import save_screenshot
from tests.factories import make_office
from tests.search.alerts.subscriptions import link

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
PHONE = {"width": 390, "height": 800}


def check_page(page: Page, *, name: str) -> None:
    """Check a page against WCAG at both widths and in both colour schemes, with screenshots."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert_no_violations(page, scheme=scheme)
            save_screenshot(page, f"alert-{name}-{width}-{scheme}")
    page.set_viewport_size(PHONE)


def test_the_whole_flow(chromium: Browser, live_server, transactional_db, language):
    make_office()
    with translation.override(language):
        search = f"{reverse('search')}?q=bus"
    page = chromium.new_page(viewport=PHONE)
    page.goto(f"{live_server.url}{search}")
    page.locator(".save-search > summary").press("Enter")
    check_page(page, name=f"results-{language}")

    follow(page.locator(".save-search button"))
    assert page.locator(".field__error").count() == 1
    check_page(page, name=f"form-{language}")
    page.locator("main input[type=email]").fill("reader@example.org")
    page.locator("main input[value=weekly]").check()
    follow(page.locator("main .alert-form button"))
    check_page(page, name=f"asked-{language}")

    mail.outbox = []
    confirmations.run()
    page.goto(f"{live_server.url}{link(mail.outbox[0], 'confirm')}")
    check_page(page, name=f"confirm-{language}")
    follow(page.locator("main form button"))
    assert page.url.endswith("?confirmed")
    assert page.locator("main [role=status]").is_visible()
    assert page.locator("html").get_attribute("lang") == language
    check_page(page, name=f"manage-{language}")
    saved = SavedSearch.objects.get()
    assert (saved.is_active, saved.frequency) == (True, "weekly")

    follow(page.locator("main form button").last)
    check_page(page, name=f"unsubscribed-{language}")
    assert not SavedSearch.objects.exists()
    assert page.context.cookies() == []
    page.close()


def test_the_form_works_without_javascript_and_the_switch_stays_on_the_page(
    chromium: Browser, live_server, transactional_db
):
    make_office()
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/search/?q=bus")
    page.locator(".save-search > summary").press("Enter")
    page.locator(".save-search input[type=email]").fill("reader@example.org")
    follow(page.locator(".save-search button"))
    assert page.url.startswith(f"{live_server.url}/search/alerts/sent/")
    mail.outbox = []
    confirmations.run()
    page.goto(f"{live_server.url}{link(mail.outbox[0], 'confirm')}")

    follow(page.locator(".language-switch"))
    assert "/cy/chwilio/hysbysiadau/cadarnhau/" in page.url
    follow(page.locator("main form button"))

    assert SavedSearch.objects.get().is_active
    context.close()


def test_the_e_mails_are_accessible(chromium: Browser, live_server, transactional_db, language):
    make_office()
    with translation.override(language):
        address = reverse("search_alerts")
    page = chromium.new_page(viewport=PHONE)
    page.goto(f"{live_server.url}{address}?q=bus")
    page.locator("main input[type=email]").fill("reader@example.org")
    follow(page.locator("main .alert-form button"))
    mail.outbox = []
    confirmations.run()

    page.set_content(mail.outbox[0].alternatives[0][0])
    results = Axe().run(page, options={"resultTypes": ["violations"]})

    found = [one["id"] for one in results.response["violations"]]
    # Mail clients show the e-mail inside their own page, which has the landmarks.
    assert set(found) <= {"landmark-one-main", "region"}, results.generate_report()
    page.close()
