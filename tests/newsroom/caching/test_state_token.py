"""State tokens change with each public change of their office, and with nothing else."""

import datetime

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from home.models import OfficeSettings
from newsroom.caching import state_token
from newsroom.caching.state_token import ALL_OFFICES, compact, current, current_for_site, renew
from newsroom.models import ContentChange
from tests.factories import make_image, make_office, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(office):
    """Another office of the installation."""
    return make_office(hostname="b.example", is_default=False, name_en="B")


def token(of) -> str:
    return current_for_site(of.site.pk).token


def refile(page, categories) -> None:
    page.categories.set(categories)
    page.save()


CHANGES = {
    "a new statement": lambda office, page: make_statement(office, publish=True),
    "publication": lambda office, page: page.save_revision().publish(),
    "withdrawal": lambda office, page: page.unpublish(),
    "deletion": lambda office, page: page.delete(),
    "categories": lambda office, page: refile(page, office.categories["en"][:1]),
    "a category": lambda office, page: office.categories["en"][0].save(),
    "settings": lambda office, page: OfficeSettings.objects.get(site=office.site).save(),
}


@pytest.mark.parametrize(
    "read", [current, state_token.sums_by_office, state_token.follow_other_processes]
)
def test_a_change_of_sites_by_another_process_is_noticed(office, read):
    read()
    addresses = {root.root_url for root in Site.get_site_root_paths()}
    # Without signals, which reach this process only.
    Site.objects.filter(pk=office.site.pk).update(hostname="renamed.example")
    renew()
    read()
    changed = {root.root_url for root in Site.get_site_root_paths()}
    assert (len(addresses), changed) == (1, {"http://renamed.example"})


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_renews_the_token_of_its_office_only(office, other, change):
    page = make_statement(office, publish=True)
    before = token(office), token(other), current().token
    CHANGES[change](office, page)
    assert token(office) != before[0]
    assert token(other) == before[1]
    assert current().token != before[2]


@pytest.mark.parametrize(
    "change",
    [
        lambda office, page: office.site.save(),
        lambda office, page: office.indexes["en"].save(),
        lambda office, page: PageViewRestriction.objects.create(
            page=page, restriction_type="login"
        ),
    ],
    ids=["site", "section", "restriction"],
)
def test_a_change_that_may_show_anywhere_renews_all_tokens(office, other, change):
    page = make_statement(office, publish=True)
    before = token(office), token(other)
    change(office, page)
    assert token(office) != before[0]
    assert token(other) != before[1]


def test_a_page_that_another_office_refers_to_renews_that_token(office, other):
    page = make_statement(office, publish=True)
    link = f'<a linktype="page" id="{page.pk}">It</a>'
    make_statement(other, publish=True, text=link)
    before = token(other)
    page.save_revision().publish()
    assert token(other) != before


def test_a_picture_renews_the_tokens_of_the_offices_that_show_it(office, other):
    picture = make_image()
    make_statement(office, publish=True, lead_image=picture, lead_image_alt="A harbour")
    before = token(office), token(other)
    picture.credit = "Somebody else"
    picture.save()
    assert token(office) != before[0]
    assert token(other) == before[1]


def test_a_draft_keeps_the_tokens(office):
    page = make_statement(office, publish=True)
    before = token(office), current().token
    page.title = "Not yet"
    page.save_revision()
    assert (token(office), current().token) == before


def test_the_change_is_recorded_in_its_transaction():
    before = current().token
    with transaction.atomic():
        renew()
        assert current().token != before
        transaction.set_rollback(True)
    assert current().token == before


def test_a_change_after_a_rolled_back_savepoint_is_recorded():
    before = current().token
    with transaction.atomic():
        with transaction.atomic():
            renew()
            transaction.set_rollback(True)
        renew()
    assert current().token != before


def test_repeated_changes_of_one_transaction_are_one_row():
    with transaction.atomic():
        renew({7})
        renew({7, 8})
        renew({8})
    rows = ContentChange.objects.filter(scope__in=(7, 8))
    assert sorted(rows.values_list("scope", flat=True)) == [7, 8]


def test_a_change_after_reading_in_the_same_transaction_is_recorded_again():
    with transaction.atomic():
        renew({7})
        between = current_for_site(7).token
        renew({7})
        assert current_for_site(7).token != between


@pytest.mark.django_db(transaction=True)
def test_a_change_counts_from_its_commit(office):
    begun = timezone.now()
    with time_machine.travel(begun, tick=False) as clock, transaction.atomic():
        renew()
        clock.shift(datetime.timedelta(seconds=9))
    assert current().changed_at >= begun + datetime.timedelta(seconds=8)


def test_the_order_of_commits_does_not_matter():
    first = ContentChange.objects.create(scope=ALL_OFFICES, increment=3, changed_ms=1)
    second = ContentChange.objects.create(scope=ALL_OFFICES, increment=5, changed_ms=2)
    seen = set()
    for visible in ([], [second], [first, second]):
        ContentChange.objects.all().delete()
        ContentChange.objects.bulk_create(visible)
        seen.add(current().token)
    assert len(seen) == 3


def test_merging_changes_keeps_the_tokens():
    for scope in (ALL_OFFICES, 7, 7, 8, 7):
        renew({scope})
        current()  # so that the next one is recorded
    before = [current(), current_for_site(7), current_for_site(8)]
    assert compact()
    assert ContentChange.objects.count() == 3
    assert [current(), current_for_site(7), current_for_site(8)] == before


@pytest.mark.parametrize("field", ["expire_at", "go_live_at"])
def test_a_passing_date_renews_the_tokens(office, field):
    now = datetime.datetime(2026, 6, 16, 9, 10, tzinfo=datetime.UTC)
    with time_machine.travel(now, tick=False) as clock:
        make_statement(office, **{field: now + datetime.timedelta(minutes=5)})
        before = token(office)
        clock.shift(datetime.timedelta(minutes=4))
        assert token(office) == before
        clock.shift(datetime.timedelta(minutes=1))
        assert token(office) != before


def test_processes_agree_after_a_date_has_passed(office):
    now = datetime.datetime(2026, 6, 16, 9, 10, tzinfo=datetime.UTC)
    with time_machine.travel(now, tick=False) as clock:
        make_statement(office, expire_at=now + datetime.timedelta(minutes=5))
        token(office)
        clock.shift(datetime.timedelta(minutes=6))
        here = token(office)
        state_token.clear_cached_dates()  # as in a process that starts now
        assert token(office) == here


def test_reading_a_known_state_is_one_query(office, rf, django_assert_num_queries):
    request = rf.get("/")
    state_token.current_for_request(request)
    with django_assert_num_queries(1):
        site, state = state_token.current_for_request(rf.get("/"))
    assert site == office.site
    assert state == current_for_site(office.site.pk)


def test_a_changed_host_name_is_noticed(office, other, rf):
    request = rf.get("/", headers={"host": "b.example"})
    assert state_token.current_for_request(request)[0] == other.site
    other.site.hostname = "c.example"
    other.site.save()
    request = rf.get("/", headers={"host": "b.example"})
    assert state_token.current_for_request(request)[0] == office.site
