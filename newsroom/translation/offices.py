"""Names of offices in each language."""

from wagtail.models import Page


def office_name(page: Page, *, language: str) -> str:
    """Return the name of the page's office in a language, "" for a page outside of all sites.

    The home page of an office has its name as title. Two queries.
    """
    site = page.get_site()
    if site is None:
        return ""
    titles = dict(
        Page.objects.filter(translation_key=site.root_page.translation_key).values_list(
            "locale__language_code", "title"
        )
    )
    return titles.get(language) or site.site_name or site.hostname
