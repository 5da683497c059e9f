"""The form that moves a scheduled page to another day."""

from typing import cast

from django import forms
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from newsroom.editing.calendar.events import zone
from newsroom.editing.calendar.months import FIRST_YEAR, LAST_YEAR, Month
from newsroom.editing.scheduling.confirmation import schedule_text
from newsroom.publishing.moving import MoveRefusedError, move_publication
from newsroom.translation.paired_actions import in_other_language


class MoveForm(forms.Form):
    """The new day, and whether the other language is moved too."""

    day = forms.DateField(
        label=gettext_lazy("New day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    both = forms.BooleanField(
        label=gettext_lazy("Move the other language too, which is scheduled for the same moment"),
        required=False,
        initial=True,
    )

    def clean_day(self):
        """Refuse days of other centuries, which no calendar shows."""
        day = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(_("Choose a day of these years."))
        return day


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the form of a scheduled page. On POST, move it, if the user may publish it."""
    page = get_object_or_404(Page, pk=page_id).specific
    user = cast(AbstractUser, request.user)
    if not page.permissions_for_user(user).can_publish():
        raise PermissionDenied
    revision = page.scheduled_revision
    if revision is None:
        messages.info(request, _("This is not scheduled any more."))
        return redirect("newsroom_calendar")
    moment = timezone.localtime(revision.approved_go_live_at, zone())
    other = _other_language(page, moment=revision.approved_go_live_at, user=user)
    form = MoveForm(request.POST or None, initial={"day": moment.date().isoformat()})
    if other is None:
        del form.fields["both"]
    if request.method == "POST" and form.is_valid():
        pages = [page, other] if other is not None and form.cleaned_data["both"] else [page]
        try:
            with transaction.atomic():
                for each in pages:
                    moved = move_publication(each, day=form.cleaned_data["day"], user=user)
        except MoveRefusedError as error:
            form.add_error("day", str(error.message))
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            for each in pages:
                messages.success(request, schedule_text(each, moved))
            month = Month.of(timezone.localtime(moved, zone()).date())
            return redirect(f"{reverse('newsroom_calendar')}?month={month}")
    context = {"page": page, "other": other, "form": form, "moment": moment}
    return render(request, "newsroom/admin/calendar_move.html", context)


def _other_language(page: Page, *, moment: object, user: AbstractUser) -> Page | None:
    """Return the page in the other language if it is scheduled for the same moment."""
    other = in_other_language(Page.objects.all(), page=page).first()
    if other is None or not other.permissions_for_user(user).can_publish():
        return None
    revision = other.scheduled_revision
    same = revision is not None and revision.approved_go_live_at == moment
    return other.specific if same else None
