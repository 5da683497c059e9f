"""Tests of what the API tells of both languages of a statement: only what is public."""

import datetime

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import PageViewRestriction

from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, Change, Embargo, TranslationOrigin
from newsroom.partners.changes.sequencing import sequence
from newsroom.translation.origins import mark_as_equal, record_origin
from tests.factories import make_statement

DAY = datetime.timedelta(days=1)


@pytest.fixture
def pair(office, language):
    """A statement and its translation, both public and recorded as saying the same."""
    page = make_statement(office, language=language, publish=True)
    translation = make_statement(
        office, language=other_language(language), translation_of=page, live=False
    )
    record_origin(translation, source=page)
    translation.save_revision().publish()
    sequence()
    return page, translation


def states(client, page) -> dict[str, tuple[str, str | None]]:
    document = client.get(f"/api/v1/statements/{page.pk}/?fields=language_states").json()
    return {
        each["language"]: (each["state"], each["behind_since"])
        for each in document["language_states"]
    }


def publish(page, **changes) -> None:
    page = ArticlePage.objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_a_change_of_either_language_leaves_the_other_behind(client, pair, language):
    other = other_language(language)
    assert states(client, pair[0]) == {language: ("current", None), other: ("current", None)}

    for changed, left in ((pair[0], pair[1]), (pair[1], pair[0])):
        moment = timezone.now() + DAY
        with time_machine.travel(moment):
            publish(changed, title="Later words")
        with time_machine.travel(moment + 3 * DAY):
            publish(changed, title="Still later words")
        day = timezone.localtime(moment).date().isoformat()
        expected = {
            changed.locale.language_code: ("current", None),
            left.locale.language_code: ("behind", day),
        }
        assert states(client, changed) == states(client, left) == expected
        mark_as_equal(
            ArticlePage.objects.get(pk=changed.pk), other=ArticlePage.objects.get(pk=left.pk)
        )
        assert {state for state, _day in states(client, left).values()} == {"current"}


def test_a_draft_tells_nothing(client, pair):
    before = states(client, pair[0])
    etag = client.get(f"/api/v1/statements/{pair[0].pk}/")["ETag"]
    draft = ArticlePage.objects.get(pk=pair[0].pk)
    draft.title = "Not yet"
    draft.save_revision()

    assert states(client, pair[0]) == before
    assert client.get(f"/api/v1/statements/{pair[0].pk}/")["ETag"] == etag


@pytest.mark.parametrize("how", ["draft", "missing", "withdrawn", "private", "embargo", "early"])
def test_what_is_not_public_looks_the_same(client, office, how):
    page = make_statement(office, language="en", publish=True)
    if how != "missing":
        other = make_statement(office, language="cy", translation_of=page, live=how != "draft")
        record_origin(other, source=page)
        other.save_revision()
    if how == "withdrawn":
        other.unpublish()
    elif how == "private":
        other.move(office.homes["cy"], pos="last-child")
        PageViewRestriction.objects.bulk_create(
            [PageViewRestriction(page=other, restriction_type="login")]
        )
    elif how == "embargo":
        Embargo.objects.bulk_create([Embargo(page_id=other.pk, until=timezone.now() + DAY)])
    elif how == "early":
        ArticlePage.objects.filter(pk=other.pk).update(go_live_at=timezone.now() + DAY)
    publish(page, title="Later words")

    assert states(client, page) == {"en": ("current", None), "cy": ("not_public", None)}


def test_nobody_has_said_whether_imported_languages_agree(client, office):
    page = make_statement(office, language="en", publish=True)
    make_statement(office, language="cy", translation_of=page, publish=True)
    TranslationOrigin.objects.all().delete()
    assert {state for state, _day in states(client, page).values()} == {"unknown"}


def test_lists_are_filtered(client, office, pair):
    single = make_statement(office, language="cy", publish=True)
    agreed = make_statement(office, language="en", publish=True)
    make_statement(office, language="cy", translation_of=agreed, publish=True)
    publish(pair[0], title="Later words")

    def ids(chosen: str) -> set[int]:
        listed = client.get(f"/api/v1/statements/?translation={chosen}&limit=50").json()
        return {item["id"] for item in listed["items"]}

    assert ids("behind") == {page.pk for page in pair}
    assert single.pk in ids("single")
    assert not ids("single") & ids("both")
    assert ids("both") >= {agreed.pk, *(page.pk for page in pair)}
    assert client.get("/api/v1/statements/?translation=draft").status_code == 422


def test_the_change_feed_and_the_etag_tell_of_it(client, pair):
    changed, left = pair
    address = f"/api/v1/statements/{left.pk}/"
    etag = client.get(address)["ETag"]
    head = Change.objects.count()

    publish(changed, title="Later words")
    sequence()

    told = Change.objects.order_by("position")[head:].values_list("kind", "page_id")
    assert set(told) == {("edited", changed.pk), ("edited", left.pk)}
    behind = client.get(address, headers={"If-None-Match": etag})
    assert behind.status_code == 200

    head = Change.objects.count()
    mark_as_equal(ArticlePage.objects.get(pk=changed.pk), other=ArticlePage.objects.get(pk=left.pk))
    sequence()
    told = Change.objects.order_by("position")[head:].values_list("kind", "page_id")
    assert set(told) == {("edited", changed.pk), ("edited", left.pk)}
    agreed = client.get(address, headers={"If-None-Match": behind["ETag"]})
    assert agreed.status_code == 200
