"""What has changed in a page since its other language was made from it, for the editor."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from wagtail.models import Page, Revision

from newsroom.models import TranslationOrigin
from newsroom.translation.differences import ParagraphDifference, differences
from newsroom.translation.pair_state import PairState, SideState
from newsroom.translation.paragraphs import Paragraph, from_stored, paragraphs_of


@dataclass(frozen=True, kw_only=True)
class ChangedSide:
    """A language that has changed, since when, and its changed paragraphs."""

    language: str
    language_name: Promise
    since: datetime
    differences: list[ParagraphDifference]


def changed_sides(pair: PairState) -> list[ChangedSide]:
    """Return the languages that the other one has not followed, with their changes."""
    found = []
    for side in pair.sides:
        changed = pair.other(side.language)
        if side.behind_since is None or side.page is None or changed.page is None:
            continue
        found.append(
            ChangedSide(
                language=changed.language,
                language_name=changed.language_name,
                since=side.behind_since,
                differences=changes_since(side, changed.page),
            )
        )
    return found


def changes_since(side: SideState, source: Page) -> list[ParagraphDifference]:
    """Return the paragraphs of `source` that changed since `side` was made from it.

    Without the words of the old version, all paragraphs count as added.
    """
    return [item for item in newest_text(source, since=side) if item.has_changes]


def newest_text(source: Page, *, since: SideState) -> list[ParagraphDifference]:
    """Return the newest text of `source`, with its changes if `since` has not followed them."""
    new = paragraphs_of(source.get_latest_revision_as_object())
    old = new if since.behind_since is None else _words_of_origin(since)
    return differences(old, new)


def _words_of_origin(side: SideState) -> list[Paragraph]:
    if side.page is None:
        return []
    origin: TranslationOrigin = side.page.translation_origin
    if origin.source_paragraphs:
        return from_stored(origin.source_paragraphs)
    revision: Revision | None = origin.source_revision
    is_unchanged = revision is not None and revision.created_at == side.made_at
    return paragraphs_of(revision.as_object()) if revision and is_unchanged else []
