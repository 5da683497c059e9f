"""How does a screen reader name the rich text areas of the editor's form?"""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


def name_rich_text() -> SafeString:
    """Add the script that copies each area's visible label to it."""
    return format_html('<script src="{}"></script>', static("newsroom/admin/name-rich-text.js"))
