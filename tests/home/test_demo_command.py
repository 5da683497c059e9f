"""The demo loads completely, once, and never in production."""

import io
import stat
from html import escape

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from wagtail.models import Page, Site

from home.demo.accounts import login_file
from home.demo.content_files import read_statements
from home.models import HomePage, Navigation, OfficeSettings, StandardPage, User
from newsroom.caching import state_token
from newsroom.models import ArticlePage, NewsroomImage, TranslationOrigin
from newsroom.visibility import public
from tests.factories import make_office
from tests.home.outside_site import OutsideSite, crawled, in_sitemap

STATEMENTS = read_statements()


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def demo_folder(settings, tmp_path):
    """The data folder of a single test."""
    settings.DATA_FOLDER = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


def test_another_office_is_left_alone(office, demo_folder):
    output = run("--if-empty")

    assert "Log in as" not in output
    assert HomePage.objects.count() == 2
    with pytest.raises(CommandError, match="another office") as refusal:
        run()
    assert refusal.value.returncode == 2


def test_demo_does_not_load_in_production(db, settings, demo_folder):
    settings.DEMO_ALLOWED = False

    with pytest.raises(CommandError, match="production") as refusal:
        run("--if-empty")

    assert refusal.value.returncode == 2
    assert not HomePage.objects.exists()
    assert not login_file().exists()


def test_load_that_breaks_off_leaves_nothing_behind(db, demo_folder):
    User.objects.create_user("operator")

    with pytest.raises(CommandError, match="a user named operator") as refusal:
        run()

    assert refusal.value.returncode == 2
    assert not HomePage.objects.exists()
    assert not NewsroomImage.objects.exists()
    assert list(User.objects.values_list("username", flat=True)) == ["operator"]
    assert not [path for path in demo_folder.rglob("*.*") if path.is_file()]


@pytest.fixture(scope="module")
def module_folder(tmp_path_factory):
    """A data folder of this module's own."""
    folder = tmp_path_factory.mktemp("demo")
    with override_settings(DATA_FOLDER=folder, MEDIA_ROOT=folder / "media"):
        yield folder


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, module_folder):
    """The demo, loaded once for all tests that only read it, then rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield run("--port", "8123")
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db) -> str:
    """The loaded demo; the value is what the command printed."""
    return loaded


def test_demo_is_whole(demo):
    languages = {
        code: ArticlePage.objects.filter(locale__language_code=code) for code in ("en", "cy")
    }

    for code, pages in languages.items():
        assert pages.count() == sum(code in each.texts for each in STATEMENTS)
    keys = [set(pages.values_list("translation_key", flat=True)) for pages in languages.values()]
    pairs = sum(len(each.texts) == 2 for each in STATEMENTS)
    assert len(keys[0] & keys[1]) == pairs
    statement_origins = TranslationOrigin.objects.filter(
        page__in=Page.objects.type(ArticlePage)
    ).exclude(source_revision=None)
    assert statement_origins.count() == pairs
    assert not any(Page.find_problems())


@pytest.mark.any_database("reads all pages by queries that smaller tests run on each database")
def test_the_whole_site_can_be_rebuilt_from_the_api_and_nothing_else(demo, settings):
    settings.API_REQUESTS_PER_MINUTE = 100_000
    settings.PAGE_CACHE_BYTES = 64_000_000  # most pages are read several times
    state_token.renew()
    client = Client(headers={"host": "localhost:8123"})

    outside = OutsideSite(client=client).build()

    assert len(outside.files) > 200
    linked, listed = crawled(client), in_sitemap(client)
    assert linked - set(outside.files) == set()
    assert listed - set(outside.files) == set()
    for path in set(outside.files) - linked:
        assert client.get(path).status_code == 200, path
    pages = public(Page.objects.filter(depth__gte=2)).specific()
    assert pages.count() > 110
    for page in pages:
        assert page.url.startswith("/cy/" if page.locale.language_code == "cy" else "/")
        assert page.url in outside.files
        if isinstance(page, ArticlePage):
            assert escape(page.title) in outside.files[page.url]


def test_drafts_and_the_scheduled_are_not_public(demo):
    hidden = ArticlePage.objects.exclude(pk__in=ArticlePage.objects.public_now().values("pk"))

    assert hidden.count() == 5
    scheduled = hidden.exclude(go_live_at=None)
    assert {page.locale.language_code for page in scheduled} == {"en", "cy"}
    for page in scheduled:
        assert page.latest_revision.approved_go_live_at == page.go_live_at


def test_office_has_its_words_menus_and_logo(demo):
    office = OfficeSettings.objects.get()
    navigation = Navigation.objects.get()

    assert office.logo.file.size > 0
    assert office.funding_en != office.funding_cy
    assert len(navigation.main_menu) == 5
    assert len(navigation.footer_menu) == 6
    assert StandardPage.objects.filter(locale__language_code="cy").count() == 8
    assert Site.objects.count() == 1


def test_log_ins_work_and_are_kept_for_the_owner_only(demo, module_folder):
    path = login_file()
    rows = [line.split()[:2] for line in path.read_text(encoding="utf-8").splitlines()]

    assert path.parent == module_folder
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [name for name, _ in rows] == ["writer", "translator", "editor", "manager", "operator"]
    for name, password in rows:
        assert User.objects.get(username=name).check_password(password)
        assert password in demo
    assert User.objects.filter(is_superuser=True).count() == 1


def test_second_run_changes_nothing(demo):
    before = Page.objects.count(), NewsroomImage.objects.count(), User.objects.count()

    output = run("--if-empty", "--port", "8124")

    assert (Page.objects.count(), NewsroomImage.objects.count(), User.objects.count()) == before
    assert "http://localhost:8124/cy/" in output
    assert "Log in as" in output
    assert "Drawing" not in output


def test_office_name_is_free_for_others(demo):
    make_office(hostname="other.example", is_default=False)

    assert HomePage.objects.count() == 4
