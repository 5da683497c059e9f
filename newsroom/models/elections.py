"""Election periods of offices, in which publication is refused save for what is allowed."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Page, Site

# A page may be exempt for these reasons. The first is open to every manager, for public pages.
LEGAL_CORRECTION = "legal_correction"
OTHER_REASON = "other"


class ElectionPeriodQuerySet(models.QuerySet["ElectionPeriod"]):
    """Queries for election periods."""

    def at(self, moment: datetime) -> "ElectionPeriodQuerySet":
        """Return the periods that include the moment."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)


class ElectionPeriod(ClusterableModel):
    """A time before an election in which an office publishes only what is allowed."""

    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="+", verbose_name=_("site")
    )
    name = models.CharField(
        _("name"), max_length=100, help_text=_("For the admin, such as “Senedd election 2026”.")
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(
        _("ends at"), help_text=_("The first moment at which everything may be published again.")
    )
    allowed_categories = ParentalManyToManyField(
        "newsroom.Category",
        blank=True,
        related_name="+",
        verbose_name=_("allowed categories"),
        help_text=_("Statements in these categories may be published, in both languages."),
    )
    approvers_may_exempt = models.BooleanField(
        _("managers may exempt single pages"),
        default=False,
        help_text=_(
            "With a reason, which is recorded with their name. Corrections that the law requires "
            "are open to managers in any case."
        ),
    )
    releases_automatically = models.BooleanField(
        _("publish what was held when the period ends"),
        default=False,
        help_text=_("Otherwise a manager decides about each page that was held."),
    )
    notice_en = models.TextField(
        _("notice in English"),
        blank=True,
        max_length=500,
        help_text=_("Stands on every public page. Leave empty for the usual sentence."),
    )
    notice_cy = models.TextField(
        _("notice in Welsh"),
        blank=True,
        max_length=500,
        help_text=_("Stands on every public page. Leave empty for the usual sentence."),
    )

    objects = ElectionPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("election period")
        verbose_name_plural = _("election periods")
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a period that ends before it starts, or overlaps another of the same office."""
        if self.starts_at is None or self.ends_at is None:
            return
        if self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("It must end after it starts.")})
        others = ElectionPeriod.objects.filter(
            site_id=self.site_id, starts_at__lt=self.ends_at, ends_at__gt=self.starts_at
        )
        if others.exclude(pk=self.pk).exists():
            message = _("The office has another election period at that time.")
            raise ValidationError({"starts_at": message})


class ElectionAllowedPage(models.Model):
    """A page that may be published during an election period, with the pages below it.

    It holds for the page in both languages.
    """

    period = ParentalKey(ElectionPeriod, on_delete=models.CASCADE, related_name="allowed_pages")
    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page")
    )

    class Meta:
        verbose_name = _("allowed page")
        verbose_name_plural = _("allowed pages")

    def __str__(self) -> str:
        return f"{self.period_id}: {self.page_id}"


class ElectionExemption(models.Model):
    """A named person's decision that a page may be published during an election period.

    It holds for the page in both languages, to the end of the period.
    """

    KINDS = [
        (LEGAL_CORRECTION, _("The law requires this correction of a public page.")),
        (OTHER_REASON, _("It may be published for another reason.")),
    ]

    period = models.ForeignKey(ElectionPeriod, on_delete=models.CASCADE, related_name="exemptions")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=KINDS)
    reason = models.TextField(max_length=1000)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.period_id}: {self.page_id}"


def election_dates(*, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return the last moment until `now` at which a period started or ended, and the next after it.

    One query. The notice on public pages appears and disappears at these moments.
    """
    moments = [
        moment
        for pair in ElectionPeriod.objects.order_by().values_list("starts_at", "ends_at")
        for moment in pair
    ]
    return (
        max((moment for moment in moments if moment <= now), default=None),
        min((moment for moment in moments if moment > now), default=None),
    )
