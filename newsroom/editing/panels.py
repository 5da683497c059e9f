"""Panels of the page form that hold no field: hints, translation, title in capitals."""

from wagtail.admin.panels import FieldPanel, Panel

from newsroom.translation.locales import language_of
from newsroom.translation.pair_state import pair_state


class HintsPanel(Panel):
    """Hints on the saved draft."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "newsroom/admin/hints_panel.html"

        def is_shown(self) -> bool:
            """Return whether there are hints."""
            return bool(self.hints)

        @property
        def hints(self) -> list:
            """Return the findings of the form, computed once."""
            if not hasattr(self, "_hints"):
                get_hints = getattr(self.form, "hints", None)
                self._hints = get_hints() if get_hints else []
            return self._hints


class TranslationPanel(Panel):
    """The state of both languages, and whether either has changed since."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "newsroom/admin/translation_panel.html"

        def is_shown(self) -> bool:
            """Return whether the page is saved."""
            return self.instance.pk is not None

        def get_context_data(self, parent_context=None) -> dict:
            """Add the state of both languages and the page."""
            context = super().get_context_data(parent_context)
            pair, language = pair_state(self.instance), language_of(self.instance)
            return {
                **context,
                "pair": pair,
                "own": pair.side(language),
                "other": pair.other(language),
                "page": self.instance,
            }


class CapitalsPanel(FieldPanel):
    """The choice between sentence case and capitals for a title in capitals."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            """Return whether the title is in capitals."""
            return getattr(self.form, "title_is_in_capitals", False) and super().is_shown()
