"""The reason that the confirmation of unpublishing asks for, and its hooks.

Wagtail's confirmation is a plain form, so a refused reason leads back to it with what was entered.
"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.models import Page

from newsroom.languages.configured import language_codes, language_name
from newsroom.models.withdrawals import MAX_REASON
from newsroom.publishing.withdrawals import give_reason
from newsroom.translation.locales import language_of
from newsroom.translation.paired_actions import translations_of

ONE_LANGUAGE_FIELD = "only_this_language"
NOTICE = "notice"


class ReasonForm(forms.Form):
    """Why a page is withdrawn, in each language in which it is, and how its address answers."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What its address answers"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", gettext_lazy("Gone (410): search engines and partners forget the page")),
            (NOTICE, gettext_lazy("A notice with the reason, which links still find (200)")),
        ],
    )

    def __init__(self, *args: Any, languages: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for code in sorted(languages, key=language_codes().index):
            self.fields[f"reason_{code}"] = forms.CharField(
                label=gettext_lazy("Reason for readers: %(language)s")
                % {"language": language_name(code)},
                required=False,
                max_length=MAX_REASON,
                widget=forms.Textarea(attrs={"rows": 2, "lang": code}),
            )

    @property
    def reasons(self) -> dict[str, str]:
        """Return the reasons of a valid form by language, without empty ones."""
        return {
            code: text for code in self.languages if (text := self.cleaned_data[f"reason_{code}"])
        }

    def clean(self) -> dict[str, Any]:
        """Require a reason in every language or in none, and one for a notice."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = {code for code in self.languages if cleaned.get(f"reason_{code}")}
        if given and given != self.languages:
            raise forms.ValidationError(_("Give the reason in both languages, or in neither."))
        if cleaned.get("answer") == NOTICE and not given:
            raise forms.ValidationError(_("A notice needs a reason."))
        return cleaned


def reason_form(request: HttpRequest, page: Page, *, only_this_language: bool) -> ReasonForm:
    """Return the form for a confirmation, with what was entered before it was refused."""
    pages = [page] if only_this_language else _withdrawn_pages(page, live_only=True)
    return ReasonForm(
        initial=request.GET.dict(),
        languages={language_of(each) for each in pages},
        auto_id="one_%s" if only_this_language else "both_%s",
    )


def check_reason(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead back to the confirmation where the reason is not in order. A hook before unpublishing.

    It runs before the hook that unpublishes one language.
    """
    if request.method != "POST" or not page.live:
        return None
    only_this = bool(request.POST.get(ONE_LANGUAGE_FIELD))
    pages = [page] if only_this else _withdrawn_pages(page, live_only=True)
    form = ReasonForm(request.POST, languages={language_of(each) for each in pages})
    if form.is_valid():
        request.newsroom_withdrawal = (form, pages)  # type: ignore[attr-defined]  # for `store_reason`
        return None
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, error)
    address = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    entered = {name: form.data.get(name, "") for name in form.fields}
    return redirect(f"{address}?{urlencode(entered)}")


def store_reason(request: HttpRequest, page: Page) -> None:
    """Record the reason of the pages that were just unpublished. A hook after unpublishing."""
    form, pages = getattr(request, "newsroom_withdrawal", (None, []))
    if form is not None and form.reasons:
        give_reason(
            pages,
            reasons=form.reasons,
            answers_with_notice=form.cleaned_data["answer"] == NOTICE,
        )


def _withdrawn_pages(page: Page, *, live_only: bool) -> list[Page]:
    return [page, *translations_of(page, live_only=live_only)]
