"""The index has exactly the public statements after every action of an editor."""

import datetime

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, Site

from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import ArticlePage, ArticleTopic, Category, Topic
from search.engines.base import EngineUnavailableError
from search.engines.selection import engines
from search.indexing import consumer
from search.indexing.rebuild import find_drift, rebuild
from search.language.analysis import LANGUAGES
from search.models import OutboxEntry
from search.querying.answers import Question, ask
from tests.factories import make_office, make_statement

HOUR = datetime.timedelta(hours=1)
CANARY = "canary"


def found(line: str = CANARY, *, language: str = "en") -> set[int]:
    answer = ask(Question(line=line, language=language, length=100))
    return {one.hit.page_id for one in answer.results}


def indexed(engine) -> set[int]:
    return {one.page_id for language in LANGUAGES for one in engine.indexed_pages(language)}


def settle(engine) -> None:
    """Run the worker, then compare every entry with the database."""
    consumer.consume_due()
    for language in LANGUAGES:
        drift = find_drift(engine, language)
        assert drift.page_ids == [], drift
    assert not OutboxEntry.objects.filter(version=None, attempts__gt=0).exists()


@pytest.fixture
def page(office, engine, language) -> ArticlePage:
    """A public statement with the canary, indexed."""
    made = make_statement(office, language=language, text=CANARY, publish=True)
    settle(engine)
    assert indexed(engine) == {made.pk}
    return made


def restrict(page: Page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def draft_on_live_page(page, office):
    page.title = "Secret draft"
    page.body = [("paragraph", "<p>secret</p>")]
    page.save_revision()


def scheduled_change_of_live_page(page, office):
    page.title = "Secret draft"
    page.go_live_at = timezone.now() + HOUR
    page.save_revision().publish()


def publish_new_words(page, office):
    page.title = "Corrected"
    page.save_revision().publish()


def republish_old_revision(page, office):
    first = page.revisions.order_by("pk").first()
    page.title = "Second"
    page.save_revision().publish()
    first.publish()


def unpublish(page, office):
    page.unpublish()


def unpublish_as_base_page(page, office):
    Page.objects.get(pk=page.pk).unpublish()


def expire_as_base_page(page, office):
    base = Page.objects.get(pk=page.pk)
    base.live, base.expired = False, True
    base.save()


def restrict_page(page, office):
    restrict(page)


def restrict_section(page, office):
    restrict(page.get_parent())


def restrict_home(page, office):
    restrict(page.get_parent().get_parent())


def restrict_and_open_again(page, office):
    restriction = restrict(page.get_parent())
    consumer.consume_due()
    restriction.delete()


def move_below_restricted(page, office):
    language = page.locale.language_code
    other = office.homes[language].add_child(
        instance=type(office.indexes[language])(title="Private", slug="private", locale=page.locale)
    )
    restrict(other)
    page.move(other, pos="last-child")


def move_to_another_office(page, office):
    other = make_office(hostname="other.example", is_default=False, name_en="Other")
    page.move(other.indexes[page.locale.language_code], pos="last-child")


def rename_section(page, office):
    section = page.get_parent().specific
    section.slug = "renamed"
    section.save_revision().publish()


def unpublish_section_alone(page, office):
    page.get_parent().specific.unpublish()


def unpublish_section_with_descendants(page, office):
    page.get_parent().specific.unpublish(set_expired=False)
    for child in page.get_parent().get_descendants():
        child.specific.unpublish()


def delete(page, office):
    page.delete()


def delete_section(page, office):
    page.get_parent().delete()


def rename_category(page, office):
    category = office.categories[page.locale.language_code][0]
    page.categories = [category]
    page.save_revision().publish()
    consumer.consume_due()
    category = Category.objects.get(pk=category.pk)
    category.name, category.slug = "Renamed", "renamed"
    category.save()


def delete_category(page, office):
    category = office.categories[page.locale.language_code][0]
    page.categories = [category]
    page.save_revision().publish()
    consumer.consume_due()
    Category.objects.get(pk=category.pk).delete()


def category_from_its_side(page, office):
    office.categories[page.locale.language_code][1].statements.add(page)


def category_cleared_from_its_side(page, office):
    category = office.categories[page.locale.language_code][1]
    category.statements.add(page)
    consumer.consume_due()
    category.statements.clear()


def topic_given_renamed_and_deleted(page, office):
    topic = Topic.objects.create(site=office.site, locale=page.locale, name="Water", slug="water")
    ArticleTopic.objects.create(page=page, topic=topic)
    consumer.consume_due()
    topic.name = "Rivers"
    topic.save()
    consumer.consume_due()
    topic.delete()


def draft_with_category(page, office):
    page.categories = [office.categories[page.locale.language_code][0]]
    page.save_revision()


def copy_page(page, office):
    page.copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=True)


def alias_in_other_language(page, office):
    other = next(
        index for code, index in office.indexes.items() if code != page.locale.language_code
    )
    page.create_alias(parent=other, update_locale=other.locale)


def alias_in_same_language_then_restrict_source(page, office):
    alias = page.create_alias(parent=page.get_parent(), update_slug="alias")
    consumer.consume_due()
    assert alias.pk in found(language=page.locale.language_code)
    restrict(page)


def change_language(page, office):
    other = "cy" if page.locale.language_code == "en" else "en"
    page.locale = Locale.objects.get(language_code=other)
    page.save()


def change_site(page, office):
    site = Site.objects.get(pk=office.site.pk)
    site.hostname = "renamed.example"
    site.save()


def roll_back(page, office):
    with transaction.atomic():
        page.title = "Rolled back secret"
        page.save()
        transaction.set_rollback(True)


def bulk_rows(page, office):
    create_statements(
        office.indexes[page.locale.language_code],
        [
            StatementRow(title=f"{CANARY} {number}", date=datetime.date(2020, 1, 1), body=[])
            for number in range(3)
        ],
    )


ACTIONS = {
    draft_on_live_page: True,
    scheduled_change_of_live_page: True,
    publish_new_words: True,
    republish_old_revision: True,
    unpublish: False,
    unpublish_as_base_page: False,
    expire_as_base_page: False,
    restrict_page: False,
    restrict_section: False,
    restrict_home: False,
    restrict_and_open_again: True,
    move_below_restricted: False,
    move_to_another_office: True,
    rename_section: True,
    unpublish_section_alone: True,
    unpublish_section_with_descendants: False,
    delete: False,
    delete_section: False,
    rename_category: True,
    delete_category: True,
    category_from_its_side: True,
    category_cleared_from_its_side: True,
    topic_given_renamed_and_deleted: True,
    draft_with_category: True,
    copy_page: True,
    alias_in_other_language: True,
    alias_in_same_language_then_restrict_source: False,
    change_site: True,
    roll_back: True,
    bulk_rows: True,
}


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.__name__)
def test_the_index_follows(action, page, office, engine):
    is_still_public = ACTIONS[action]

    action(page, office)
    settle(engine)

    language = page.locale.language_code
    assert (page.pk in indexed(engine)) is is_still_public
    assert (page.pk in found(language=language)) is is_still_public
    assert not found("secret", language=language)


def test_changing_the_language_moves_the_entry(page, office, engine):
    other = "cy" if page.locale.language_code == "en" else "en"
    change_language(page, office)
    settle(engine)

    assert [one.page_id for one in engine.indexed_pages(other)] == [page.pk]


def test_an_untranslated_copy_is_found_in_its_own_language_only(page, office, engine):
    alias_in_other_language(page, office)
    settle(engine)

    assert indexed(engine) == {page.pk}


def test_go_live_and_expiry_need_no_signal(office, engine, language):
    now = timezone.now()
    leaving = make_statement(
        office, language=language, title="Leaving", text=CANARY, expire_at=now + HOUR
    )
    coming = make_statement(
        office, language=language, title="Coming", text=CANARY, go_live_at=now + HOUR
    )
    settle(engine)
    assert indexed(engine) == {leaving.pk}

    with time_machine.travel(now + 2 * HOUR, tick=False):
        # The page's dates are checked at reading time, before any worker has run.
        assert found(language=language) == set()
        settle(engine)
        assert indexed(engine) == {coming.pk}


def test_the_worker_knows_when_the_next_row_is_due(office, engine):
    moment = timezone.now() + HOUR
    make_statement(office, expire_at=moment)
    consumer.consume_due()

    assert consumer.next_due() == moment


class BrokenEngine:
    """An engine whose server is down."""

    def __init__(self, engine) -> None:
        self.name = engine.name

    def __getattr__(self, name):
        raise EngineUnavailableError("connection refused")


def test_an_engine_that_fails_is_updated_later(office, engine, monkeypatch, language):
    with monkeypatch.context() as down:
        down.setattr("search.indexing.consumer.engine", lambda name: BrokenEngine(engine))
        page = make_statement(office, language=language, text=CANARY, publish=True)
        assert "put off" in consumer.consume_due()
        row = OutboxEntry.objects.filter(version=None, page_id=page.pk).first()
        assert "connection refused" in row.last_error
        assert row.next_try_at > timezone.now()
        assert page.live

    with time_machine.travel(timezone.now() + HOUR):
        settle(engine)
        assert found(language=language) == {page.pk}


def test_retries_back_off(office, engine, monkeypatch):
    monkeypatch.setattr("search.indexing.consumer.engine", lambda name: BrokenEngine(engine))
    page = make_statement(office)
    waits = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _attempt in range(12):
            consumer.consume_due()
            row = OutboxEntry.objects.filter(page_id=page.pk).first()
            waits.append(row.next_try_at - timezone.now())
            clock.move_to(row.next_try_at)

    assert waits[0] == consumer.FIRST_WAIT
    assert waits == sorted(waits)
    assert waits[-1] == consumer.LONGEST_WAIT


def test_one_unreadable_page_does_not_stop_the_others(office, engine, monkeypatch):
    bad = make_statement(office, title="Bad", text=CANARY)
    good = make_statement(office, title="Good", text=CANARY)
    ArticlePage.objects.filter(pk=bad.pk).update(body='[{"type": "paragraph", "value": 7}]')

    consumer.consume_due()

    assert good.pk in indexed(engine)


def test_consuming_twice_changes_nothing(page, engine):
    before = list(engine.indexed_pages(page.locale.language_code))
    consumer.consume_due()

    assert list(engine.indexed_pages(page.locale.language_code)) == before


def test_rows_of_one_page_are_consumed_together(office, engine):
    page = make_statement(office)
    for _save in range(5):
        page.save()

    assert OutboxEntry.objects.filter(page_id=page.pk).count() >= 6
    assert consumer.consume_due() == f"{len(engines())} pages indexed, 0 put off"


def test_indexing_follows_the_commit_at_once(office, engine, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = make_statement(office, text=CANARY)

    assert indexed(engine) == {page.pk}


def test_a_failing_engine_never_fails_the_save(
    office, engine, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("search.indexing.consumer.engine", lambda name: BrokenEngine(engine))
    with django_capture_on_commit_callbacks(execute=True):
        page = make_statement(office, publish=True)

    assert page.live


def test_changes_during_a_rebuild_are_in_the_new_index(office, engine):
    kept = make_statement(office, title="Kept", text=CANARY)
    gone = make_statement(office, title="Gone", text=CANARY)
    consumer.consume_due()

    def meanwhile(count: int) -> None:
        if not gone.live:
            return
        gone.unpublish()
        make_statement(office, title="New", text=CANARY)
        consumer.consume_due()

    rebuild(engine, "en", progress=meanwhile)

    titles = {one.hit.title for one in ask(Question(line=CANARY, language="en")).results}
    assert titles == {"Kept", "New"}
    assert kept.pk in indexed(engine)
    settle(engine)


def test_a_change_without_signal_is_found_by_reconciling(page, engine):
    ArticlePage.objects.filter(pk=page.pk).update(title="Changed behind the back")
    Category.objects.all().update(name="Renamed behind the back")

    assert find_drift(engine, page.locale.language_code).stale == (page.pk,)


def test_results_are_checked_against_the_database(page, office):
    """Hits of an outdated index are shown only if they are public in the database."""
    language = page.locale.language_code
    PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page=page, restriction_type=PageViewRestriction.LOGIN)]
    )

    assert found(language=language) == set()
