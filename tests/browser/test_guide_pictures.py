"""The screens that the editors' guides show: for accessibility, at phone and desktop width.

`make guide-pictures` writes their pictures to docs/pictures/, one folder for each language.
"""

import datetime
import io
import os
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page
from wagtail.users.models import UserProfile

from home.offices.provisioning import Office
from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, GlossaryTerm, WorkerHeartbeat
from newsroom.publishing.embargoes import set_embargo
from newsroom.translation.origins import mark_as_equal
from tests.browser.accessibility import assert_accessible
from tests.browser.editor import Editor
from tests.browser.screenshots import save_screenshot
from tests.factories import make_office, make_statement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WANTED = os.environ.get("GUIDE_PICTURES") == "1"
PASSWORD = "a long enough pass phrase"
DAY = datetime.timedelta(days=1)
COLOURS = 96

TEXTS = {
    "en": ("A new bridge for Trefarian", "The bridge opens to the public on Monday."),
    "cy": ("Pont newydd i Drefarian", "Bydd y bont yn agor i’r cyhoedd ddydd Llun."),
}
LATER = {
    "en": ("Buses for the valley", "Two more buses run each hour from today."),
    "cy": ("Bysiau i’r cwm", "Mae dau fws ychwanegol yr awr o heddiw ymlaen."),
}
SECRET = {
    "en": ("Report on the harbour", "The committee reports on the harbour."),
    "cy": ("Adroddiad ar yr harbwr", "Mae’r pwyllgor yn adrodd ar yr harbwr."),
}


def make_pair(office: Office, texts: dict[str, tuple[str, str]], *, language: str) -> ArticlePage:
    """Make a public statement in a language and its public translation; return the statement."""
    title, text = texts[language]
    other = other_language(language)
    page = make_statement(office, language=language, title=title, text=text, publish=True)
    translation = page.copy_for_translation(office.indexes[other].locale)
    translation.title, words = texts[other]
    translation.body = [{"type": "paragraph", "value": f"<p>{words}</p>", "id": page.body[0].id}]
    translation.save_revision().publish()
    mark_as_equal(translation, other=page)
    return ArticlePage.objects.get(pk=page.pk)


def make_content(office: Office, *, language: str) -> dict[str, ArticlePage]:
    """Make statements in the states that the guides describe."""
    now = timezone.now()
    pair = make_pair(office, TEXTS, language=language)
    corrected = TEXTS[language][1].replace("Mon", "Tues").replace("Llun", "Mawrth")
    pair.body = [{"type": "paragraph", "value": f"<p>{corrected}</p>", "id": pair.body[0].id}]
    pair.save_revision()
    title, text = LATER[language]
    scheduled = make_statement(office, language=language, title=title, text=text, live=False)
    scheduled.go_live_at = now + 2 * DAY
    scheduled.save_revision().publish()
    title, text = SECRET[language]
    embargoed = make_statement(office, language=language, title=title, text=text, live=False)
    embargoed.save_revision()
    set_embargo(embargoed, until=now + 3 * DAY, user=None)
    GlossaryTerm.objects.create(site=office.site, term_en="bridge", term_cy="pont")
    WorkerHeartbeat.objects.create(
        job="publish",
        interval=datetime.timedelta(seconds=10),
        started_at=now,
        finished_at=now,
        succeeded_at=now,
    )
    return {"pair": pair, "scheduled": scheduled, "embargoed": embargoed}


def screens(pages: dict[str, ArticlePage]) -> dict[str, str]:
    """Return the address of each screen by the name of its picture."""
    pair, embargoed = pages["pair"].pk, pages["embargoed"].pk
    return {
        "dashboard": "",
        "statements": "newsroom_statements/",
        "form": f"pages/{pair}/edit/",
        "translation": f"translation/{pair}/",
        "translation-help": f"translation/{pair}/help/",
        "languages": "reports/languages/",
        "embargo": f"embargo/{embargoed}/",
        "correction": f"corrections/{pair}/",
        "find-and-replace": f"find-and-replace/?find={TEXTS['en'][0].split()[2]}",
    }


def save_picture(page: Page, name: str, *, language: str) -> None:
    """Write the picture of a guide with few colours, if wanted."""
    if not WANTED:
        return
    folder = PICTURES / language
    folder.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS).save(folder / f"{name}.png", optimize=True)


def test_the_screens_of_the_guides(chromium: Browser, live_server, language):
    office = make_office()
    user = get_user_model().objects.create_user(
        username="approver", first_name="Nia", last_name="Rees", password=PASSWORD
    )
    user.groups.add(office.managers)
    UserProfile.objects.create(user=user, preferred_language=language)
    pages = make_content(office, language=language)
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, locale=f"{language}-GB")
    page.set_default_timeout(30_000)
    Editor(page=page, base_url=live_server.url).log_in(username="approver", password=PASSWORD)

    for name, path in screens(pages).items():
        page.set_viewport_size({"width": 1280, "height": 900})
        response = page.goto(f"{live_server.url}/admin/{path}")
        assert response.status == 200, name
        if name != "form":  # Wagtail's own, checked in the editorial journey
            assert_accessible(page)
        save_picture(page, name, language=language)
        save_screenshot(page, f"guide-{name}-{language}-1280")
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        save_screenshot(page, f"guide-{name}-{language}-390")
