"""Style of lists with many columns, which scroll on narrow screens. Wagtail cuts columns off."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

# The `table_classname` of such a list view.
WIDE_LISTING = "listing listing--wide"


def listing_stylesheet() -> SafeString:
    """Return the link to the stylesheet of wide lists."""
    return format_html('<link rel="stylesheet" href="{}">', static("newsroom/admin/listings.css"))
