"""Scripts that the newsroom adds to Wagtail's page form."""

from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

# The first names rich text areas and table cells for screen readers. The second lets Publish wait
# for a running autosave. The third follows the form in the text of the other language beside it.
SCRIPTS = ("name-form-parts.js", "wait-for-autosave.js", "beside-the-form.js")


def form_scripts() -> SafeString:
    """Return the script elements."""
    urls = ((static(f"newsroom/admin/{name}"),) for name in SCRIPTS)
    return format_html_join("\n", '<script src="{}"></script>', urls)
