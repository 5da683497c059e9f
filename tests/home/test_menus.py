"""Menus link public pages in the reader's language."""

import uuid

import pytest
from wagtail.models import PageViewRestriction

from home.models import Navigation, StandardPage


def add_page(office, *, language: str, title: str, **fields) -> StandardPage:
    home = office.homes[language]
    return home.add_child(instance=StandardPage(title=title, locale=home.locale, **fields))


def put_in_menu(office, *pages, **labels) -> None:
    navigation = Navigation.objects.get(site=office.site)
    navigation.main_menu = [
        {"type": "link", "id": str(uuid.uuid4()), "value": {"page": page.pk, **labels}}
        for page in pages
    ]
    navigation.save()


def menu_of(client, address: str) -> list[tuple[str, str]]:
    return [(link.label, link.url) for link in client.get(address).context["menu"]]


def test_a_menu_shows_the_translation_of_a_chosen_page(office, client):
    english = add_page(office, language="en", title="About")
    welsh = add_page(
        office, language="cy", title="Amdanaf", translation_key=english.translation_key
    )
    put_in_menu(office, english)

    assert menu_of(client, office.homes["en"].url) == [("About", english.url)]
    assert menu_of(client, office.homes["cy"].url) == [("Amdanaf", welsh.url)]


def test_a_page_without_translation_is_marked_with_its_language(office, client):
    put_in_menu(office, add_page(office, language="en", title="Campaigns"))

    (link,) = client.get(office.homes["cy"].url).context["menu"]

    assert link.url == "/cy/campaigns/"
    assert link.language == link.label_language == "en"
    assert client.get(link.url).status_code == 200


@pytest.mark.parametrize("state", ["draft", "restricted"])
def test_a_page_that_is_not_public_is_left_out(office, client, state):
    page = add_page(office, language="en", title="Secret", live=state != "draft")
    if state == "restricted":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    put_in_menu(office, page, office.indexes["en"])

    assert menu_of(client, office.homes["en"].url) == [("News", "/news/")]


@pytest.mark.parametrize("in_menu", [False, True])
def test_the_footer_links_to_the_feeds_once(office, client, language, in_menu):
    url = {"en": "/news/feeds/", "cy": "/cy/newyddion/ffrydiau/"}[language]
    if in_menu:
        navigation = Navigation.objects.get(site=office.site)
        value = {"url": url, "label_en": "RSS", "label_cy": "RSS"}
        navigation.footer_menu = [{"type": "link", "id": str(uuid.uuid4()), "value": value}]
        navigation.save()

    page = client.get(office.homes[language].url).content.decode()

    assert page.count(f'<a href="{url}">') == 1


def test_without_a_menu_the_sections_that_ask_for_it_are_offered(office, client, language):
    index = office.indexes[language]

    assert menu_of(client, office.homes[language].url) == [(index.title, index.url)]


def test_the_number_of_queries_does_not_grow_with_the_menu(
    office, client, django_assert_max_num_queries
):
    pages = [add_page(office, language="en", title=f"Page {number}") for number in range(8)]
    put_in_menu(office, *pages)
    client.get(office.homes["en"].url)

    with django_assert_max_num_queries(20):
        client.get(office.homes["en"].url)
