"""Admin views: publish a draft as a correction, list earlier versions, withdraw one of them."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from newsroom.addresses.citations import version_path
from newsroom.editing.corrections.forms import LATER, NOW, CorrectionForm, VersionWithdrawalForm
from newsroom.editing.corrections.sides import CorrectedSide, corrected_side, other_side
from newsroom.editing.publication.exemptions import ExemptionForm, exempt, exemption_form
from newsroom.editing.translation.equality import record_equality
from newsroom.languages.configured import language_name
from newsroom.models import ArticlePage, Correction, StatementVersion
from newsroom.publishing.corrections import (
    NothingCorrectedError,
    planned_correction,
    publish_corrections,
    schedule_corrections,
)
from newsroom.publishing.gate import (
    ELECTION,
    Objection,
    PublicationRefusedError,
    consent_to_publication,
    log_refusal,
)
from newsroom.publishing.versions import withdraw_version
from newsroom.translation.counterparts import counterpart
from newsroom.translation.dates import format_long_office_time
from newsroom.translation.locales import language_of

# Notes of the other language that are offered again: the same mistake, corrected there just before.
SAME_OCCASION = timedelta(days=30)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what the draft changes and ask for the note. On POST, publish it as a correction.

    A draft of the other language is corrected in the same act where the approver wants that.
    """
    page = _publishable(request, page_id)
    own, other = corrected_side(request, page), other_side(request, page)
    sides = [side for side in (own, other) if side is not None and not side.problems]
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        languages=_languages_of(page),
        both=len(sides) == 2,
        initial=_initial(own, both=len(sides) == 2),
    )
    attempt = Attempt(problems=list(own.problems), objections=[])
    if own in sides and form.is_bound and form.is_valid():
        attempt = _publish(request, form=form, sides=sides)
        if attempt.is_done:
            return redirect("wagtailadmin_pages:edit", page.pk)
    elif own in sides and not form.is_bound:
        attempt = Attempt(problems=[], objections=own.objections)
    context = {
        "page": page,
        "form": form,
        "own": own,
        "other": other,
        "shown_revisions": _revision_ids(sides),
        "problems": attempt.problems,
        "objections": attempt.objections,
        "asks_knowingly": attempt.may_be_overruled,
        "exemption_form": attempt.exemption_form,
        "office_zone": settings.TIME_ZONE,
    }
    return render(request, "newsroom/admin/correction.html", context)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What became of an attempt to publish a correction: done, or what prevented it."""

    problems: Sequence[str]
    objections: Sequence[Objection]
    exemption_form: ExemptionForm | None = None
    is_done: bool = False

    @property
    def may_be_overruled(self) -> bool:
        """Return whether the approver may publish it in spite of all objections."""
        return bool(self.objections) and all(each.may_be_overruled for each in self.objections)


def _publish(
    request: HttpRequest, *, form: CorrectionForm, sides: Sequence[CorrectedSide]
) -> Attempt:
    """Publish or schedule the correction that a valid form asks for, and say so."""
    if request.POST.get("revisions", _revision_ids(sides)) != _revision_ids(sides):
        changed = _("The page has changed meanwhile. Read it again before you decide.")
        return Attempt(problems=[changed], objections=[])
    chosen = sides if form.cleaned_data.get("both") else sides[:1]
    pages, moment = [side.page for side in chosen], form.cleaned_data["moment"]
    knowingly = bool(request.POST.get("knowingly"))
    consent = consent_to_publication(user=request.user) if knowingly else nullcontext()
    exemption = exemption_form(request, pages[0], moment=moment)
    try:
        with transaction.atomic(), consent:
            if exemption is not None and exemption.is_valid():
                exempt(pages[0], user=request.user, moment=moment, **exemption.cleaned_data)
            if moment is None:
                publish_corrections(pages, notes=form.notes, user=request.user)
            else:
                schedule_corrections(pages, notes=form.notes, user=request.user, moment=moment)
            if form.cleaned_data.get("says_the_same") and len(pages) == 2:
                first, second = (Page.objects.get(pk=page.pk) for page in pages)
                record_equality(request, first, other=second)
    except NothingCorrectedError:
        same = _("The draft says the same as the public statement.")
        return Attempt(problems=[same], objections=[])
    except PublicationRefusedError as refusal:
        log_refusal(refusal, user=request.user)
        is_election = any(each.code == ELECTION for each in refusal.objections)
        return Attempt(
            problems=[],
            objections=refusal.objections,
            exemption_form=exemption if is_election else None,
        )
    except ValidationError as error:
        return Attempt(problems=list(error.messages), objections=[])
    messages.success(request, _success(chosen, moment=moment))
    return Attempt(problems=[], objections=[], is_done=True)


def _success(sides: Sequence[CorrectedSide], *, moment: datetime | None) -> str:
    values = {"title": sides[0].draft.title}
    if moment is None:
        if len(sides) == 2:
            return _("The correction of “%(title)s” is published in both languages.") % values
        return _("The correction of “%(title)s” is published.") % values
    values["moment"] = format_long_office_time(moment)
    if len(sides) == 2:
        return _(
            "The correction of “%(title)s” will be published in both languages on %(moment)s."
        ) % (values)
    return _("The correction of “%(title)s” will be published on %(moment)s.") % values


def _initial(own: CorrectedSide, *, both: bool) -> dict[str, object]:
    """Return what the form begins with. A draft with a date is corrected at that time."""
    moment = own.draft.go_live_at
    is_later = moment is not None and moment > timezone.now()
    return {
        **_notes_of_other_language(own.page),
        "both": both,
        "says_the_same": both,
        "when": LATER if is_later else NOW,
        "moment": f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}" if moment and is_later else "",
    }


def _revision_ids(sides: Sequence[CorrectedSide]) -> str:
    """Return what the form says of the versions that it shows."""
    return " ".join(str(side.revision.pk) for side in sides if side.revision is not None)


def versions(request: HttpRequest, page_id: int) -> HttpResponse:
    """List the texts of a statement that were public before."""
    page = _publishable(request, page_id)
    rows = StatementVersion.objects.filter(page=page).order_by("-number").defer("content")
    listed = [(row, version_path(page, row.number)) for row in rows.select_related("withdrawn_by")]
    corrections = Correction.objects.filter(page=page).select_related("corrected_by")
    planned = planned_correction(page)
    context = {
        "page": page,
        "versions": listed,
        "corrections": [(row, _named(row.notes)) for row in corrections],
        "planned": planned,
        "planned_notes": _named(planned.notes) if planned else [],
    }
    return render(request, "newsroom/admin/versions.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, page_id: int, number: int) -> HttpResponse:
    """Ask for the reason. On POST, delete the text of a version and show the reason instead."""
    page = _publishable(request, page_id)
    version = get_object_or_404(StatementVersion, page=page, number=number)
    if version.withdrawn_at is not None:
        raise Http404
    form = VersionWithdrawalForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        withdraw_version(version, reason=form.cleaned_data["reason"], user=request.user)
        messages.success(request, _("Version %(number)s is withdrawn.") % {"number": number})
        return redirect("newsroom_versions", page.pk)
    context = {"page": page, "version": version, "form": form}
    return render(request, "newsroom/admin/withdraw_version.html", context)


def _publishable(request: HttpRequest, page_id: int) -> ArticlePage:
    """Return the statement; raises `PermissionDenied` for users who may not publish it."""
    page = get_object_or_404(ArticlePage.objects.select_related("locale"), pk=page_id)
    if page.alias_of_id is not None or not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return page


def _named(notes: Mapping[str, str]) -> list[tuple[Promise, str, str]]:
    """Return each note with the name and the code of its language."""
    return [(language_name(code), code, text) for code, text in notes.items()]


def _languages_of(page: ArticlePage) -> set[str]:
    """Return the languages in which the statement is public: those that need a note."""
    other = counterpart(page)
    return {language_of(page)} | ({language_of(other)} if other is not None else set())


def _notes_of_other_language(page: ArticlePage) -> dict[str, str]:
    """Return the notes of the last correction of the statement's other language, to use again."""
    other = counterpart(page)
    if other is None:
        return {}
    since = timezone.now() - SAME_OCCASION
    last = Correction.objects.filter(page_id=other.pk, corrected_at__gte=since).first()
    if last is None or Correction.objects.filter(page=page, notes=last.notes).exists():
        return {}
    return {f"note_{code}": text for code, text in last.notes.items()}
