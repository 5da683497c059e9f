"""The warning when the two languages have different go-live or expiry times."""

import datetime

import pytest
from django.urls import reverse

from newsroom.languages.configured import other_language
from tests.factories import make_statement
from tests.newsroom.editors import log_in, statement_form

NOT_SCHEDULED = "The other language is not scheduled for the same time."
NO_EXPIRY = "The other language does not expire at the same time."


@pytest.fixture
def pair(office, language):
    page = make_statement(office, language=language, live=False)
    translation = make_statement(
        office, language=other_language(language), translation_of=page, live=False
    )
    return page, translation


def save(office, page, **changes) -> str:
    client = log_in(office)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(address, statement_form(page, **changes), follow=True).content.decode()


def test_different_times_cause_a_warning(office, pair):
    page, _translation = pair

    content = save(office, page, go_live_at="2099-06-16 09:00", expire_at="2099-06-17 09:00")

    assert NOT_SCHEDULED in content
    assert NO_EXPIRY in content


def test_equal_times_cause_no_warning(office, pair):
    page, translation = pair
    nine = datetime.datetime(2099, 6, 16, 8, 0, tzinfo=datetime.UTC)
    translation.go_live_at = nine
    translation.save_revision()

    content = save(office, page, go_live_at="2099-06-16 09:00")

    assert NOT_SCHEDULED not in content


def test_pages_without_times_cause_no_warning(office, pair):
    content = save(office, pair[0])

    assert NOT_SCHEDULED not in content
    assert NO_EXPIRY not in content
