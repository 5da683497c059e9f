"""Creation of an office's site: home pages, news indexes, settings, groups and workflow."""

import uuid
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext
from wagtail.models import Collection, Locale, Page, Site

from home.models import HomePage, Navigation, OfficeSettings
from home.offices.groups import complete_groups
from home.offices.workflow import create_workflow, set_checking
from newsroom.languages.configured import default_language, language_codes
from newsroom.languages.data import language_data
from newsroom.models import Category, NewsIndexPage, Role


@dataclass(frozen=True, kw_only=True)
class Office:
    """What `create_office` created; all dictionaries but `groups` are keyed by language code."""

    site: Site
    homes: dict[str, HomePage]
    indexes: dict[str, NewsIndexPage]
    categories: dict[str, list[Category]]
    collection: Collection
    groups: dict[Role, Group]

    @property
    def writers(self) -> Group:
        """Return the group of those who write their own statements."""
        return self.groups[Role.WRITER]

    @property
    def translators(self) -> Group:
        """Return the group of those who translate what others wrote."""
        return self.groups[Role.TRANSLATOR]

    @property
    def editors(self) -> Group:
        """Return the group of those who edit everything, and check where checking is on."""
        return self.groups[Role.EDITOR]

    @property
    def managers(self) -> Group:
        """Return the group of those who approve, publish and manage the office."""
        return self.groups[Role.MANAGER]


@transaction.atomic
def create_office(
    *,
    hostname: str,
    port: int = 80,
    settings: dict[str, str],
    categories: list[dict[str, str]],
    is_default: bool = False,
) -> Office:
    """Create a site in every language with its page tree, settings, categories and groups.

    `settings` holds fields of `OfficeSettings`; names, funding statement and imprint are required
    in every language. `categories` holds their names by language code. Raises
    `django.core.exceptions.ValidationError` where a required setting is missing, or where another
    office has the address or the name.
    """
    name = settings[f"name_{default_language()}"]
    _check_unique(hostname=hostname, port=port, name=name)
    locales = {
        code: Locale.objects.get_or_create(language_code=code)[0] for code in language_codes()
    }
    root = Page.get_first_root_node()
    homes = _create_homes(root, settings, slug=slugify(name), locales=locales)
    if is_default:
        Site.objects.filter(is_default_site=True).update(is_default_site=False)
    site, _ = Site.objects.update_or_create(
        hostname=hostname,
        port=port,
        defaults={
            "site_name": name,
            "root_page": homes[default_language()],
            "is_default_site": is_default,
        },
    )
    _remove_welcome_page(root, site=site)
    office_settings = OfficeSettings(site=site, **settings)
    office_settings.full_clean()
    office_settings.save()
    Navigation.objects.get_or_create(site=site)
    indexes = _create_indexes(homes, locales)
    collection, groups = complete_groups(site, name=name, homes=homes.values())
    create_workflow(name, homes=homes.values(), managers=groups[Role.MANAGER])
    set_checking(site, is_on=office_settings.has_checking)
    return Office(
        site=site,
        homes=homes,
        indexes=indexes,
        categories=create_categories(site, categories),
        collection=collection,
        groups=groups,
    )


def create_categories(site: Site, names: list[dict[str, str]]) -> dict[str, list[Category]]:
    """Create the categories of `site` in every language, in the given order."""
    categories: dict[str, list[Category]] = {code: [] for code in language_codes()}
    for order, name in enumerate(names):
        translation_key = uuid.uuid4()
        for code, rows in categories.items():
            row = Category.objects.create(
                site=site,
                locale=Locale.objects.get(language_code=code),
                translation_key=translation_key,
                name=name[code],
                slug=slugify(name[code]),
                order=order,
            )
            rows.append(row)
    return categories


def _create_homes(
    root: Page, settings: dict[str, str], *, slug: str, locales: dict[str, Locale]
) -> dict[str, HomePage]:
    """Add the home pages; those not in the default language have its code in their slug."""
    translation_key = uuid.uuid4()
    return {
        code: root.add_child(
            instance=HomePage(
                title=settings[f"name_{code}"],
                slug=slug if code == default_language() else f"{slug}-{code}",
                locale=locale,
                translation_key=translation_key,
            )
        )
        for code, locale in locales.items()
    }


def _create_indexes(
    homes: dict[str, HomePage], locales: dict[str, Locale]
) -> dict[str, NewsIndexPage]:
    indexes: dict[str, NewsIndexPage] = {}
    translation_key = uuid.uuid4()
    for code, home in homes.items():
        data = language_data(code)
        title, slug = data.news_title, data.news_slug
        index = NewsIndexPage(
            title=title,
            slug=slug,
            locale=locales[code],
            translation_key=translation_key,
            show_in_menus=True,
        )
        indexes[code] = home.add_child(instance=index)
    return indexes


def _check_unique(*, hostname: str, port: int, name: str) -> None:
    """Raise `ValidationError` where another office has the address or the name.

    Offices of one name would share groups and slug.
    """
    existing = Site.objects.filter(hostname=hostname, port=port).first()
    if existing and isinstance(existing.root_page.specific, HomePage):
        raise ValidationError(
            gettext("There is an office at %(host)s:%(port)s already."),
            params={"host": hostname, "port": port},
        )
    if HomePage.objects.filter(depth=2, slug=slugify(name)).exists():
        raise ValidationError(
            gettext("There is an office named %(name)s already."), params={"name": name}
        )


def _remove_welcome_page(root: Page, *, site: Site) -> None:
    """Delete the site and page that Wagtail's migrations created."""
    for other in Site.objects.exclude(pk=site.pk).select_related("root_page"):
        if other.root_page.specific_class is Page and other.hostname == "localhost":
            other.delete()
    welcome = root.get_children().filter(slug="home", depth=2, sites_rooted_here__isnull=True)
    for page in welcome:
        if page.specific_class is Page:
            page.delete()
