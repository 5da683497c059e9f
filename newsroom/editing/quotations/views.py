"""Admin views of the quotations from the draft Record: their list, and one compared with it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission

from newsroom.editing.quotations.decisions import QuotationGoneError, keep, write_into_draft
from newsroom.editing.quotations.matching import find_passage
from newsroom.editing.quotations.record_text import (
    MAX_BYTES,
    UnreadableRecordError,
    clean,
    text_of_xml,
)
from newsroom.editing.rights.page_access import below_permitted_pages
from newsroom.models import ArticlePage, DraftQuotation
from newsroom.translation.differences import differences
from newsroom.translation.paragraphs import Paragraph

MAX_ROWS = 200


class RecordForm(forms.Form):
    """The final Record: its text, or its XML file."""

    text = forms.CharField(
        label=gettext_lazy("Text of the final Record"),
        required=False,
        max_length=MAX_BYTES // 4,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "Paste the contribution, or the whole sitting. The passage is found in it."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or the Record's XML file"),
        required=False,
        help_text=gettext_lazy("The export of the sitting, up to 10 MB."),
    )

    def clean(self) -> dict[str, Any]:
        """Read the file, or take the text, as `record`."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        uploaded = cleaned.get("file")
        if uploaded is not None:
            try:
                cleaned["record"] = text_of_xml(uploaded.read(MAX_BYTES + 1))
            except UnreadableRecordError as error:
                self.add_error("file", str(error))
        elif not self.errors:
            cleaned["record"] = clean(cleaned.get("text") or "")
            if not cleaned["record"]:
                raise forms.ValidationError(_("Paste the text of the Record, or choose its file."))
        return cleaned


def quotations_to_check(request: HttpRequest) -> QuerySet[DraftQuotation]:
    """Return the quotations in public statements of the user's offices, oldest day first."""
    pages = ArticlePage.objects.filter(below_permitted_pages(request.user), live=True)
    rows = DraftQuotation.objects.filter(page__in=pages.values("pk"), kept_at__isnull=True)
    return (
        rows.select_related("page", "page__locale")
        .defer("page__body")
        .order_by("said_on", "page_id", "pk")
    )


def quotation_list(request: HttpRequest) -> HttpResponse:
    """List the quotations whose Record should be final by now, then those that must wait."""
    if not user_has_any_page_permission(request.user):
        raise PermissionDenied
    rows = list(quotations_to_check(request)[:MAX_ROWS])
    today = timezone.localdate()
    due = [row for row in rows if row.is_final_expected(today=today)]
    context = {"due": due, "waiting": [row for row in rows if row not in due]}
    return render(request, "newsroom/admin/quotations.html", context)


@require_http_methods(["GET", "POST"])
def check_quotation(request: HttpRequest, page_id: int, block_id: str) -> HttpResponse:
    """Compare a quotation with the Record that the editor gives, and carry out the decision."""
    quotation = get_object_or_404(
        DraftQuotation.objects.select_related("page", "page__locale"),
        page_id=page_id,
        block_id=block_id,
    )
    page = quotation.page
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    lock = page.get_lock()
    if lock is not None and lock.for_user(request.user):
        messages.error(request, lock.get_message(request.user))
        return redirect("newsroom_quotations")
    action = request.POST.get("action", "")
    if action in ("accept", "final", "keep"):
        return _decide(request, quotation, action=action)
    is_comparing = request.method == "POST"
    form = RecordForm(request.POST, request.FILES) if is_comparing else RecordForm()
    context: dict[str, Any] = {"quotation": quotation, "page": page, "form": form}
    if is_comparing and form.is_valid():
        passage = find_passage(quotation.words, form.cleaned_data["record"])
        context |= {"is_compared": True, "passage": passage}
        if passage is not None:
            compared = differences(
                [Paragraph(part="title", text=" ".join(quotation.words.split()))],
                [Paragraph(part="title", text=" ".join(passage.text.split()))],
            )
            context["changes"] = [item for item in compared if item.has_changes]
    return render(request, "newsroom/admin/quotation.html", context)


def _decide(request: HttpRequest, quotation: DraftQuotation, *, action: str) -> HttpResponse:
    if action == "keep":
        keep(quotation, user=request.user)
        messages.success(request, _("Recorded: the words stay as they are."))
        return redirect("newsroom_quotations")
    words = clean(request.POST.get("words", "")) if action == "accept" else None
    if words == "":
        messages.error(request, _("There is no new wording to accept. Compare first."))
        return redirect("newsroom_quotation", quotation.page_id, quotation.block_id)
    try:
        write_into_draft(quotation, words=words, user=request.user)
    except QuotationGoneError:
        messages.error(request, _("The newest draft does not have this quotation any more."))
    else:
        messages.success(
            request,
            _(
                "The quotation is changed in the draft; nothing is public yet. Publish it, or "
                "publish it as a correction if the words were wrong."
            ),
        )
    return redirect("wagtailadmin_pages:edit", quotation.page_id)


def due_quotations(rows: Iterable[DraftQuotation]) -> list[DraftQuotation]:
    """Return those whose Record should be final by now."""
    today = timezone.localdate()
    return [row for row in rows if row.is_final_expected(today=today)]
