"""Acts on both languages: both or none, in one moment for readers and partners."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.signals import pre_save
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, PageViewRestriction, TaskState

from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, Change, HeldVersion, ScheduleFailure
from newsroom.partners.changes import sequencing
from newsroom.publishing import pair_acts
from newsroom.publishing.schedule import due_items, run_schedule
from newsroom.translation.pair_state import Status, pair_state
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in, statement_form

LONDON = ZoneInfo("Europe/London")
NINE = datetime.datetime(2026, 6, 16, 9, 0, tzinfo=LONDON)
HOUR = datetime.timedelta(hours=1)
TEXT = {
    "en": "The evening bus to the valley will run until the end of March, and we fight for it.",
    "cy": "Bydd y bws gyda’r nos i’r cwm yn rhedeg tan ddiwedd mis Mawrth, a brwydrwn drosto.",
}


def make_pair(office, language, *, live: bool = False) -> tuple[ArticlePage, ArticlePage]:
    """Return two drafts of one statement, or two public pages, the first in `language`."""
    pages: list[ArticlePage] = []
    for code in (language, other_language(language)):
        page = make_statement(
            office,
            language=code,
            title={"en": "The evening bus", "cy": "Y bws gyda’r nos"}[code],
            text=TEXT[code],
            translation_of=pages[0] if pages else None,
            live=live,
            publish=live,
        )
        page.save_revision()
        pages.append(page)
    return pages[0], pages[1]


@pytest.fixture
def pair(office, language):
    return make_pair(office, language)


@pytest.fixture
def client(office):
    return log_in(office)


@pytest.fixture
def cannot_be_saved():
    """Make the publication of the pages in this set fail, as a full disk would."""
    ids: set[int] = set()

    def refuse(sender, instance, **kwargs):
        if isinstance(instance, ArticlePage) and instance.live and instance.pk in ids:
            raise ValidationError("the printer is on fire")

    pre_save.connect(refuse)
    yield ids
    pre_save.disconnect(refuse)


def live(*pages) -> list[bool]:
    return [Page.objects.get(pk=page.pk).live for page in pages]


def act(client, page, name, **data):
    address = reverse("newsroom_translation", args=[page.pk])
    return client.post(address, {"action": name, **data}, follow=True)


def test_both_are_published_in_one_moment(pair, client):
    sequencing.sequence()
    content = act(client, pair[0], "publish-both").content.decode()

    assert "Both languages are published." in content
    assert live(*pair) == [True, True]
    sequencing.sequence()
    changes = Change.objects.filter(page_id__in=[page.pk for page in pair])
    assert [change.kind for change in changes] == ["published", "published"]
    assert len({change.noticed_at for change in changes}) == 1


def test_a_batch_of_changes_holds_both_languages(pair, monkeypatch):
    sequencing.sequence()
    monkeypatch.setattr(sequencing, "BATCH", 1)
    pair_acts.publish_pair(pair, user=None)

    sequencing.sequence()

    changes = Change.objects.filter(page_id__in=[page.pk for page in pair])
    assert (len(changes), len({change.noticed_at for change in changes})) == (2, 1)


def test_what_fails_for_one_language_is_done_to_none(pair, client, cannot_be_saved):
    cannot_be_saved.add(max(page.pk for page in pair))

    content = act(client, pair[0], "publish-both").content.decode()

    assert "the printer is on fire" in content
    assert live(*pair) == [False, False]


def test_both_are_submitted_and_approved(office, pair, client):
    editor = log_in(office, name="editor", approves=False)

    act(editor, pair[0], "submit-both")
    assert [page.get_latest_revision().pk for page in pair] == [
        state.revision_id for state in TaskState.objects.order_by("pk")
    ] or TaskState.objects.count() == 2
    assert act(editor, pair[0], "approve-both").status_code in (200, 403)
    assert live(*pair) == [False, False]

    act(client, pair[1], "approve-both")
    assert live(*pair) == [True, True]


def test_a_side_in_review_is_not_submitted_twice(office, pair, client):
    pair[0].get_workflow().start(pair[0], None)

    act(log_in(office, name="editor", approves=False), pair[1], "submit-both")

    assert TaskState.objects.count() == 2


def test_both_are_scheduled_for_one_moment(pair, client, language):
    with time_machine.travel(NINE - HOUR):
        content = act(client, pair[0], "schedule-both", moment="2026-06-16T09:00").content.decode()
        assert "16 June 2026, 09:00 (Europe/London)" in content
        assert live(*pair) == [False, False]
        states = pair_state(Page.objects.get(pk=pair[0].pk)).sides
        assert {side.status for side in states} == {Status.SCHEDULED}
        assert {side.due_at for side in states} == {NINE}
    with time_machine.travel(NINE, tick=False):
        assert run_schedule().published == 2
    assert live(*pair) == [True, True]


@pytest.mark.parametrize(
    "moment", ["", "tomorrow", "2026-06-16T07:00", "2027-03-28T01:30", "2026-06-16T09:00Z"]
)
def test_a_time_that_cannot_be_meant_is_refused(pair, client, moment):
    with time_machine.travel(NINE - HOUR):
        response = act(client, pair[0], "schedule-both", moment=moment)

    assert response.status_code == 200
    assert 'class="error"' in response.content.decode()
    assert not Page.objects.get(pk=pair[0].pk).approved_schedule


def test_publishing_now_ends_a_schedule(pair, client):
    act(client, pair[0], "schedule-both", moment="2099-06-16T09:00")

    act(client, pair[0], "publish-both")

    assert live(*pair) == [True, True]
    assert not any(Page.objects.get(pk=page.pk).approved_schedule for page in pair)


def test_the_worker_publishes_both_or_none(pair, cannot_be_saved):
    cannot_be_saved.add(max(page.pk for page in pair))
    with time_machine.travel(NINE - HOUR):
        pair_acts.schedule_pair(pair, moment=NINE, user=None)
    with time_machine.travel(NINE, tick=False):
        outcome = run_schedule()

    assert (outcome.published, outcome.failed) == (0, 2)
    assert live(*pair) == [False, False]
    failures = ScheduleFailure.objects.all()
    assert {failure.page_id for failure in failures} == {page.pk for page in pair}

    # One that is due for a retry waits for the other.
    first = failures.first()
    ScheduleFailure.objects.filter(pk=first.pk).update(next_attempt_at=NINE)
    assert due_items(now=NINE) == []

    cannot_be_saved.clear()
    with time_machine.travel(NINE + HOUR, tick=False):
        assert run_schedule().published == 2
    assert live(*pair) == [True, True]
    assert not ScheduleFailure.objects.exists()


def test_the_worker_takes_both_down_or_none(office, language):
    pair = make_pair(office, language, live=True)
    with time_machine.travel(NINE - HOUR):
        for page in pair:
            page.expire_at = NINE
            page.save_revision().publish()
    with time_machine.travel(NINE, tick=False):
        assert run_schedule().expired == 2
    assert live(*pair) == [False, False]


def test_both_are_taken_down(office, language, client):
    pair = make_pair(office, language, live=True)

    act(client, pair[0], "withdraw-both")

    assert live(*pair) == [False, False]


def test_unpublishing_in_wagtails_view_is_one_transaction(office, language, client, monkeypatch):
    pair = make_pair(office, language, live=True)
    seen = []

    def remember(sender, instance, **kwargs):
        if isinstance(instance, ArticlePage) and not instance.live:
            seen.append(len(transaction.get_connection().savepoint_ids))
            if len(seen) == 2:
                raise IntegrityError

    pre_save.connect(remember)
    try:
        with pytest.raises(IntegrityError):
            client.post(reverse("wagtailadmin_pages:unpublish", args=[pair[0].pk]))
    finally:
        pre_save.disconnect(remember)
    assert live(*pair) == [True, True]


def test_both_are_made_private_and_readable_again(office, language, client):
    pair = make_pair(office, language, live=True)

    act(client, pair[0], "private-both")
    restricted = PageViewRestriction.objects.values_list("page_id", flat=True)
    assert set(restricted) == {page.pk for page in pair}

    act(client, pair[1], "public-both")
    assert not PageViewRestriction.objects.exists()


def test_one_waits_until_the_other_is_public(pair, client, office):
    waiting, other = pair
    shown = act(client, waiting, "hold").content.decode()

    assert "is published in the same moment as the other language" in shown
    assert live(*pair) == [False, False]
    assert pair_state(Page.objects.get(pk=other.pk)).other(other.locale.language_code).is_held
    # A later draft does not go out with it.
    held = waiting.get_latest_revision()
    ArticlePage.objects.get(pk=waiting.pk).save_revision()
    sequencing.sequence()

    form = statement_form(other, **{"action-publish": "yes"})
    form["title"] = other.title
    client.post(reverse("wagtailadmin_pages:edit", args=[other.pk]), form)
    if not live(other)[0]:
        other.get_latest_revision().publish()

    assert live(*pair) == [True, True]
    assert Page.objects.get(pk=waiting.pk).live_revision_id == held.pk
    assert not HeldVersion.objects.exists()
    sequencing.sequence()
    changes = Change.objects.filter(page_id__in=[page.pk for page in pair])
    assert len({change.noticed_at for change in changes}) == 1


def test_one_waits_for_the_schedule_of_the_other(pair):
    waiting, other = pair
    with time_machine.travel(NINE - HOUR):
        pair_acts.hold(waiting, user=None)
        other.go_live_at = NINE
        other.save_revision().publish()
        assert live(*pair) == [False, False]
    with time_machine.travel(NINE, tick=False):
        run_schedule()
    assert live(*pair) == [True, True]


def test_what_waits_and_fails_stops_the_other(pair, cannot_be_saved):
    waiting, other = pair
    pair_acts.hold(waiting, user=None)
    cannot_be_saved.add(waiting.pk)

    with pytest.raises(ValidationError):
        other.get_latest_revision().publish()

    assert live(*pair) == [False, False]
    assert HeldVersion.objects.exists()


def test_a_hold_can_be_ended(pair, client):
    act(client, pair[0], "hold")
    act(client, pair[1], "end-hold")

    pair[1].get_latest_revision().publish()
    assert live(*pair) == [False, True]
    actions = set(PageLogEntry.objects.values_list("action", flat=True))
    assert {pair_acts.HOLD_ACTION, pair_acts.RELEASE_ACTION} <= actions


def test_publishing_the_waiting_page_by_hand_ends_its_hold(pair):
    pair_acts.hold(pair[0], user=None)

    pair[0].get_latest_revision().publish()

    assert live(*pair) == [True, False]
    assert not HeldVersion.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["publish-both", "schedule-both", "withdraw-both", "private-both", "hold", "end-hold"],
)
def test_an_editor_may_only_submit(office, language, name):
    pair = make_pair(office, language, live=name == "withdraw-both")
    editor = log_in(office, name="editor", approves=False)
    address = reverse("newsroom_translation", args=[pair[0].pk])
    shown = editor.get(address).content.decode()
    before = live(*pair)

    response = editor.post(address, {"action": name, "moment": "2099-06-16T09:00"})

    assert response.status_code in (302, 403)
    assert name not in shown
    assert live(*pair) == before
    assert not HeldVersion.objects.exists()
    assert not PageViewRestriction.objects.exists()
    assert not any(Page.objects.get(pk=page.pk).approved_schedule for page in pair)


def test_another_offices_approver_does_nothing(office, pair):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    stranger = log_in(other)

    stranger.post(reverse("newsroom_translation", args=[pair[0].pk]), {"action": "publish-both"})

    assert live(*pair) == [False, False]


def test_acts_say_that_both_say_the_same(office, language, client):
    source = make_statement(office, language=language, text=TEXT[language], publish=True)
    source.copy_for_translation(office.indexes[other_language(language)].locale)
    ArticlePage.objects.get(pk=source.pk).save_revision()

    act(client, source, "submit-both", says_the_same="yes")

    assert not pair_state(Page.objects.get(pk=source.pk)).is_behind


def test_a_held_version_that_was_to_go_live_later_goes_out_now(pair):
    waiting, other = pair
    waiting.go_live_at = timezone.now() + HOUR
    waiting.save_revision()
    pair_acts.hold(Page.objects.get(pk=waiting.pk), user=None)

    other.get_latest_revision().publish()

    assert live(*pair) == [True, True]
