"""The translator's help and the glossary in a browser, at phone and desktop width."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser
from wagtail.users.models import UserProfile

from newsroom.languages.configured import other_language
from newsroom.models import GlossaryTerm
from newsroom.translation.memory import remember_pairs
from newsroom.translation.origins import mark_as_equal
from tests.browser.accessibility import assert_accessible
from tests.browser.editor import Editor
from tests.browser.screenshots import save_screenshot
from tests.factories import make_office, make_statement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long enough pass phrase"


def test_the_screens(chromium: Browser, live_server, language):
    office = make_office()
    locale = office.indexes[other_language(language)].locale
    GlossaryTerm.objects.create(site=office.site, term_en="bus", term_cy="bws", note="Not “coach”")
    page = make_statement(office, language=language, text="The bus stops here.", publish=True)
    earlier = page.copy_for_translation(locale)
    earlier.body = [
        {"type": "paragraph", "value": "<p>Mae’r bws yn stopio yma.</p>", "id": page.body[0].id}
    ]
    earlier.save_revision().publish()
    mark_as_equal(earlier, other=page)
    remember_pairs()
    again = make_statement(office, language=language, text="The bus stops here.", publish=True)
    draft = again.copy_for_translation(locale)
    user = get_user_model().objects.create_user(username="approver", password=PASSWORD)
    user.groups.add(office.managers)
    UserProfile.objects.create(user=user, preferred_language=language)
    browser_page = chromium.new_page(viewport={"width": 1280, "height": 900})
    editor = Editor(page=browser_page, base_url=live_server.url)
    editor.log_in(username="approver", password=PASSWORD)

    for name, path in (("help", f"translation/{draft.pk}/help/"), ("glossary", "glossary/")):
        browser_page.goto(f"{live_server.url}/admin/{path}")
        for width in (390, 1280):
            browser_page.set_viewport_size({"width": width, "height": 900})
            overflow = "document.documentElement.scrollWidth <= innerWidth"
            assert browser_page.evaluate(overflow), (name, width)
            assert_accessible(browser_page)
            save_screenshot(browser_page, f"translation-{name}-{language}-{width}")
