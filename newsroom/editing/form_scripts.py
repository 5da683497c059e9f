"""Which scripts of ours does the editor's form load?"""

from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

# What a screen reader needs: names for rich text areas and the cells of tables. And the order of
# what is sent: Publish waits for the draft that is being saved.
SCRIPTS = ("name-form-parts.js", "wait-for-autosave.js")


def form_scripts() -> SafeString:
    """Return the elements that load them."""
    addresses = ((static(f"newsroom/admin/{name}"),) for name in SCRIPTS)
    return format_html_join("\n", '<script src="{}"></script>', addresses)
