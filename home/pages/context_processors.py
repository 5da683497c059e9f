"""The context processor that gives templates the office and its menus."""

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from wagtail.models import Site

from home.models import OfficeSettings
from home.pages.menus import Menus, menus
from newsroom.caching.request_state import once_per_state
from newsroom.faults.parts import part_or
from newsroom.languages.configured import active_language
from newsroom.models import ElectionPeriod
from newsroom.publishing.elections import election_notice


class SiteContext:
    """The office and menus of a request's site, read on first use, once per state."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def office(self) -> OfficeSettings | None:
        """Return the settings of the request's site, None where there is no office."""
        site = Site.find_for_request(self.request)
        if site is None:
            return None
        office = OfficeSettings.base_queryset().filter(site=site)
        return part_or(
            None,
            lambda: once_per_state(
                self.request,
                "office",
                lambda: office.annotate(election_period_id=_current_election_period()).first(),
            ),
            part="settings of the office",
        )

    @cached_property
    def election_notice(self) -> str:
        """Return the notice of the present election period in the reader's language, "" outside.

        A query in an election period, once per state; none otherwise.
        """
        period_id = getattr(self.office, "election_period_id", None)
        if period_id is None:
            return ""
        period = part_or(
            None,
            lambda: once_per_state(
                self.request,
                ("election period", period_id),
                lambda: ElectionPeriod.objects.filter(pk=period_id).first(),
            ),
            part="notice of the election period",
        )
        return election_notice(period, language=active_language()) if period else ""

    @cached_property
    def menus(self) -> Menus:
        """Return both menus in the reader's language."""
        return part_or(Menus(main=[], footer=[]), lambda: menus(self.request), part="menus")


def _current_election_period() -> Subquery:
    """Return a subquery for the election period of the office. A state ends where one does."""
    periods = ElectionPeriod.objects.at(timezone.now()).filter(site_id=OuterRef("site_id"))
    return Subquery(periods.values("pk")[:1])


def site_context(request: HttpRequest) -> SiteContext:
    """Return the site context of the request, created on the first call."""
    if "_home_site_context" not in request.__dict__:
        request.__dict__["_home_site_context"] = SiteContext(request)
    return request.__dict__["_home_site_context"]


def office(request: HttpRequest) -> dict[str, object]:
    """Return `office`, `menu`, `footer_menu` and `site_context` for templates.

    Each is queried on first use. `site_context` has the plain values, for keys of fragments.
    """
    context = site_context(request)
    return {
        "site_context": context,
        "office": SimpleLazyObject(lambda: context.office),
        "menu": SimpleLazyObject(lambda: context.menus.main),
        "footer_menu": SimpleLazyObject(lambda: context.menus.footer),
    }
