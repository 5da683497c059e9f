"""Styles of the admin: lists with many columns, which Wagtail cuts off, and pairs of pages."""

from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

# The `table_classname` of such a list view.
WIDE_LISTING = "listing listing--wide"


def listing_stylesheet() -> SafeString:
    """Return the links to the stylesheets of wide lists and of pairs of pages."""
    urls = ((static(f"newsroom/admin/{name}.css"),) for name in ("listings", "pairs"))
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', urls)
