"""Embargoes: who may set and shorten them, whom they cover, and that nothing shows before."""

import datetime

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from home.models import StandardPage
from newsroom.caching import state_token
from newsroom.caching.page_store import page_store
from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, Change, Embargo
from newsroom.partners.changes import sequencing
from newsroom.publishing.embargoes import (
    EmbargoRefusedError,
    embargo_end,
    lift_embargo,
    set_embargo,
)
from newsroom.publishing.schedule import next_due, run_schedule
from newsroom.visibility import is_public, public
from tests.factories import make_statement

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def people(office):
    """An approver and an editor of the office."""
    made = {}
    for name, group in (("approver", office.managers), ("editor", office.editors)):
        made[name] = get_user_model().objects.create_user(username=name)
        made[name].groups.add(group)
    return made


@pytest.fixture
def draft(office):
    return make_statement(office, language="cy", live=False, title="Secret")


def embargo(page, person, *, hours: int = 1) -> datetime.datetime:
    until = timezone.now() + hours * HOUR
    set_embargo(page, until=until, user=person)
    return until


def test_a_published_page_is_hidden_until_its_embargo_ends(client, office, people, language):
    draft = make_statement(office, language=language, live=False, title="Secret")
    until = embargo(draft, people["editor"])
    draft.save_revision().publish()
    page = ArticlePage.objects.get(pk=draft.pk)

    assert page.live
    assert not is_public(page)
    assert client.get(page.url).status_code == 404
    with time_machine.travel(until + datetime.timedelta(seconds=1)):
        assert is_public(page)
        assert client.get(page.url).status_code == 200


def test_both_languages_and_copies_have_one_embargo(office, people, draft):
    language = "cy"
    index = office.indexes[other_language(language)]
    follows = draft.create_alias(parent=office.indexes[language], update_slug="follows")
    until = embargo(draft, people["editor"])
    translated = draft.copy_for_translation(index.locale)
    later_copy = draft.create_alias(parent=office.indexes[language], update_slug="later")
    copied = draft.copy(update_attrs={"slug": "copied"}, keep_live=True)
    copy_of_copy = copied.copy(update_attrs={"slug": "copied-again"})

    for page in (draft, follows, translated, later_copy, copied, copy_of_copy):
        assert embargo_end(page) == until
    set_embargo(translated, until=until + HOUR, user=people["editor"])
    assert embargo_end(follows) == until + HOUR


def test_only_who_may_publish_shortens_and_lifts_with_a_reason(people, draft):
    until = embargo(draft, people["editor"], hours=5)
    earlier = until - HOUR
    for attempt in (
        lambda: set_embargo(draft, until=earlier, user=people["editor"], reason="It is ready"),
        lambda: lift_embargo(draft, user=people["editor"], reason="It is ready"),
        lambda: set_embargo(draft, until=earlier, user=people["approver"], reason=" "),
        lambda: lift_embargo(draft, user=people["approver"], reason=""),
        lambda: set_embargo(draft, until=timezone.now() - HOUR, user=people["approver"]),
    ):
        with pytest.raises(EmbargoRefusedError):
            attempt()
        assert embargo_end(draft) == until

    set_embargo(draft, until=earlier, user=people["approver"], reason="Moved forward")
    lift_embargo(draft, user=people["approver"], reason="Said in the chamber")

    assert embargo_end(draft) is None
    logged = PageLogEntry.objects.filter(page=draft.pk, action__startswith="newsroom.embargo")
    reasons = [(entry.action, entry.data["reason"]) for entry in logged.order_by("pk")]
    assert reasons == [
        ("newsroom.embargo.set", ""),
        ("newsroom.embargo.shortened", "Moved forward"),
        ("newsroom.embargo.lifted", "Said in the chamber"),
    ]


def test_what_is_public_gets_no_embargo(office, people, draft):
    make_statement(office, language="en", translation_of=draft)

    with pytest.raises(EmbargoRefusedError):
        embargo(draft, people["approver"])
    assert not Embargo.objects.exists()


@pytest.mark.parametrize("ends_first", ["schedule", "embargo"])
def test_the_later_of_schedule_and_embargo_counts(people, draft, ends_first):
    first, last = timezone.now() + HOUR, timezone.now() + 2 * HOUR
    until, go_live = (last, first) if ends_first == "schedule" else (first, last)
    set_embargo(draft, until=until, user=people["editor"])
    draft.go_live_at = go_live
    draft.save_revision().publish()
    for moment, is_shown in (
        (first + datetime.timedelta(minutes=1), False),
        (last + datetime.timedelta(minutes=1), True),
    ):
        with time_machine.travel(moment):
            run_schedule()
            assert is_public(draft) is is_shown


def test_partners_are_told_once_when_the_embargo_ends(people, draft):
    until = embargo(draft, people["editor"])
    draft.save_revision().publish()
    sequencing.sequence()
    told = Change.objects.filter(page_id=draft.pk)
    before = state_token.current().token

    assert not told.exists()
    assert next_due() == until
    with time_machine.travel(until + datetime.timedelta(seconds=1)):
        assert state_token.current().token != before
        sequencing.sequence()
        sequencing.sequence()
    page = Page.objects.get(pk=draft.pk)
    assert [change.kind for change in told] == [Change.Kind.PUBLISHED]
    assert (page.first_published_at, page.last_published_at) == (until, until)


def test_lifting_counts_as_the_time_of_publication(people, draft):
    embargo(draft, people["approver"], hours=48)
    draft.save_revision().publish()

    lift_embargo(draft, user=people["approver"], reason="Said in the chamber")

    page = Page.objects.get(pk=draft.pk)
    assert is_public(page)
    assert page.first_published_at <= timezone.now()


def test_an_expired_page_that_nobody_could_read_is_not_called_withdrawn(client, people, draft):
    embargo(draft, people["editor"], hours=3)
    draft.expire_at = timezone.now() + HOUR
    draft.save_revision().publish()

    with time_machine.travel(timezone.now() + 2 * HOUR):
        run_schedule()
        assert client.get(draft.url).status_code == 404


@pytest.mark.parametrize("kind", ["home", "index", "standard", "statement"])
def test_every_kind_of_page_reads_its_embargo_without_a_query(client, office, kind, language):
    pages = {
        "home": office.homes[language],
        "index": office.indexes[language],
        "standard": None,
        "statement": make_statement(office, language=language),
    }
    page = pages[kind] or office.homes[language].add_child(
        instance=StandardPage(title="About", locale=office.indexes[language].locale)
    )
    client.get(page.url)
    page_store.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page.url).status_code == 200
    own = [row["sql"] for row in queries if 'FROM "newsroom_embargo" WHERE' in row["sql"]]
    assert [sql for sql in own if not sql.count("SELECT") > 1] == []
    Embargo.objects.create(page_id=page.pk, until=timezone.now() + HOUR)
    assert client.get(page.url).status_code == 404
    assert not public(Page.objects.filter(pk=page.pk)).exists()
