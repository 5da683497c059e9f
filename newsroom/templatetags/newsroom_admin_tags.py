"""Template tags of e-mails to editors and of pages in the admin."""

from datetime import date, datetime

from django import template
from django.conf import settings
from django.utils import formats
from wagtail.models import Page

from newsroom.languages.configured import active_language, language_name
from newsroom.translation.dates import format_office_time
from newsroom.translation.locales import language_of
from newsroom.translation.offices import office_name

register = template.Library()


@register.simple_tag
def office_of(page: Page) -> str:
    """Return the name of the page's office in the active language."""
    return office_name(page, language=active_language())


@register.filter
def language_of_page(page: Page) -> str:
    """Return the name of the page's language in the active language."""
    return str(language_name(language_of(page)))


@register.filter
def office_time(moment: datetime | None) -> str:
    """Return "16 June 2016, 09:30 (Europe/London)", "" without a moment."""
    return format_office_time(moment) if moment else ""


@register.filter
def moment_in_words(moment: date, pattern: str) -> str:
    """Return a time with its zone as `office_time` does, a day in Wagtail's format."""
    if isinstance(moment, datetime):
        return format_office_time(moment)
    return formats.date_format(moment, pattern)


@register.simple_tag
def office_zone() -> str:
    """Return the name of the time zone in which all times are given."""
    zone: str = settings.TIME_ZONE
    return zone
