"""How are lists with many columns read on a phone? They scroll; Wagtail's own cut columns off."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

# What a list view names as `table_classname`.
WIDE = "listing listing--wide"


def stylesheet() -> SafeString:
    """Return the link to the rules for such lists."""
    return format_html('<link rel="stylesheet" href="{}">', static("newsroom/admin/listings.css"))
