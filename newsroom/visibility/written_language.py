"""The pages whose text is in another language than the page, and the condition that hides them.

Such a page is no translation: it is served at its own address and marked, but it is in no list,
feed, index, sitemap or API. `newsroom.translation.written_language` records them at publication.
"""

from django.apps import apps
from django.db.models import Exists, OuterRef
from wagtail.models import Page

from newsroom.visibility.restrictions import clear_request_cache, other_languages


def in_another_language(reference: str = "pk") -> Exists:
    """Match pages whose text is in another language; `reference` names the page in the query."""
    recorded = apps.get_model("newsroom", "WrittenLanguage")
    return Exists(recorded._default_manager.filter(page_id=OuterRef(reference)))


def recorded_language(page: Page) -> str:
    """Return the language of the page's text, "" where it is the page's own.

    No query in a request that has read the restrictions.
    """
    return other_languages().get(page.pk, "")


def forget_written_languages() -> None:
    """Let the present request read the pages again, after a change."""
    clear_request_cache()
