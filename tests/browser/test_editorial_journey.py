"""The whole path of a statement: writing, scheduling, translation, publication, reading, search."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, expect

from home.models import User
from home.offices.provisioning import Office
from newsroom.models import ArticlePage, NewsroomDocument, Topic
from newsroom.translation.dates import format_office_time
from newsroom.visibility import is_public
from tests.browser.accessibility import assert_accessible
from tests.browser.editor import Editor
from tests.browser.screenshots import save_screenshot
from tests.factories import make_image, make_office, make_statement

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

PASSWORD = "a long enough pass phrase"
ENGLISH = "A new bridge for Trefarian"
WELSH = "Pont newydd i Drefarian"


@pytest.fixture
def office(live_server) -> Office:
    office = make_office()
    picture = make_image(title="The old bridge")
    picture.collection = office.collection
    picture.save()
    NewsroomDocument.objects.create(
        title="Survey of the bridge",
        collection=office.collection,
        file=ContentFile(b"%PDF-1.4 survey", name="survey.pdf"),
    )
    make_statement(office, title="The bridge is closed", text="Closed since Monday.")
    make_topic(office)
    return office


def make_topic(office: Office) -> None:
    english = Topic.objects.create(
        site=office.site, locale=office.homes["en"].locale, name="Roads", slug="roads"
    )
    Topic.objects.create(
        site=office.site,
        locale=office.homes["cy"].locale,
        translation_key=english.translation_key,
        name="Ffyrdd",
        slug="ffyrdd",
    )


@pytest.fixture
def approver(office) -> User:
    user = get_user_model().objects.create_user(username="approver", password=PASSWORD)
    user.groups.add(office.managers)
    return user


@pytest.fixture
def editor(chromium: Browser, live_server, approver) -> Editor:
    context = chromium.new_context(viewport={"width": 1280, "height": 1200}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield Editor(page=page, base_url=live_server.url)
    save_screenshot(page, "editor-last")
    context.close()


def write_every_block(editor: Editor) -> None:
    """Add one block of each type to the body."""
    prefix = editor.add_block("heading")
    editor.fill(f"{prefix}-text", "Why it matters")
    prefix = editor.add_block("paragraph")
    editor.write_rich_text(prefix, "The ferryman has carried the children to school for a year.")
    prefix = editor.add_block("quotation")
    editor.write_rich_text(f"{prefix}-words", "Mae'r plant wedi aros yn ddigon hir.")
    editor.fill(f"{prefix}-speaker", "Mared Puw")
    editor.page.select_option(f"#{prefix}-language", "cy")
    prefix = editor.add_block("figure")
    editor.choose_image(f"{prefix}-image-image", title="The old bridge")
    editor.fill(f"{prefix}-image-alt_text", "Two broken arches in the river")
    editor.fill(f"{prefix}-caption", "The bridge in spring")
    prefix = editor.add_block("gallery")
    for number in (0, 1):
        picture = f"{prefix}-pictures-{number}-value"
        if not editor.page.locator(f"#{picture}-image-image").count():
            editor.add_list_item(f"{prefix}-pictures")
        editor.choose_image(f"{picture}-image-image", title="The old bridge")
        editor.fill(f"{picture}-image-alt_text", f"View number {number + 1}")
    prefix = editor.add_block("document")
    editor.choose_from_list(f"{prefix}-document", title="Survey of the bridge")
    prefix = editor.add_block("video")
    editor.fill(f"{prefix}-url", "https://www.youtube.com/watch?v=aaaaaaaaaaa")
    editor.fill(f"{prefix}-title", "The debate on the bridge")
    prefix = editor.add_block("table")
    editor.fill_table(prefix, caption="Depth of the river", header="Place", cells=["Ford", "Weir"])
    prefix = editor.add_block("callout")
    editor.write_rich_text(f"{prefix}-text", "Write to the office by the end of May.")
    prefix = editor.add_block("key_figure")
    editor.fill(f"{prefix}-figure", "412 days")
    editor.fill(f"{prefix}-meaning", "without a bridge")
    prefix = editor.add_block("related")
    editor.choose_from_list(f"{prefix}-statements-0-value", title="The bridge is closed")


def translate_texts(editor: Editor) -> None:
    """Write the running text in Welsh: a page in the wrong language is not published."""
    editor.fill("body-0-value-text", "Pam mae'n bwysig")
    words = "Mae'r cychwr wedi cludo'r plant i'r ysgol ers blwyddyn gyfan."
    editor.rewrite_rich_text("body-1-value", words)
    words = "Ysgrifennwch at y swyddfa cyn diwedd mis Mai, os gwelwch yn dda."
    editor.rewrite_rich_text("body-8-value-text", words)


def visible_texts(language: str) -> list[str]:
    """Return a text of each block of the published statement."""
    return [
        "Why it matters",
        "The ferryman has carried the children to school for a year.",
        "Mae'r plant wedi aros yn ddigon hir.",
        "The bridge in spring",
        "Survey of the bridge",
        "The debate on the bridge",
        "Depth of the river",
        "Write to the office by the end of May.",
        "412 days",
    ]


def test_from_the_editor_to_the_reader(editor, office, approver, live_server, settings, tmp_path):
    # The index of an earlier test would refuse the writes of this test as outdated.
    settings.SEARCH_FOLDER = tmp_path / "search"
    # On a slow machine an autosave can run when the test saves. Wagtail then asks which version to
    # preserve.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    page = editor.page
    editor.log_in(username="approver", password=PASSWORD)

    ten = datetime.datetime.combine(tomorrow, datetime.time(10), tzinfo=ZoneInfo("Europe/London"))

    # Write a statement with every block and schedule it.
    editor.open_new_statement(index_id=office.indexes["en"].pk)
    editor.type_title(ENGLISH)
    editor.fill("id_summary", "The county will build it by spring.")
    page.get_by_label("Local News").check()
    editor.choose_image("id_lead_image", title="The old bridge")
    editor.fill("id_lead_image_alt", "The old bridge at Trefarian")
    editor.choose_topic("Roads")
    write_every_block(editor)
    editor.schedule(day=tomorrow.isoformat(), time="10:00")
    editor.press_action("Save draft")
    assert_accessible(page)
    save_screenshot(page, "editor-en")
    editor.press_action(f"Schedule for {format_office_time(ten)}")

    english = ArticlePage.objects.get(title=ENGLISH)
    assert not english.live
    reader = page.context.browser.new_context(locale="en-GB").new_page()
    # This request bypasses the browser's cache, which may store a 404 for ten seconds.
    assert reader.request.get(f"{live_server.url}{english.url}").status == 404

    # Write the Welsh page in the full editor and publish it with the same schedule.
    editor.start_translation(page_id=english.pk)
    editor.type_title(WELSH)
    editor.fill("id_slug", "pont-newydd-i-drefarian", tab="Promote")
    editor.fill("id_summary", "Bydd y sir yn ei chodi erbyn y gwanwyn.", tab="Content")
    translate_texts(editor)
    editor.schedule(day=tomorrow.isoformat(), time="10:00")
    editor.press_action("Save draft")
    save_screenshot(page, "editor-cy")
    editor.press_action(f"Schedule for {format_office_time(ten)}")
    welsh = ArticlePage.objects.get(locale=office.homes["cy"].locale, title=WELSH)
    assert [category.name for category in welsh.categories.all()] == ["Newyddion Lleol"]
    assert [topic.name for topic in welsh.topics] == ["Ffyrdd"]

    # The worker publishes both at the scheduled time.
    with time_machine.travel(ten + datetime.timedelta(seconds=5), tick=True):
        call_command("worker", "--once")
        assert is_public(english)
        assert is_public(welsh)

        # Read it in both languages, with the language switch of the page.
        reader.goto(f"{live_server.url}{english.url}")
        expect(reader.get_by_role("heading", level=1)).to_have_text(ENGLISH)
        for words in visible_texts("en"):
            expect(reader.get_by_text(words).first).to_be_visible()
        expect(reader.locator("blockquote[lang=cy], [lang=cy] blockquote")).to_be_visible()
        save_screenshot(reader, "road-statement-en")
        reader.get_by_role("link", name="Cymraeg").click()
        expect(reader.locator("html")).to_have_attribute("lang", "cy")
        expect(reader.get_by_role("heading", level=1)).to_have_text(WELSH)
        save_screenshot(reader, "road-statement-cy")
        reader.get_by_role("link", name="English").click()
        expect(reader.get_by_role("heading", level=1)).to_have_text(ENGLISH)

        # Find it in the lists, the feeds and the search of each language.
        for language, title in (("en", ENGLISH), ("cy", WELSH)):
            index = office.indexes[language]
            reader.goto(f"{live_server.url}{index.url}")
            expect(reader.get_by_role("link", name=title).first).to_be_visible()
            feed = reader.request.get(f"{live_server.url}{index.url}rss.xml").text()
            assert title in feed
        search_for(reader, base=live_server.url, query="ferryman children", title=ENGLISH)
        search_for(reader, base=f"{live_server.url}/cy", query="Trefarian", title=WELSH)


def search_for(reader, *, base: str, query: str, title: str) -> None:
    """Type the query into the search box of the home page and find the statement."""
    reader.goto(f"{base}/")
    box = reader.get_by_role("search").get_by_role("combobox").first
    box.fill(query)
    box.press("Enter")
    expect(reader.locator("main").get_by_role("link", name=title).first).to_be_visible()
