"""Both languages in a browser: the text beside the form, and acts on both."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser, expect
from wagtail.users.models import UserProfile

from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage
from tests.browser.accessibility import assert_accessible
from tests.browser.editor import Editor
from tests.browser.navigation import follow
from tests.browser.screenshots import save_screenshot
from tests.factories import make_office, make_statement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long enough pass phrase"


def test_an_approver_works_on_both_languages(chromium: Browser, live_server):
    office, language = make_office(), "cy"
    source = make_statement(
        office, language=language, title="Y bws olaf", text="Un bws.</p><p>Dau fws.", publish=True
    )
    translation = source.copy_for_translation(office.indexes[other_language(language)].locale)
    source.title = "Y bws cyntaf"
    source.save_revision()
    user = get_user_model().objects.create_user(username="approver", password=PASSWORD)
    user.groups.add(office.managers)
    UserProfile.objects.create(user=user, preferred_language=language)
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    Editor(page=page, base_url=live_server.url).log_in(username="approver", password=PASSWORD)

    page.goto(f"{live_server.url}/admin/pages/{translation.pk}/edit/")
    page.locator(".newsroom-beside > summary").click()
    text = page.locator(".newsroom-beside__text")
    expect(text).to_be_visible()
    form = page.locator("#id_title").bounding_box()
    column = text.bounding_box()
    assert column["x"] >= form["x"] + form["width"]
    expect(text.locator("ins")).to_have_text("cyntaf")
    page.locator("[data-contentpath=body] .public-DraftEditor-content").click()
    expect(text.locator(".is-beside")).to_have_text(["Un bws.", "Dau fws."])
    save_screenshot(page, "beside-1440")
    page.set_viewport_size({"width": 390, "height": 900})
    expect(text).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    save_screenshot(page, "beside-390")

    for name, path in {
        "pair": f"translation/{translation.pk}/",
        "report": "reports/languages/",
        "list": "newsroom_statements/",
    }.items():
        page.goto(f"{live_server.url}/admin/{path}")
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            save_screenshot(page, f"{name}-{width}")
        if name == "pair":
            assert_accessible(page)
    page.goto(f"{live_server.url}/admin/translation/{translation.pk}/")
    follow(page.locator("button[value=withdraw-both]"))

    assert not ArticlePage.objects.filter(live=True).exists()
