"""The block of related statements."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, PageChooserBlock, StructBlock, StructValue

from newsroom.blocks.chosen_objects import known_of
from newsroom.visibility import public


class StatementChooserBlock(PageChooserBlock):
    """A statement, chosen from the list of pages.

    Wagtail's own chooser for one type of page fixes the words on its button in the language of
    the user who opens the first form after a start.
    """

    @cached_property
    def widget(self) -> Any:
        """Return the chooser with words that are translated at each request."""
        widget = super().widget
        widget.choose_one_text = _("Choose a statement")
        widget.choose_another_text = _("Choose another statement")
        return widget

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """Return Wagtail's own block for migrations: the stored value is the same."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.PageChooserBlock", args, kwargs


class RelatedStatementsBlock(StructBlock):
    """Statements that the editor chose. Pages leave out those that are not public."""

    heading = CharBlock(label=_("Heading"), required=False, max_length=200)
    statements = ListBlock(
        StatementChooserBlock(page_type="newsroom.ArticlePage"),
        label=_("Statements"),
        min_num=1,
        max_num=6,
    )

    def get_context(
        self, value: StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add the public ones of the chosen statements, in the editor's order.

        One query, none where the public ones are known (`newsroom.blocks.chosen_objects`).
        """
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        statement = self.child_blocks["statements"].child_block.model_class
        chosen = [page.pk for page in value["statements"] if page is not None]
        known = known_of(statement)
        if set(chosen) <= known.keys():
            rows = {pk: row for pk, row in known.items() if row is not None}
        else:
            shown = public(statement.objects.filter(pk__in=chosen)).select_related("locale")
            rows = {page.pk: page for page in shown.defer_streamfields()}
        context["statements"] = [rows[pk] for pk in chosen if pk in rows]
        return context

    class Meta:
        icon = "link"
        label = _("Related statements")
        template = "blocks/related/template.html"
