"""Roles of an office: which group of Wagtail holds which of them."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import pgettext_lazy
from wagtail.models import Site


class Role(models.TextChoices):
    """What somebody does in an office. A person may have several roles."""

    WRITER = "writer", pgettext_lazy("role", "Writer")
    TRANSLATOR = "translator", pgettext_lazy("role", "Translator")
    EDITOR = "editor", pgettext_lazy("role", "Editor")
    MANAGER = "manager", pgettext_lazy("role", "Manager")


class OfficeGroup(models.Model):
    """The group whose members have a role in the office of a site.

    Rights come from the permissions of the group, which operators may change in Wagtail. This row
    only says what the role is called and who checks and approves.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="office_groups")
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="office_group")
    role = models.CharField(max_length=20, choices=Role)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "role"], name="newsroom_one_group_for_a_role")
        ]

    def __str__(self) -> str:
        return str(self.group)
