"""Exemptions of single pages from an election period, by a named person with a reason."""

from datetime import datetime

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import Page

from newsroom.models import ElectionExemption, ElectionPeriod
from newsroom.models.elections import LEGAL_CORRECTION, OTHER_REASON
from newsroom.publishing.elections import period_for, publication_moment

EXEMPTION_ACTION = "newsroom.election.exemption"


class ExemptionForm(forms.Form):
    """Asks why a page may be published during an election period."""

    kind = forms.ChoiceField(label=_("Why may it be published?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is recorded with your name."),
    )


def exemption_form(
    request: HttpRequest, page: Page, *, moment: datetime | None = None
) -> ExemptionForm | None:
    """Return the form with the reasons that are open to the user, None where none is.

    `moment` is when the page is to be published; without it, when its latest version says.
    """
    period = _period(page, moment=moment)
    if period is None:
        return None
    open_to_user = {LEGAL_CORRECTION} if page.live else set()
    if period.approvers_may_exempt or request.user.is_superuser:
        open_to_user.add(OTHER_REASON)
    if not open_to_user:
        return None
    form = ExemptionForm(request.POST if "exempt" in request.POST else None)
    form.fields["kind"].choices = [
        (kind, label) for kind, label in ElectionExemption.KINDS if kind in open_to_user
    ]
    if len(open_to_user) == 1:
        form.fields["kind"].initial = open_to_user.pop()
    return form


def exempt(
    page: Page,
    *,
    user: AbstractBaseUser,
    kind: str,
    reason: str,
    moment: datetime | None = None,
) -> None:
    """Record that the page may be published, in both languages, until the period ends."""
    period = _period(page, moment=moment)
    if period is None:
        return
    ElectionExemption.objects.create(
        period=period, page_id=page.pk, kind=kind, reason=reason, user=user
    )
    log(
        instance=page,
        action=EXEMPTION_ACTION,
        user=user,
        data={"kind": kind, "reason": reason, "period": period.name},
    )


def _period(page: Page, *, moment: datetime | None) -> ElectionPeriod | None:
    go_live_at = moment or page.get_latest_revision_as_object().go_live_at
    return period_for(page, moment=publication_moment({"go_live_at": go_live_at}))
