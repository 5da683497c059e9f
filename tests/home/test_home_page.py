"""The home page: heading and newest statements by category."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale

from home.models import OfficeSettings
from newsroom.models import Category
from tests.factories import make_image, make_statement


def add_categories(office, language: str, number: int) -> list[Category]:
    """Return `number` categories in their order, instead of those that the office has."""
    Category.objects.all().delete()
    locale = Locale.objects.get(language_code=language)
    return [
        Category.objects.create(
            site=office.site, locale=locale, name=f"Kind {place}", slug=f"kind-{place}", order=place
        )
        for place in range(number)
    ]


def file_under(office, language: str, category: Category, *, year: int, number: int = 1) -> None:
    for month in range(1, number + 1):
        make_statement(
            office,
            language=language,
            title=f"{category.name} {year}-{month}",
            date=datetime.date(year, month, 1),
            categories=[category],
        )


def shown(client, office, language: str) -> list[str]:
    groups = client.get(office.homes[language].url).context["category_groups"]
    return [group.category.name for group in groups]


@pytest.mark.parametrize("logo", [False, True])
def test_the_heading_is_the_name_and_the_role_stands_beneath(office, client, language, logo):
    OfficeSettings.objects.update(
        name_cy="Mared Puw AS", name_en="Mared Puw MS", logo=make_image() if logo else None
    )

    page = client.get(office.homes[language].url).content.decode()

    name = {"en": "Mared Puw MS", "cy": "Mared Puw AS"}[language]
    role = {"en": "Member of the Senedd", "cy": "Aelod o&#x27;r Senedd"}[language]
    assert f'<h1 class="page-title">{name}</h1>' in page
    assert role in page.partition("</h1>")[2].partition("</p>")[0]


def test_the_categories_with_the_newest_statements_come_in_the_offices_order(
    office, client, language
):
    kinds = add_categories(office, language, 5)
    for kind, year in zip(kinds, (2020, 2014, 2022, 2013, 2021), strict=True):
        file_under(office, language, kind, year=year)

    assert shown(client, office, language) == ["Kind 0", "Kind 2", "Kind 4"]


@pytest.mark.parametrize(("with_two", "expected"), [(5, 3), (6, 6), (7, 6)])
def test_six_are_shown_only_where_six_have_two_statements(office, client, with_two, expected):
    for kind in add_categories(office, "en", 7):
        file_under(office, "en", kind, year=2020, number=2 if kind.order < with_two else 1)

    assert len(shown(client, office, "en")) == expected


def test_each_category_shows_its_three_newest(office, client, language):
    (kind,) = add_categories(office, language, 1)
    file_under(office, language, kind, year=2019, number=5)
    make_statement(
        office, language=language, date=datetime.date(2020, 1, 1), live=False, categories=[kind]
    )

    (group,) = client.get(office.homes[language].url).context["category_groups"]

    assert [page.date.month for page in group.statements] == [5, 4, 3]


def test_the_number_of_queries_depends_neither_on_categories_nor_on_statements(office, client):
    kinds = add_categories(office, "en", 9)
    address = office.homes["en"].url

    def count() -> int:
        # Time is frozen, so that caches of a few seconds do not expire in between.
        with time_machine.travel(timezone.now(), tick=False):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
        return len(queries)

    for kind in kinds[:3]:
        file_under(office, "en", kind, year=2018)
    few = count()
    for kind in kinds:
        file_under(office, "en", kind, year=2019, number=6)

    assert count() == few
