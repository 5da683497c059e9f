"""Creation of an office's site: home pages, news indexes, settings, groups and workflow."""

import uuid
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
from newsroom.editing.rights.office_permissions import permissions_for_role
from newsroom.languages.configured import default_language, language_codes
from newsroom.languages.data import language_data
from newsroom.models import Category, NewsIndexPage

TERM_ACTIONS = ("add", "change", "delete")


@dataclass(frozen=True, kw_only=True)
class Office:
    """What `create_office` created; the dictionaries are keyed by language code."""

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
    collection, editors, approvers = create_groups(name, homes)
    grant_on_site(site, editors=editors, approvers=approvers)
    create_workflow(name, homes=homes, approvers=approvers)
    return Office(
        site=site,
        homes=homes,
        indexes=indexes,
        categories=create_categories(site, categories),
        collection=collection,
        editors=editors,
        approvers=approvers,
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


def create_groups(name: str, homes: dict[str, HomePage]) -> tuple[Collection, Group, Group]:
    """Create the office's collection, its editors (write, submit) and approvers (also publish).

    What exists under these names already is completed.
    """
    root = Collection.get_first_root_node()
    collection = root.get_children().filter(name=name).first() or root.add_child(name=name)
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
        # Wagtail checks the permissions of its own models, also where a project replaces them.
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


def grant_on_site(site: Site, *, editors: Group, approvers: Group) -> None:
    """Grant both groups the office's topics, and approvers its categories, settings and menus.

    A permission on a site covers the objects of that site only, so offices are separate.
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
        for permission in permissions_for_role(role):
            GroupSitePermission.objects.get_or_create(group=group, site=site, permission=permission)


def create_workflow(name: str, *, homes: dict[str, HomePage], approvers: Group) -> None:
    """Create the workflow in which the office's approvers decide on submitted pages."""
    title = gettext("%(name)s: approval") % {"name": name}
    task = GroupApprovalTask.objects.create(name=title)
    task.groups.add(approvers)
    workflow = Workflow.objects.create(name=title)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for home in homes.values():
        WorkflowPage.objects.create(workflow=workflow, page=home)


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
