"""A statement's way through the hands of writer, translator, editor and manager, in the browser.

In English at desktop width, and in Welsh at the width of a phone.
"""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from wagtail.users.models import UserProfile

from home.models import OfficeSettings
from home.offices.provisioning import Office
from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, Role
from newsroom.publishing.schedule import run_schedule
from tests.browser.accessibility import assert_accessible
from tests.browser.editor import Editor
from tests.browser.navigation import follow
from tests.browser.screenshots import save_screenshot
from tests.factories import make_image, make_office, make_statement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long enough pass phrase"
TITLES = {"en": "The last bus to the valley", "cy": "Y bws olaf i’r cwm"}
SLUGS = {"en": "last-bus", "cy": "bws-olaf"}
SUMMARIES = {
    "en": "The evening bus will run until the end of March, and we fight for it.",
    "cy": "Bydd y bws gyda’r nos yn rhedeg tan ddiwedd mis Mawrth, a brwydrwn drosto.",
}
TEXTS = {
    "en": "The county says that the evening bus to the valley stops at the end of March. Why?",
    "cy": "Mae’r sir yn dweud na fydd y bws gyda’r nos i’r cwm yn rhedeg ar ôl mis Mawrth. Pam?",
}
COMMENTS = {"en": "Please say until when it runs.", "cy": "Dywedwch tan pryd y mae’n rhedeg."}
NOTES = {"en": "It runs until April, not March.", "cy": "Mae’n rhedeg tan fis Ebrill, nid Mawrth."}
WIDTHS = {"en": 1280, "cy": 390}


class Day:
    """The browser windows of an office's people, one for each role, and what they do."""

    def __init__(self, chromium: Browser, *, base_url: str, office: Office, language: str) -> None:
        self.office, self.language, self.base_url = office, language, base_url
        self.windows: dict[Role, Page] = {}
        for role in Role:
            user = get_user_model().objects.create_user(
                str(role), password=PASSWORD, first_name=str(role).title(), last_name="Rees"
            )
            user.groups.add(office.groups[role])
            UserProfile.objects.create(user=user, preferred_language=language)
            context = chromium.new_context(
                viewport={"width": WIDTHS[language], "height": 844}, locale=f"{language}-GB"
            )
            page = context.new_page()
            page.set_default_timeout(30_000)
            self.windows[role] = page

    def open(self, role: Role, path: str = "") -> Page:
        """Open an address of the admin as a role, with log-in on the first time."""
        page = self.windows[role]
        if page.url == "about:blank":
            Editor(page=page, base_url=self.base_url).log_in(username=str(role), password=PASSWORD)
        page.goto(f"{self.base_url}/admin/{path}")
        return page

    def look(self, page: Page, name: str, *, is_ours: bool = True) -> None:
        """Check an open screen: it fits the window, and ours pass axe."""
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), name
        if is_ours:
            assert_accessible(page)
        save_screenshot(page, f"day-{self.language}-{name}")


def act(page: Page, selector: str) -> None:
    """Press an action at the foot of the form, from its menu where it stands there."""
    footer = page.locator("footer").last
    button = footer.locator(selector).first
    if not button.is_visible():
        footer.locator(".w-dropdown__toggle").click()
    with page.expect_navigation():
        button.click()
    save_screenshot(page, "day-last-action")


def write_text(page: Page, text: str) -> None:
    area = page.locator("[data-contentpath=body] .public-DraftEditor-content").first
    area.click()
    area.press("Control+a")
    area.press_sequentially(text)
    area.page.wait_for_timeout(500)  # The editor writes to the form with a delay.


@pytest.fixture
def day(chromium: Browser, live_server, language, settings, tmp_path) -> Day:
    settings.SEARCH_FOLDER = tmp_path / "search"
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    office = make_office()
    office_settings = OfficeSettings.objects.get(site=office.site)
    office_settings.has_checking = True
    office_settings.save()
    picture = make_image(title="The bus")
    picture.collection = office.collection
    picture.save()
    return Day(chromium, base_url=live_server.url, office=office, language=language)


def write_and_submit(day: Day) -> ArticlePage:
    language, index = day.language, day.office.indexes[day.language]
    page = day.open(Role.WRITER)
    day.look(page, "1-writer-first-page")
    page.goto(f"{day.base_url}/admin/pages/add/newsroom/articlepage/{index.pk}/")
    page.locator("#id_title").fill(TITLES[language])
    page.locator("#id_title").press("Tab")
    page.fill("#id_summary", "…")
    page.locator("#id_lead_image-chooser button:visible").first.click()
    page.locator(".modal").last.get_by_role("link", name="The bus").first.click()
    expect(page.locator("#id_lead_image")).not_to_have_value("")
    page.fill("#id_lead_image_alt", TITLES[language])
    page.locator("[id$=-body-section] button.c-sf-add-button").last.click()
    page.get_by_role("option", name={"en": "Paragraph", "cy": "Paragraff"}[language]).click()
    write_text(page, TEXTS[language])
    act(page, "[name=action-submit]")
    return ArticlePage.objects.get(title=TITLES[language])


def return_with_comment(day: Day, statement: ArticlePage) -> None:
    page = day.open(Role.EDITOR)
    expect(page.get_by_role("link", name=TITLES[day.language]).first).to_be_visible()
    day.look(page, "2-editor-first-page")
    page.goto(f"{day.base_url}/admin/pages/{statement.pk}/edit/")
    day.look(page, "3-editor-form", is_ours=False)
    footer = page.locator("footer").last
    button = footer.locator("[data-workflow-action-name=reject]").first
    if not button.is_visible():
        footer.locator(".w-dropdown__toggle").click()
    button.click()
    page.locator(".modal textarea").fill(COMMENTS[day.language])
    with page.expect_navigation():
        page.locator(".modal button[type=submit]").click()


def mend_and_resubmit(day: Day, statement: ArticlePage) -> None:
    page = day.open(Role.WRITER)
    expect(page.get_by_text(COMMENTS[day.language]).first).to_be_visible()
    day.look(page, "4-writer-returned")
    page.goto(f"{day.base_url}/admin/pages/{statement.pk}/edit/")
    expect(page.get_by_text(COMMENTS[day.language]).first).to_be_visible()
    day.look(page, "5-writer-form", is_ours=False)
    page.fill("#id_summary", SUMMARIES[day.language])
    act(page, "[name=action-submit]")


def pass_on(day: Day, page_id: int) -> None:
    page = day.open(Role.EDITOR, f"pages/{page_id}/edit/")
    act(page, "[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])")


def translate(day: Day, statement: ArticlePage) -> ArticlePage:
    other = other_language(day.language)
    page = day.open(Role.TRANSLATOR, f"translation/{statement.pk}/")
    day.look(page, "6-translator-start")
    follow(page.locator("button[value=start-draft], button[value=start]").first)
    page.fill("#id_title", TITLES[other])
    page.fill("#id_summary", SUMMARIES[other])
    write_text(page, TEXTS[other])
    page.get_by_role("tab").nth(1).click()
    page.fill("#id_slug", SLUGS[other])
    day.look(page, "7-translator-form", is_ours=False)
    act(page, "[name=action-submit]")
    return ArticlePage.objects.get(translation_key=statement.translation_key, title=TITLES[other])


def schedule_both(day: Day, statement: ArticlePage, moment: datetime.datetime) -> None:
    page = day.open(Role.MANAGER)
    day.look(page, "8-manager-first-page")
    page.goto(f"{day.base_url}/admin/translation/{statement.pk}/")
    day.look(page, "9-manager-both-languages")
    local = moment.astimezone(ZoneInfo("Europe/London"))
    page.fill("[name=moment]", local.strftime("%Y-%m-%dT%H:%M"))
    follow(page.locator("button[value=schedule-both]"))
    page.goto(f"{day.base_url}/admin/")
    expect(page.get_by_role("link", name=TITLES[day.language]).first).to_be_visible()
    day.look(page, "10-manager-due-next")


def correct(day: Day, statement: ArticlePage) -> None:
    page = day.open(Role.MANAGER, f"pages/{statement.pk}/edit/")
    march, april = {"en": ("March", "April"), "cy": ("Mawrth", "Ebrill")}[day.language]
    write_text(page, TEXTS[day.language].replace(march, april))
    act(page, "[name=action-correct]")
    day.look(page, "11-manager-correction")
    for code, note in NOTES.items():
        page.fill(f"[name=note_{code}]", note)
    follow(page.locator("#main form button.button:visible, main form button.button").last)


def take_down(day: Day, statement: ArticlePage) -> None:
    page = day.open(Role.MANAGER, f"pages/{statement.pk}/unpublish/")
    day.look(page, "13-manager-take-down")
    follow(page.locator(".nice-padding form [type=submit]").first)


def test_a_statement_goes_through_all_hands(day: Day, language):
    make_statement(day.office, language=language, title="Bus", publish=True)
    statement = write_and_submit(day)
    return_with_comment(day, statement)
    mend_and_resubmit(day, statement)
    pass_on(day, statement.pk)
    translation = translate(day, statement)
    pass_on(day, translation.pk)
    moment = timezone.now() + datetime.timedelta(minutes=10)
    schedule_both(day, statement, moment)
    assert not ArticlePage.objects.filter(pk__in=[statement.pk, translation.pk], live=True).exists()

    with time_machine.travel(moment + datetime.timedelta(minutes=1), tick=True):
        run_schedule()
        pair = ArticlePage.objects.filter(pk__in=[statement.pk, translation.pk])
        assert pair.filter(live=True).count() == 2
        correct(day, statement)
        reader = day.windows[Role.WRITER]
        reader.goto(f"{day.base_url}{ArticlePage.objects.get(pk=statement.pk).url}")
        expect(reader.get_by_text(NOTES[language])).to_be_visible()
        day.look(reader, "12-reader-correction")
        take_down(day, statement)

    assert not pair.filter(live=True).exists()
