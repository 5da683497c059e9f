"""Template tags of the admin."""

from django import template
from wagtail.models import Page

from newsroom.editing.translation.approval import Approval, approval_for

register = template.Library()


@register.simple_tag(takes_context=True)
def approval_of(context: template.Context, page: Page) -> Approval:
    """Return what the user may do about the approval of `page`."""
    return approval_for(page, context["request"].user)
