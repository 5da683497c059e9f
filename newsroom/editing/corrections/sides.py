"""What a correction would publish in each language of a statement, and what prevents it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Revision

from newsroom.editing.statement_form import draft_findings
from newsroom.models import ArticlePage
from newsroom.publishing.gate import Objection, objections_to_page
from newsroom.translation.differences import ParagraphDifference, differences
from newsroom.translation.locales import language_of
from newsroom.translation.pair_state import pair_state
from newsroom.translation.paragraphs import paragraphs_of
from newsroom.visibility import is_public


@dataclass(frozen=True, kw_only=True)
class CorrectedSide:
    """A statement in one language with its draft."""

    page: ArticlePage
    draft: ArticlePage
    revision: Revision | None
    changes: Sequence[ParagraphDifference]
    problems: Sequence[str]

    @property
    def objections(self) -> list[Objection]:
        """Return what the gate objects to in the draft."""
        return objections_to_page(self.page)


def corrected_side(request: HttpRequest, page: ArticlePage) -> CorrectedSide:
    """Return what the draft of a statement changes, and why it cannot be published as it is."""
    revision = page.get_latest_revision()
    draft = page.get_latest_revision_as_object()
    compared = differences(paragraphs_of(page), paragraphs_of(draft))
    changes = [difference for difference in compared if difference.has_changes]
    return CorrectedSide(
        page=page,
        draft=draft,
        revision=revision,
        changes=changes,
        problems=_problems(request, page, draft=draft, has_changes=bool(revision and changes)),
    )


def other_side(request: HttpRequest, page: ArticlePage) -> CorrectedSide | None:
    """Return the side of the other language, None where it has no draft or is not public.

    Its problems name what prevents the user from correcting it too.
    """
    other = pair_state(page).other(language_of(page))
    if other.page is None or not other.is_public or not other.page.has_unpublished_changes:
        return None
    specific = other.page.specific
    if not isinstance(specific, ArticlePage):
        return None
    side = corrected_side(request, specific)
    return side if side.changes else None


def _problems(
    request: HttpRequest, page: ArticlePage, *, draft: ArticlePage, has_changes: bool
) -> list[str]:
    """Return what prevents publication of the draft as a correction."""
    if not page.permissions_for_user(request.user).can_publish():
        return [_("You may not publish it.")]
    lock = page.get_lock()
    if lock is not None and lock.for_user(request.user):
        return [str(lock.get_message(request.user))]
    if not is_public(page):
        return [_("Only a statement that is public can be corrected.")]
    if not has_changes:
        return [_("The draft says the same as the public statement. Change its words first.")]
    return [str(finding.message) for finding in draft_findings(draft) if finding.blocks_publication]
