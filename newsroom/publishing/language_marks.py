"""Judgement of the live pages that were published before their language was recorded."""

from collections.abc import Iterator

from django.apps import apps
from django.db import transaction
from wagtail.models import Page

from newsroom.caching.state_token import renew
from newsroom.models.publication import CheckedPublication
from newsroom.publishing.affected_offices import affected_by_page
from newsroom.publishing.change_notification import notify_pages_changed
from newsroom.translation.written_language import (
    content_of,
    language_of_content,
    record_written_language,
)
from newsroom.visibility.restrictions import other_languages


def mark_live_pages() -> Iterator[tuple[Page, str]]:
    """Judge all live pages; yield each whose record changed, with its language, "" for its own."""
    recorded = other_languages()
    for model in apps.get_models():
        if issubclass(model, CheckedPublication) and hasattr(model, "body"):
            pages = model._default_manager.filter(live=True, alias_of__isnull=True)
            for page in pages.order_by("pk").iterator(chunk_size=200):
                language = language_of_content(page, content_of(page))
                if language != recorded.get(page.pk, ""):
                    with transaction.atomic():
                        record_written_language(page, language)
                        renew(affected_by_page(page))
                        notify_pages_changed([page.pk], reason="language judged")
                    yield page, language
