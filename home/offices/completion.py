"""What an office lacks that was made by hand in the admin, and its completion.

`provisioning` makes all of it for a new office. Texts that only the office can write are named, not
invented.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupPagePermission, Locale, Page, Site, WorkflowPage

from home.models import HomePage, Navigation, OfficeSettings
from home.models.office import fields_in_all_languages
from home.offices.groups import complete_groups
from home.offices.new_office import default_categories
from home.offices.provisioning import create_categories
from home.offices.workflow import create_workflow, set_checking
from newsroom.languages.configured import default_language, language_codes
from newsroom.languages.data import language_data
from newsroom.models import Category, NewsIndexPage, OfficeGroup, Role

REQUIRED_TEXTS = ("name", "funding", "imprint")


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A part that an office lacks; the office itself must write `needs_words`."""

    part: str
    label: str | Promise
    needs_words: bool = False


def office_sites() -> list[Site]:
    """Return the sites whose root is a home page, in the order of their names."""
    homes = HomePage.objects.values("page_ptr_id")
    sites = Site.objects.filter(root_page_id__in=homes)
    return list(sites.select_related("root_page").order_by("site_name", "pk"))


def missing_parts(site: Site) -> list[Missing]:
    """Return what the office of a site lacks."""
    return list(_missing(site))


def _missing(site: Site) -> Iterator[Missing]:
    homes = _homes(site)
    if homes.keys() != set(language_codes()):
        yield Missing(part="homes", label=_("a home page in each language"))
    if _indexes(homes).keys() != set(language_codes()):
        yield Missing(part="indexes", label=_("a news index in each language"))
    if not Navigation.objects.filter(site=site).exists():
        yield Missing(part="navigation", label=_("menus"))
    if not Category.objects.filter(site=site).exists():
        yield Missing(part="categories", label=_("categories"))
    can_publish = GroupPagePermission.objects.filter(permission__codename="publish_page")
    served = set(can_publish.filter(page__in=homes.values()).values_list("page", flat=True))
    has_all_roles = OfficeGroup.objects.filter(site=site).count() == len(Role)
    if not has_all_roles or {home.pk for home in homes.values()} - served:
        label = _("groups of writers, translators, editors and managers with their rights")
        yield Missing(part="groups", label=label)
    reviewed = set(WorkflowPage.objects.filter(page__in=homes.values()).values_list("page"))
    if len(reviewed) < len(homes):
        yield Missing(part="workflow", label=_("approval of submitted pages"))
    settings = OfficeSettings.objects.filter(site=site).first()
    texts = fields_in_all_languages(*REQUIRED_TEXTS)
    if settings is None or not all(getattr(settings, name).strip() for name in texts):
        label = _("name, funding statement and imprint in both languages")
        yield Missing(part="settings", label=label, needs_words=True)


@transaction.atomic
def complete_office(site: Site) -> None:
    """Make every missing part that needs no words of the office. What exists stays as it is."""
    missing = {each.part for each in missing_parts(site)}
    homes = _complete_homes(site)
    _complete_indexes(homes)
    Navigation.objects.get_or_create(site=site)
    if "categories" in missing:
        create_categories(site, default_categories())
    name = site.site_name or homes[default_language()].title
    if "groups" in missing or "workflow" in missing:
        _collection, groups = complete_groups(site, name=name, homes=homes.values())
        without = {
            code: home
            for code, home in homes.items()
            if not WorkflowPage.objects.filter(page=home).exists()
        }
        if without:
            create_workflow(name, homes=without.values(), managers=groups[Role.MANAGER])
            settings = OfficeSettings.objects.filter(site=site).first()
            set_checking(site, is_on=settings is not None and settings.has_checking)


def _homes(site: Site) -> dict[str, HomePage]:
    pages = HomePage.objects.filter(translation_key=site.root_page.translation_key)
    return {page.locale.language_code: page for page in pages.select_related("locale")}


def _indexes(homes: dict[str, HomePage]) -> dict[str, NewsIndexPage]:
    found = {code: NewsIndexPage.objects.child_of(home).first() for code, home in homes.items()}
    return {code: index for code, index in found.items() if index is not None}


def _complete_homes(site: Site) -> dict[str, HomePage]:
    """Add the home pages of missing languages beside the one that exists."""
    homes = _homes(site)
    first = next(iter(homes.values()))
    settings = OfficeSettings.objects.filter(site=site).first()
    for code in language_codes():
        if code in homes:
            continue
        title = getattr(settings, f"name_{code}", "") or first.title
        homes[code] = Page.get_first_root_node().add_child(
            instance=HomePage(
                title=title,
                slug=f"{slugify(first.slug)}-{code}",
                locale=Locale.objects.get_or_create(language_code=code)[0],
                translation_key=first.translation_key,
            )
        )
    return homes


def _complete_indexes(homes: dict[str, HomePage]) -> None:
    indexes = _indexes(homes)
    key = next((index.translation_key for index in indexes.values()), uuid.uuid4())
    for code, home in homes.items():
        if code in indexes:
            continue
        data = language_data(code)
        index = NewsIndexPage(
            title=data.news_title,
            slug=data.news_slug,
            locale=home.locale,
            translation_key=key,
            show_in_menus=True,
        )
        home.add_child(instance=index)
