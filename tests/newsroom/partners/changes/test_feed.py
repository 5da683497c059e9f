"""Are partners told of whatever editors do, in its order, once, and of nothing else?"""

import datetime

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import ArticlePage, Change, TouchedPage
from newsroom.partners.changes import compaction, feed
from newsroom.partners.changes.sequencing import reconcile, sequence, start_anew
from newsroom.publishing.schedule import run_schedule
from tests.factories import make_image, make_office, make_statement
from tests.newsroom.partners.changes.partner import Partner, public_copy

HOUR = datetime.timedelta(hours=1)


def told() -> list[tuple[str, int]]:
    """Number what waits; return all changes so far."""
    sequence()
    return list(Change.objects.order_by("position").values_list("kind", "page_id"))


def news() -> list[tuple[str, int]]:
    """Return the changes that were not told before."""
    before = Change.objects.count()
    return told()[before:]


def restrict(page: Page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.fixture
def page(office, language) -> ArticlePage:
    """A public statement that partners know."""
    made = make_statement(office, language=language, publish=True)
    assert told() == [("published", made.pk)]
    return made


def test_nothing_is_told_twice(page):
    page.save()
    assert news() == []


def test_a_draft_tells_nothing(office, page):
    page.title = "Secret"
    page.save_revision()
    make_statement(office, title="Draft", live=False)
    assert news() == []
    assert not TouchedPage.objects.exists()


def test_an_edit(page):
    page.title = "Corrected"
    page.save_revision().publish()
    assert news() == [("edited", page.pk)]


def test_withdrawn_and_published_again(page):
    page.unpublish()
    assert news() == [("withdrawn", page.pk)]
    page.save_revision().publish()
    assert news() == [("published", page.pk)]


def test_a_deletion_leaves_a_tombstone_with_address_and_no_words(page):
    url = page.full_url
    page.delete()
    assert news() == [("deleted", page.pk)]
    stone = Change.objects.latest("position")
    assert (stone.url, stone.language) == (url, page.locale.language_code)
    assert "A statement" not in repr(vars(stone))


def test_a_deletion_after_the_withdrawal_tells_nothing_more(page):
    page.unpublish()
    assert news() == [("withdrawn", page.pk)]
    page.delete()
    assert news() == []


def test_a_new_address(page):
    before = page.full_url
    page.slug = "elsewhere"
    page.save_revision().publish()
    assert news() == [("moved", page.pk)]
    change = Change.objects.latest("position")
    assert change.previous_url == before
    assert change.url.endswith("/elsewhere/")


def test_a_renamed_section_moves_all_below(office, page):
    index = office.indexes[page.locale.language_code]
    index.slug = "press"
    index.save_revision().publish()
    assert news() == [("moved", page.pk)]


def test_a_move_to_another_office_is_told_to_both(page):
    other = make_office(hostname="other.example", is_default=False, name_en="Other")
    page.move(other.indexes[page.locale.language_code], pos="last-child")
    assert news() == [("withdrawn", page.pk), ("published", page.pk)]
    first, second = Change.objects.order_by("position")[1:]
    assert second.site_id == other.site.pk != first.site_id


def test_a_section_made_private_and_public_again(page):
    restriction = restrict(page.get_parent())
    assert news() == [("withdrawn", page.pk)]
    restriction.delete()
    assert news() == [("published", page.pk)]


def test_time_alone_lifts_an_embargo_and_ends_a_page(office, language):
    now = timezone.now()
    page = make_statement(
        office, language=language, go_live_at=now + HOUR, expire_at=now + 3 * HOUR
    )
    assert told() == []
    with time_machine.travel(now + 2 * HOUR):
        assert news() == [("published", page.pk)]
    with time_machine.travel(now + 4 * HOUR):
        assert news() == [("withdrawn", page.pk)]
        run_schedule()
        assert news() == []


def test_a_scheduled_publication(office, language):
    page = make_statement(office, language=language, live=False)
    now = timezone.now()
    page.go_live_at = now + HOUR
    page.save_revision().publish()
    assert told() == []
    with time_machine.travel(now + 2 * HOUR):
        run_schedule()
        assert news() == [("published", page.pk)]


def test_a_translation_is_news_of_both_sides(office, page):
    other = "cy" if page.locale.language_code == "en" else "en"
    twin = make_statement(office, language=other, translation_of=page)
    assert sorted(news()) == sorted([("edited", page.pk), ("published", twin.pk)])
    twin.delete()
    assert sorted(news()) == sorted([("deleted", twin.pk), ("edited", page.pk)])


def test_a_category_by_another_name(office, language):
    category = office.categories[language][0]
    page = make_statement(office, language=language, categories=[category])
    assert told() == [("published", page.pk)]
    category.name = "Other words"
    category.save()
    assert news() == [("edited", page.pk)]


def test_the_picture_of_a_statement_changes(office, language):
    image = make_image()
    page = make_statement(office, language=language, lead_image=image)
    assert told() == [("published", page.pk)]
    image.credit = "Somebody else"
    image.save()
    assert news() == [("edited", page.pk)]


def test_who_links_to_a_page_that_moves_is_edited(office, page):
    link = f'<a linktype="page" id="{page.pk}">there</a>'
    linking = make_statement(office, title="Links", text=link)
    assert news() == [("published", linking.pk)]
    page.slug = "elsewhere"
    page.save_revision().publish()
    assert news() == [("moved", page.pk), ("edited", linking.pk)]
    page.delete()
    assert sorted(news()) == [("deleted", page.pk), ("edited", linking.pk)]


def test_an_import_in_bulk(office, language):
    rows = [
        StatementRow(title=f"Row {n}", date=datetime.date(2016, 1, 1), body=[], live=n < 3)
        for n in range(4)
    ]
    numbers = create_statements(office.indexes[language], rows)
    assert told() == [("published", number) for number in numbers[:3]]


def test_another_host_moves_everything(office, page):
    site = Site.objects.get(pk=office.site.pk)
    site.hostname = "new.example"
    site.save()
    assert news() == [("moved", page.pk)]


def test_what_was_changed_behind_our_back_is_found_in_the_end(page):
    ArticlePage.objects.filter(pk=page.pk).update(live=False)
    assert news() == []
    reconcile()
    assert told()[-1] == ("withdrawn", page.pk)


def test_a_save_that_is_rolled_back_says_nothing(page):
    with transaction.atomic():
        page.title = "Never"
        page.save_revision().publish()
        transaction.set_rollback(True)
    assert not TouchedPage.objects.exists()
    assert news() == []


def test_statements_that_were_there_before_the_feed_are_told(office, language):
    page = make_statement(office, language=language)
    TouchedPage.objects.all().delete()
    assert told() == [("published", page.pk)]


def partner_of(office, **changes) -> Partner:
    return Partner(chosen=feed.Chosen(site_id=office.site.pk, **changes))


def test_each_change_reaches_a_cursor_once_in_order(office):
    partner = partner_of(office)
    for n in range(8):
        make_statement(office, title=f"Statement {n}")
        if n % 3 == 0:
            partner.follow(stretches=1)
    partner.follow()
    partner.follow()
    assert partner.seen == sorted(set(partner.seen))
    assert len(partner.copy) == 8


def test_a_partner_of_one_language_hears_of_no_other(office):
    make_statement(office)
    welsh = make_statement(office, language="cy")
    partner = partner_of(office, language="cy")
    partner.follow()
    assert list(partner.copy) == [welsh.pk]


def test_beginning_after_all_that_was_told(office, page):
    sequence()
    chosen = feed.Chosen(site_id=office.site.pk)
    stretch = feed.read(chosen, latest=True)
    assert stretch.changes == []
    page.unpublish()
    sequence()
    after = feed.read(chosen, cursor=stretch.cursor)
    assert [change.kind for change in after.changes] == ["withdrawn"]


def test_a_cursor_of_another_choice_is_refused(office, page):
    stretch = feed.read(feed.Chosen(site_id=office.site.pk))
    with pytest.raises(feed.InvalidCursorError):
        feed.read(feed.Chosen(site_id=office.site.pk, language="cy"), cursor=stretch.cursor)
    with pytest.raises(feed.InvalidCursorError):
        feed.read(feed.Chosen(site_id=office.site.pk), cursor="nonsense")


def test_a_feed_begun_anew_refuses_old_cursors(office, page):
    chosen = feed.Chosen(site_id=office.site.pk)
    cursor = feed.read(chosen).cursor
    start_anew()
    with pytest.raises(feed.ExpiredCursorError):
        feed.read(chosen, cursor=cursor)
    partner = partner_of(office)
    partner.follow()
    assert partner.copy == public_copy(site_id=office.site.pk)


def test_a_position_that_is_not_reached_yet_is_refused(office, page):
    chosen = feed.Chosen(site_id=office.site.pk)
    cursor = feed.read(chosen).cursor
    beyond = cursor.rpartition("-")[0] + "-999999"
    with pytest.raises(feed.ExpiredCursorError):
        feed.read(chosen, cursor=beyond)


def test_forgetting_keeps_the_last_word_on_each_and_every_cursor_good(office):
    now = timezone.now()
    with time_machine.travel(now - datetime.timedelta(days=200)):
        kept, gone = make_statement(office, title="Kept"), make_statement(office, title="Gone")
        partner = partner_of(office)
        partner.follow()
        old = Partner(chosen=partner.chosen, cursor=partner.cursor, copy=dict(partner.copy))
        kept.title = "Edited"
        kept.save_revision().publish()
        sequence()
        kept.title = "Edited again"
        kept.save_revision().publish()
        gone.delete()
        sequence()
    assert compaction.compact() == "3 superseded changes forgotten"
    assert told() == [("edited", kept.pk), ("deleted", gone.pk)]
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
