"""Which other statements should a reader see?"""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, PageChooserBlock, StructBlock


class RelatedStatementsBlock(StructBlock):
    """Statements that the editor chose; those not public now are left out when shown."""

    heading = CharBlock(label=_("Heading"), required=False, max_length=200)
    statements = ListBlock(
        PageChooserBlock(page_type="newsroom.ArticlePage"),
        label=_("Statements"),
        min_num=1,
        max_num=6,
    )

    class Meta:
        icon = "link"
        label = _("Related statements")
        template = "newsroom/blocks/related.html"
