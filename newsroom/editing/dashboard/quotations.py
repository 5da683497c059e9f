"""The quotations whose Record should be final by now."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.editing.dashboard.rows import ROWS, Order, Row, RowsPanel
from newsroom.editing.quotations.views import due_quotations, quotations_to_check
from newsroom.languages.configured import active_language
from newsroom.translation.dates import format_short_date
from newsroom.translation.locales import language_of


class QuotationsPanel(RowsPanel):
    """Quotations from the draft Record, the oldest day first. One query."""

    name = "quotations"
    order = Order.QUOTATIONS
    heading = gettext_lazy("Quotations to re-check")

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the quotations to compare with the final Record."""
        rows = due_quotations(quotations_to_check(request)[: 4 * ROWS])[:ROWS]
        return [
            Row(
                title=row.page.title,
                url=reverse("newsroom_quotation", args=[row.page_id, row.block_id]),
                note=_("quotes a draft of the Record"),
                detail=format_short_date(row.said_on, language=active_language())
                if row.said_on
                else _("without a day"),
                language_code=language_of(row.page),
            )
            for row in rows
        ]

    def more_url(self, request: HttpRequest) -> str:
        """Return the URL of the complete list."""
        return reverse("newsroom_quotations")
