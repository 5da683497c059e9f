"""Home pages and the standard pages that are not news. `home/pages` renders them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from newsroom.blocks import StandardBody
from newsroom.models.copying import KnowsItsSource
from newsroom.models.page_deletion import DeletedInOneTransaction
from newsroom.models.page_permissions import LivePagePermissionTester
from newsroom.models.presentation import PresentedPage
from newsroom.models.publication import CheckedPublication


class HomePage(PresentedPage, CheckedPublication, DeletedInOneTransaction, KnowsItsSource, Page):
    """The front of an office's site in one language: latest, by category, about the member."""

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences beneath the name.")
    )
    about_heading = models.CharField(_("heading"), max_length=200, blank=True)
    about = RichTextField(_("about the member"), blank=True, features=["bold", "italic", "link"])
    portrait = models.ForeignKey(
        "newsroom.NewsroomImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("portrait"),
    )
    portrait_alt = models.CharField(_("alternative text"), max_length=255, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(
            [
                FieldPanel("about_heading"),
                FieldPanel("about"),
                FieldPanel("portrait"),
                FieldPanel("portrait_alt"),
            ],
            heading=_("About the member"),
        ),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.StandardPage", "newsroom.NewsIndexPage"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class StandardPage(
    PresentedPage, CheckedPublication, DeletedInOneTransaction, KnowsItsSource, Page
):
    """A page that is not news: about, accessibility, privacy, contact."""

    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(StandardBody(), blank=True, verbose_name=_("body"))

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")

    def permissions_for_user(self, user):
        """Return what the user may do with the page."""
        return LivePagePermissionTester(user, self)
