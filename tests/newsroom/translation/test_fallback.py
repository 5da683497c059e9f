"""Tests of pages that exist in one language only, in both directions."""

import pytest
from django.utils.translation import override

from home.models import StandardPage
from newsroom.models import ArticlePage
from newsroom.translation.counterparts import counterpart, other_language_url
from tests.factories import make_statement

OTHER = {"en": "cy", "cy": "en"}


@pytest.fixture
def untranslated(office, language):
    return make_statement(office, language=language, title="Words of one language")


def address_in(office, language: str, page: ArticlePage) -> str:
    return f"{office.indexes[language].url}{page.slug}/"


def test_it_is_shown_within_the_readers_interface_and_marked_with_its_language(
    client, office, language, untranslated
):
    other = OTHER[language]

    response = client.get(address_in(office, other, untranslated))
    html = response.content.decode()

    assert response.status_code == 200
    assert f'<html lang="{other}"' in html
    assert response.context["reading"].untranslated
    assert response.context["reading"].content_language == language
    assert f'<link rel="canonical" href="http://localhost{untranslated.url}">' in html
    assert 'hreflang="' not in html.split("</head>")[0]


def test_in_its_own_language_it_is_an_ordinary_page(client, untranslated):
    reading = client.get(untranslated.url).context["reading"]

    assert not reading.untranslated
    assert reading.counterpart is None


def test_the_address_redirects_to_a_public_translation(client, office, language, untranslated):
    other = OTHER[language]
    translated = make_statement(
        office, language=other, title="Quite different words", translation_of=untranslated
    )

    response = client.get(address_in(office, other, untranslated))

    assert response.status_code == 302
    assert response.url == translated.url
    assert counterpart(untranslated.__class__.objects.get(pk=untranslated.pk)).pk == translated.pk


def test_a_draft_translation_changes_nothing(client, office, language, untranslated):
    make_statement(
        office,
        language=OTHER[language],
        title="Secret draft",
        slug=untranslated.slug,
        translation_of=untranslated,
        live=False,
    )

    response = client.get(address_in(office, OTHER[language], untranslated))

    assert response.status_code == 200
    assert "Secret draft" not in response.content.decode()


def test_a_draft_is_not_shown_in_the_other_language(client, office, language):
    draft = make_statement(office, language=language, live=False)

    assert client.get(address_in(office, OTHER[language], draft)).status_code == 404


def test_a_path_with_the_other_languages_slug_redirects(client, office, language, untranslated):
    """`/cy/news/…` names the English index and redirects to the path with the Welsh one."""
    other = OTHER[language]
    home, index = office.homes[other], office.indexes[language]

    response = client.get(f"{home.url}{index.slug}/{untranslated.slug}/")

    assert response.status_code == 302
    assert response.url == address_in(office, other, untranslated)


def test_the_language_switch_links_both_addresses(client, office, language, untranslated):
    away = address_in(office, OTHER[language], untranslated)
    there = client.get(untranslated.url)
    back = client.get(away)

    with override(language):
        assert other_language_url(untranslated, there.wsgi_request) == away
    assert f'href="{away}"' in there.content.decode()
    assert f'href="{untranslated.url}"' in back.content.decode()


def test_lists_exclude_it_and_link_to_a_list_that_includes_it(
    client, office, language, untranslated
):
    index_url = office.indexes[OTHER[language]].url
    listing = client.get(index_url).context["listing"]

    offered = client.get(listing.untranslated_url)

    assert listing.statements == []
    assert listing.untranslated_count == 1
    assert [page.pk for page in offered.context["listing"].statements] == [untranslated.pk]
    assert offered.context["listing"].includes_untranslated
    assert 'content="noindex' in offered.content.decode()


def test_filters_apply_to_untranslated_statements_by_their_own_categories(client, office, language):
    other = OTHER[language]
    make_statement(office, language=language, categories=[office.categories[language][0]])
    first, second, _ = office.categories[other]
    base = f"{office.indexes[other].url}?include=untranslated&category="

    assert client.get(base + first.slug).context["listing"].total == 1
    assert client.get(base + second.slug).context["listing"].total == 0


def test_nested_standard_pages_fall_back_too(client, office, language):
    parent = StandardPage(title="About", slug="about", locale=office.homes[language].locale)
    office.homes[language].add_child(instance=parent)
    child = StandardPage(title="Region", slug="region", locale=parent.locale)
    parent.add_child(instance=child)
    home_url = office.homes[OTHER[language]].url

    response = client.get(f"{home_url}about/region/")

    assert response.status_code == 200
    assert response.context["untranslated"]
    assert response.context["content_language"] == language
