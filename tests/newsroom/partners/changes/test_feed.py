"""The feed lists every public change exactly once and in order, and nothing else."""

import datetime

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import ArticlePage, Change, TouchedPage
from newsroom.partners.changes import compaction, feed
from newsroom.partners.changes.sequencing import reconcile, reset_feed, sequence
from newsroom.publishing.schedule import run_schedule
from tests.factories import make_image, make_office, make_statement
from tests.newsroom.partners.changes.partner import Partner, public_copy

HOUR = datetime.timedelta(hours=1)


def all_changes() -> list[tuple[str, int]]:
    """Number the waiting changes; return all changes so far."""
    sequence()
    return list(Change.objects.order_by("position").values_list("kind", "page_id"))


def new_changes() -> list[tuple[str, int]]:
    """Number the waiting changes; return those that this call added."""
    before = Change.objects.count()
    return all_changes()[before:]


def restrict(page: Page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.fixture
def page(office, language) -> ArticlePage:
    """A public statement whose publication is in the feed."""
    made = make_statement(office, language=language, publish=True)
    assert all_changes() == [("published", made.pk)]
    return made


def test_a_save_without_edits_adds_nothing(page):
    page.save()
    assert new_changes() == []


def test_a_draft_adds_nothing(office, page):
    page.title = "Secret"
    page.save_revision()
    make_statement(office, title="Draft", live=False)
    assert new_changes() == []
    assert not TouchedPage.objects.exists()


def test_an_edit(page):
    page.title = "Corrected"
    page.save_revision().publish()
    assert new_changes() == [("edited", page.pk)]


def test_withdrawn_and_published_again(page):
    page.unpublish()
    assert new_changes() == [("withdrawn", page.pk)]
    page.save_revision().publish()
    assert new_changes() == [("published", page.pk)]


def test_a_deletion_leaves_a_tombstone_without_text(page):
    url = page.full_url
    page.delete()
    assert new_changes() == [("deleted", page.pk)]
    tombstone = Change.objects.latest("position")
    assert (tombstone.url, tombstone.language) == (url, page.locale.language_code)
    assert "A statement" not in repr(vars(tombstone))


def test_a_deletion_after_the_withdrawal_adds_nothing(page):
    page.unpublish()
    assert new_changes() == [("withdrawn", page.pk)]
    page.delete()
    assert new_changes() == []


def test_a_new_address(page):
    before = page.full_url
    page.slug = "elsewhere"
    page.save_revision().publish()
    assert new_changes() == [("moved", page.pk)]
    change = Change.objects.latest("position")
    assert change.previous_url == before
    assert change.url.endswith("/elsewhere/")


def test_a_renamed_section_moves_all_its_statements(office, page):
    index = office.indexes[page.locale.language_code]
    index.slug = "press"
    index.save_revision().publish()
    assert new_changes() == [("moved", page.pk)]


def test_a_move_to_another_office_is_in_both_feeds(page):
    other = make_office(hostname="other.example", is_default=False, name_en="Other")
    page.move(other.indexes[page.locale.language_code], pos="last-child")
    assert new_changes() == [("withdrawn", page.pk), ("published", page.pk)]
    first, second = Change.objects.order_by("position")[1:]
    assert second.site_id == other.site.pk != first.site_id


def test_a_section_made_private_and_public_again(page):
    restriction = restrict(page.get_parent())
    assert new_changes() == [("withdrawn", page.pk)]
    restriction.delete()
    assert new_changes() == [("published", page.pk)]


def test_embargo_and_expiry_need_no_signal(office, language):
    now = timezone.now()
    page = make_statement(
        office, language=language, go_live_at=now + HOUR, expire_at=now + 3 * HOUR
    )
    assert all_changes() == []
    with time_machine.travel(now + 2 * HOUR):
        assert new_changes() == [("published", page.pk)]
    with time_machine.travel(now + 4 * HOUR):
        assert new_changes() == [("withdrawn", page.pk)]
        run_schedule()
        assert new_changes() == []


def test_a_scheduled_publication(office, language):
    page = make_statement(office, language=language, live=False)
    now = timezone.now()
    page.go_live_at = now + HOUR
    page.save_revision().publish()
    assert all_changes() == []
    with time_machine.travel(now + 2 * HOUR):
        run_schedule()
        assert new_changes() == [("published", page.pk)]


def test_a_new_translation_edits_the_original(office, page):
    other = "cy" if page.locale.language_code == "en" else "en"
    twin = make_statement(office, language=other, translation_of=page)
    assert sorted(new_changes()) == sorted([("edited", page.pk), ("published", twin.pk)])
    twin.delete()
    assert sorted(new_changes()) == sorted([("deleted", twin.pk), ("edited", page.pk)])


def test_a_renamed_category_edits_its_statements(office, language):
    category = office.categories[language][0]
    page = make_statement(office, language=language, categories=[category])
    assert all_changes() == [("published", page.pk)]
    category.name = "Other words"
    category.save()
    assert new_changes() == [("edited", page.pk)]


def test_a_changed_image_edits_its_statements(office, language):
    image = make_image()
    page = make_statement(office, language=language, lead_image=image)
    assert all_changes() == [("published", page.pk)]
    image.credit = "Somebody else"
    image.save()
    assert new_changes() == [("edited", page.pk)]


def test_a_move_edits_the_pages_that_link_to_it(office, page):
    link = f'<a linktype="page" id="{page.pk}">there</a>'
    linking = make_statement(office, title="Links", text=link)
    assert new_changes() == [("published", linking.pk)]
    page.slug = "elsewhere"
    page.save_revision().publish()
    assert new_changes() == [("moved", page.pk), ("edited", linking.pk)]
    page.delete()
    assert sorted(new_changes()) == [("deleted", page.pk), ("edited", linking.pk)]


def test_a_bulk_import(office, language):
    rows = [
        StatementRow(title=f"Row {n}", date=datetime.date(2016, 1, 1), body=[], live=n < 3)
        for n in range(4)
    ]
    numbers = create_statements(office.indexes[language], rows)
    assert all_changes() == [("published", number) for number in numbers[:3]]


def test_a_new_host_name_moves_every_statement(office, page):
    site = Site.objects.get(pk=office.site.pk)
    site.hostname = "new.example"
    site.save()
    assert new_changes() == [("moved", page.pk)]


def test_reconcile_finds_changes_that_sent_no_signal(page):
    ArticlePage.objects.filter(pk=page.pk).update(live=False)
    assert new_changes() == []
    reconcile()
    assert all_changes()[-1] == ("withdrawn", page.pk)


@pytest.mark.parametrize("found_by", ["dates", "schedule", "reconcile"])
def test_what_expired_while_the_worker_was_dead_is_told(office, language, found_by):
    later = timezone.now() + datetime.timedelta(hours=1)
    pages = [make_statement(office, language=language, publish=True) for _ in range(3)]
    new_changes()
    for page in pages:
        if found_by == "reconcile":  # without a signal, so that no date is known
            ArticlePage.objects.filter(pk=page.pk).update(expire_at=later)
        else:
            page.expire_at = later
            page.save_revision().publish()
    new_changes()
    with time_machine.travel(later + datetime.timedelta(hours=1)):
        if found_by == "schedule":
            assert run_schedule().expired == len(pages)
        if found_by == "reconcile":
            assert new_changes() == []
            reconcile()
        told = all_changes()[-len(pages) :] if found_by == "reconcile" else new_changes()
    assert sorted(told) == sorted(("withdrawn", page.pk) for page in pages)


def test_a_rolled_back_save_adds_nothing(page):
    with transaction.atomic():
        page.title = "Never"
        page.save_revision().publish()
        transaction.set_rollback(True)
    assert not TouchedPage.objects.exists()
    assert new_changes() == []


def test_a_new_feed_begins_with_existing_statements(office, language):
    page = make_statement(office, language=language)
    TouchedPage.objects.all().delete()
    assert all_changes() == [("published", page.pk)]


def partner_of(office, **changes) -> Partner:
    return Partner(feed_filter=feed.FeedFilter(site_id=office.site.pk, **changes))


def test_a_cursor_reads_each_change_once_in_order(office):
    partner = partner_of(office)
    for n in range(8):
        make_statement(office, title=f"Statement {n}")
        if n % 3 == 0:
            partner.follow(pages=1)
    partner.follow()
    partner.follow()
    assert partner.seen == sorted(set(partner.seen))
    assert len(partner.copy) == 8


def test_a_language_filter_excludes_other_languages(office):
    make_statement(office)
    welsh = make_statement(office, language="cy")
    partner = partner_of(office, language="cy")
    partner.follow()
    assert list(partner.copy) == [welsh.pk]


def test_reading_from_the_latest_position(office, page):
    sequence()
    feed_filter = feed.FeedFilter(site_id=office.site.pk)
    first = feed.read(feed_filter, latest=True)
    assert first.changes == []
    page.unpublish()
    sequence()
    after = feed.read(feed_filter, cursor=first.cursor)
    assert [change.kind for change in after.changes] == ["withdrawn"]


def test_a_cursor_of_another_filter_is_refused(office, page):
    first = feed.read(feed.FeedFilter(site_id=office.site.pk))
    with pytest.raises(feed.InvalidCursorError):
        feed.read(feed.FeedFilter(site_id=office.site.pk, language="cy"), cursor=first.cursor)
    with pytest.raises(feed.InvalidCursorError):
        feed.read(feed.FeedFilter(site_id=office.site.pk), cursor="nonsense")


def test_a_reset_feed_refuses_old_cursors(office, page):
    feed_filter = feed.FeedFilter(site_id=office.site.pk)
    cursor = feed.read(feed_filter).cursor
    reset_feed()
    with pytest.raises(feed.ExpiredCursorError):
        feed.read(feed_filter, cursor=cursor)
    partner = partner_of(office)
    partner.follow()
    assert partner.copy == public_copy(site_id=office.site.pk)


def test_a_position_beyond_the_head_is_refused(office, page):
    feed_filter = feed.FeedFilter(site_id=office.site.pk)
    cursor = feed.read(feed_filter).cursor
    beyond = cursor.rpartition("-")[0] + "-999999"
    with pytest.raises(feed.ExpiredCursorError):
        feed.read(feed_filter, cursor=beyond)


def test_compaction_leaves_the_last_change_and_valid_cursors(office):
    now = timezone.now()
    with time_machine.travel(now - datetime.timedelta(days=200)):
        edited, deleted = make_statement(office, title="Kept"), make_statement(office, title="Gone")
        partner = partner_of(office)
        partner.follow()
        old = Partner(
            feed_filter=partner.feed_filter, cursor=partner.cursor, copy=dict(partner.copy)
        )
        edited.title = "Edited"
        edited.save_revision().publish()
        sequence()
        edited.title = "Edited again"
        edited.save_revision().publish()
        deleted.delete()
        sequence()
    assert compaction.compact() == "3 superseded changes forgotten"
    assert all_changes() == [("edited", edited.pk), ("deleted", deleted.pk)]
    for each in (old, partner_of(office)):
        each.follow()
        assert each.copy == public_copy(site_id=office.site.pk)


def test_the_number_of_queries_does_not_grow(office, django_assert_max_num_queries):
    sequence()
    day = datetime.date(2016, 1, 1)
    rows = [StatementRow(title=f"Row {n}", date=day, body=[]) for n in range(60)]
    create_statements(office.indexes["en"], rows)
    with django_assert_max_num_queries(40):
        assert sequence() == 60
