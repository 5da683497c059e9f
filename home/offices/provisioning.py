"""How does a new office get its site: two homes, two news indexes, settings, editors?"""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from home.models import HomePage, Navigation, OfficeSettings
from newsroom.editing.rights.office_permissions import rights_of
from newsroom.models import Category, NewsIndexPage

TERM_ACTIONS = ("add", "change", "delete")
NEWS = {"en": ("News", "news"), "cy": ("Newyddion", "newyddion")}


@dataclass(frozen=True, kw_only=True)
class CategoryWords:
    """What one category is called in each language."""

    en: str
    cy: str


@dataclass(frozen=True, kw_only=True)
class Office:
    """What `create_office` made; the dictionaries are keyed by language code."""

    site: Site
    homes: dict[str, HomePage]
    indexes: dict[str, NewsIndexPage]
    categories: dict[str, list[Category]]
    collection: Collection
    editors: Group
    approvers: Group


@transaction.atomic
def create_office(
    *,
    hostname: str,
    port: int = 80,
    settings: dict[str, str],
    categories: list[CategoryWords],
    is_default: bool = False,
) -> Office:
    """Make a site in both languages with its own tree, settings, categories and groups.

    `settings` holds fields of `OfficeSettings`; names, funding statement and imprint are required
    in both languages. Raises `django.core.exceptions.ValidationError` where one is missing, or
    where another office has the address or the name.
    """
    _refuse_taken(hostname=hostname, port=port, name=settings["name_en"])
    locales = {
        "en": Locale.objects.get_or_create(language_code="en")[0],
        "cy": Locale.objects.get_or_create(language_code="cy")[0],
    }
    root = Page.get_first_root_node()
    slug = slugify(settings["name_en"])
    home_en = root.add_child(
        instance=HomePage(title=settings["name_en"], slug=slug, locale=locales["en"])
    )
    home_cy = root.add_child(
        instance=HomePage(
            title=settings["name_cy"],
            slug=f"{slug}-cy",
            locale=locales["cy"],
            translation_key=home_en.translation_key,
        )
    )
    homes = {"en": home_en, "cy": home_cy}
    if is_default:
        Site.objects.filter(is_default_site=True).update(is_default_site=False)
    site, _ = Site.objects.update_or_create(
        hostname=hostname,
        port=port,
        defaults={
            "site_name": settings["name_en"],
            "root_page": home_en,
            "is_default_site": is_default,
        },
    )
    _remove_welcome_page(root, site=site)
    office_settings = OfficeSettings(site=site, **settings)
    office_settings.full_clean()
    office_settings.save()
    Navigation.objects.get_or_create(site=site)
    indexes = _create_indexes(homes, locales)
    collection, editors, approvers = _create_groups(settings["name_en"], homes)
    _grant_on_site(site, editors=editors, approvers=approvers)
    _create_workflow(settings["name_en"], homes=homes, approvers=approvers)
    return Office(
        site=site,
        homes=homes,
        indexes=indexes,
        categories=create_categories(site, categories),
        collection=collection,
        editors=editors,
        approvers=approvers,
    )


def create_categories(site: Site, words: list[CategoryWords]) -> dict[str, list[Category]]:
    """Make the categories of `site` in both languages, in the order given."""
    made: dict[str, list[Category]] = {"en": [], "cy": []}
    for order, word in enumerate(words):
        english = Category.objects.create(
            site=site,
            locale=Locale.objects.get(language_code="en"),
            name=word.en,
            slug=slugify(word.en),
            order=order,
        )
        welsh = Category.objects.create(
            site=site,
            locale=Locale.objects.get(language_code="cy"),
            translation_key=english.translation_key,
            name=word.cy,
            slug=slugify(word.cy),
            order=order,
        )
        made["en"].append(english)
        made["cy"].append(welsh)
    return made


def _create_indexes(
    homes: dict[str, HomePage], locales: dict[str, Locale]
) -> dict[str, NewsIndexPage]:
    indexes: dict[str, NewsIndexPage] = {}
    for code, home in homes.items():
        title, slug = NEWS[code]
        index = NewsIndexPage(title=title, slug=slug, locale=locales[code], show_in_menus=True)
        if indexes:
            index.translation_key = indexes["en"].translation_key
        indexes[code] = home.add_child(instance=index)
    return indexes


def _create_groups(name: str, homes: dict[str, HomePage]) -> tuple[Collection, Group, Group]:
    """Make the office's collection, its editors (write, submit) and approvers (also publish)."""
    collection = Collection.get_first_root_node().add_child(name=name)
    rights = {
        "editors": ["add_page", "change_page"],
        "approvers": ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    }
    groups = []
    for role, codenames in rights.items():
        group, _ = Group.objects.get_or_create(name=f"{name}: {role}")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for home in homes.values():
            for codename in codenames:
                GroupPagePermission.objects.get_or_create(
                    group=group,
                    page=home,
                    permission=Permission.objects.get(
                        content_type__app_label="wagtailcore", codename=codename
                    ),
                )
        # Wagtail asks for the rights of its own models, also where a project has its own.
        for permission in Permission.objects.filter(
            content_type__app_label__in=["wagtailimages", "wagtaildocs"],
            codename__regex=r"^(add|change|choose)_(image|document)$",
        ):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )
        group.permissions.add(
            Permission.objects.get(
                content_type__app_label="wagtail_localize", codename="submit_translation"
            )
        )
        groups.append(group)
    return collection, groups[0], groups[1]


def _grant_on_site(site: Site, *, editors: Group, approvers: Group) -> None:
    """Let both groups keep the office's topics; approvers its categories, settings and menus too.

    A right on a site covers what belongs to that site, so that no office sees another's.
    """
    rights = {
        editors: ["add_topic", "change_topic"],
        approvers: [
            *(f"{action}_{model}" for model in ("category", "topic") for action in TERM_ACTIONS),
            *(f"{action}_partnerkey" for action in TERM_ACTIONS),
            *(f"{action}_webhookendpoint" for action in TERM_ACTIONS),
            "change_officesettings",
            "change_navigation",
        ],
    }
    for group, codenames in rights.items():
        for permission in Permission.objects.filter(
            codename__in=codenames, content_type__app_label__in=["newsroom", "home"]
        ):
            GroupSitePermission.objects.get_or_create(group=group, site=site, permission=permission)
    for group, role in ((editors, "editors"), (approvers, "approvers")):
        for permission in rights_of(role):
            GroupSitePermission.objects.get_or_create(group=group, site=site, permission=permission)


def _create_workflow(name: str, *, homes: dict[str, HomePage], approvers: Group) -> None:
    """Let the office's own approvers decide what its editors submit."""
    title = gettext("%(name)s: approval") % {"name": name}
    task = GroupApprovalTask.objects.create(name=title)
    task.groups.add(approvers)
    workflow = Workflow.objects.create(name=title)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for home in homes.values():
        WorkflowPage.objects.create(workflow=workflow, page=home)


def _refuse_taken(*, hostname: str, port: int, name: str) -> None:
    """Raise where an office would take another's address, or share its groups and its slug."""
    taken = Site.objects.filter(hostname=hostname, port=port).first()
    if taken and isinstance(taken.root_page.specific, HomePage):
        raise ValidationError(
            gettext("There is an office at %(host)s:%(port)s already."),
            params={"host": hostname, "port": port},
        )
    if HomePage.objects.filter(depth=2, slug=slugify(name)).exists():
        raise ValidationError(
            gettext("There is an office named %(name)s already."), params={"name": name}
        )


def _remove_welcome_page(root: Page, *, site: Site) -> None:
    """Delete the site and page that Wagtail's own migrations made, once an office exists."""
    for other in Site.objects.exclude(pk=site.pk).select_related("root_page"):
        if other.root_page.specific_class is Page and other.hostname == "localhost":
            other.delete()
    welcome = root.get_children().filter(slug="home", depth=2, sites_rooted_here__isnull=True)
    for page in welcome:
        if page.specific_class is Page:
            page.delete()
