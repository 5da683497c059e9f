"""Template tag of the confirmation of unpublishing."""

from django import template
from wagtail.models import Page

from newsroom.editing.withdrawing import ReasonForm, reason_form

register = template.Library()


@register.simple_tag(takes_context=True)
def withdrawal_form(
    context: template.Context, page: Page, *, only_this_language: bool = False
) -> ReasonForm:
    """Return the form for the reason of a withdrawal."""
    return reason_form(context["request"], page, only_this_language=only_this_language)
