"""The admin in Welsh, including the parts that scripts render."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser, expect
from wagtail.users.models import UserProfile

from tests.browser.content import make_content
from tests.browser.editor import Editor
from tests.browser.screenshots import save_screenshot

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

PASSWORD = "a long enough pass phrase"


def test_the_admin_is_in_welsh(chromium: Browser, live_server):
    content = make_content()
    user = get_user_model().objects.create_user(username="golygydd", password=PASSWORD)
    user.groups.add(content.office.managers)
    UserProfile.objects.create(user=user, preferred_language="cy")
    page = chromium.new_page(viewport={"width": 1280, "height": 1200}, locale="cy")
    Editor(page=page, base_url=live_server.url).log_in(username="golygydd", password=PASSWORD)
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    expect(page.get_by_text("Delweddau").first).to_be_visible()
    save_screenshot(page, "admin-cy-dashboard")

    page.goto(f"{live_server.url}/admin/pages/{content.full['cy'].pk}/edit/")
    expect(page.get_by_text("Cadw drafft").first).to_be_visible()
    expect(page.get_by_role("button", name="Mewnosod bloc").first).to_be_visible()
    expect(page.get_by_text("Cau pob un").first).to_be_visible()
    body = page.locator("body").inner_text()
    for english in ("Save draft", "Insert a block", "Add comment", "Publish", "Preview"):
        assert english not in body
    save_screenshot(page, "admin-cy-editor")
    page.close()
