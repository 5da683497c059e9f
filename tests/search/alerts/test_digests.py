"""Digests: each reader gets each new public statement once, and nothing else."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import ArticlePage, Change
from newsroom.partners.changes import sequencing
from newsroom.partners.changes.compaction import compact
from search.alerts import digests, new_results
from search.alerts.calendar import next_digest
from search.models import OutboxEntry
from search.models.alerts import Arrival, SavedSearch
from tests.factories import make_office, make_statement
from tests.search.alerts.subscriptions import (
    MINUTE,
    READER,
    WORDS,
    follow,
    make_all_due,
    only_embedded,
    send,
    settle,
)

LONDON = ZoneInfo("Europe/London")
DAY = datetime.timedelta(days=1)


def restrict(page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def test_both_engines_find_new_statements(office, engine, language, mailoutbox):
    """They match any form of the word, and the filters of the search."""
    category = office.categories[language][0]
    word, form = {"en": ("farm", "farms"), "cy": ("Cymru", "Nghymru")}[language]
    follow(office, language=language, query=f"q={word}", email="words@example.org")
    follow(office, language=language, query=f"category={category.slug}", email="cat@example.org")
    follow(office, language=language, query="year=1999", email="year@example.org")
    follow(office, language=language, query="", email="all@example.org")
    make_statement(office, language=language, title="One", text=form, categories=[category])
    make_statement(office, language=language, title="Two", text="other")

    send()

    sent = {message.to[0]: message for message in mailoutbox}
    assert set(sent) == {"words@example.org", "cat@example.org", "all@example.org"}
    for address in ("words@example.org", "cat@example.org"):
        assert "One" in sent[address].body
        assert "Two" not in sent[address].body
    assert "Two" in sent["all@example.org"].body
    assert category.name in sent["cat@example.org"].subject


def test_digests_are_never_relaxed(office, engine, mailoutbox):
    follow(office, query="q=rail+unicorn")
    make_statement(office, title="rail alone")

    send()

    assert mailoutbox == []


@only_embedded
def test_a_search_in_both_languages_is_followed_in_both(office, engine, language, mailoutbox):
    other = {"en": "cy", "cy": "en"}[language]
    follow(office, language=language, query="q=farm&lang=cy&lang=en")
    make_statement(office, language=other, title="farm")

    send()

    (message,) = mailoutbox
    assert message.extra_headers["Content-Language"] == language
    assert f'lang="{other}" hreflang="{other}">farm</a>' in message.alternatives[0][0]


@only_embedded
def test_only_public_statements_are_sent(office, engine, language, mailoutbox):
    """Drafts, scheduled, expired and restricted statements, and drafts of live ones."""
    follow(office, language=language, query="")
    word, now = WORDS[language], timezone.now()
    make_statement(office, language=language, title=f"draft {word}", live=False)
    make_statement(office, language=language, title=f"future {word}", go_live_at=now + DAY)
    make_statement(office, language=language, title=f"past {word}", expire_at=now - DAY)
    restrict(make_statement(office, language=language, title=f"members {word}"))
    live = make_statement(office, language=language, title="Public", publish=True)
    live.title = "Secret draft"
    live.save_revision()

    send()

    (message,) = mailoutbox
    assert message.subject.startswith("1 ")
    written = message.body + message.alternatives[0][0] + message.subject
    assert "Public" in written
    for secret in ("draft", "future", "past", "members", "Secret"):
        assert secret not in written


@only_embedded
@pytest.mark.parametrize("way", ["unpublish", "restrict", "delete", "expire"])
def test_statements_withdrawn_before_sending_are_left_out(
    office, engine, language, mailoutbox, monkeypatch, way
):
    """Readers of one search share the engine's answer; visibility is checked for each of them."""
    word = WORDS[language]
    for number in range(2):
        follow(office, language=language, email=f"r{number}@example.org")
    page = make_statement(office, language=language, title=f"canary {word}", publish=True)
    kept = make_statement(office, language=language, title=f"kept {word}")
    settle()
    send_it = digests.MailConnection.send

    def withdraw_after_the_first(post, message):
        send_it(post, message)
        if len(mailoutbox) == 1:
            {
                "unpublish": lambda: page.unpublish(),
                "restrict": lambda: restrict(page),
                "delete": lambda: page.delete(),
                "expire": lambda: ArticlePage.objects.filter(pk=page.pk).update(
                    expire_at=timezone.now()
                ),
            }[way]()

    monkeypatch.setattr(digests.MailConnection, "send", withdraw_after_the_first)
    digests.run()

    first, second = mailoutbox
    assert "canary" in first.body
    assert "canary" not in second.body + second.alternatives[0][0]
    assert kept.title in second.body
    assert second.subject.startswith("1 ")


@only_embedded
def test_each_statement_is_sent_once(office, engine, mailoutbox):
    """It is not sent again when it is edited, moved, or withdrawn and published again."""
    follow(office)
    page = make_statement(office, title="rail", publish=True)
    send()
    assert len(mailoutbox) == 1

    page.title = "rail, again"
    page.slug = "elsewhere"
    page.save_revision().publish()
    send()
    page.unpublish()
    send()
    page.save_revision().publish()
    send()

    assert len(mailoutbox) == 1


@only_embedded
def test_a_statement_without_its_restriction_is_new(office, engine, mailoutbox):
    restriction = restrict(make_statement(office, title="rail"))
    follow(office)
    send()
    assert mailoutbox == []

    restriction.delete()
    send()

    assert len(mailoutbox) == 1


@only_embedded
def test_an_import_is_one_limited_digest(office, engine, language, mailoutbox):
    follow(office, language=language)
    word = WORDS[language]
    rows = [
        StatementRow(title=f"{word} {number}", date=datetime.date(1999, 1, 1), body=[])
        for number in range(130)
    ]
    create_statements(office.indexes[language], rows)

    send()
    send()

    (message,) = mailoutbox
    assert message.subject.startswith("130 ")
    assert message.body.count(f"\n{word} ") <= new_results.MAX_SHOWN
    assert "110" in message.body


@only_embedded
def test_changes_that_failed_to_be_indexed_wait_for_a_later_digest(office, engine, mailoutbox):
    follow(office)
    settle()
    make_statement(office, title="rail")
    put_off = {"next_try_at": timezone.now() + 10 * MINUTE, "attempts": 7}
    OutboxEntry.objects.filter(version=None).update(**put_off)
    settle()
    make_all_due()
    digests.run()
    assert mailoutbox == []

    OutboxEntry.objects.filter(version=None).update(next_try_at=timezone.now())
    send()

    assert [message.to for message in mailoutbox] == [[READER]]


@only_embedded
def test_changes_that_are_not_indexed_yet_wait_for_the_next_digest(office, engine, mailoutbox):
    follow(office)
    make_statement(office, title="rail")
    digests.record_arrivals()
    settle()
    late = make_statement(office, title="rail, late")
    OutboxEntry.objects.filter(page_id=late.pk).update(next_try_at=timezone.now())
    sequencing.sequence_all()
    make_all_due()
    digests.run()
    assert "late" not in mailoutbox[0].body

    send()

    assert "late" in mailoutbox[1].body


@only_embedded
def test_digests_hold_only_statements_of_their_office(office, engine, mailoutbox):
    other = make_office(hostname="other.example", is_default=False, name_en="Other")
    follow(office, query="")
    follow(other, query="", email="other@example.org")
    make_statement(other, title="Theirs")

    send()

    (message,) = mailoutbox
    assert message.to == ["other@example.org"]
    assert message.from_email.startswith("Other <")
    assert "http://other.example/" in message.body
    assert "localhost" not in message.body


@only_embedded
def test_the_number_of_queries_for_each_digest_is_constant(office, engine, mailoutbox):
    def queries(readers: int, statements: int) -> int:
        for number in range(readers):
            follow(office, email=f"r{readers}-{number}@example.org")
        for number in range(statements):
            make_statement(office, title=f"rail {readers} {number}")
        settle()
        make_all_due()
        with CaptureQueriesContext(connection) as captured:
            digests.run()
        SavedSearch.objects.all().delete()
        return len(captured)

    few = queries(2, 1)
    assert queries(2, 12) == few
    # Claim, alert, restrictions, public statements, completion, and the office's settings.
    assert (queries(12, 1) - few) / 10 <= 9


@only_embedded
def test_without_arrivals_no_alert_is_loaded(office, engine, mailoutbox):
    make_statement(office, title="rail")
    for number in range(30):
        follow(office, email=f"r{number}@example.org")
    settle()
    digests.record_arrivals()

    with CaptureQueriesContext(connection) as captured:
        assert "30 without news" in digests.run()

    assert len(captured) < 15
    assert not digests.due_alerts().exists()


@only_embedded
def test_arrivals_are_complete_when_the_feed_has_only_last_changes(office, engine):
    """The feed keeps only the last change of old statements."""
    page = make_statement(office, title="rail", publish=True)
    settle()
    page.title = "rail, edited"
    page.save_revision().publish()
    settle()
    Change.objects.update(noticed_at=timezone.now() - 100 * DAY)
    compact()
    assert not Change.objects.filter(kind=Change.Kind.PUBLISHED, page_id=page.pk).exists()

    digests.record_arrivals()
    digests.record_arrivals()

    assert list(Arrival.objects.values_list("page_id", flat=True)) == [page.pk]


@pytest.mark.parametrize(
    ("frequency", "now", "due"),
    [
        ("daily", (2026, 3, 2, 6, 59), (2026, 3, 2, 7)),
        ("daily", (2026, 3, 2, 7, 0), (2026, 3, 3, 7)),
        ("weekly", (2026, 3, 2, 6, 59), (2026, 3, 2, 7)),  # a Monday
        ("weekly", (2026, 3, 2, 7, 0), (2026, 3, 9, 7)),
        ("daily", (2026, 3, 28, 12, 0), (2026, 3, 29, 7)),  # summer time begins
        ("weekly", (2026, 10, 24, 12, 0), (2026, 10, 26, 7)),  # and ends
    ],
)
def test_digests_are_due_in_the_morning_of_the_office(frequency, now, due):
    moment = next_digest(frequency, now=datetime.datetime(*now, tzinfo=LONDON))

    assert moment == datetime.datetime(*due, tzinfo=LONDON)
    assert moment.astimezone(LONDON).hour == 7
