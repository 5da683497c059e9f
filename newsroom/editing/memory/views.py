"""Admin views of the translator's help for a statement, and of the office's glossary."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page, Site

from newsroom.editing.memory.po_files import MAX_BYTES, read_po, write_po
from newsroom.editing.memory.translation_work import (
    TranslationWork,
    exact_paragraphs,
    find_work,
    write,
)
from newsroom.editing.rights.offices import editable_offices, office_label, sites_for_user
from newsroom.models import GlossaryTerm


@require_http_methods(["GET", "POST"])
def translation_help(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show each paragraph with earlier translations and terms. On POST, fill in or read a file."""
    work = _work(request, page_id)
    if request.method == "POST":
        try:
            if request.POST.get("action") == "fill":
                _fill(request, work)
            else:
                _read_file(request, work)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
        return redirect("newsroom_translation_help", work.page.pk)
    rows = work.rows()
    context = {
        "page": work.page,
        "work": work,
        "rows": rows,
        "known": len(exact_paragraphs(rows)),
        "untranslated": sum(row.is_untranslated for row in rows),
    }
    return render(request, "newsroom/admin/translation_help.html", context)


@require_safe
def translation_file(request: HttpRequest, page_id: int) -> HttpResponse:
    """Send the PO file of a statement."""
    work = _work(request, page_id)
    response = HttpResponse(write_po(work), content_type="text/x-gettext-translation")
    name = f"{work.page.slug}-{work.language}.po"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _work(request: HttpRequest, page_id: int) -> TranslationWork:
    """Return the statement and its source. Raises 404 without one, or PermissionDenied."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    work = find_work(page)
    if work is None or not work.source.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return work


def _fill(request: HttpRequest, work: TranslationWork) -> None:
    count = write(work, exact_paragraphs(work.rows()), user=request.user)
    text = ngettext(
        "%(count)d paragraph is filled in from earlier translations. Read it.",
        "%(count)d paragraphs are filled in from earlier translations. Read them.",
        count,
    )
    messages.success(request, text % {"count": count})


def _read_file(request: HttpRequest, work: TranslationWork) -> None:
    upload = request.FILES.get("file")
    if upload is None:
        raise ValidationError(_("Choose a PO file."))
    if upload.size > MAX_BYTES:
        raise ValidationError(_("The file is larger than 2 MB."))
    file = read_po(upload.read(), work)
    count = write(work, file.paragraphs, user=request.user)
    text = ngettext(
        "%(count)d paragraph is taken over into the draft.",
        "%(count)d paragraphs are taken over into the draft.",
        count,
    )
    messages.success(request, text % {"count": count})
    if file.changed_since:
        text = ngettext(
            "%(count)d paragraph was left out, because its source has changed since.",
            "%(count)d paragraphs were left out, because their source has changed since.",
            file.changed_since,
        )
        messages.warning(request, text % {"count": file.changed_since})
    if file.other_tags:
        text = ngettext(
            "%(count)d paragraph was left out, because its formatting or links differ.",
            "%(count)d paragraphs were left out, because their formatting or links differ.",
            file.other_tags,
        )
        messages.warning(request, text % {"count": file.other_tags})


class GlossaryForm(forms.ModelForm):
    """Edits a term of an office's glossary."""

    class Meta:
        model = GlossaryTerm
        fields = ["site", "term_en", "term_cy", "note"]

    def __init__(self, *args: object, offices: list[Site], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        site = self.fields["site"]
        site.queryset = Site.objects.filter(pk__in=[office.pk for office in offices])
        site.empty_label = None
        site.label_from_instance = office_label
        if len(offices) == 1:
            site.initial, site.widget = offices[0].pk, forms.HiddenInput()


@require_http_methods(["GET", "POST"])
def glossary(request: HttpRequest, term_id: int | None = None) -> HttpResponse:
    """List the terms with a form to add one, or with the form of one term."""
    offices = editable_offices(request.user)
    if not offices:
        raise PermissionDenied
    own = GlossaryTerm.objects.filter(site__in=offices).select_related("site")
    term = get_object_or_404(own, pk=term_id) if term_id is not None else None
    if request.method == "POST" and term is not None and request.POST.get("action") == "delete":
        term.delete()
        messages.success(request, _("“%(term)s” is deleted.") % {"term": term})
        return redirect("newsroom_glossary")
    data = request.POST if request.method == "POST" else None
    form = GlossaryForm(data, instance=term, offices=offices)
    if data is not None and form.is_valid():
        saved = form.save()
        messages.success(request, _("“%(term)s” is saved.") % {"term": saved})
        return redirect("newsroom_glossary")
    context = {"form": form, "term": term, "terms": own, "has_offices": len(offices) > 1}
    return render(request, "newsroom/admin/glossary.html", context)


class GlossaryMenuItem(MenuItem):
    """The entry of the settings menu, for those who belong to an office."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user has a permission in an office."""
        return bool(sites_for_user(request.user))


def glossary_item() -> MenuItem:
    """Return the entry of the settings menu. A Wagtail hook."""
    return GlossaryMenuItem(
        gettext_lazy("Glossary"),
        reverse_lazy("newsroom_glossary"),
        icon_name="openquote",
        order=700,
    )
