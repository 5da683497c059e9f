"""The gate before publication: the one place that decides whether a revision may be published.

Every road leads through it: the page form, bulk actions, approval in a workflow, the schedule,
Wagtail Localize, the APIs and code. `newsroom/publishing/gate_receivers.py` calls `check` before a
page publishes a revision. What the gate objects to, a person may overrule in the admin
(`newsroom/editing/publication`), and code with `consent_to_publication`. Both are recorded.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log
from wagtail.models import Page, Revision
from wagtail_localize.models import Translation

from newsroom.models import PublicationConsent, ScheduleFailure
from newsroom.publishing.elections import (
    ELECTION,
    HELD,
    allowed_by,
    held_failures,
    is_held,
    period_for,
    publication_moment,
)
from newsroom.translation.dates import format_office_time
from newsroom.translation.written_language import content_of, language_of_content

OTHER_LANGUAGE = "other_language"
INCOMPLETE = "incomplete"
OTHER_OF_PAIR = "other_of_pair"  # of a scheduled page whose other language was refused
CONSENT_ACTION = "newsroom.publication.consent"
REFUSAL_ACTION = "newsroom.publication.refused"
ALLOWED_ACTION = "newsroom.publication.allowed_in_election_period"


@dataclass(frozen=True, kw_only=True)
class Objection:
    """A reason against a publication. `details` are the values of its sentence."""

    code: str
    details: tuple[tuple[str, str | int], ...] = ()
    may_be_overruled: bool = True

    def stored(self) -> dict[str, Any]:
        """Return the objection as JSON."""
        return {"code": self.code, "details": dict(self.details)}

    @property
    def sentence(self) -> str:
        """Return the objection in the active language."""
        return sentence(self.stored())


class PublicationRefusedError(Exception):
    """Raised instead of publishing a revision that the gate objects to. It wrote nothing."""

    def __init__(
        self, page: Page, revision: Revision | None, objections: Sequence[Objection]
    ) -> None:
        self.page = page
        self.revision = revision
        self.objections = tuple(objections)
        super().__init__(" ".join(objection.sentence for objection in objections))

    @property
    def may_be_overruled(self) -> bool:
        """Return whether an approver may publish the revision all the same."""
        return all(objection.may_be_overruled for objection in self.objections)


@dataclass(frozen=True, kw_only=True)
class _Consent:
    user: AbstractBaseUser | None


_consent: ContextVar[_Consent | None] = ContextVar("newsroom_publication_consent", default=None)
_drafts_first: ContextVar[bool] = ContextVar("newsroom_drafts_first", default=False)


@contextmanager
def consent_to_publication(*, user: AbstractBaseUser | None = None) -> Iterator[None]:
    """Publish within this context what the gate objects to, as far as it may be overruled.

    `user` is who decided it. Each publication that needed the consent is recorded and logged.
    """
    token = _consent.set(_Consent(user=user))
    try:
        yield
    finally:
        _consent.reset(token)


@contextmanager
def new_pages_as_saved() -> Iterator[None]:
    """Undo `save_new_pages_as_drafts` at the end of this context."""
    token = _drafts_first.set(False)
    try:
        yield
    finally:
        _drafts_first.reset(token)


def save_new_pages_as_drafts() -> None:
    """Save new pages as drafts from here on, until a revision of them is published.

    Wagtail's form for new pages saves the page as live before it publishes the revision.
    """
    _drafts_first.set(True)


def are_new_pages_drafts() -> bool:
    """Return whether `save_new_pages_as_drafts` applies."""
    return _drafts_first.get()


def is_consented_in_code() -> bool:
    """Return whether this code runs within `consent_to_publication`."""
    return _consent.get() is not None


def check(page: Page, *, revision: Revision | None, content: Mapping[str, Any]) -> str:
    """Return the language of the text, "" for the page's own; raises `PublicationRefusedError`.

    `content` holds the fields as `revision` stores them. Objections that may be overruled are, by
    the present consent or by one that was given for this revision before.
    """
    language = language_of_content(page, content)
    objections = _objections(page, language=language)
    if (election := _election_objection(page, content, logs=True)) is not None:
        objections.append(election)
    if objections and not _is_consented(page, revision=revision, objections=objections):
        raise PublicationRefusedError(page, revision, objections)
    return language


def objections_to_page(page: Page) -> list[Objection]:
    """Return what the gate objects to in the latest revision of a page."""
    revision = page.latest_revision
    content = revision.content if revision is not None else content_of(page.specific)
    objections = _objections(page, language=language_of_content(page, content))
    election = _election_objection(page, content)
    if election is not None:
        objections.append(election)
    elif held_failures(page_id=page.pk):
        objections.append(Objection(code=HELD))
    return objections


def check_new_live_page(page: Page, content: Mapping[str, Any]) -> None:
    """Raise `PublicationRefusedError` for a page that is created as public in an election period.

    Copies and code create such pages.
    """
    election = _election_objection(page, content, logs=False)
    if election is not None:
        raise PublicationRefusedError(page, None, [election])


def check_schedule(page: Page, *, revision: Revision, due_at: datetime) -> None:
    """Raise `PublicationRefusedError` for a page that an election period held and holds no more.

    Unless the period releases it automatically, a person decides about each page.
    """
    if is_held(page, due_at=due_at):
        raise PublicationRefusedError(page, revision, [Objection(code=HELD)])


def sentence(stored: Mapping[str, Any]) -> str:
    """Return a stored objection as a sentence in the active language."""
    details = stored["details"]
    if stored["code"] == INCOMPLETE:
        number = int(details["count"])
        return ngettext(
            "%(count)d sentence is not translated yet.",
            "%(count)d sentences are not translated yet.",
            number,
        ) % {"count": number}
    if stored["code"] == OTHER_LANGUAGE:
        if details["language"] == "cy":
            return _("This page is in English, but most of its words are in Welsh.")
        return _("This page is in Welsh, but most of its words are in English.")
    if stored["code"] == ELECTION:
        until = parse_datetime(str(details["until"]))
        values = {"moment": format_office_time(until) if until else ""}
        text = _("An election period lasts until %(moment)s. Only what is allowed is published.")
        return text % values
    if stored["code"] == HELD:
        return _("It was held during the election period, and waits for your decision.")
    if stored["code"] == OTHER_OF_PAIR:
        return _("It waits for the other language, which is not published.")
    raise ValueError(stored["code"])


def log_refusal(refusal: PublicationRefusedError, *, user: AbstractBaseUser | None = None) -> None:
    """Record a refusal in the page's history, after the transaction that it rolled back."""
    if refusal.page.pk is not None and Page.objects.filter(pk=refusal.page.pk).exists():
        log(
            instance=refusal.page,
            action=REFUSAL_ACTION,
            user=user,
            data={"objections": [objection.stored() for objection in refusal.objections]},
        )


def reason(failure: ScheduleFailure) -> str:
    """Return why a scheduled publication failed: the gate's sentences, or the error."""
    return " ".join(sentence(each) for each in failure.refusal) or failure.error


def _objections(page: Page, *, language: str) -> list[Objection]:
    found: list[Objection] = []
    translation = enabled_translation(page)
    if translation is not None and (missing := missing_segments(translation)):
        found.append(Objection(code=INCOMPLETE, details=(("count", missing),)))
    if language:
        found.append(Objection(code=OTHER_LANGUAGE, details=(("language", language),)))
    return found


def _election_objection(
    page: Page, content: Mapping[str, Any], *, logs: bool = False
) -> Objection | None:
    """Return the objection of an election period, None where it allows the publication."""
    period = period_for(page, moment=publication_moment(content))
    if period is None:
        return None
    allowed = allowed_by(page, content, period=period)
    if not allowed:
        until = ("until", period.ends_at.isoformat())
        return Objection(code=ELECTION, details=(until,), may_be_overruled=False)
    if logs and page.pk is not None:
        log(instance=page, action=ALLOWED_ACTION, data={"by": allowed, "period": period.name})
    return None


def enabled_translation(page: Page) -> Translation | None:
    """Return the translation by segments that Wagtail Localize fills the page from."""
    return Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    ).first()


def missing_segments(translation: Translation) -> int:
    """Return the number of segments without a translation or with an invalid one."""
    total, translated = translation.get_progress()
    return int(total - translated)


def _is_consented(
    page: Page, *, revision: Revision | None, objections: Sequence[Objection]
) -> bool:
    if not all(objection.may_be_overruled for objection in objections):
        return False
    consent = _consent.get()
    if consent is None:
        return revision is not None and _was_consented(page, revision, objections=objections)
    if revision is not None:
        _record_consent(page, revision, user=consent.user, objections=objections)
    return True


def _was_consented(page: Page, revision: Revision, *, objections: Sequence[Objection]) -> bool:
    earlier = PublicationConsent.objects.filter(page_id=page.pk, revision_id=revision.pk)
    codes = {objection.code for objection in objections}
    return any(codes <= set(row.objections) for row in earlier)


def _record_consent(
    page: Page,
    revision: Revision,
    *,
    user: AbstractBaseUser | None,
    objections: Sequence[Objection],
) -> None:
    codes = [objection.code for objection in objections]
    PublicationConsent.objects.create(
        page_id=page.pk, revision=revision, user=user, objections=codes
    )
    log(
        instance=page,
        action=CONSENT_ACTION,
        user=user,
        revision=revision,
        data={"objections": [objection.stored() for objection in objections]},
    )
