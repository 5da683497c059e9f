"""Publication of a draft as the correction of a mistake."""

from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Revision

from newsroom.models import ArticlePage, Correction
from newsroom.publishing.change_notification import notify_pages_changed

CORRECT = "newsroom.correct"  # the action in Wagtail's log


class NothingCorrectedError(ValueError):
    """The draft has the words that are public already, or it was not published."""


@transaction.atomic
def publish_correction(
    page: ArticlePage,
    *,
    revision: Revision,
    notes: Mapping[str, str],
    user: AbstractBaseUser,
) -> Correction:
    """Publish the revision of a public statement, and record the note of what was wrong.

    Raises `NothingCorrectedError`, and what refuses a publication; then nothing is published.
    """
    before = ArticlePage.objects.values_list("earlier_versions", flat=True).get(pk=page.pk)
    revision.publish(user=user)
    published = ArticlePage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if not published.live or published.earlier_versions == before:
        raise NothingCorrectedError(page.pk)
    correction = Correction.objects.create(
        page=published, number=published.earlier_versions, notes=dict(notes), corrected_by=user
    )
    ArticlePage.objects.filter(pk=page.pk).update(
        corrections=[correction.as_shown(), *published.corrections]
    )
    notify_pages_changed([page.pk], reason="corrected")
    log(
        instance=published,
        action=CORRECT,
        user=user,
        data={"notes": dict(notes)},
        revision=revision,
    )
    return correction
