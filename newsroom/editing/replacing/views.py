"""Admin views of find and replace: preview and replacement, and what was replaced earlier."""

from collections import defaultdict
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.models import Site

from newsroom.editing.replacing.replacement import (
    MAX_STATEMENTS,
    Outcome,
    Refused,
    found_statements,
    replace,
    undo,
)
from newsroom.editing.replacing.search_term import SearchTerm
from newsroom.editing.rights.offices import editable_offices, office_label
from newsroom.languages.configured import language_choices
from newsroom.models import Replacement

EARLIER_ROWS = 20
SHOWN_REFUSALS = 10


class ReplaceForm(forms.Form):
    """The words to find and to write instead, and where to look."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=None, empty_label=None)
    find = forms.CharField(label=_("Find"), max_length=200)
    replace = forms.CharField(
        label=_("Replace with"),
        max_length=200,
        required=False,
        strip=False,
        help_text=_("Leave empty to delete the words."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    match_case = forms.BooleanField(label=_("Match capitals"), required=False)
    whole_words = forms.BooleanField(label=_("Whole words only"), required=False)

    def __init__(self, data: object, *, offices: list[Site]) -> None:
        super().__init__(data)
        office = self.fields["office"]
        office.queryset = Site.objects.filter(pk__in=[site.pk for site in offices])
        office.label_from_instance = office_label
        if len(offices) == 1:
            office.required, office.initial = False, offices[0].pk
            office.widget = forms.HiddenInput()
        self.only_office = offices[0] if len(offices) == 1 else None
        self.fields["language"].choices = [("", _("Both languages")), *language_choices()]

    @property
    def site(self) -> Site:
        """Return the chosen office."""
        return self.cleaned_data["office"] or self.only_office

    @property
    def term(self) -> SearchTerm:
        """Return the words to find."""
        return SearchTerm(
            words=self.cleaned_data["find"],
            match_case=self.cleaned_data["match_case"],
            whole_words=self.cleaned_data["whole_words"],
        )

    def query(self) -> str:
        """Return the form's values as a query string."""
        return urlencode({name: value for name, value in self.data.items() if name in self.fields})


@require_http_methods(["GET", "POST"])
def replacing(request: HttpRequest) -> HttpResponse:
    """Show the form and, for words to find, the places. On POST, replace the chosen places."""
    offices = _offices(request.user)
    data = request.POST if request.method == "POST" else request.GET
    form = ReplaceForm(data if "find" in data else None, offices=offices)
    is_valid = form.is_bound and form.is_valid()
    if request.method == "POST" and is_valid:
        chosen = _chosen(request.POST.getlist("place"))
        if chosen is not None:
            outcome = replace(
                form.site,
                form.term,
                by=form.cleaned_data["replace"],
                chosen=chosen,
                publish=bool(request.POST.get("publish")),
                user=request.user,
            )
            _tell(request, outcome, done=_replaced_message(outcome))
            return redirect(f"{reverse('newsroom_replacing')}?{form.query()}")
        messages.error(request, _("Choose at least one place."))
    found, is_cut = (
        found_statements(
            form.site, form.term, language=form.cleaned_data["language"], user=request.user
        )
        if is_valid
        else ([], False)
    )
    context = {
        "form": form,
        "is_searched": is_valid,
        "found": found,
        "is_cut": is_cut,
        "limit": MAX_STATEMENTS,
        "can_replace": any(not statement.obstacle for statement in found),
        "earlier": _earlier(offices),
    }
    return render(request, "newsroom/admin/replacing.html", context)


@require_POST
def undo_replacing(request: HttpRequest, replacement_id: int) -> HttpResponse:
    """Undo an earlier replacement in the statements that were not changed since."""
    run = get_object_or_404(Replacement.objects.select_related("site"), pk=replacement_id)
    if run.site not in editable_offices(request.user):
        raise PermissionDenied
    outcome = undo(run, user=request.user)
    text = ngettext(
        "%(count)d statement has its earlier words again.",
        "%(count)d statements have their earlier words again.",
        outcome.statements,
    )
    _tell(request, outcome, done=text % {"count": outcome.statements})
    return redirect("newsroom_replacing")


def _offices(user: AbstractBaseUser) -> list[Site]:
    """Return the offices whose statements the user may change; raise PermissionDenied if none."""
    offices = editable_offices(user)
    if not offices:
        raise PermissionDenied
    return offices


def _chosen(values: list[str]) -> dict[tuple[int, int], set[int]] | None:
    """Return the chosen places by statement and version, None where none is well formed."""
    chosen: dict[tuple[int, int], set[int]] = defaultdict(set)
    for value in values:
        page_id, version, number = [*value.split("-"), "", ""][:3]
        if all(part.isascii() and part.isdecimal() for part in (page_id, version, number)):
            chosen[int(page_id[:18]), int(version[:18])].add(int(number[:9]))
    return chosen or None


def _earlier(offices: list[Site]) -> list[Replacement]:
    """Return the latest replacements of the offices with their statements. Two queries."""
    runs = Replacement.objects.filter(site__in=offices).select_related("user", "site")
    rows = list(
        runs.prefetch_related("statements__page").order_by("-made_at", "-pk")[:EARLIER_ROWS]
    )
    for run in rows:
        run.can_undo = any(
            statement.undone_at is None
            and statement.after_id is not None
            and statement.page.latest_revision_id == statement.after_id
            for statement in run.statements.all()
        )
    return rows


def _replaced_message(outcome: Outcome) -> str:
    places = ngettext(
        "%(count)d place is replaced", "%(count)d places are replaced", outcome.places
    )
    statements = ngettext("in %(count)d statement.", "in %(count)d statements.", outcome.statements)
    published = ngettext(
        "%(count)d is public with the new words.",
        "%(count)d are public with the new words.",
        outcome.published,
    )
    drafts = outcome.statements - outcome.published
    waiting = ngettext(
        "%(count)d is a draft that waits for publication.",
        "%(count)d are drafts that wait for publication.",
        drafts,
    )
    parts = [places % {"count": outcome.places}, statements % {"count": outcome.statements}]
    if outcome.published:
        parts.append(published % {"count": outcome.published})
    if drafts:
        parts.append(waiting % {"count": drafts})
    return " ".join(parts)


def _tell(request: HttpRequest, outcome: Outcome, *, done: str) -> None:
    """Add messages of what was done and what was refused."""
    if outcome.statements:
        messages.success(request, done)
    tell_refusals(request, outcome.refused)


def tell_refusals(request: HttpRequest, refusals: list[Refused]) -> None:
    """Add a message for each of the first refused statements, and one for the rest."""
    for refused in refusals[:SHOWN_REFUSALS]:
        messages.warning(request, f"“{refused.title}”: {refused.reason}")
    rest = len(refusals) - SHOWN_REFUSALS
    if rest > 0:
        text = ngettext(
            "%(count)d more statement was not changed.",
            "%(count)d more statements were not changed.",
            rest,
        )
        messages.warning(request, text % {"count": rest})
