"""Settings of an office: its name, its funding and the statements that the law requires."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from home.colour import LIGHT_SURFACES, darker_shade, lowest_contrast, readable_on_light
from newsroom.languages.configured import active_language, default_language, language_codes

COLOUR = r"^#[0-9a-fA-F]{6}$"
colour_validator = RegexValidator(
    COLOUR, _("Give the colour as # and six hexadecimal digits, such as #1d4f5c.")
)


def fields_in_all_languages(*names: str) -> list[str]:
    """Return the names of the database fields of bilingual settings, such as `imprint_cy`."""
    return [f"{name}_{code}" for name in names for code in language_codes()]


class Bilingual:
    """Reads `<name>_<code of the active language>`."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        language = active_language()
        return getattr(instance, f"{self.name}_{language}")


def _pair(name: str) -> FieldRowPanel:
    """Return the panel with a field's languages side by side."""
    return FieldRowPanel([FieldPanel(field) for field in fields_in_all_languages(name)])


@register_setting(icon="user")
class OfficeSettings(BaseSiteSetting):
    """The member of a site and the texts that the law or the funder requires."""

    name_en = models.CharField(_("name (English)"), max_length=150)
    name_cy = models.CharField(_("name (Welsh)"), max_length=150)
    role_en = models.CharField(_("role (English)"), max_length=200, blank=True)
    role_cy = models.CharField(_("role (Welsh)"), max_length=200, blank=True)
    region_en = models.CharField(_("region or seat (English)"), max_length=150, blank=True)
    region_cy = models.CharField(_("region or seat (Welsh)"), max_length=150, blank=True)
    party_en = models.CharField(_("party (English)"), max_length=150, blank=True)
    party_cy = models.CharField(_("party (Welsh)"), max_length=150, blank=True)
    logo = models.ForeignKey(
        "newsroom.NewsroomImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
    )
    logo_alt_en = models.CharField(
        _("logo's alternative text (English)"), max_length=150, blank=True
    )
    logo_alt_cy = models.CharField(_("logo's alternative text (Welsh)"), max_length=150, blank=True)
    accent = models.CharField(
        _("accent colour"), max_length=7, default="#1d4f5c", validators=[colour_validator]
    )
    funding_en = models.TextField(_("funding statement (English)"))
    funding_cy = models.TextField(_("funding statement (Welsh)"))
    imprint_en = models.TextField(_("imprint (English)"))
    imprint_cy = models.TextField(_("imprint (Welsh)"))
    disclaimer_en = models.TextField(_("disclaimer for external links (English)"), blank=True)
    disclaimer_cy = models.TextField(_("disclaimer for external links (Welsh)"), blank=True)
    copyright_en = models.CharField(_("copyright holder (English)"), max_length=200, blank=True)
    copyright_cy = models.CharField(_("copyright holder (Welsh)"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    address_en = models.TextField(_("postal address (English)"), blank=True)
    address_cy = models.TextField(_("postal address (Welsh)"), blank=True)
    mastodon = models.URLField("Mastodon", blank=True)
    bluesky = models.URLField("Bluesky", blank=True)
    facebook = models.URLField("Facebook", blank=True)
    x = models.URLField("X", blank=True)
    instagram = models.URLField("Instagram", blank=True)
    youtube = models.URLField("YouTube", blank=True)
    has_checking = models.BooleanField(
        _("editors check before approval"),
        default=False,
        help_text=_(
            "What is submitted goes to the editors first, who return it or pass it on to the "
            "managers. Without this it goes to the managers at once."
        ),
    )

    name = Bilingual()
    role = Bilingual()
    region = Bilingual()
    party = Bilingual()
    logo_alt = Bilingual()
    funding = Bilingual()
    imprint = Bilingual()
    disclaimer = Bilingual()
    copyright = Bilingual()
    address = Bilingual()

    select_related = ["logo"]
    panels = [
        MultiFieldPanel(
            [_pair("name"), _pair("role"), _pair("region"), _pair("party")], heading=_("Member")
        ),
        MultiFieldPanel(
            [FieldPanel("logo"), _pair("logo_alt"), FieldPanel("accent")], heading=_("Look")
        ),
        MultiFieldPanel(
            [_pair("funding"), _pair("imprint"), _pair("disclaimer"), _pair("copyright")],
            heading=_("What the site must say"),
        ),
        MultiFieldPanel(
            [FieldPanel("email"), FieldPanel("telephone"), _pair("address")], heading=_("Contact")
        ),
        MultiFieldPanel(
            [
                FieldPanel(field)
                for field in ("mastodon", "bluesky", "facebook", "x", "instagram", "youtube")
            ],
            heading=_("Elsewhere"),
        ),
        MultiFieldPanel([FieldPanel("has_checking")], heading=_("Check and approval")),
    ]

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")

    def __str__(self) -> str:
        return getattr(self, f"name_{default_language()}")

    def clean(self) -> None:
        """Reject an accent with too little contrast, and blank funding statements and imprints."""
        super().clean()
        errors: dict[str, str] = {}
        if re.match(COLOUR, self.accent) and not readable_on_light(self.accent):
            errors["accent"] = _(
                "Words in %(colour)s would have a contrast of %(ratio)s to 1 with the page; "
                "readers need 4.5 to 1. The nearest shade that works is %(shade)s."
            ) % {
                "colour": self.accent,
                "ratio": f"{lowest_contrast(self.accent, LIGHT_SURFACES):.1f}",
                "shade": darker_shade(self.accent),
            }
        for name in fields_in_all_languages("funding", "imprint"):
            if not getattr(self, name).strip():
                errors[name] = _("The law or the funder requires these words in both languages.")
        if errors:
            raise ValidationError(errors)
