"""Admin views: publish a draft as a correction, list earlier versions, withdraw one of them."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Revision

from newsroom.addresses.citations import version_path
from newsroom.editing.corrections.forms import CorrectionForm, VersionWithdrawalForm
from newsroom.editing.statement_form import draft_findings
from newsroom.languages.configured import language_name
from newsroom.models import ArticlePage, Correction, StatementVersion
from newsroom.publishing.corrections import NothingCorrectedError, publish_correction
from newsroom.publishing.gate import PublicationRefusedError
from newsroom.publishing.versions import withdraw_version
from newsroom.translation.counterparts import counterpart
from newsroom.translation.differences import ParagraphDifference, differences
from newsroom.translation.locales import language_of
from newsroom.translation.paragraphs import paragraphs_of
from newsroom.visibility import is_public

# Notes of the other language that are offered again: the same mistake, corrected there just before.
SAME_OCCASION = timedelta(days=30)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what the draft changes and ask for the note. On POST, publish it as a correction."""
    page = _publishable(request, page_id)
    revision = page.get_latest_revision()
    draft = page.get_latest_revision_as_object()
    compared = differences(paragraphs_of(page), paragraphs_of(draft))
    changes = [difference for difference in compared if difference.has_changes]
    problems = _problems(request, page, draft=draft, revision=revision, changes=changes)
    languages = _languages_of(page)
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        languages=languages,
        initial=_notes_of_other_language(page),
    )
    if revision is not None and not problems and form.is_bound and form.is_valid():
        try:
            publish_correction(page, revision=revision, notes=form.notes, user=request.user)
        except NothingCorrectedError:
            problems = [_("The draft says the same as the public statement.")]
        except PublicationRefusedError as error:
            problems = [objection.sentence for objection in error.objections]
        except ValidationError as error:
            problems = list(error.messages)
        else:
            messages.success(
                request,
                _("The correction of “%(title)s” is published.") % {"title": draft.title},
            )
            return redirect("wagtailadmin_pages:edit", page.pk)
    context = {"page": page, "form": form, "changes": changes, "problems": problems}
    return render(request, "newsroom/admin/correction.html", context)


def versions(request: HttpRequest, page_id: int) -> HttpResponse:
    """List the texts of a statement that were public before."""
    page = _publishable(request, page_id)
    rows = StatementVersion.objects.filter(page=page).order_by("-number").defer("content")
    listed = [(row, version_path(page, row.number)) for row in rows.select_related("withdrawn_by")]
    corrections = Correction.objects.filter(page=page).select_related("corrected_by")
    context = {
        "page": page,
        "versions": listed,
        "corrections": [
            (row, [(language_name(code), code, text) for code, text in row.notes.items()])
            for row in corrections
        ],
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


def _problems(
    request: HttpRequest,
    page: ArticlePage,
    *,
    draft: ArticlePage,
    revision: Revision | None,
    changes: list[ParagraphDifference],
) -> list[str]:
    """Return what prevents publication of the draft as a correction."""
    lock = page.get_lock()
    if lock is not None and lock.for_user(request.user):
        return [str(lock.get_message(request.user))]
    if not is_public(page):
        return [_("Only a statement that is public can be corrected.")]
    if revision is None or not changes:
        return [_("The draft says the same as the public statement. Change its words first.")]
    if draft.go_live_at and draft.go_live_at > timezone.now():
        return [_("The draft has a date of publication in the future. Remove it first.")]
    return [str(finding.message) for finding in draft_findings(draft) if finding.blocks_publication]


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
