"""The panels of the newsroom, added to Wagtail's home page in place of Wagtail's own lists."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)

from newsroom.editing.dashboard.drafts import MyDraftsPanel, OfficeDraftsPanel
from newsroom.editing.dashboard.due import DuePanel
from newsroom.editing.dashboard.failures import FailuresPanel
from newsroom.editing.dashboard.languages import (
    HalfPublicPanel,
    LateTranslationsPanel,
    OneLanguagePanel,
)
from newsroom.editing.dashboard.quotations import QuotationsPanel
from newsroom.editing.dashboard.review import ReturnedPanel, ToApprovePanel, ToCheckPanel
from newsroom.editing.dashboard.rows import Order, RowsPanel

# Lists of the same pages as ours, in another order and with times without a zone.
REPLACED = (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)


class NothingPanel(Component):
    """The remark that nothing needs the editor now. It is shown before the other panels."""

    name = "nothing"
    order = Order.NOTHING
    template_name = "newsroom/admin/dashboard_nothing.html"

    def __init__(self, panels: list[Component]) -> None:
        self.panels = panels

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return whether a panel has rows that need the editor."""
        request = parent_context["request"]
        # The rows first: whether a panel needs the editor may depend on them.
        needed = any(
            panel.rows_once(request) and panel.needs_editor
            for panel in self.panels
            if isinstance(panel, RowsPanel)
        )
        stopped = any(
            isinstance(panel, FailuresPanel) and not panel.worker_runs() for panel in self.panels
        )
        return {"is_empty": not needed and not stopped}


def add_dashboard_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Add the newsroom's panels. Wagtail sorts all panels by `order`."""
    panels[:] = [panel for panel in panels if not isinstance(panel, REPLACED)]
    panels += [
        NothingPanel(panels),
        DuePanel(),
        ToApprovePanel(),
        ToCheckPanel(),
        ReturnedPanel(),
        LateTranslationsPanel(),
        HalfPublicPanel(),
        FailuresPanel(),
        QuotationsPanel(),
        MyDraftsPanel(),
        OfficeDraftsPanel(),
        OneLanguagePanel(),
    ]
