"""The screen with what readers search for, limited to the editor's offices."""

import csv
import datetime
import io

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from search.models.statistics import CountIncrement, QueryCount, add_counts
from search.statistics.line_normalisation import line_key
from tests.factories import make_office
from tests.newsroom.editors import log_in


def counted(office, line: str, *, days_ago: int = 1, language: str = "en", hidden=False, **numbers):
    """Add a count; `hidden` where the line is not common yet."""
    day = (timezone.localdate() - datetime.timedelta(days=days_ago)).isoformat()
    site_id = office.site.pk
    key = line_key(line, site_id=site_id, language=language)
    add_counts([CountIncrement(day=day, site_id=site_id, language=language, key=key, **numbers)])
    if not hidden:
        QueryCount.objects.filter(key=key).update(line=line)


@pytest.fixture
def client(office):
    return log_in(office, approves=False)


def screen(client, **parameters):
    return client.get(reverse("archive_search_queries"), parameters)


def shown(response) -> list[tuple]:
    return [(row.line, row.count, row.nothing, row.previous) for row in response.context["rows"]]


def test_lines_come_by_frequency_with_the_previous_period(office, client):
    counted(office, "rail", searches=5)
    counted(office, "rail", searches=2, days_ago=40)
    counted(office, "bus", searches=9, nothing=9)
    counted(office, "mared puw", searches=2, hidden=True)

    response = screen(client)

    assert shown(response) == [("bus", 9, 9, 0), ("rail", 5, 0, 2)]
    totals = response.context["totals"]
    assert (totals.searches, totals.nothing, totals.unnamed) == (16, 9, 2)
    assert "mared puw" not in response.content.decode()
    assert sum(bar.week.searches for bar in response.context["bars"]) == 16


def test_filters(office, client):
    counted(office, "rail", searches=5)
    counted(office, "rheilffordd", searches=3, nothing=1, language="cy")
    counted(office, "old", searches=3, relaxed=3, days_ago=100)

    assert len(shown(screen(client, days="364"))) == 3
    assert shown(screen(client, language="cy")) == [("rheilffordd", 3, 1, 0)]
    assert shown(screen(client, shown="nothing")) == [("rheilffordd", 3, 1, 0)]
    assert shown(screen(client, shown="relaxed", days="364")) == [("old", 3, 0, 0)]
    assert len(shown(screen(client, days="999", shown="x", language="fr", site="x", p="x"))) == 2


def test_other_offices_are_never_seen(office, client):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    counted(other, "secret", searches=50)

    for parameters in ({}, {"site": other.site.pk}, {"export": "csv"}):
        response = screen(client, **parameters)
        content = b"".join(response) if response.streaming else response.content
        assert b"secret" not in content

    stranger = get_user_model().objects.create_user("stranger")
    client.force_login(stranger)
    assert screen(client).status_code == 302


def test_an_administrator_sees_all_offices_or_one(office, admin_client):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    counted(office, "rail", searches=5)
    counted(other, "bus", searches=4)

    assert len(shown(screen(admin_client))) == 2
    assert shown(screen(admin_client, site=other.site.pk)) == [("bus", 4, 0, 0)]


def test_rows_link_to_the_results(office, client, language):
    counted(office, "rail & bus", searches=5, language=language)

    (row,) = screen(client).context["rows"]

    with translation.override(language):
        assert row.results_url == f"http://localhost{reverse('search')}?q=rail+%26+bus"


def test_only_users_who_may_curate_get_links(office, client):
    counted(office, "rail", searches=5)
    (row,) = screen(client).context["rows"]
    assert "words=rail&language=en" in row.synonym_url
    assert row.promotion_url == ""

    (row,) = screen(log_in(office, name="second")).context["rows"]
    assert "words=rail&language=en" in row.synonym_url
    assert "query=rail&language=en" in row.promotion_url


def test_the_csv_contains_no_formulas(office, client):
    counted(office, "-bus rail", searches=5)
    counted(office, "=1+1", searches=4)

    response = screen(client, export="csv", days="7")

    assert response["Content-Disposition"].startswith("attachment")
    text = b"".join(response).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in rows[1:]] == ["'-bus rail", "'=1+1"]
    assert rows[1][3] == "5"


def test_the_screen_is_in_the_editors_language(office, client):
    user = get_user_model().objects.get(username__startswith="approver")
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "cy"})
    counted(office, "rail", searches=5)

    content = screen(client).content.decode()

    assert '<html lang="cy"' in content.replace('lang="cy-gb"', 'lang="cy"')


def test_the_number_of_queries_is_the_same_for_one_and_many(office, client):
    counted(office, "rail", searches=5)
    screen(client)
    with CaptureQueriesContext(connection) as few:
        screen(client)
    for number in range(40):
        counted(office, f"line {number}", searches=5, language="en" if number % 2 else "cy")
    with CaptureQueriesContext(connection) as many:
        screen(client)

    assert len(many) == len(few)


def test_the_menu_links_to_the_screen(office, client):
    response = client.get(reverse("wagtailadmin_home"))

    assert reverse("archive_search_queries") in response.content.decode()
