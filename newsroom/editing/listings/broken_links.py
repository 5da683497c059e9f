"""The report of outside links that are broken, statement by statement."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_filters import ChoiceFilter
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from newsroom.editing.rights.page_access import below_permitted_pages
from newsroom.languages.configured import language_choices
from newsroom.models import OutsideLink, OutsideLinkUse

State = OutsideLink.State
SHOWN_STATES = [
    (state.value, state.label) for state in (State.BROKEN, State.FAILING, State.REFUSED)
]


class BrokenLinksFilterSet(WagtailFilterSet):
    """Filters by state and by the language of the statement."""

    state = ChoiceFilter(label=_("Status"), choices=SHOWN_STATES, field_name="link__state")
    language = ChoiceFilter(
        label=_("Language"), choices=language_choices, field_name="page__locale__language_code"
    )

    class Meta:
        model = OutsideLinkUse
        fields: list[str] = []


class BrokenLinksView(ReportView):
    """Lists addresses that did not answer, with the statements that link to them."""

    page_title = _("Broken links")
    header_icon = "link"
    index_url_name = "newsroom_broken_links"
    index_results_url_name = "newsroom_broken_links_results"
    results_template_name = "newsroom/admin/broken_links_results.html"
    template_name = "newsroom/admin/broken_links.html"
    filterset_class = BrokenLinksFilterSet
    is_searchable = False
    list_export = [
        *("page.draft_title", "page.locale.language_code", "link.url", "link.get_state_display"),
        *("link.status", "link.failing_since", "link.checked_at"),
    ]
    export_headings = {
        "page.draft_title": _("Statement"),
        "page.locale.language_code": _("Language"),
        "link.url": _("Address"),
        "link.get_state_display": _("Status"),
        "link.status": _("Answer"),
        "link.failing_since": _("Since"),
        "link.checked_at": _("Checked"),
    }

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Refuse users without a permission on any page."""
        if not user_has_any_page_permission(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[OutsideLinkUse]:
        """Return the user's statements with links that failed; without a filter, broken ones."""
        states = [state for state, _label in SHOWN_STATES]
        if not self.request.GET.get("state"):
            states = [State.BROKEN, State.FAILING]
        return (
            _own_uses(self.request.user)
            .filter(link__state__in=states, ignored_at=None)
            .select_related("link", "page", "page__locale")
            .order_by("-page__latest_revision_created_at", "page_id", "pk")
        )

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add whether links are checked at all."""
        return {**super().get_context_data(**kwargs), "checks_links": settings.LINK_CHECKS}


class BrokenLinksMenuItem(MenuItem):
    """The entry of the reports' menu, for users with a permission on any page."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user may open the report."""
        return bool(user_has_any_page_permission(request.user))


def broken_links_item() -> MenuItem:
    """Return the entry of the reports' menu. A Wagtail hook."""
    return BrokenLinksMenuItem(
        _("Broken links"), reverse_lazy("newsroom_broken_links"), icon_name="link", order=1200
    )


@require_POST
def broken_link_action(request: HttpRequest, use_id: int) -> HttpResponse:
    """Check the address of a use again soon, or set the use aside."""
    use = get_object_or_404(_own_uses(request.user).select_related("link"), pk=use_id)
    if request.POST.get("action") == "ignore":
        use.ignored_at = timezone.now()
        use.save(update_fields=["ignored_at"])
        messages.success(request, gettext("This link is no longer listed."))
    else:
        OutsideLink.objects.filter(pk=use.link_id).update(next_check_at=timezone.now())
        messages.success(request, gettext("The link is checked again within some minutes."))
    return redirect(reverse("newsroom_broken_links"))


def _own_uses(user: AbstractBaseUser) -> QuerySet[OutsideLinkUse]:
    """Return the uses of links in statements on which the user has a permission."""
    pages = Page.objects.filter(below_permitted_pages(user))
    return OutsideLinkUse.objects.filter(page__in=pages.values("pk"))
