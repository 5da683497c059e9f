"""The menus of a site, edited as settings."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, PageChooserBlock, StreamBlock, StructBlock, URLBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from newsroom.languages.configured import language_codes


class LinkBlock(StructBlock):
    """A menu entry: a page, linked in the reader's language, or an external address."""

    page = PageChooserBlock(label=_("Page"), required=False)
    url = URLBlock(label=_("Address elsewhere"), required=False)
    label_en = CharBlock(
        label=_("Label (English)"),
        required=False,
        max_length=60,
        help_text=_("Leave empty to show the page's own title."),
    )
    label_cy = CharBlock(
        label=_("Label (Welsh)"),
        required=False,
        max_length=60,
        help_text=_("Leave empty to show the page's own title."),
    )

    class Meta:
        icon = "link"
        label = _("Link")

    def clean(self, value):
        """Reject an entry without a target or with two, and an address without all labels."""
        value = super().clean(value)
        if bool(value.get("page")) == bool(value.get("url")):
            message = ValidationError(_("Choose a page or give an address, one of the two."))
            raise StructBlockValidationError(block_errors={"page": message})
        if value.get("url"):
            missing = {
                name: ValidationError(_("An address elsewhere needs a label in each language."))
                for name in (f"label_{code}" for code in language_codes())
                if not value.get(name)
            }
            if missing:
                raise StructBlockValidationError(block_errors=missing)
        return value


class MenuBlock(StreamBlock):
    """A flat list of links."""

    link = LinkBlock()


@register_setting(icon="list-ul")
class Navigation(BaseSiteSetting):
    """The main menu and the footer of one site, in both languages."""

    main_menu = StreamField(MenuBlock(required=False), blank=True, verbose_name=_("main menu"))
    footer_menu = StreamField(MenuBlock(required=False), blank=True, verbose_name=_("footer"))

    panels = [FieldPanel("main_menu"), FieldPanel("footer_menu")]

    class Meta:
        verbose_name = _("navigation")
        verbose_name_plural = _("navigation")

    def __str__(self) -> str:
        return str(self.site)
