"""What becomes of Publish while the draft is being saved? It waits for the answer."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


def wait_for_autosave() -> SafeString:
    """Add the script that lets one follow the other."""
    return format_html('<script src="{}"></script>', static("newsroom/admin/wait-for-autosave.js"))
