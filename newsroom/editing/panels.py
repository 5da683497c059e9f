"""What stands in the editor's form besides the fields?"""

from wagtail.admin.panels import FieldPanel, Panel

from newsroom.translation.origins import translation_state


class HintsPanel(Panel):
    """What a careful colleague would point out in the saved draft."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "newsroom/admin/hints_panel.html"

        def is_shown(self) -> bool:
            """Show it only when there is something to say."""
            return bool(self.hints)

        @property
        def hints(self) -> list:
            """Return the findings, each once, asked once."""
            if not hasattr(self, "_hints"):
                ask = getattr(self.form, "hints", None)
                self._hints = ask() if ask else []
            return self._hints


class TranslationPanel(Panel):
    """The page in the other language, and whether either side has changed since."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "newsroom/admin/translation_panel.html"

        def is_shown(self) -> bool:
            """Show it for a page that exists."""
            return self.instance.pk is not None

        def get_context_data(self, parent_context=None) -> dict:
            """Add the state of both languages."""
            context = super().get_context_data(parent_context)
            context["state"] = translation_state(self.instance)
            context["page"] = self.instance
            return context


class CapitalsPanel(FieldPanel):
    """The choice about a title in capitals, shown only when there is one."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            """Show it only when the title is in capitals."""
            return getattr(self.form, "title_is_shouted", False) and super().is_shown()
