"""Give the groups of existing offices their roles, and make groups of writers and translators.

The groups keep their members and their rights: editors stay editors, approvers become managers. They
are recognised by their rights, and by the name that `create_office` gave them where several fit.
"""

from django.db import migrations

EDITORS, APPROVERS, MANAGERS = ": editors", ": approvers", ": managers"
FILES = ("add_image", "choose_image", "add_document", "choose_document")
# Of the rights of the editors: what the groups that are made get on pages and on the site.
NEW = (
    ("writer", "writers", "add_page", "add_topic"),
    ("translator", "translators", "change_page", "change_topic"),
)


def give_roles(apps, schema_editor):
    sites = apps.get_model("wagtailcore", "Site").objects.order_by("pk")
    for site in sites.select_related("root_page"):
        office = Office(apps, site)
        managers = office.group_of_managers()
        if managers is None:
            continue
        office.give_role(managers, "manager")
        editors = office.group_of_editors()
        if editors is not None:
            office.give_role(editors, "editor")
            for role, name, page_right, site_right in NEW:
                office.make_group(role, name, editors, page_right, site_right)
        office.rename(managers, APPROVERS, MANAGERS)


def take_names_back(apps, schema_editor):
    rows = apps.get_model("newsroom", "OfficeGroup").objects.filter(role="manager")
    for row in rows.select_related("site__root_page", "group"):
        Office(apps, row.site).rename(row.group, MANAGERS, APPROVERS)


class Office:
    """The groups of one site's office."""

    def __init__(self, apps, site):
        self.site = site
        self.groups = apps.get_model("auth", "Group").objects
        self.roles = apps.get_model("newsroom", "OfficeGroup").objects
        self.page_rights = apps.get_model("wagtailcore", "GroupPagePermission").objects
        self.file_rights = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
        self.site_rights = apps.get_model("wagtailcore", "GroupSitePermission").objects
        pages = apps.get_model("wagtailcore", "Page").objects
        key = site.root_page.translation_key
        self.homes = list(pages.filter(translation_key=key, depth=2).values_list("pk", flat=True))

    def on_homes(self, codename):
        rights = self.page_rights.filter(page__in=self.homes, permission__codename=codename)
        return set(rights.values_list("group", flat=True))

    def group_of_managers(self):
        rights = self.site_rights.filter(
            site=self.site, permission__codename="change_officesettings"
        )
        groups = set(rights.values_list("group", flat=True))
        return self.first(groups & self.on_homes("publish_page"), APPROVERS)

    def group_of_editors(self):
        groups = self.on_homes("add_page") & self.on_homes("change_page")
        return self.first(groups - self.on_homes("publish_page"), EDITORS)

    def first(self, ids, ending):
        """Return the group named so, or else the oldest, without those that work elsewhere."""
        elsewhere = self.page_rights.exclude(page__in=self.homes).filter(group__in=ids)
        rows = self.groups.filter(pk__in=ids, office_group=None).exclude(
            pk__in=elsewhere.values("group")
        )
        return min(rows, key=lambda row: (not row.name.endswith(ending), row.pk), default=None)

    def give_role(self, group, role):
        self.roles.create(site=self.site, group=group, role=role)

    def rename(self, group, old, new):
        name = group.name.removesuffix(old) + new
        if group.name.endswith(old) and not self.groups.filter(name=name).exists():
            group.name = name
            group.save(update_fields=["name"])

    def make_group(self, role, name, editors, page_right, site_right):
        """Make the group of a role with those rights of the editors that belong to it."""
        start = editors.name.removesuffix(EDITORS)
        group, created = self.groups.get_or_create(name=f"{start}: {name}")
        if not self.roles.filter(group=group).exists():
            self.give_role(group, role)
        if not created:
            return
        group.permissions.set(
            editors.permissions.filter(
                content_type__app_label__in=["wagtailadmin", "wagtail_localize"],
                codename__in=["access_admin", "submit_translation"],
            )
        )
        for rights, codenames, target in (
            (self.page_rights, [page_right], "page_id"),
            (self.file_rights, FILES, "collection_id"),
            (self.site_rights, [site_right], "site_id"),
        ):
            for row in rights.filter(group=editors, permission__codename__in=codenames):
                rights.create(
                    group=group,
                    permission_id=row.permission_id,
                    **{target: getattr(row, target)},
                )


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0032_office_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(give_roles, take_names_back)]
