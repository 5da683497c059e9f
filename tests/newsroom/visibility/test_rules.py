"""Tests of the rule that decides which pages are public."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from newsroom.models import ArticlePage, TranslationOrigin
from newsroom.publishing.change_notification import pages_changed
from newsroom.visibility import dates, is_public, public
from tests.factories import make_office, make_statement

HOUR = datetime.timedelta(hours=1)


def restrict(page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def test_a_live_statement_is_public(office, language):
    page = make_statement(office, language=language)

    assert is_public(page)
    assert list(ArticlePage.objects.public_now()) == [page]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"live": False}, id="draft"),
        pytest.param({"expire_at": timezone.now() - HOUR}, id="expired, worker dead"),
        pytest.param({"go_live_at": timezone.now() + HOUR}, id="live too early"),
    ],
)
def test_a_draft_or_a_page_outside_its_dates_is_not_public(office, client, fields):
    page = make_statement(office, **fields)

    assert not is_public(page)
    assert client.get(page.url).status_code in (404, 410)


def test_a_restriction_on_a_section_hides_the_pages_below_it(office):
    page = make_statement(office)
    restrict(office.indexes["en"])

    assert not is_public(page)


def test_an_untranslated_copy_is_not_public_in_the_other_language(office):
    page = make_statement(office)
    alias = page.create_alias(
        parent=office.indexes["cy"], update_locale=office.indexes["cy"].locale
    )

    assert is_public(page)
    assert not is_public(alias)


def test_a_copy_of_a_copy_is_as_private_as_the_original(office):
    elsewhere = make_office(
        hostname="other.localhost", is_default=False, name_en="Other", name_cy="Arall"
    ).indexes["en"]
    page = make_statement(office)
    copy = page.create_alias(parent=elsewhere, update_slug="one")
    copy_of_copy = copy.create_alias(parent=elsewhere, update_slug="two")
    assert is_public(copy_of_copy)
    changed: list[int] = []

    def record(page_ids, **kwargs):
        changed.extend(page_ids)

    pages_changed.connect(record)
    try:
        restrict(page)
    finally:
        pages_changed.disconnect(record)

    assert not is_public(copy_of_copy)
    assert copy_of_copy.pk in changed


def test_a_copy_of_an_untranslated_copy_is_not_public_either(office):
    welsh = office.indexes["cy"]
    copy = make_statement(office).create_alias(parent=welsh, update_locale=welsh.locale)

    assert not is_public(copy.create_alias(parent=welsh, update_slug="two"))


def test_a_copy_of_a_copy_follows_the_original(office):
    page = make_statement(office)
    copy = page.create_alias(parent=office.indexes["en"], update_slug="one")
    copy_of_copy = copy.create_alias(parent=office.indexes["en"], update_slug="two")

    page.title = "Another title"
    page.save_revision().publish()

    copy_of_copy.refresh_from_db()
    assert copy_of_copy.title == "Another title"
    page.unpublish()
    assert not is_public(copy_of_copy)


def test_a_date_of_a_related_model_is_obeyed(office, monkeypatch):
    """A further date rule needs only its name in `dates`: this one is a field of another model."""
    embargoed, free = (
        make_statement(office, title="Embargoed"),
        make_statement(office, title="Free"),
    )
    TranslationOrigin.objects.create(page=embargoed, source=free)
    later = timezone.now() + HOUR
    TranslationOrigin.objects.update(recorded_at=later)
    rule = (*dates.STARTS, "translation_origin__recorded_at")
    monkeypatch.setattr(dates, "STARTS", rule)
    monkeypatch.setattr(dates, "DATES", (*rule, *dates.ENDS))
    embargoed = ArticlePage.objects.get(pk=embargoed.pk)

    assert list(ArticlePage.objects.public_now()) == [free]
    assert not public(Page.objects.filter(pk=embargoed.pk)).exists()
    assert dates.dates_allow(free)
    assert not dates.dates_allow(embargoed)
    now = timezone.now()
    assert dates.next_date_of(embargoed, now=now) == later
    assert dates.first_date(Page.objects.all(), now=now) == later
    assert dates.next_dates(ArticlePage.objects.all(), now=now) == {embargoed.pk: later}
    assert is_public(embargoed, now=later + HOUR)


def test_restrictions_of_a_page_are_those_that_wagtail_finds(office, language):
    index, home = office.indexes[language], office.homes[language]
    statement = make_statement(office, language=language, publish=True)
    copy = statement.copy_for_translation(
        Locale.objects.exclude(pk=statement.locale_id).get(), copy_parents=True, alias=True
    )
    pages = [home, index, statement, copy, make_statement(office, language=language)]
    for restricted in (None, statement, index, home):
        PageViewRestriction.objects.all().delete()
        if restricted is not None:
            PageViewRestriction.objects.create(page=restricted, restriction_type="login")
        for page in pages:
            own = type(page).objects.get(pk=page.pk)
            wagtails = Page.objects.get(pk=page.pk)
            assert set(own.get_view_restrictions()) == set(wagtails.get_view_restrictions())
