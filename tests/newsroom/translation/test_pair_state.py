"""The state of both languages of a page, one by one and as conditions of lists."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Workflow

from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage
from newsroom.translation.origins import mark_as_equal
from newsroom.translation.pair_state import (
    PairFilter,
    Status,
    pair_condition,
    pair_state,
    pair_states,
    side_condition,
    status_condition,
)
from tests.factories import make_office, make_statement

HOUR = datetime.timedelta(hours=1)


def _draft(page):
    ArticlePage.objects.filter(pk=page.pk).update(live=False, first_published_at=None)


def _in_review(page):
    _draft(page)
    page = ArticlePage.objects.get(pk=page.pk)
    page.save_revision()
    page.get_workflow().start(page, None)


def _scheduled(page):
    page.unpublish()
    page.go_live_at = timezone.now() + HOUR
    page.save_revision().publish()


def _not_before(page):
    ArticlePage.objects.filter(pk=page.pk).update(go_live_at=timezone.now() + HOUR)


def _expired(page):
    page.unpublish(set_expired=True)


def _expiring(page):
    ArticlePage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - HOUR)


def _restricted(page):
    PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page=page, restriction_type="login")]
    )


CASES = [
    (Status.MISSING, lambda page: page.delete()),
    (Status.DRAFT, _draft),
    (Status.IN_REVIEW, _in_review),
    (Status.SCHEDULED, _scheduled),
    (Status.SCHEDULED, _not_before),
    (Status.UNPUBLISHED, lambda page: page.unpublish()),
    (Status.EXPIRED, _expired),
    (Status.EXPIRED, _expiring),
    (Status.RESTRICTED, _restricted),
]


@pytest.fixture
def pair(office, language):
    page = make_statement(office, language=language, publish=True)
    other = make_statement(
        office, language=other_language(language), translation_of=page, publish=True
    )
    return page, other


def fresh(page) -> Page:
    return Page.objects.get(pk=page.pk)


@pytest.mark.parametrize(
    ("status", "change"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)]
)
def test_a_pair_of_which_one_side_is_not_public_is_seen(pair, language, status, change):
    page, other = pair
    assert not pair_state(fresh(page)).is_half_public

    change(other)

    state = pair_state(fresh(page))
    side = state.other(language)
    assert (state.side(language).status, side.status) == (Status.PUBLIC, status)
    assert state.is_half_public == (status != Status.MISSING)
    rows = Page.objects.filter(pk=page.pk)
    matching = {
        each for each in Status if rows.filter(side_condition(side.language, each)).exists()
    }
    assert matching == {status}
    for chosen, expected in {
        PairFilter.HALF_PUBLIC: status != Status.MISSING,
        PairFilter.SINGLE: True,
        PairFilter.BOTH: status != Status.MISSING,
        PairFilter.ONE: status == Status.MISSING,
        PairFilter.BEHIND: False,
    }.items():
        assert rows.filter(pair_condition(chosen)).exists() == expected, chosen
    if status != Status.MISSING:
        others = Page.objects.filter(pk=other.pk)
        assert others.filter(status_condition(status)).exists()
        assert others.filter(pair_condition(PairFilter.HALF_PUBLIC)).exists()
        assert not others.filter(pair_condition(PairFilter.SINGLE)).exists()


def test_a_newer_version_of_a_public_page_is_named(office, pair, language):
    page, other = pair
    other = ArticlePage.objects.get(pk=other.pk)
    other.save_revision()
    state = pair_state(fresh(page)).other(language)
    assert (state.status, state.next_status) == (Status.PUBLIC, Status.DRAFT)
    assert state.describe() == "Public, newer draft"

    other = ArticlePage.objects.get(pk=other.pk)
    Workflow.objects.get(name__startswith="Mared Puw").start(other, None)
    assert pair_state(fresh(page)).other(language).next_status == Status.IN_REVIEW


def test_a_change_of_either_language_leaves_the_other_behind(office, language):
    source = make_statement(office, language=language, publish=True)
    translation = source.copy_for_translation(office.indexes[other_language(language)].locale)
    # The translator's own work is no change of the translation.
    translation.title = "Yn barod"
    translation.save_revision().publish()
    assert not pair_state(fresh(source)).is_behind

    ArticlePage.objects.get(pk=translation.pk).save_revision()
    state = pair_state(fresh(source))
    assert state.side(language).behind_since is not None
    assert state.other(language).behind_since is None
    assert "behind since" in state.side(language).describe()

    ArticlePage.objects.get(pk=source.pk).save_revision()
    assert pair_state(fresh(source)).other(language).behind_since is not None
    behind = Page.objects.filter(pair_condition(PairFilter.BEHIND))
    assert {page.pk for page in behind} == {source.pk, translation.pk}

    mark_as_equal(fresh(source), other=fresh(translation))
    assert not pair_state(fresh(source)).is_behind
    assert not behind.all().exists()


def test_a_side_is_behind_since_the_first_change(office, language):
    source = make_statement(office, language=language, publish=True)
    source.copy_for_translation(office.indexes[other_language(language)].locale)
    first = ArticlePage.objects.get(pk=source.pk).save_revision()
    ArticlePage.objects.get(pk=source.pk).save_revision()

    assert pair_state(fresh(source)).other(language).behind_since == first.created_at


def test_a_draft_that_is_written_over_is_a_change(office, language):
    source = make_statement(office, language=language, live=False)
    revision = source.save_revision()
    source.copy_for_translation(office.indexes[other_language(language)].locale)
    source.title = "Another title"
    source.save_revision(overwrite_revision=revision)

    assert pair_state(fresh(source)).other(language).behind_since is not None


def test_an_untranslated_copy_counts_as_missing(office, language):
    source = make_statement(office, language=language, publish=True)
    index = office.indexes[other_language(language)]
    source.create_alias(parent=index, update_locale=index.locale, update_slug="copy")

    assert pair_state(fresh(source)).other(language).status == Status.MISSING


def test_the_number_of_queries_is_constant(office):
    def count() -> int:
        pages = list(ArticlePage.objects.all())
        with CaptureQueriesContext(connection) as queries:
            pair_states(pages)
        return len(queries)

    def add(numbers: range) -> None:
        for number in numbers:
            page = make_statement(office, title=f"Statement {number}", publish=True)
            page.copy_for_translation(office.indexes["cy"].locale)

    add(range(1))
    count()  # fills caches of content types
    few = count()
    add(range(1, 4))

    assert count() == few == 3


def test_another_offices_pages_are_no_part_of_a_pair(office, language):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    page = make_statement(office, language=language, publish=True)
    make_statement(
        other, language=other_language(language), translation_of=page, title="Theirs", publish=True
    )

    assert pair_state(fresh(page)).other(language).status == Status.MISSING
