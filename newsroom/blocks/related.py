"""Which other statements should a reader see?"""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, PageChooserBlock, StructBlock

from newsroom.visibility import public


class StatementChooserBlock(PageChooserBlock):
    """A statement, chosen from the list of pages.

    Wagtail's own chooser for one type of page fixes the words on its button in the language of
    whoever opens the first form after a start.
    """

    @cached_property
    def widget(self):
        """Return the chooser, whose words wait for the language of each request."""
        widget = super().widget
        widget.choose_one_text = _("Choose a statement")
        widget.choose_another_text = _("Choose another statement")
        return widget

    def deconstruct(self):
        """Stand as Wagtail's block in migrations: what is stored is the same."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.PageChooserBlock", args, kwargs


class RelatedStatementsBlock(StructBlock):
    """Statements that the editor chose; those not public now are left out when shown."""

    heading = CharBlock(label=_("Heading"), required=False, max_length=200)
    statements = ListBlock(
        StatementChooserBlock(page_type="newsroom.ArticlePage"),
        label=_("Statements"),
        min_num=1,
        max_num=6,
    )

    def get_context(self, value, parent_context=None):
        """Add those of the chosen statements that anyone may read, in the editor's order."""
        # Upward to the model that holds this block, so only once the apps are loaded.
        from newsroom.models import ArticlePage

        context = super().get_context(value, parent_context=parent_context)
        chosen = [page.pk for page in value["statements"] if page is not None]
        found = public(ArticlePage.objects.filter(pk__in=chosen)).select_related("locale")
        rows = {page.pk: page for page in found.defer_streamfields()}
        context["statements"] = [rows[pk] for pk in chosen if pk in rows]
        return context

    class Meta:
        icon = "link"
        label = _("Related statements")
        template = "newsroom/blocks/related.html"
