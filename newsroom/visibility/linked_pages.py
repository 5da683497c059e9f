"""The public pages that links in texts lead to."""

from collections.abc import Collection

from django.utils import translation
from wagtail.models import Page

from newsroom.visibility.restrictions import restricted_collections, restricted_paths
from newsroom.visibility.rules import public


def linked_pages(numbers: Collection[int], *, shown_on: Page | None = None) -> dict[int, Page]:
    """Return the page that a link to each of these leads to; no entry where it is not public.

    A page with a public translation into the active language is replaced by it. Who may read the
    restricted page `shown_on` may read what is restricted together with it. One query, none without
    numbers.
    """
    wanted = {number for number in numbers if number}
    if not wanted:
        return {}
    same_key = Page.objects.filter(
        translation_key__in=Page.objects.filter(pk__in=wanted).values("translation_key")
    )
    paths = tuple(path for path in restricted_paths() if not _covers(path, shown_on))
    rows = list(public(same_key, restricted=paths).select_related("locale").order_by("pk"))
    language = translation.get_language()
    preferred = {row.translation_key: row for row in rows if row.locale.language_code == language}
    return {row.pk: preferred.get(row.translation_key, row) for row in rows if row.pk in wanted}


def hidden_collections(shown_on: Page | None = None) -> frozenset[int]:
    """Return the collections whose documents the readers of a page may not have.

    Those of a public page may not have the documents of restricted collections. Wagtail decides
    about each reader of a restricted page.
    """
    if any(_covers(path, shown_on) for path in restricted_paths()):
        return frozenset()
    return restricted_collections()


def _covers(path: str, page: Page | None) -> bool:
    return page is not None and bool(page.path) and page.path.startswith(path)
