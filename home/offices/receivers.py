"""Receiver of an office's settings, connected on import: it applies whether editors check."""

from typing import Any

from django.db.models.signals import pre_save
from wagtail.log_actions import get_active_log_context, log

from home.models import OfficeSettings
from home.offices.workflow import set_checking
from newsroom.publishing import log_entries


def apply_checking(instance: OfficeSettings, *, raw: bool = False, **_kwargs: Any) -> None:
    """Change the workflow where the setting changes; one that operators built stays otherwise."""
    if raw or not instance.pk:
        return
    stored = OfficeSettings.objects.filter(pk=instance.pk).values_list("has_checking", flat=True)
    if stored.first() not in (None, instance.has_checking):
        user = get_active_log_context().user
        set_checking(instance.site, is_on=instance.has_checking, user=user)
        is_on = instance.has_checking
        log(instance=instance, action=log_entries.CHECK_ON if is_on else log_entries.CHECK_OFF)


pre_save.connect(apply_checking, sender=OfficeSettings, dispatch_uid="home_apply_checking")
