"""Tests that queries by a range of paths match the same pages as queries by a path prefix."""

import uuid

import pytest
from django.utils import timezone, translation
from wagtail.models import Page, PageViewRestriction, Site

from home.models import StandardPage
from home.pages.menus import menus
from newsroom.addresses.indexes import index_for
from newsroom.models import ArticlePage
from newsroom.visibility import public
from newsroom.visibility.tree import at_or_below, home_path, in_language
from tests.factories import make_office, make_statement


@pytest.fixture
def offices(office):
    """Two offices with statements in both languages and standard pages three levels deep."""
    both = [
        office,
        make_office(hostname="second.example", is_default=False, name_en="Two", name_cy="Dau"),
    ]
    for each in both:
        for code in ("en", "cy"):
            page = each.homes[code]
            for number in range(3):
                make_statement(each, language=code, title=f"{code} {number}")
                page = page.add_child(
                    instance=StandardPage(
                        title=f"Deep {number}", locale=each.homes[code].locale, show_in_menus=True
                    )
                )
    return both


def paths(pages) -> set[str]:
    return set(pages.values_list("path", flat=True))


def test_the_range_matches_the_pages_below_each_page(offices):
    # Steps of the path that end with the last letter, as after very many additions.
    parent = offices[0].indexes["en"]
    for last in ("ZZZZ", "ZZZ1", "00ZZ"):
        slug = uuid.uuid4().hex
        ArticlePage(
            title=last,
            slug=slug,
            path=parent.path + last,
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}{slug}/",
            locale=parent.locale,
        ).save()

    for page in Page.objects.all():
        inside = Page.objects.filter(path__startswith=page.path)
        statements = ArticlePage.objects.filter(path__startswith=page.path)
        assert paths(Page.objects.filter(at_or_below(page.path))) == paths(inside)
        assert paths(ArticlePage.objects.descendant_of(page)) == paths(statements) - {page.path}
        assert paths(ArticlePage.objects.descendant_of(page, inclusive=True)) == paths(statements)
        assert paths(ArticlePage.objects.child_of(page)) == paths(
            statements.filter(depth=page.depth + 1)
        )


def test_siblings_with_a_common_path_prefix_are_distinguished(office):
    root = Page.get_first_root_node()
    made = [root.add_child(instance=Page(title=f"Sibling {n}", slug=f"s{n}")) for n in range(12)]
    child = made[9].add_child(instance=Page(title="Child", slug="child"))

    assert paths(Page.objects.filter(at_or_below(made[9].path))) == {made[9].path, child.path}


def test_each_site_has_its_own_home_in_each_language(offices, language):
    for each in offices:
        site = Site.objects.get(pk=each.site.pk)
        below = Page.objects.filter(
            at_or_below(home_path(site, language=language)), in_language(language)
        )
        by_address = Page.objects.filter(
            url_path__startswith=each.homes[language].url_path, locale__language_code=language
        )
        assert paths(below) == paths(by_address) != set()


def test_a_language_without_a_home_has_no_pages(offices):
    site = Site.objects.get(pk=offices[0].site.pk)

    assert not Page.objects.filter(at_or_below(home_path(site, language="fr"))).exists()


def test_each_site_has_its_own_index_and_sections(offices, rf, language, settings):
    settings.ALLOWED_HOSTS = ["*"]
    for each in offices:
        request = rf.get("/", headers={"host": each.site.hostname})
        assert index_for(language, request=request) == each.indexes[language]
        with translation.override(language):
            found = [link.label for link in menus(request).main]
        sections = public(Page.objects.child_of(each.homes[language])).filter(show_in_menus=True)
        assert found == [page.title for page in sections.order_by("path")]
        assert "Deep 0" in found
        assert "Deep 1" not in found


def test_a_restriction_hides_the_page_its_descendants_and_copies(offices):
    """One query matches the same pages as the rule applied page by page."""
    first, second = offices
    for each in offices:
        for page in ArticlePage.objects.child_of(each.indexes["en"])[:2]:
            page.create_alias(parent=each.indexes["cy"], update_locale=each.indexes["cy"].locale)
            page.create_alias(parent=each.indexes["en"], update_slug=f"{page.slug}-copy")
    restricted = [second.indexes["en"], StandardPage.objects.child_of(first.homes["cy"]).get()]
    for page in restricted:
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    # The translations of restricted pages are restricted too.
    private = list(PageViewRestriction.objects.values_list("page__path", flat=True))

    def is_hidden(page: Page) -> bool:
        return page.path.startswith(tuple(private))

    expected = set()
    for page in Page.objects.filter(live=True):
        original = page.alias_of
        copy_hidden = original is not None and (
            original.locale_id != page.locale_id or is_hidden(original)
        )
        if not is_hidden(page) and not copy_hidden:
            expected.add(page.path)

    assert paths(public(Page.objects.all(), now=timezone.now())) == expected
    assert expected < paths(Page.objects.filter(live=True))
